/**
 * Messages as one file in the mbox format (RFC 4155) in its reversible manner, mboxrd: each begins with a line `From address date`,
 * and a line of its own that looks like that, or like one made safe, gets one `>` more. The octets are otherwise as they came, CRLF
 * included, and one LF follows them: a reader that takes away that LF and one `>` has the very octets.
 */

const FROM = Buffer.from('From ')
const GREATER_THAN = 0x3e
const LF = 0x0a
const MAX_ADDRESS_LENGTH = 320

export interface MboxEntry {
  reversePath: string
  /** Milliseconds since 1970. */
  receivedAt: number
  octets: AsyncIterable<Uint8Array>
}

export async function* writeMbox(entries: AsyncIterable<MboxEntry>): AsyncGenerator<Uint8Array> {
  for await (const { reversePath, receivedAt, octets } of entries) {
    yield Buffer.from(`From ${toAddress(reversePath)} ${toDate(receivedAt)}\n`)
    yield* quoteFromLines(octets)
    yield Buffer.of(LF)
  }
}

/** Adds `>` to lines that match `^>*From `, whatever pieces they come in. It goes before the F, which is the same and needs no looking back. */
async function* quoteFromLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  /** The line has nothing but `>` so far. */
  let isOpen = true
  /** End of a piece that may be the start of `From `. */
  let held: Uint8Array = Buffer.alloc(0)
  for await (const piece of pieces) {
    const buffer = Buffer.concat([held, piece])
    let from = 0
    for (let at = buffer.indexOf(FROM); at >= 0; at = buffer.indexOf(FROM, at + FROM.length)) {
      if (!isLineStart(buffer, at, isOpen)) continue
      yield buffer.subarray(from, at)
      yield Buffer.of(GREATER_THAN)
      from = at
    }
    const end = buffer.length - countHeld(buffer)
    yield buffer.subarray(from, end)
    isOpen = isLineStart(buffer, end, isOpen)
    held = buffer.subarray(end)
  }
  yield held
}

/** @param isOpen whether a line begins at the start of the buffer, but for any `>` before it */
function isLineStart(buffer: Buffer, at: number, isOpen: boolean): boolean {
  let start = at
  while (start > 0 && buffer[start - 1] === GREATER_THAN) start--
  return start === 0 ? isOpen : buffer[start - 1] === LF
}

function countHeld(buffer: Buffer): number {
  for (let count = Math.min(FROM.length - 1, buffer.length); count > 0; count--)
    if (buffer.subarray(-count).equals(FROM.subarray(0, count))) return count
  return 0
}

/** White space would end it, and an empty one is how others write the null reverse-path. */
function toAddress(reversePath: string): string {
  const address = reversePath
    .slice(0, MAX_ADDRESS_LENGTH)
    .toWellFormed()
    .replace(/[\s\p{Cc}]/gu, '_')
  return address || 'MAILER-DAEMON'
}

/** As C's asctime writes it, in UTC: `Thu Jan  1 00:00:00 1970`. */
function toDate(receivedAt: number): string {
  const [weekday, day = '', month, year, time] = new Date(receivedAt).toUTCString().replace(',', '').split(' ')
  return `${weekday} ${month} ${String(Number(day)).padStart(2)} ${time} ${year}`
}
