/** Tells what a program made up from what a person wrote, by its letters and digits alone. Errs on the side of the person. */

const SEPARATORS = /[-_.~+=@:,;|!*'()/ ]+/
/** `spring`, `Spring`, `SPRING`, `2026`, `v2`, `iphone15`, `256gb` */
const WORDY =
  /^(?:\p{Lu}?\p{Ll}{1,24}\d{0,2}|\p{Lu}{1,12}\d{0,2}|[\p{Lo}\p{M}]+|\d{1,6}|\d{1,4}(?:\p{Ll}{1,3}|\p{Lu}{1,3})|(?:\p{Lu}?\p{Ll}{2,12}){1,5})$/u
const PRICE = /^\d{1,7}[.,]\d{2}$/
const MIN_VALUE = 6
/** Shorter pieces may stand in any name: `3d-2go`. */
const MIN_PIECE = 5
/** In running text, where most words are words. */
const MIN_TEXT_PIECE = 12
const MIN_HEX = 16
const MIN_CHANGES = 3

/** A value of a link, where tokens are at home: what is longer than some characters and has no look of words. */
export function isRandomValue(value: string): boolean {
  if (value.length < MIN_VALUE || PRICE.test(value)) return false
  const odd = value.split(SEPARATORS).filter((piece) => piece !== '' && !WORDY.test(piece))
  return odd.length >= 2 || odd.some((piece) => piece.length >= MIN_PIECE)
}

/** A word of running text, hyphens and the like within. */
export function isRandomWord(word: string): boolean {
  if (word.length < MIN_TEXT_PIECE) return false
  const pieces = word.split(SEPARATORS).filter((piece) => piece !== '' && !WORDY.test(piece))
  return pieces.some(isRandomPiece) || isLicenceKey(word)
}

/** A part of the name before an `@`: `8f3a` of `bounce+8f3a@x.test`. */
export function isRandomLocalPart(piece: string, isTag: boolean): boolean {
  if (piece.length < 3) return false
  if (isTag && /\d/.test(piece)) return true
  return piece.length >= 4 && (!WORDY.test(piece) || /^\d{5,}$/.test(piece))
}

function isRandomPiece(piece: string): boolean {
  const hasDigit = /\d/.test(piece)
  if (piece.length >= MIN_HEX && hasDigit && /^[\da-f]+$/i.test(piece)) return true
  if (piece.length < MIN_TEXT_PIECE) return false
  const hasLetter = /[a-z]/i.test(piece)
  if (hasDigit && hasLetter) return countChanges(piece) >= MIN_CHANGES
  return piece.length >= MIN_HEX && /[a-z]/.test(piece) && /[A-Z]/.test(piece) && !isCamelCase(piece)
}

/** From letters to digits, from small to capital letters, and back; the capital at the start of a word is none. */
function countChanges(piece: string): number {
  let changes = 0
  for (let i = 1; i < piece.length; i++) {
    const [before, after] = [kindOf(piece.charAt(i - 1)), kindOf(piece.charAt(i))]
    if (before !== after && !(before === 'capital' && after === 'small')) changes++
  }
  return changes
}

function kindOf(character: string): 'digit' | 'capital' | 'small' {
  if (/\d/.test(character)) return 'digit'
  return /[A-Z]/.test(character) ? 'capital' : 'small'
}

function isCamelCase(piece: string): boolean {
  return piece.split(/(?=[A-Z])/).every((word) => /^(?:[A-Z]?[a-z]{2,}|[A-Z])$/.test(word))
}

/** `X7K2-9QPL-M3ZT` */
function isLicenceKey(word: string): boolean {
  const groups = word.split('-')
  const odd = groups.filter((group) => /^[A-Z\d]{4,6}$/.test(group))
  return groups.length >= 3 && odd.length === groups.length && odd.some((group) => /\d/.test(group) && /[A-Z]/.test(group))
}
