/**
 * Content lines: what calendars (RFC 5545 §3.1) and contacts (RFC 6350 §3.2) are made of. Reads whatever there is, in the
 * forms of vCard 2.1 and vCalendar 1.0 too; never throws.
 */

/** Beyond this nobody reads on, and an answer would grow with it. */
const MAX_LINES = 20_000
/** `group.NAME`; names are letters, digits and `-`, and some write `_`. */
const NAME = /^(?:([\w-]+)\.)?([\w-]+)(?=[;:])/
/** `;NAME=value,"quoted value"`; vCard 2.1 has bare values, `;HOME`. */
const PARAMETER = /;([^=:;",]*)(?:=((?:"[^"]*"|[^",;:]*)(?:,(?:"[^"]*"|[^",;:]*))*))?/y
const VALUE_OF_PARAMETER = /"[^"]*"|[^",]+/g

export interface ContentLine {
  /** Without its group, in capitals. */
  name: string
  /** By name in capitals; bare values stand under `TYPE`, as in vCard 2.1. */
  params: ReadonlyMap<string, readonly string[]>
  /** As sent, unfolded; see `unescapeText`. */
  value: string
  /** From 1, of the decoded part. */
  line: number
}

export interface ContentLines {
  lines: ContentLine[]
  /** Lines that are none. */
  unreadable: { line: number; text: string }[]
  isCut: boolean
}

export function readContentLines(text: string): ContentLines {
  const physical = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/)
  const read: ContentLines = { lines: [], unreadable: [], isCut: false }
  for (let at = 0; at < physical.length; ) {
    if (read.lines.length + read.unreadable.length >= MAX_LINES) return { ...read, isCut: true }
    const start = at
    const pieces = [physical[at++] ?? '']
    const isSoft = isQuotedPrintable(pieces[0] ?? '')
    for (; at < physical.length; at++) {
      const next = physical[at] ?? ''
      // In quoted-printable a `=` at the end says that the line goes on (RFC 2045 §6.7).
      if (isSoft && pieces.at(-1)?.endsWith('=')) pieces.push(`\r\n${next}`)
      else if (/^[ \t]/.test(next)) pieces.push(next.slice(1))
      else break
    }
    const unfolded = pieces.join('')
    if (unfolded.trim() === '') continue
    const content = readLine(unfolded, start + 1)
    if (content) read.lines.push(content)
    else read.unreadable.push({ line: start + 1, text: unfolded })
  }
  return read
}

function readLine(unfolded: string, line: number): ContentLine | undefined {
  const [head, , name] = NAME.exec(unfolded) ?? []
  if (head === undefined || name === undefined) return undefined
  const params = new Map<string, string[]>()
  PARAMETER.lastIndex = head.length
  let end = head.length
  for (let found = PARAMETER.exec(unfolded); found; found = PARAMETER.exec(unfolded)) {
    end = PARAMETER.lastIndex
    const [, key = '', values] = found
    const named = values === undefined ? 'TYPE' : key.trim().toUpperCase()
    const list = params.get(named) ?? []
    for (const [value] of (values ?? key).matchAll(VALUE_OF_PARAMETER)) list.push(decodeParameter(value))
    params.set(named, list)
  }
  return unfolded[end] === ':' ? { name: name.toUpperCase(), params, value: unfolded.slice(end + 1), line } : undefined
}

/** RFC 6868 §3.1. */
function decodeParameter(value: string): string {
  return value.replace(/^"|"$/g, '').replace(/\^([n^'])/g, (_, escaped: string) => ({ n: '\n', "'": '"' })[escaped] ?? '^')
}

/** One text, whatever commas its writer forgot to quote. */
export function parameter({ params }: ContentLine, name: string): string {
  return (params.get(name) ?? []).join(',').trim()
}

function isQuotedPrintable(line: string): boolean {
  return line
    .slice(0, line.indexOf(':') + 1)
    .toUpperCase()
    .includes('QUOTED-PRINTABLE')
}

/** RFC 5545 §3.3.11, RFC 6350 §3.4. */
export function unescapeText(value: string): string {
  return value.replace(/\\([\s\S])/g, (_, escaped: string) => (/n/i.test(escaped) ? '\n' : escaped))
}

/** The pieces between separators that are not escaped, still escaped themselves. */
export function splitValue(value: string, separator: ',' | ';'): string[] {
  const pieces: string[] = []
  let start = 0
  for (let at = 0; at < value.length; at++) {
    if (value[at] === '\\') at++
    else if (value[at] === separator) {
      pieces.push(value.slice(start, at))
      start = at + 1
    }
  }
  return [...pieces, value.slice(start)]
}
