/**
 * The lines of a text, and in each whatever is shaped like a code: digits, or letters and digits as machines choose them.
 * Amounts, dates, telephone numbers, addresses and paths are told by the marks beside them. Weighs nothing.
 */
import type { Word } from './code-words.ts'
import type { Emphasis } from './visible-text.ts'

/** A longer line is read as several. */
const MAX_LINE_CHARACTERS = 1000
/** Weighed in each of subject, text and HTML. */
const MAX_CANDIDATES = 500

/** What a shape speaks for and, with a minus, against. */
export type Shape =
  | 'six-digits'
  | 'digits'
  | 'mixed'
  | 'grouped'
  | '-lower-case'
  | '-long'
  | '-letters-only'
  | '-word-like'
  | '-year'

export interface Line {
  text: string
  emphasis: Emphasis[]
  candidates: Candidate[]
  /** Those of the line, once somebody asked for them. */
  words: Word[] | undefined
}

export interface Candidate {
  start: number
  end: number
  value: string
  shape: Shape[]
}

/** Digits and letters of other widths and scripts as ASCII, each in its place, so that offsets hold. */
export function foldCharacters(text: string): string {
  return text.replace(
    /[\uff0d\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\u00a0\u202f\u2007\u2009]/g,
    (character) => {
      const point = character.charCodeAt(0)
      if (point >= 0xff00) return String.fromCharCode(point - 0xfee0)
      if (point >= 0x966 && point < 0x970) return String(point - 0x966)
      if (point >= 0x6f0 && point < 0x6fa) return String(point - 0x6f0)
      return point >= 0x660 && point < 0x66a ? String(point - 0x660) : ' '
    },
  )
}

export function toLines(text: string, emphasis: readonly Emphasis[]): Line[] {
  const lines: Line[] = []
  let candidates = 0
  let next = 0
  for (const { 0: line, index: start } of text.matchAll(new RegExp(`[^\\n]{1,${MAX_LINE_CHARACTERS}}`, 'g'))) {
    const end = start + line.length
    const within: Emphasis[] = []
    for (let range = emphasis[next]; range && range.start < end; range = emphasis[next]) {
      if (range.end > start) within.push({ start: range.start - start, end: range.end - start })
      if (range.end > end) break
      next++
    }
    if (!/\S/.test(line)) continue
    const found = candidates < MAX_CANDIDATES ? findCandidates(line) : []
    candidates += found.length
    lines.push({ text: line, emphasis: within, candidates: found, words: undefined })
  }
  return lines
}

/** Addresses of the web, of people, and of a host with its port. */
const URLS =
  /(?:https?:\/\/|www\.)[!-~]+|(?<![\w.+-])[\w.+-]+@[\w.-]+|(?<![\w.-])(?:localhost|(?:[\w-]+\.)+(?:[a-z]{2,}|\d{1,3})):\d{1,5}(?!\w)/gi
/** None of them does without. */
const MAY_HOLD_URL = /[@:]|www\./i
/** In order: digits and capitals one by one, groups of digits, words of letters and digits with hyphens. */
const CANDIDATE =
  /(?<![A-Za-z0-9_]|[A-Za-z0-9]-)(?:\d(?:[ \t]\d){3,7}|[A-Z\d](?:[ \t][A-Z\d]){4,9}|\d{3}(?: \d{3}){1,2}|\d{4} \d{4}|\d{2}(?: \d{2}){2,3}|[A-Za-z0-9]+(?:[-\u2010-\u2013][A-Za-z0-9]+)*)(?![A-Za-z0-9_])/g
/** Marks that make a number part of an amount, a path, an address, a name of a file, a colour. */
const SPOILT_BEFORE =
  /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}@#$€£¥￥₺₽₩₹№+&=%?~\\^/]$|\d[.,:]$|(?:[*•]{2,}|[xX]{2,}) ?$|[$€£¥￥₺₽₩₹#№+] ?$|(?:USD|EUR|CHF|GBP|R\$|Rs\.?) ?$/u
const SPOILT_AFTER =
  /^(?:[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}@=/\\&°~]|[.,:]\d|\.[a-z]{2,4}\b| ?[%€£¥￥₺₽₩₹$]| ?(?:zł|EUR|USD|GBP|CHF|TL|TRY|PLN|RUB|Kč|kr|руб|р\.|円|元|원|ريال|درهم)| ?(?:s|sec|seconds?|min|minutes?|h|hours?|days?|km|kg|MB|GB|px)(?!\p{L})|[年月日時时分回件個个名人条년월일시분개명건])/u

/** Whether to look at all: of a whole text, or of one line of it. */
export function mayHoldCandidates(text: string): boolean {
  return /\d|[A-Z]{3}/.test(text)
}

function findCandidates(line: string): Candidate[] {
  if (!mayHoldCandidates(line)) return []
  // As long as what it replaces, so that offsets hold.
  const text = MAY_HOLD_URL.test(line) ? line.replace(URLS, (url) => '\ufffc'.repeat(url.length)) : line
  const found: Candidate[] = []
  for (const { 0: token, index: start } of text.matchAll(CANDIDATE)) {
    const shaped = shapeOf(token)
    if (!shaped) continue
    const end = start + token.length
    const before = text.slice(Math.max(0, start - 6), start)
    const after = text.slice(end, end + 10)
    const isMarkdown = before.endsWith('**') && after.startsWith('**')
    if ((!isMarkdown && SPOILT_BEFORE.test(before)) || SPOILT_AFTER.test(after)) continue
    if (isPartOfNumber(text, token, start, end)) continue
    found.push({ start, end, ...shaped })
  }
  return found
}

/** Digits go on beside it, with a space, a dot or a bracket between: a telephone, card or account number. */
function isPartOfNumber(text: string, token: string, start: number, end: number): boolean {
  const before = /(?:[\d+][\d ().+-]*)?$/.exec(text.slice(Math.max(0, start - 24), start))?.[0] ?? ''
  const after = /^[ ().+-]*\d[\d ().+-]*/.exec(text.slice(end, end + 24))?.[0] ?? ''
  if (!/\d/.test(before + after)) return false
  const count = (digits: string) => digits.replaceAll(/\D/g, '').length
  return count(before) + count(token) + count(after) >= 9
}

const isYear = (digits: string) => /^(19|20)\d\d$/.test(digits)

/** What it would be as a code, and what its shape speaks for; undefined for what no code looks like. */
function shapeOf(token: string): { value: string; shape: Shape[] } | undefined {
  // As most words are: neither digits nor capitals alone.
  if (/[a-z]/.test(token) && !/\d/.test(token)) return undefined
  const groups = token.split(/[ \t\u2010-\u2013-]/)
  const [first = ''] = groups
  if (groups.length === 2 && /^[A-Z]$/.test(first) && /^\d{4,8}$/.test(groups[1] ?? ''))
    return { value: groups[1] ?? '', shape: digitShape(groups[1] ?? '') }
  const isEven = groups.every(({ length }) => length === first.length)
  if (/^\d+$/.test(groups.join(''))) {
    const digits = groups.join('')
    if (digits.length < 4 || digits.length > 10 || !isEven || (groups.length > 1 && groups.every(isYear))) return undefined
    return { value: digits, shape: digitShape(digits) }
  }
  if (groups.every(({ length }) => length === 1) || groups.length === 1) return wordShape(groups.join(''))
  const hasDigit = /\d/.test(token)
  const isGrouped = groups.length <= 5 && groups.every(({ length }) => length >= 2 && length <= 6) && token.length <= 30
  if (!isGrouped || !(hasDigit || isEven) || !(hasDigit || /^[A-Z-]+$/.test(token))) return undefined
  const shape: Shape[] = [hasDigit ? 'mixed' : 'grouped']
  if (/[a-z]/.test(token)) shape.push('-lower-case')
  if (!isEven) shape.push('-long')
  return { value: groups.join('-'), shape }
}

function digitShape(digits: string): Shape[] {
  if (digits.length === 6) return ['six-digits']
  if (digits.length > 8) return ['-long']
  const isDate = /^(19|20)\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])$/.test(digits)
  return isYear(digits) || isDate ? ['digits', '-year'] : ['digits']
}

function wordShape(word: string): { value: string; shape: Shape[] } | undefined {
  if (word.length < 4 || word.length > 12) return undefined
  if (/^[A-Z]{5,10}$/.test(word)) return { value: word, shape: ['-letters-only'] }
  if (!/\d/.test(word) || /^[xX]{2,}\d+$/.test(word)) return undefined
  if (/^\d+(st|nd|rd|th|am|pm|px|pt|kb|mb|gb|km|kg|min|hrs?|x)$/i.test(word)) return undefined
  if (/^[A-Z]?[a-z]{3,}\d{1,3}$|^[A-Z]{4,}\d{1,4}$/.test(word)) return { value: word, shape: ['-word-like'] }
  return { value: word, shape: /[a-z]/.test(word) ? ['mixed', '-lower-case'] : ['mixed'] }
}
