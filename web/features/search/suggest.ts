/** What may be meant at the caret: names of fields, operators, and behind a colon the values of that field. Knows nothing of where values are seen. */
import { SEARCH_FIELDS } from '../../../shared/search/fields.ts'
import { foldForSearch } from '../../../shared/search/fold.ts'
import { printCriterion } from '../../../shared/search/print.ts'
import { operatorTexts } from '../../texts/search.ts'

export interface Suggestion {
  /** Takes the place of the word at the caret. */
  insert: string
  label: string
  help: string | undefined
  example: string | undefined
}

export interface Suggestions {
  /** The word that is replaced. */
  start: number
  end: number
  options: readonly Suggestion[]
}

const MAX_VALUES = 8
/** Words that are typed, and signs that are found only where all is shown. */
const OPERATORS: readonly Suggestion[] = [
  { insert: 'OR ', ...operatorTexts.or },
  { insert: 'NOT ', ...operatorTexts.not },
  { insert: '-', ...operatorTexts.minus },
  { insert: '"', ...operatorTexts.quotes },
  { insert: '(', ...operatorTexts.parentheses },
]
/** As the grammar reads words: quotes belong to the field before them. */
const WORD = /(?:[^\s"()|]*:)?"(?:[^"\\]|\\.)*"?|[^\s"()|]+/g

/**
 * @param valuesOf the values seen of a field whose values are not fixed
 * @param asksForAll whether all fields are wanted where nothing is typed yet
 */
export function suggest(
  text: string,
  caret: number,
  { valuesOf, asksForAll }: { valuesOf: (field: string) => readonly string[]; asksForAll: boolean },
): Suggestions {
  const { start, end } = wordAt(text, caret)
  const typed = text.slice(start, caret)
  const colon = typed.indexOf(':')
  const field = typed.slice(0, colon).toLowerCase()
  if (colon > 0 && Object.hasOwn(SEARCH_FIELDS, field))
    return { start, end, options: suggestValues(field, typed.slice(colon + 1), valuesOf) }
  const isName = /^[a-z-]+$/i.test(typed) || (typed === '' && asksForAll)
  return { start, end, options: isName ? [...suggestFields(typed.toLowerCase()), ...suggestOperators(typed)] : [] }
}

export function findWords(text: string): { start: number; end: number; word: string }[] {
  return [...text.matchAll(WORD)].map(({ 0: word, index }) => ({ start: index, end: index + word.length, word }))
}

function wordAt(text: string, caret: number): { start: number; end: number } {
  for (const { start, end, word } of findWords(text)) {
    if (start >= caret || end < caret) continue
    const sign = /^[-!]/.test(word) ? 1 : 0
    return { start: start + sign, end }
  }
  return { start: caret, end: caret }
}

function suggestFields(prefix: string): Suggestion[] {
  return Object.entries(SEARCH_FIELDS)
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, { matches, example }]) => ({ insert: `${name}:`, label: `${name}:`, help: matches, example }))
}

function suggestOperators(typed: string): Suggestion[] {
  return OPERATORS.filter(({ label }) => label.startsWith(typed.toUpperCase()))
}

function suggestValues(field: string, typed: string, valuesOf: (field: string) => readonly string[]): Suggestion[] {
  const fixed = SEARCH_FIELDS[field]?.values
  const needle = foldForSearch(typed.replace(/^"|"$/g, ''))
  return (fixed ?? valuesOf(field))
    .filter((value) => (fixed ? value.startsWith(needle) : foldForSearch(value).includes(needle)) && value !== typed)
    .slice(0, MAX_VALUES)
    .map((value) => ({ insert: `${printCriterion({ field, value })} `, label: value, help: undefined, example: undefined }))
}
