/** The header section of a message or part (RFC 5322 §2.2) as ordered fields. Never throws. */
import { isAscii, isUtf8 } from 'node:buffer'
import { LIMITS } from '../limits.ts'

const LF = 0x0a
const CR = 0x0d
/** Begins the escape sequences of ISO-2022, whose characters are ASCII octets. */
const ESC = 0x1b

/** Limit of DESIGN §2, promise 9: what lies beyond stays in the octets. Real mail has some dozens. */
export const MAX_FIELDS = LIMITS.mail.headerFields.value

export interface RawField {
  /** As sent; empty for a line that is no field. */
  name: string
  /** After the colon, folding kept. */
  body: string
  raw: string
  /** Octets of the header section before it. */
  offset: number
}

/**
 * Where the body starts: behind the first empty line. Bare line feeds count as line ends, since broken mail has them.
 *
 * @param isPartEnd tells of the start of a line whether the part ends there
 * @returns `end` when there is no empty line: then all of it is header
 */
export function findBodyOffset(
  mailData: Uint8Array,
  start: number,
  end: number,
  isPartEnd: (lineStart: number) => boolean = () => false,
): number {
  let lineStart = start
  while (lineStart < end) {
    if (isPartEnd(lineStart)) return lineStart
    const lf = mailData.indexOf(LF, lineStart)
    if (lf < 0 || lf >= end) return end
    if (lf === lineStart || (lf === lineStart + 1 && mailData[lineStart] === CR)) return lf + 1
    lineStart = lf + 1
  }
  return end
}

/**
 * Each field has its own charset: one that is not UTF-8 spoils no other.
 *
 * @param decode octets of a field as text, where they are more than ASCII
 */
export function splitFields(headerSection: Uint8Array, decode: (octets: Buffer) => string = decodeOctets): RawField[] {
  const section = Buffer.from(headerSection.buffer, headerSection.byteOffset, headerSection.length)
  // Most mail by far: nothing to decode, whatever the charset.
  const isPlain = isAscii(section) && !section.includes(ESC)
  const fields: RawField[] = []
  const text = section.toString('latin1')
  let next = 0
  for (const octets of text.split(/\r?\n(?![ \t])/, MAX_FIELDS)) {
    const offset = next
    next += octets.length
    next += text.startsWith('\r', next) ? 2 : 1
    if (octets.trim() === '') continue
    const line = isPlain ? octets : decode(Buffer.from(octets, 'latin1'))
    // RFC 5322 §4.5 lets obsolete fields have white space before the colon.
    const [, name, body] = /^([!-9;-~]+)[ \t]*:(.*)$/s.exec(line) ?? []
    fields.push({ name: name ?? '', body: name === undefined ? line : (body ?? ''), raw: line, offset })
  }
  return fields
}

/** Octets as text: UTF-8 where they are (RFC 6532), else windows-1252, the likeliest of the undeclared 8-bit charsets. */
function decodeOctets(octets: Buffer): string {
  return isUtf8(octets) ? octets.toString('utf8') : new TextDecoder('windows-1252').decode(octets)
}

/** Body of the first field of that name, unfolded but not decoded; empty when there is none. */
export function firstField(fields: readonly RawField[], name: string): string {
  const wanted = name.toLowerCase()
  const body = fields.find((field) => field.name.toLowerCase() === wanted)?.body ?? ''
  return unfold(body).trim()
}

/** Folding adds line breaks and nothing else (RFC 5322 §2.2.3). */
export function unfold(body: string): string {
  return body.replace(/\r?\n([ \t])/g, '$1')
}
