/**
 * The codes that a mail brings: one-time codes, PINs, passwords that a machine made. Everything shaped like one is weighed
 * by what stands around it; nothing is known of senders or templates. Work is linear in the text and bounded by the limits
 * below, whatever the mail holds.
 */
import type { CodeFound } from '../../shared/model/code.ts'
import { LIMITS } from '../limits.ts'
import { type Candidate, foldCharacters, type Line, mayHoldCandidates, type Shape, toLines } from './code-candidates.ts'
import { endsInNaming, findWords, isUnfamiliar, type Word, type WordKind } from './code-words.ts'
import type { HtmlDocument } from './html-tree.ts'
import { dropFillers, readVisibleText, type VisibleText } from './visible-text.ts'

/** A code stands at the start of a mail; what comes later is a quoted conversation or a catalogue. */
const MAX_TEXT_CHARACTERS = 50_000
const MAX_SUBJECT_CHARACTERS = 1000
const MAX_CODES = LIMITS.mail.codes.value
const CONTEXT_CHARACTERS = 80

/** How far a word reaches: lines with words in them, and characters. */
const LINES_BEFORE = 4
const LINES_AFTER = 1
const BARE_LINES_BEFORE = 20
const LABEL_CHARACTERS = 45
const CLOSE_CHARACTERS = 6
const NAMING_WORDS = 2
const SENTENCE_CHARACTERS = 160
const OTHER_LABEL_CHARACTERS = 24
const ASK_CHARACTERS = 16
/** A passage that stands out and is longer is a heading or a bold paragraph. */
const EMPHASIS_CHARACTERS = 40

const LEAST_CONFIDENCE = 0.6
/** Beside a code that is certain, one that only might be is noise. */
const BELOW_BEST = 0.4

/** What each observation is worth. A code with its name before it passes alone; nothing else does. */
const WEIGHTS = {
  // Where a word for a code stands: the nearest of these counts
  label: 0.6, // `Your code for Harbour is 123456`
  'label-after': 0.5, // `123456 is your code`
  'word-in-line': 0.4, // In the same sentence, with more between
  'word-before': 0.4, // In one of the lines above, and this line is the number, or asks for it
  'word-near': 0.25, // The same, and the number is bold within a sentence
  'word-after': 0.35, // In the line below
  'word-elsewhere': 0.1,
  'label-close': 0.1, // `Code: 123456`
  'subject-word': 0.25,
  // What else speaks for it
  ask: 0.3, // `Enter 123456`
  about: 0.2, // Signing in, confirming, resetting is spoken of
  'subject-about': 0.1,
  'own-line': 0.25,
  emphasis: 0.15,
  alone: 0.2, // The text is nothing else
  repeated: 0.15, // In the subject and in the body
  // Its shape
  'six-digits': 0.1,
  digits: 0.05,
  mixed: 0.05,
  grouped: 0.05,
  '-lower-case': -0.05,
  '-long': -0.15,
  '-letters-only': -0.15,
  '-word-like': -0.35, // `Windows11`, `SUMMER25`
  '-year': -0.35,
  // What speaks against it
  '-unfamiliar': -0.2, // `Ward code`: a code, but of what?
  '-place': -0.4, // `20457 Hamburg`, `Portland, OR 97201`
  '-offer': -0.4, // `20 % off`
  '-copyright': -0.5,
  '-other-label': -0.8, // `Order number: 123456`
} as const satisfies Record<Shape, number> & Record<string, number>
type Observation = keyof typeof WEIGHTS

type Where = CodeFound['where']

interface Weighed {
  candidate: Candidate
  confidence: number
  where: Where
  evidence: Observation[]
  /** Where it stands. */
  lines: Line[]
  index: number
}

interface Mail {
  subjectSays: WordKind | undefined
  /** All words of the mail that are not written in capitals throughout, in capitals: none of them is a code. */
  spoken: Set<string>
}

export interface MailWithCodes {
  subject: string
  text: string
  /** As it is, or what a walk over it has read. */
  html: string | HtmlDocument | VisibleText
}

/** @returns the surest first; equal ones in the order of subject, text, HTML */
export function findCodes(mail: MailWithCodes): CodeFound[] {
  const html = isRead(mail.html) ? mail.html : readVisibleText(mail.html, MAX_TEXT_CHARACTERS)
  const subject = plain(mail.subject, MAX_SUBJECT_CHARACTERS).replace(/[\r\n]+/g, ' ')
  const text = plain(mail.text, MAX_TEXT_CHARACTERS)
  const visible = foldCharacters(html.text.slice(0, MAX_TEXT_CHARACTERS))
  // Most mail ends here.
  if (![subject, text, visible].some(mayHoldCandidates)) return []
  const sources: [Where, Line[]][] = [
    ['subject', toLines(subject, [])],
    ['text', toLines(text, [])],
    ['html', toLines(visible, html.emphasis)],
  ]
  if (sources.every(([, lines]) => lines.every(({ candidates }) => candidates.length === 0))) return []
  const whole: Mail = {
    subjectSays: (['code', 'about'] as const).find((kind) =>
      sources[0]?.[1].some((line) => wordsOf(line).some((word) => word.kind === kind)),
    ),
    spoken: spokenWords(sources.flatMap(([, lines]) => lines)),
  }
  return choose(sources.flatMap(([where, lines]) => weighAll(where, lines, whole)))
}

function isRead(html: MailWithCodes['html']): html is VisibleText {
  return typeof html !== 'string' && 'emphasis' in html
}

function choose(weighed: Weighed[]): CodeFound[] {
  const byValue = Map.groupBy(weighed, ({ candidate }) => candidate.value.replaceAll('-', '').toUpperCase())
  const best = [...byValue.values()].map((same) => {
    const strongest = same.reduce((a, b) => (b.confidence > a.confidence ? b : a))
    const isRepeated = same.some(({ where }) => where === 'subject') && same.some(({ where }) => where !== 'subject')
    return isRepeated && !strongest.evidence.includes('-year')
      ? {
          ...strongest,
          confidence: strongest.confidence + WEIGHTS.repeated,
          evidence: [...strongest.evidence, 'repeated' as const],
        }
      : strongest
  })
  best.sort((a, b) => b.confidence - a.confidence)
  const least = Math.max(LEAST_CONFIDENCE, (best[0]?.confidence ?? 0) - BELOW_BEST)
  return best
    .filter(({ confidence }) => confidence >= least - Number.EPSILON * 8)
    .slice(0, MAX_CODES)
    .map(({ candidate, confidence, where, evidence, lines, index }) => ({
      value: candidate.value,
      confidence: Math.min(1, Math.round(confidence * 100) / 100),
      where,
      context: contextOf(candidate, lines, index),
      evidence,
    }))
}

function plain(text: string, maxCharacters: number): string {
  return foldCharacters(dropFillers(text.slice(0, maxCharacters)))
}

/** Words are looked for only in the lines that a candidate makes us look at. */
function wordsOf(line: Line): Word[] {
  line.words ??= findWords(line.text)
  return line.words
}

function weighAll(where: Where, lines: Line[], mail: Mail): Weighed[] {
  return lines.flatMap((line, index) =>
    line.candidates.flatMap((candidate) => {
      const evidence = observe(candidate, where, lines, index, mail)
      if (!evidence) return []
      const confidence = evidence.reduce((sum, observation) => sum + WEIGHTS[observation], 0)
      return [{ candidate, confidence, where, evidence, lines, index }]
    }),
  )
}

function observe(candidate: Candidate, where: Where, lines: Line[], index: number, mail: Mail): Observation[] | undefined {
  const line = lines[index]
  if (!line) return undefined
  const evidence: Observation[] = [...candidate.shape]
  const isOwnLine = where !== 'subject' && isAlone(candidate, line)
  const isEmphasised = isStandingOut(candidate, line)
  const standsOut = isOwnLine || isEmphasised
  const near = nearestWord(candidate, lines, index, isOwnLine, isEmphasised)
  if (near) evidence.push(near)
  if (near === 'label') evidence.push(...observeLabel(candidate, line))
  const named = near === 'label' || near === 'label-after'
  if (isOwnLine) evidence.push('own-line')
  if (isEmphasised) evidence.push('emphasis')
  const asked = isAsked(candidate, lines, index)
  if (asked) evidence.push('ask')
  if (near === undefined && aboutNear(lines, index)) evidence.push('about')
  if (where !== 'subject' || !named) {
    const helps = standsOut || named || asked
    if (mail.subjectSays === 'code') evidence.push(helps ? 'subject-word' : 'word-elsewhere')
    else if (mail.subjectSays === 'about' && helps) evidence.push('subject-about')
  }
  if (isOwnLine && lines.length === 1) evidence.push('alone')
  if (/©|copyright|\ball rights\b/i.test(line.text)) evidence.push('-copyright')
  if (isOffer(lines, index)) evidence.push('-offer')
  if (!named && isPlace(candidate, line)) evidence.push('-place')
  if (hasOtherLabel(candidate, lines, index, near)) evidence.push('-other-label')
  // A word in capitals looks like a code of letters: it must be named or alone, and no word of this mail.
  if (!/\d/.test(candidate.value) && (!(near === 'label' || (isOwnLine && near)) || mail.spoken.has(candidate.value)))
    return undefined
  return evidence
}

const LETTERS_OR_DIGITS = /[\p{L}\p{N}]/u

function isAlone({ start, end }: Candidate, { text }: Line): boolean {
  return !LETTERS_OR_DIGITS.test(text.slice(0, start)) && !LETTERS_OR_DIGITS.test(text.slice(end))
}

function isStandingOut({ start, end }: Candidate, { text, emphasis }: Line): boolean {
  if (/[*_`]$/.test(text.slice(0, start)) && /^[*_`]/.test(text.slice(end))) return true
  return emphasis.some((range) => range.start <= start && range.end >= end && range.end - range.start <= EMPHASIS_CHARACTERS)
}

/** Ends a sentence, so that a word before it speaks of something else. */
const SENTENCE_END = /[.!?](?=\s)|[。！？]/

function nearestWord(
  candidate: Candidate,
  lines: Line[],
  index: number,
  isOwnLine: boolean,
  isEmphasised: boolean,
): Observation | undefined {
  const line = lines[index]
  if (!line) return undefined
  const words = wordsOf(line).filter(({ kind }) => kind === 'code')
  const before = words.findLast(({ end }) => end <= candidate.start)
  if (before) {
    const gap = line.text.slice(before.end, candidate.start)
    if (!isTaken(line, before.end, candidate) && !SENTENCE_END.test(gap)) {
      if (gap.length <= LABEL_CHARACTERS && isNaming(gap)) return 'label'
      if (gap.length <= SENTENCE_CHARACTERS) return 'word-in-line'
    }
  }
  const after = words.find(({ start }) => start >= candidate.end)
  if (after) {
    const gap = line.text.slice(candidate.end, after.start)
    const between = line.candidates.filter(({ start }) => start >= candidate.end && start < after.start)
    if (gap.length <= LABEL_CHARACTERS && isList([candidate, ...between], line) && !SENTENCE_END.test(gap)) return 'label-after'
  }
  const isNoted = isOwnLine || wordsOf(line).some(({ kind, end }) => kind === 'ask' && end <= candidate.start)
  if (isNoted || isEmphasised) {
    // What is only bold within a sentence may be bold for a reason of its own.
    if (hasWordBefore(lines, index)) return isNoted ? 'word-before' : 'word-near'
    for (let next = index + 1; next <= index + LINES_AFTER; next++) if (namesNothingYet(lines[next])) return 'word-after'
  }
  return before ? 'word-elsewhere' : undefined
}

function observeLabel({ start }: Candidate, line: Line): Observation[] {
  const word = wordsOf(line).findLast(({ kind, end }) => kind === 'code' && end <= start)
  if (!word) return []
  const observed: Observation[] = []
  if (start - word.end <= CLOSE_CHARACTERS) observed.push('label-close')
  if (/^codes?$/i.test(line.text.slice(word.start, word.end)) && isUnfamiliar(line.text.slice(0, word.start)))
    observed.push('-unfamiliar')
  return observed
}

/** Leads from a name to its number; otherwise the two only stand in one sentence. */
function isNaming(gap: string): boolean {
  return endsInNaming(gap) || (gap.match(/[\p{L}\p{M}]+/gu) ?? []).length <= NAMING_WORDS
}

/** Another number stands between the word and this one, has no name of its own, and the two are not items of one list. */
function isTaken(line: Line, wordEnd: number, candidate: Candidate): boolean {
  const between = line.candidates.filter(({ start, end }) => start >= wordEnd && end <= candidate.start)
  if (between.every((other) => hasOtherLabelBefore(other, line))) return false
  return !isList([...between, candidate], line)
}

/** Numbers of one shape with no more between them than `,` or `and`. */
function isList(items: readonly Candidate[], { text }: Line): boolean {
  return items.every((item, at) => {
    const previous = items[at - 1]
    if (!previous) return true
    const between = text.slice(previous.end, item.start)
    return String(previous.shape) === String(item.shape) && /^[\s,;/|&+]*\p{L}{0,5}[\s,;/|&+]*$/u.test(between)
  })
}

/** A line above names a code. Lines of nothing but numbers are items of the same list and cost nothing. */
function hasWordBefore(lines: Line[], index: number): boolean {
  let spoken = 0
  for (let above = index - 1; above >= 0 && above >= index - BARE_LINES_BEFORE && spoken < LINES_BEFORE; above--) {
    const line = lines[above]
    if (!line) return false
    if (line.candidates.some((candidate) => isAlone(candidate, line))) continue
    spoken++
    const word = wordsOf(line).findLast(({ kind }) => kind === 'code')
    if (word) return namesNothingYet(line)
  }
  return false
}

/** A word that has its number already says nothing of another one above or below. */
function namesNothingYet(line: Line | undefined): boolean {
  const word = line && wordsOf(line).findLast(({ kind }) => kind === 'code')
  return word !== undefined && !line?.candidates.some(({ start }) => start >= word.end && start - word.end <= LABEL_CHARACTERS)
}

function isAsked({ start }: Candidate, lines: Line[], index: number): boolean {
  const line = lines[index]
  return (
    line !== undefined && wordsOf(line).some(({ kind, end }) => kind === 'ask' && end <= start && start - end <= ASK_CHARACTERS)
  )
}

function aboutNear(lines: Line[], index: number): boolean {
  return lines.slice(Math.max(0, index - 1), index + 1).some((line) => wordsOf(line).some(({ kind }) => kind === 'about'))
}

/** A shop offers something here: its codes are for the till. */
function isOffer(lines: Line[], index: number): boolean {
  return lines.slice(Math.max(0, index - 1), index + 1).some((line) => wordsOf(line).some(({ kind }) => kind === 'offer'))
}

/** A name for some other number is closer than any that speaks for a code. */
function hasOtherLabel(candidate: Candidate, lines: Line[], index: number, near: Observation | undefined): boolean {
  const line = lines[index]
  if (!line) return false
  if (wordsOf(line).some(({ end }) => end <= candidate.start)) return hasOtherLabelBefore(candidate, line)
  if (near !== 'label-after') {
    const after = wordsOf(line).find(({ start }) => start >= candidate.end)
    if (after?.kind === 'other' && after.start - candidate.end <= OTHER_LABEL_CHARACTERS) return true
  }
  const above = lines[index - 1]
  if (!above || LETTERS_OR_DIGITS.test(line.text.slice(0, candidate.start))) return false
  const last = wordsOf(above).at(-1)
  return last?.kind === 'other' && !LETTERS_OR_DIGITS.test(above.text.slice(last.end).replace(/\b(?:number|no|nr|id)\b/i, ''))
}

function hasOtherLabelBefore({ start }: Candidate, line: Line): boolean {
  const before = wordsOf(line).findLast(({ end }) => end <= start)
  if (before?.kind !== 'other') return false
  const gap = line.text.slice(before.end, start)
  return gap.length <= OTHER_LABEL_CHARACTERS && !/\d/.test(gap) && !SENTENCE_END.test(gap)
}

/** A postal code with its town after it, or its state before it. */
function isPlace({ start, end, value }: Candidate, { text }: Line): boolean {
  if (!/^\d{4,6}$/.test(value)) return false
  return (
    /^,? \p{Lu}\p{Ll}{2,}/u.test(text.slice(end, end + 8)) ||
    /\b[A-Z]{2} $/.test(text.slice(Math.max(0, start - 4), start)) ||
    /\p{Lu}\p{Ll}{3,}, $/u.test(text.slice(Math.max(0, start - 20), start))
  )
}

function spokenWords(lines: Line[]): Set<string> {
  const spoken = new Set<string>()
  if (!lines.some(({ candidates }) => candidates.some(({ value }) => !/\d/.test(value)))) return spoken
  for (const { text } of lines)
    for (const [word] of text.matchAll(/[A-Za-z]+/g)) if (word.length <= 10 && /[a-z]/.test(word)) spoken.add(word.toUpperCase())
  return spoken
}

function contextOf({ start, end }: Candidate, lines: Line[], index: number): string {
  const line = lines[index]?.text ?? ''
  const around = line.slice(Math.max(0, start - CONTEXT_CHARACTERS), end + CONTEXT_CHARACTERS)
  const isShort = line.trim().length <= end - start + 4
  const above = isShort ? (lines[index - 1]?.text ?? '').slice(-CONTEXT_CHARACTERS) : ''
  return `${above} ${around}`.replace(/\s+/g, ' ').trim().toWellFormed()
}
