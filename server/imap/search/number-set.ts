/** Sets of sequence numbers and UIDs (`sequence-set`, RFC 9051 §9): read and written as ranges, however many numbers they stand for. */
import { Refusal } from '../refusal.ts'

/** Both ends included, the lower one first. */
type NumberRange = readonly [first: number, last: number]

export interface NumberSet {
  /** Ascending; there is a gap between any two. */
  readonly ranges: readonly NumberRange[]
  has(number: number): boolean
}

/** A set whose `*` is not known yet. */
export type SetText = readonly NumberRange[]

/** In place of `*`: larger than all there are. */
const STAR = Number.POSITIVE_INFINITY
const MAX_NUMBER = 4_294_967_295

/**
 * @param max what `*` means: the highest number in use, 0 when there is none
 * @throws {Refusal} BAD
 */
export function readSet(text: string, max: number): NumberSet {
  return resolveSet(readSetText(text), max)
}

/** @throws {Refusal} BAD */
export function readSetText(text: string): SetText {
  return text.split(',').map((part): NumberRange => {
    const [, first = '', last = first] = /^(\*|\d{1,10})(?::(\*|\d{1,10}))?$/.exec(part) ?? []
    const [one, other] = [readNumber(first), readNumber(last)]
    return one < other ? [one, other] : [other, one]
  })
}

function readNumber(text: string): number {
  if (text === '*') return STAR
  const number = Number(text)
  if (number > 0 && number <= MAX_NUMBER) return number
  throw new Refusal('BAD', 'A set has numbers from 1 to 4294967295, or *, as in 1:3,5,9:*')
}

/** @param max as for `readSet` */
export function resolveSet(set: SetText, max: number): NumberSet {
  const ranges: [first: number, last: number][] = []
  const sorted = set
    // `9:*` of fewer than nine is the last one: the ends are in any order (RFC 9051 §9, seq-range).
    .map(([first, last]): NumberRange => (last < STAR ? [first, last] : [Math.min(first, max), max]))
    .filter(([first]) => first > 0)
    .sort(([one], [other]) => one - other)
  for (const [first, last] of sorted) {
    const before = ranges.at(-1)
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last)
    else ranges.push([first, last])
  }
  return { ranges, has: (number) => isIn(ranges, number) }
}

function isIn(ranges: readonly NumberRange[], number: number): boolean {
  let low = 0
  let high = ranges.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ranges[middle]?.[1] ?? 0) < number) low = middle + 1
    else high = middle
  }
  return (ranges[low]?.[0] ?? STAR) <= number
}

/** In the order given: of COPYUID, each set pairs with the other (RFC 4315 §3). @returns empty when there are none */
export function writeSet(numbers: Iterable<number>): string {
  const ranges: [first: number, last: number][] = []
  for (const number of numbers) {
    const before = ranges.at(-1)
    if (before && number === before[1] + 1) before[1] = number
    else ranges.push([number, number])
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}:${last}`)).join(',')
}
