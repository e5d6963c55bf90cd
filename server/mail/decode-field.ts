/** What header fields say: unfolded, encoded-words decoded. Apart from the fields as sent, since its tables of charsets are large. */
import { isAscii } from 'node:buffer'
import libbase64 from 'libbase64'
import type { HeaderField } from '../../shared/model/part.ts'
import { LIMITS } from '../limits.ts'
import { type DecodedText, decodeText, findCharset, otherThanDeclared } from './charset.ts'
import { firstField, type RawField, splitFields, unfold } from './header-section.ts'

/** Fields beyond this are not shown; the octets keep them. */
const MAX_FIELDS = LIMITS.mail.shownFields.value
/** A longer value is shown as sent: decoding encoded-words costs more than a person can read. */
const MAX_DECODED_OCTETS = LIMITS.mail.decodedField.value

/** RFC 2047 §2, and RFC 2231 §5 with a language. Blanks in the text are against the rules and common. */
const ENCODED_WORD = /=\?([^\s?]{1,60})\?([QqBb])\?([^?]*)\?=/g

/** Unfolds (RFC 5322 §2.2.3) and decodes encoded-words (RFC 2047). */
export function decodeField(body: string): string {
  const unfolded = unfold(body).trim()
  return unfolded.length > MAX_DECODED_OCTETS ? unfolded : decodeWords(unfolded, ({ text }) => text)
}

/** Encoded-words in UTF-8 alone, still encoded: for a reader who looks for commas and brackets first and knows fewer charsets. */
export function recodeWords(body: string): string {
  return body.length > MAX_DECODED_OCTETS
    ? body
    : decodeWords(body, ({ text }) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`)
}

/** Whether it holds what other readers may show as sent or wrong: they know fewer charsets, and guess less. */
export function hasBadWords(body: string): boolean {
  if (body.length > MAX_DECODED_OCTETS) return false
  let isBad = false
  const rest = decodeWords(body, (decoded) => {
    isBad ||= decoded.isInvalid || !findCharset(decoded.declared, false) || otherThanDeclared(decoded, false) !== ''
    return ''
  })
  if (isBad || /=\?[^\s?]+\?[bq]\?/i.test(rest)) return true
  return Array.from(body.matchAll(ENCODED_WORD), ([, , , content = '']) => content).some((content) => /\s/.test(content))
}

export function toHeaderFields(fields: readonly RawField[]): HeaderField[] {
  return fields.slice(0, MAX_FIELDS).map(({ name, body, raw }) => ({ name, value: decodeField(body), raw }))
}

/** Fields of a header section of any charset: raw octets are often in that of the body. */
export function decodeFields(headerSection: Uint8Array): RawField[] {
  if (isAscii(headerSection) && !headerSection.includes(0x1b)) return splitFields(headerSection)
  const [, charset = ''] = /\bcharset="?([^\s";]+)/i.exec(firstField(splitFields(headerSection), 'Content-Type')) ?? []
  return splitFields(headerSection, (octets) => decodeText(octets, { declared: '', suggested: charset }).text)
}

/**
 * Words next to each other, with nothing but blanks between, are read as one when they are of one charset: many senders
 * split them inside of a character (against RFC 2047 §5).
 */
function decodeWords(text: string, write: (decoded: DecodedText) => string): string {
  if (!text.includes('=?')) return text
  let written = ''
  let end = 0
  let run: { declared: string; octets: Buffer[] } | undefined
  const flush = () => {
    if (run) written += write(decodeText(Buffer.concat(run.octets), run))
    run = undefined
  }
  for (const { 0: word, 1: label = '', 2: encoding = '', 3: content = '', index } of text.matchAll(ENCODED_WORD)) {
    const between = text.slice(end, index)
    const octets = encoding.toUpperCase() === 'B' ? libbase64.decode(content) : decodeQ(content)
    if (run && between.trim() === '' && isSameCharset(run.declared, label)) run.octets.push(octets)
    else {
      const isNext = run !== undefined && between.trim() === ''
      flush()
      if (!isNext) written += between
      run = { declared: label, octets: [octets] }
    }
    end = index + word.length
  }
  flush()
  return written + text.slice(end)
}

function isSameCharset(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase() || findCharset(one, false)?.name === findCharset(other, false)?.name
}

/** RFC 2047 §4.2. A line that was folded inside of an escape is mended. */
function decodeQ(content: string): Buffer {
  const octets = Buffer.from(content.replace(/=\s+(?=[\da-f])/gi, '=').replace(/[_\s]/g, ' '))
  let length = 0
  for (let i = 0; i < octets.length; i++) {
    const hex = octets[i] === 0x3d ? octets.toString('latin1', i + 1, i + 3) : ''
    const isEscape = /^[\da-f]{2}$/i.test(hex)
    octets[length++] = isEscape ? Number.parseInt(hex, 16) : (octets[i] ?? 0)
    if (isEscape) i += 2
  }
  return octets.subarray(0, length)
}
