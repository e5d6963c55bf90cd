/** Octets as they arrive, cut into lines without decoding them: 50 MB cost 50 MB and an index. Knows nothing of React. */

const LF = 10
const CR = 13

export interface OctetLines {
  readonly count: number
  readonly octets: number
  readonly longestLine: number
  add: (chunk: Uint8Array) => void
  /** The line's octets without its end. */
  at: (index: number) => Uint8Array
  /** Octets before the line. */
  offsetOf: (index: number) => number
  /** The line that holds the octet; undefined while it is not here. */
  lineWith: (offset: number) => number | undefined
  text: () => string
}

export function createOctetLines(expectedOctets: number): OctetLines {
  let data = new Uint8Array(Math.max(expectedOctets, 64 * 1024))
  let length = 0
  let starts = new Uint32Array(1024)
  let lines = 0
  let longestLine = 0

  function pushStart(at: number): void {
    if (lines === starts.length) {
      const larger = new Uint32Array(starts.length * 2)
      larger.set(starts)
      starts = larger
    }
    starts[lines++] = at
  }

  function endOf(index: number): number {
    let end = index + 1 < lines ? (starts[index + 1] ?? length) : length
    if (end > startOf(index) && data[end - 1] === LF) end--
    if (end > startOf(index) && data[end - 1] === CR) end--
    return end
  }

  function startOf(index: number): number {
    return starts[index] ?? length
  }

  function finishLine(index: number): void {
    longestLine = Math.max(longestLine, endOf(index) - startOf(index))
  }

  return {
    get count() {
      return lines
    },
    get octets() {
      return length
    },
    get longestLine() {
      return longestLine
    },
    add(chunk) {
      if (chunk.length === 0) return
      if (length + chunk.length > data.length) {
        const larger = new Uint8Array(Math.max(data.length * 2, length + chunk.length))
        larger.set(data.subarray(0, length))
        data = larger
      }
      data.set(chunk, length)
      const endsLine = length > 0 && data[length - 1] === LF
      const from = length
      length += chunk.length
      if (lines === 0 || endsLine) pushStart(from)
      const known = data.subarray(0, length) // what lies behind is empty, and can be large
      for (let at = known.indexOf(LF, from); at !== -1; at = known.indexOf(LF, at + 1)) {
        if (at + 1 < length) pushStart(at + 1)
        finishLine(at + 1 < length ? lines - 2 : lines - 1)
      }
      finishUnended()
    },
    offsetOf: startOf,
    lineWith(offset) {
      if (offset >= length) return undefined
      let low = 0
      let high = lines
      while (low < high) {
        const middle = (low + high) >>> 1
        if (startOf(middle) <= offset) low = middle + 1
        else high = middle
      }
      return low - 1
    },
    at: (index) => data.subarray(startOf(index), endOf(index)),
    text: () => new TextDecoder().decode(data.subarray(0, length)),
  }

  function finishUnended(): void {
    longestLine = Math.max(longestLine, length - startOf(lines - 1))
  }
}
