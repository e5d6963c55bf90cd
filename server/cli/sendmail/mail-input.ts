/** Mail as a program writes it to sendmail: where it ends, and where its header section does. Knows no SMTP. */

/** A line with a single dot ends the mail, as in a terminal. What follows is not read. */
export async function* untilDot(input: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  // The line end that the first line has before it, so that it is looked at like the others.
  let held = '\n'
  let isFirst = true
  for await (const piece of input) {
    const text = held + Buffer.from(piece).toString('latin1')
    const dot = /\n\.\r?\n/.exec(text)
    // So much could be the start of one.
    const end = dot ? dot.index + 1 : Math.max(text.length - 3, 0)
    if (end > 0) yield Buffer.from(text.slice(isFirst ? 1 : 0, end), 'latin1')
    if (dot) return
    isFirst = isFirst && end === 0
    held = text.slice(end)
  }
  yield Buffer.from((isFirst ? held.slice(1) : held).replace(/(^|\n)\.\r?$/, '$1'), 'latin1')
}

export interface MailInput {
  /** Header fields with their continuations and line ends, each octet a character. */
  fields: string[]
  /** What follows the header section, without the empty line that ends it. */
  body: AsyncIterable<Uint8Array>
  /** The header section is longer than is read of it: `body` goes on within it. */
  isCut: boolean
}

const MAX_HEADER_OCTETS = 2 ** 20
const FIELD = /^[!-9;-~]+[ \t]*:/

/** Reads the header section. It ends at an empty line, or before the first line that is no field (RFC 5322 §2.2). */
export async function readMailInput(input: AsyncIterable<Uint8Array>): Promise<MailInput> {
  const pieces = input[Symbol.asyncIterator]()
  const fields: string[] = []
  let text = ''
  let start = 0
  let isEnded = false
  let isFirstLine = true
  let octets = 0

  async function* rest(behind: string): AsyncGenerator<Uint8Array> {
    if (behind !== '') yield Buffer.from(behind, 'latin1')
    if (!isEnded) yield* { [Symbol.asyncIterator]: () => pieces }
  }

  for (;;) {
    const lineFeed = text.indexOf('\n', start)
    if (lineFeed < 0 && !isEnded && octets <= MAX_HEADER_OCTETS) {
      const { value, done } = await pieces.next()
      isEnded = done === true
      octets += value?.length ?? 0
      text = text.slice(start) + (value ? Buffer.from(value).toString('latin1') : '')
      start = 0
      continue
    }
    if (lineFeed < 0 && !isEnded) return { fields, body: rest(text.slice(start)), isCut: true }
    const end = lineFeed < 0 ? text.length : lineFeed + 1
    const line = text.slice(start, end)
    if (/^\r?\n?$/.test(line)) return { fields, body: rest(text.slice(end)), isCut: false }
    if (FIELD.test(line)) fields.push(withLineEnd(line))
    else if (/^[ \t]/.test(line) && fields.length > 0) fields.push(`${fields.pop()}${withLineEnd(line)}`)
    // The line of an mbox, which is about the mail.
    else if (!(isFirstLine && line.startsWith('From '))) return { fields, body: rest(text.slice(start)), isCut: false }
    isFirstLine = false
    start = end
  }
}

function withLineEnd(line: string): string {
  return line.endsWith('\n') ? line : `${line}\r\n`
}

export function fieldName(field: string): string {
  return field.slice(0, field.indexOf(':')).trim().toLowerCase()
}

/** Unfolded, decoded as UTF-8. */
export function fieldValue(field: string): string {
  return Buffer.from(field.slice(field.indexOf(':') + 1).replace(/\r?\n/g, ''), 'latin1')
    .toString()
    .trim()
}
