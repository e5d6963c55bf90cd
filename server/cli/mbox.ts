/**
 * Messages out of an mbox file (RFC 4155), read as it comes. It is taken for mboxrd, as Mailmitt writes it; of mboxo only a line that
 * began with `>From ` before it was written is read wrong. Line ends stay as they are.
 */

/** A line that is longer begins no message. Also as far as `>` are looked through for a quoted one. */
const MAX_SEPARATOR_OCTETS = 2048
const DATE =
  /(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? {1,2}(?:[A-Z][a-z]{2} {1,2}\d{1,2}|\d{1,2} [A-Z][a-z]{2}(?: \d{4})?) {1,2}\d{1,2}:\d\d/
const LF = 0x0a
const GREATER_THAN = 0x3e

interface Collecting {
  pieces: Uint8Array[]
  octets: number
  /** As in the line that began it: of two octets the line end that follows the message is, or of one. */
  lineEndOctets: 1 | 2
}

/**
 * @returns each message, in order; undefined for one that is larger
 * @throws when it does not begin with such a line
 */
export async function* readMbox(
  input: AsyncIterable<Uint8Array>,
  maxOctets: number,
): AsyncGenerator<Uint8Array<ArrayBuffer> | undefined> {
  let current: Collecting | undefined
  let rest = Buffer.alloc(0)
  /** What comes next goes on with a line too long to be held. */
  let isWithinLine = false
  for await (const piece of input) {
    const buffer = Buffer.concat([rest, piece])
    let start = 0
    let kept = 0
    while (start < buffer.length) {
      const lineFeed = buffer.indexOf(LF, start)
      const end = lineFeed < 0 ? buffer.length : lineFeed + 1
      const isWhole = lineFeed >= 0
      if (!isWhole && !isWithinLine && end - start < MAX_SEPARATOR_OCTETS) break
      const line = buffer.subarray(start, Math.min(end, start + MAX_SEPARATOR_OCTETS))
      if (!isWithinLine && isSeparator(line)) {
        if (current) {
          collect(current, buffer.subarray(kept, start), maxOctets)
          yield finish(current, maxOctets)
        }
        current = { pieces: [], octets: 0, lineEndOctets: buffer[end - 2] === 0x0d ? 2 : 1 }
        kept = end
      } else if (!isWithinLine && isQuoted(line)) {
        if (current) collect(current, buffer.subarray(kept, start), maxOctets)
        kept = start + 1
      }
      if (!current && !/^\s*$/.test(line.toString('latin1')))
        throw new Error('it is no mbox file: it does not begin with a line "From address date"')
      isWithinLine = !isWhole
      start = end
    }
    if (current) collect(current, buffer.subarray(kept, start), maxOctets)
    rest = buffer.subarray(start)
  }
  if (!current) {
    if (rest.length > 0 && !isSeparator(rest)) throw new Error('it is no mbox file')
    return
  }
  collect(current, isQuoted(rest) ? rest.subarray(1) : rest, maxOctets)
  yield finish(current, maxOctets)
}

function isSeparator(line: Buffer): boolean {
  return startsWithFrom(line, 0) && DATE.test(line.toString('latin1'))
}

function isQuoted(line: Buffer): boolean {
  let at = 0
  while (line[at] === GREATER_THAN) at++
  return at > 0 && startsWithFrom(line, at)
}

function startsWithFrom(line: Buffer, at: number): boolean {
  return line.subarray(at, at + 5).toString('latin1') === 'From '
}

/** Of what is too large only the size is kept. */
function collect(current: Collecting, octets: Uint8Array, maxOctets: number): void {
  current.octets += octets.length
  if (current.octets > maxOctets + current.lineEndOctets) current.pieces = []
  else if (octets.length > 0) current.pieces.push(octets)
}

/** Without the line end that whoever wrote the file has put behind it. */
function finish({ pieces, octets, lineEndOctets }: Collecting, maxOctets: number): Uint8Array<ArrayBuffer> | undefined {
  if (octets > maxOctets + lineEndOctets) return undefined
  const message = new Uint8Array(Buffer.concat(pieces))
  const lineEnd = lineEndOctets === 2 ? [0x0d, LF] : [LF]
  const hasLineEnd = lineEnd.every((octet, index) => message[octets - lineEndOctets + index] === octet)
  const length = hasLineEnd ? octets - lineEndOctets : octets
  return length > maxOctets ? undefined : message.subarray(0, length)
}
