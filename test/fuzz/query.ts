/** Makes searches: of the grammar (API.md §5), nearly of it, and of no grammar. */
import { SEARCH_FIELDS } from '../../shared/search/fields.ts'
import { type Dice, mutateText, ODD_TEXTS } from './dice.ts'

const WORDS = [
  ...['welcome', 'code', 'ann@x.test', 'a', 'hi', '東京', 'Über', 'İstanbul', '482913', 'x', '%', '_', '\u0001', 'e', '"'],
  ...['10k', '2.5MB', '1', 'today', 'yesterday', '10m', '7d', '2026-11-23', '2026-11-23T10:00+03:00', '2026-02-30', '9999999d'],
  ...['unseen', 'pinned', 'attachment', 'html', 'smtp', 'default', 'x-tags', 'subject=a', 'release*', '*', '.pdf', 'text/'],
]
const FIELDS = [...Object.keys(SEARCH_FIELDS), 'FROM', 'nofield', 'http', '__proto__', 'constructor', '']
const PIECES = [
  ...ODD_TEXTS,
  ' OR ',
  ' AND ',
  ' NOT ',
  '(',
  ')',
  '|',
  '!',
  '-',
  '"',
  '\\"',
  ':',
  '=',
  '*',
  ' ',
  '--',
  '()',
  '""',
  'has:',
]

export function makeQuery(dice: Dice): string {
  const query = or(dice, 3)
  if (dice.chance(0.3)) return mutateText(dice, query, PIECES)
  if (dice.chance(0.02)) return dice.pick(PIECES).repeat(dice.length(12))
  return query
}

function or(dice: Dice, depth: number): string {
  return dice.some(1, dice.chance(0.3) ? 3 : 1, () => and(dice, depth)).join(dice.pick([' OR ', '|', ' | ']))
}

function and(dice: Dice, depth: number): string {
  return dice.some(1, dice.chance(0.4) ? 4 : 1, () => not(dice, depth)).join(dice.pick([' ', ' AND ', '  ']))
}

function not(dice: Dice, depth: number): string {
  const sign = dice.chance(0.2) ? dice.pick(['-', '!', 'NOT ', '--']) : ''
  return sign + (depth > 0 && dice.chance(0.2) ? `(${or(dice, depth - 1)})` : term(dice))
}

function term(dice: Dice): string {
  const value = dice.chance(0.8) ? dice.pick(WORDS) : dice.pick(ODD_TEXTS)
  const written = dice.chance(0.3) ? `"${value.replace(/["\\]/g, '\\$&')}"` : value
  return dice.chance(0.6) ? `${dice.pick(FIELDS)}:${written}` : written
}
