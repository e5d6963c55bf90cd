/** What decoding a body will give and where it is broken (RFC 2045 §6), told without decoding it. Agrees with `decodePart`. */
import type { StoredPart } from '../store/store.ts'

const TAB = 0x09
const LF = 0x0a
const CR = 0x0d
const SPACE = 0x20
const EQUALS = 0x3d

const HEX_DIGITS = digitTable('0123456789ABCDEFabcdef')
/** One octet that does not belong, in a sum that counts two things at once: base64 digits below it, such octets above. */
const STRAY = 1 << 16
const BASE64_COUNTS = base64Counts()
const MAX_EVEN_LINE_OCTETS = 500
/** So many octets at once: neither count can then reach the other, nor the end of 32 bits. */
const SUM_OCTETS = 1 << 14

export interface BodyMeasure {
  decodedOctets: number
  /** Octets outside of the base64 alphabet, or `=` that begin neither two digits nor a soft line break. */
  strays: number
  /** Of base64: digits follow the padding. */
  goesOnAfterPadding: boolean
  /** Of base64: the last group of four lacks digits or padding. */
  isIncomplete: boolean
  /** Of base64: short lines of one length, CRLF between them, and no other blank anywhere: nobody need look at its line ends. */
  hasEvenLines: boolean
}

export const NOT_ENCODED: BodyMeasure = {
  decodedOctets: 0,
  strays: 0,
  goesOnAfterPadding: false,
  isIncomplete: false,
  hasEvenLines: false,
}

export function measureBody(
  body: Uint8Array,
  { contentType, encoding }: Pick<StoredPart, 'contentType' | 'encoding'>,
): BodyMeasure {
  if (!contentType.startsWith('multipart/')) {
    if (encoding === 'base64') return measureBase64(body)
    if (encoding === 'quoted-printable') return measureQuotedPrintable(body)
  }
  return { ...NOT_ENCODED, decodedOctets: body.length }
}

/** Padding ends a run of digits; what is no digit is skipped (RFC 2045 §6.8). */
function measureBase64(body: Uint8Array): BodyMeasure {
  let decodedOctets = 0
  let strays = 0
  let goesOnAfterPadding = false
  let paddings = 0
  let lastDigits = 0
  /** Neither digits nor strays nor padding. */
  let blanks = body.length
  for (let start = 0; start < body.length; ) {
    const padding = body.indexOf(EQUALS, start)
    const end = padding < 0 ? body.length : padding
    let digits = 0
    for (let block = start; block < end; block += SUM_OCTETS) {
      const blockEnd = Math.min(end, block + SUM_OCTETS)
      let sum = 0
      // Counted by index: an iterator over the octets of every attachment took a third of the time of parsing.
      for (let i = block; i < blockEnd; i++) sum += BASE64_COUNTS[body[i] as number] as number
      digits += sum % STRAY
      strays += Math.floor(sum / STRAY)
    }
    blanks -= digits
    decodedOctets += Math.floor((digits * 3) / 4)
    if (digits > 0) {
      goesOnAfterPadding ||= paddings > 0
      lastDigits = digits % 4
      paddings = 0
    }
    if (padding >= 0) {
      paddings++
      blanks--
    }
    start = end + 1
  }
  const isIncomplete = lastDigits === 1 || (lastDigits > 1 && paddings < 4 - lastDigits)
  return { decodedOctets, strays, goesOnAfterPadding, isIncomplete, hasEvenLines: hasEvenLines(body, blanks - strays) }
}

/** When all blanks there are stand where the line ends of even lines would, none can stand elsewhere. */
function hasEvenLines(body: Uint8Array, blanks: number): boolean {
  const endsInBreak = body.at(-1) === LF && body.at(-2) === CR
  const end = endsInBreak ? body.length - 2 : body.length
  const breaks = (endsInBreak ? blanks - 2 : blanks) / 2
  const width = breaks > 0 ? body.indexOf(LF) + 1 : 0
  if (!Number.isInteger(breaks) || breaks * width > end) return false
  for (let line = 1; line <= breaks; line++) if (body[line * width - 1] !== LF || body[line * width - 2] !== CR) return false
  return Math.max(width, end - breaks * width) <= MAX_EVEN_LINE_OCTETS
}

function base64Counts(): Int32Array {
  const counts = new Int32Array(256).fill(STRAY)
  for (const blank of [TAB, LF, CR, SPACE]) counts[blank] = 0
  for (const digit of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/') counts[digit.charCodeAt(0)] = 1
  return counts
}

/** Blanks at the end of a line and soft line breaks go, `=41` is one octet, a `=` that begins neither stays (RFC 2045 §6.7). */
function measureQuotedPrintable(body: Uint8Array): BodyMeasure {
  let size = 0
  let strays = 0
  /** Octets of an escape seen so far: 1 after `=`, 2 after `=4`. */
  let escapeOctets = 0
  for (let i = 0; i < body.length; i++) {
    const octet = body[i] ?? 0
    const next = behindBlanks(body, i)
    const softBreakEnd = octet === EQUALS ? behindSoftBreak(body, i + 1) : undefined
    if (softBreakEnd !== undefined) i = softBreakEnd - 1
    else if (next > i) {
      if (next < body.length && body[next] !== LF && body[next] !== CR) {
        size += next - i
        if (escapeOctets > 0) strays++
        escapeOctets = 0
      }
      i = next - 1
    } else {
      size++
      if (escapeOctets > 0 && HEX_DIGITS[octet]) escapeOctets++
      else {
        if (escapeOctets > 0) strays++
        escapeOctets = octet === EQUALS ? 1 : 0
      }
      if (escapeOctets < 3) continue
      size -= 2
      escapeOctets = 0
    }
  }
  if (escapeOctets > 0) strays++
  return { ...NOT_ENCODED, decodedOctets: size, strays }
}

/** @returns undefined when the line goes on */
function behindSoftBreak(body: Uint8Array, from: number): number | undefined {
  const at = behindBlanks(body, from)
  if (at === body.length) return at
  const lf = body[at] === CR ? behindBlanks(body, at + 1) : at
  return body[lf] === LF ? lf + 1 : undefined
}

function behindBlanks(body: Uint8Array, from: number): number {
  let at = from
  while (body[at] === SPACE || body[at] === TAB) at++
  return at
}

function digitTable(digits: string): Uint8Array {
  const table = new Uint8Array(256)
  for (const digit of digits) table[digit.charCodeAt(0)] = 1
  return table
}
