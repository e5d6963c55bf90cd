/**
 * The only folding of text for search, used for what is stored and for what is asked (DESIGN §7): what people take for the
 * same word becomes the same text. Case, width, Latin, Greek and Cyrillic accents go; kana voicing, Hangul and the vowel
 * signs of Indic scripts stay, since they make other words.
 */

const SPACES = /[\s\p{Cc}]+/gu
/** Anything but one blank at a time. To look for it is much cheaper than to replace all blanks. */
const UNEVEN_SPACE = / [\s\p{Cc}]|[^\S ]|\p{Cc}/u
const ASCII = /^\p{ASCII}*$/u
const ACCENTS = /[\u0300-\u036f]/g
/** What may compose with its neighbours: marks, the later jamo of a Hangul syllable, halves of a surrogate pair. */
const COMPOSES = /[\p{M}\u1160-\u11ff\ud800-\udfff]/u
/** What composes with nothing before it begins a cluster. */
const CLUSTERS = /[^\p{M}\u1160-\u11ff][\p{M}\u1160-\u11ff]*|[\p{M}\u1160-\u11ff]+/gsu

/** By UTF-16 unit: what it folds to, where that is one unit whatever stands beside it. Filled as text comes. */
const SIMPLE = new Uint16Array(0x10000)
const NOT_SIMPLE = 0xffff
const PIECE_UNITS = 4096

export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase()
  const units = new Uint16Array(Math.min(text.length, PIECE_UNITS))
  let folded = ''
  for (let start = 0; start < text.length; ) {
    let end = foldSimple(text, start, units)
    const goesOn = end < text.length && !isSimple(text, end)
    // Its last one may compose with what follows.
    if (goesOn && end > start) end--
    // Typed arrays are array-like, and a spread would take five times as long.
    folded += String.fromCharCode.apply(undefined, units.subarray(0, end - start) as unknown as number[])
    start = end
    if (!goesOn) continue
    start++
    while (start < text.length && !isSimple(text, start)) start++
    folded += foldAny(text.slice(end, start))
  }
  return folded
}

/** @returns where it ends: before what is not simple */
function foldSimple(text: string, start: number, units: Uint16Array): number {
  const last = Math.min(text.length, start + units.length)
  let at = start
  for (; at < last; at++) {
    const unit = text.charCodeAt(at)
    const known = SIMPLE[unit] || learn(unit)
    if (known === NOT_SIMPLE) break
    units[at - start] = known
  }
  return at
}

/** Whether the unit folds alone, and does not belong to the next one. */
function isSimple(text: string, at: number): boolean {
  const unit = text.charCodeAt(at)
  return (SIMPLE[unit] || learn(unit)) !== NOT_SIMPLE
}

function learn(unit: number): number {
  const character = String.fromCharCode(unit)
  const folded = COMPOSES.test(character) ? '' : foldAny(character)
  const simple = folded.length === 1 && folded !== '\0' ? folded.charCodeAt(0) : NOT_SIMPLE
  SIMPLE[unit] = simple
  return simple
}

function foldAny(text: string): string {
  let cased = ''
  for (const character of text.normalize('NFKC')) cased += foldCase(character)
  return cased.normalize('NFD').replace(ACCENTS, '').normalize('NFC')
}

/** Each code point alone: the case of a whole text depends on neighbours (a final sigma). */
function foldCase(character: string): string {
  // From lower case first, for ẞ alone: its capital is itself.
  const folded = character.toLowerCase().toUpperCase().toLowerCase()
  return folded === 'ς' ? 'σ' : folded
}

/** As texts are searched: white space of any kind and length is one blank, so that a phrase is found across lines. */
export function foldForSearch(text: string): string {
  const folded = fold(text)
  return (UNEVEN_SPACE.test(folded) ? folded.replace(SPACES, ' ') : folded).trim()
}

/** Codes are copied with what groups them, and typed without: blanks and hyphens say nothing. */
export function foldCode(code: string): string {
  return foldForSearch(code).replace(/[\s\p{Pd}]/gu, '')
}

export interface FoldedText {
  folded: string
  /** For each UTF-16 unit of `folded`, where in the original what it came from begins; one more for the end. */
  offsets: number[]
}

/** For highlights: what is found in the folded text is shown in the original. */
export function foldWithOffsets(text: string): FoldedText {
  let folded = ''
  const offsets: number[] = []
  for (const { 0: cluster, index } of text.matchAll(CLUSTERS)) {
    const spaced = fold(cluster).replace(SPACES, ' ')
    const piece = spaced.startsWith(' ') && (folded === '' || folded.endsWith(' ')) ? spaced.slice(1) : spaced
    folded += piece
    for (let i = 0; i < piece.length; i++) offsets.push(index)
  }
  if (folded.endsWith(' ')) {
    folded = folded.slice(0, -1)
    offsets.pop()
  }
  offsets.push(text.length)
  return { folded, offsets }
}
