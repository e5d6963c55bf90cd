/**
 * What stands between the first line of an answer and its end (RFC 1939 §3): octets as they are, but that a line which begins with a
 * dot gets another one before it. Knows no sockets.
 */
const LF = 10
const CR = 13
const DOT = 46
const LINE_WITH_DOT = Buffer.from('\n.')

/**
 * Mail that has lines with a bare LF keeps them: octets are exact, also those that are counted by LIST. After such an LF, too, a dot is
 * doubled, since there are clients to whom that ends a line, and a lone dot on it would end the mail. The end of the answer needs its
 * CRLF, which is added where mail lacks it.
 */
export async function* toMultiLine(body: AsyncIterable<string | Uint8Array>): AsyncGenerator<Buffer> {
  let [beforeLast, last] = [CR, LF]
  for await (const piece of body) {
    if (piece.length === 0) continue
    const octets = typeof piece === 'string' ? Buffer.from(piece) : Buffer.from(piece.buffer, piece.byteOffset, piece.length)
    yield doubleDots(octets, last === LF)
    beforeLast = octets.at(-2) ?? last
    last = octets.at(-1) ?? last
  }
  yield Buffer.from(beforeLast === CR && last === LF ? '.\r\n' : '\r\n.\r\n')
}

function doubleDots(octets: Buffer, isAtLineStart: boolean): Buffer {
  const dots: number[] = []
  if (isAtLineStart && octets[0] === DOT) dots.push(0)
  for (let at = octets.indexOf(LINE_WITH_DOT); at >= 0; at = octets.indexOf(LINE_WITH_DOT, at + 1)) dots.push(at + 1)
  if (dots.length === 0) return octets
  const doubled = Buffer.allocUnsafe(octets.length + dots.length)
  let from = 0
  for (const [i, dot] of dots.entries()) {
    octets.copy(doubled, from + i, from, dot)
    doubled[dot + i] = DOT
    from = dot
  }
  octets.copy(doubled, from + dots.length, from)
  return doubled
}
