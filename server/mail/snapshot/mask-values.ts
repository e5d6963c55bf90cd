/**
 * Puts names for what differs between two mails of one template: `<date>`, `<code>`, `<token 2>`. One value has one number,
 * wherever it stands. Dates and times have none, since whether two of them are the same depends on when the mail was sent.
 */
import { datePattern, TIME } from './dates.ts'
import { type MaskPieces, maskUrl } from './mask-url.ts'
import { isRandomLocalPart, isRandomWord } from './random.ts'

export interface Masker {
  text: (text: string) => string
  /** The whole of an address of the web, as in `href`. */
  url: (url: string) => string
  /** All of a value that is made up by its nature. */
  as: (kind: NumberedKind, value: string) => string
}

type NumberedKind = 'code' | 'token' | 'uuid' | 'number' | 'message-id' | 'cid' | 'data'

/** Leaves everything as it is. */
export const NO_MASK: Masker = { text: (text) => text, url: (url) => url, as: (_kind, value) => value }

const PLACEHOLDER = '<[a-z-]{3,12}(?: \\d{1,7})?>'
const LETTER_OR_DIGIT = '\\p{L}\\p{N}'
const URL = `(?<![${LETTER_OR_DIGIT}])[a-z][a-z\\d+.-]{1,30}://(?:${PLACEHOLDER}|[^\\s<>"\`\\u3000-\\u3002\\u300c-\\u3011\\uff00-\\uffef])+`
const LOCAL = `${LETTER_OR_DIGIT}.!#$%&'*+/=?^_{|}~\\-`
const ADDRESS = `(?<![${LOCAL}])[${LOCAL}]{1,128}@[${LETTER_OR_DIGIT}][${LETTER_OR_DIGIT}.\\-]{1,253}(?![${LOCAL}@])`
const UUID = '(?<![\\da-zA-Z])[\\da-fA-F]{8}-(?:[\\da-fA-F]{4}-){3}[\\da-fA-F]{12}(?![\\da-zA-Z])'
const RUN = '[\\w-](?:[\\w+/.~-]*[\\w-])?={0,2}'
const MAX_ROUNDS = 6
const NEVER = '(?!)'
/** Behind an address, rather than of it. */
const PUNCTUATION = new Set(".,:;!?'*|)]}")

interface Matched {
  url?: string
  address?: string
  uuid?: string
  date?: string
  time?: string
  code?: string
  number?: string
  run?: string
}

/**
 * @param codes one-time codes as `findCodes` tells them
 * @param numbers of orders and the like, as they stand in the mail
 */
export function createMasker({ codes, numbers }: { codes: readonly string[]; numbers: readonly string[] }): Masker {
  const places = new Map<NumberedKind, Map<string, number>>()
  const values = [
    `(?<uuid>${UUID})`,
    `(?<date>${datePattern()})`,
    `(?<time>${TIME})`,
    // One may write `482 913` for `482913`.
    `(?<code>${anyOf(codes.map((code) => Array.from(code, escapePattern).join('[ \\u00a0-]?')))})`,
    `(?<number>${anyOf(numbers.map(escapePattern))})`,
  ].join('|')
  const known = new RegExp(`${PLACEHOLDER}|(?<address>${ADDRESS})|${values}`, 'gu')
  const all = new RegExp(`${PLACEHOLDER}|(?<url>${URL})|(?<address>${ADDRESS})|${values}|(?<run>${RUN})`, 'gu')
  const pieces: MaskPieces = { known: maskKnown, token: (value) => as('token', value) }

  function as(kind: NumberedKind, value: string): string {
    const seen = places.get(kind) ?? new Map<string, number>()
    places.set(kind, seen)
    const place = seen.get(value) ?? seen.size + 1
    seen.set(value, place)
    return place === 1 ? `<${kind}>` : `<${kind} ${place}>`
  }

  function maskKnown(text: string): string {
    return text.replace(known, (...match) => replace(String(match[0]), match.at(-1) as Matched))
  }

  function replace(whole: string, { url, address, uuid, date, time, code, number, run }: Matched): string {
    if (url) return maskPlainUrl(url)
    if (address) return maskAddress(address)
    if (uuid) return as('uuid', uuid.toLowerCase())
    if (date) return '<date>'
    if (time) return '<time>'
    if (code) return as('code', code.replace(/[^\p{L}\p{N}]/gu, '').toUpperCase())
    if (number) return as('number', number)
    // Most are words, with nothing in them.
    if (run && isRandomWord(run)) return as('token', run)
    if (run && /\d/.test(run)) return maskKnown(run)
    return whole
  }

  function maskPlainUrl(url: string): string {
    let end = url.length
    while (PUNCTUATION.has(url.charAt(end - 1))) end--
    return maskUrl(url.slice(0, end), pieces) + url.slice(end)
  }

  function maskAddress(address: string): string {
    const at = address.indexOf('@')
    let isTag = false
    const local = address.slice(0, at).split(/([+=._-])/)
    const masked = local.map((piece) => {
      isTag ||= piece === '+'
      return isRandomLocalPart(piece, isTag) ? as('token', piece) : piece
    })
    const labels = address
      .slice(at + 1)
      .split('.')
      .map((label) => (isRandomWord(label) ? as('token', label) : label))
    return `${masked.join('')}@${labels.join('.')}`
  }

  /** Over and over: what stands beside a mask may have been no word of its own before. */
  function maskText(text: string): string {
    let masked = text
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const before = masked
      masked = before.replace(all, (...match) => replace(String(match[0]), match.at(-1) as Matched))
      if (masked === before) break
    }
    return masked
  }

  return { as, url: (url) => maskUrl(url, pieces), text: maskText }
}

function anyOf(patterns: readonly string[]): string {
  if (patterns.length === 0) return NEVER
  return `(?<![${LETTER_OR_DIGIT}])(?:${patterns.join('|')})(?![${LETTER_OR_DIGIT}]|[.,]\\d)`
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}
