/** The header section of a mail, the empty line after it, and so many lines of its body (RFC 1939 §7: TOP). No more of it is read. */
const LF = 10
const CR = 13

export async function* topOf(mailData: AsyncIterable<Uint8Array>, bodyLines: number): AsyncGenerator<Uint8Array> {
  let isInBody = false
  let left = bodyLines
  /** Of the line that a piece ends in. */
  let [length, last] = [0, 0]
  for await (const piece of mailData) {
    let start = 0
    for (let end = piece.indexOf(LF); end >= 0; end = piece.indexOf(LF, start)) {
      length += end - start
      if (end > start) last = piece[end - 1] ?? last
      if (isInBody) left--
      else isInBody = length === 0 || (length === 1 && last === CR)
      start = end + 1
      length = 0
      if (!isInBody || left > 0) continue
      yield piece.subarray(0, start)
      return
    }
    length += piece.length - start
    last = piece.at(-1) ?? last
    yield piece
  }
}
