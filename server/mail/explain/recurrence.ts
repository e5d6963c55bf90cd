/** How often an event happens (RFC 5545 §3.3.10): as data, and as a sentence where a few words can tell. */
import type { RecurrenceRule } from '../../../shared/model/explanation.ts'
import { quote } from '../check-mail/report.ts'
import { toIso } from './calendar-time.ts'
import { tellRecurrence } from './recurrence-sentence.ts'

const FREQUENCIES = new Set(['SECONDLY', 'MINUTELY', 'HOURLY', 'DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'])
const WEEKDAY = /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/

/** Per part, what each of its values is. */
const PARTS: Record<string, (value: string) => boolean> = {
  FREQ: (value) => FREQUENCIES.has(value),
  INTERVAL: isPositive,
  COUNT: isPositive,
  UNTIL: (value) => toIso(value) !== '',
  WKST: (value) => /^(MO|TU|WE|TH|FR|SA|SU)$/.test(value),
  BYDAY: (value) => WEEKDAY.test(value) && isWithin(53)(WEEKDAY.exec(value)?.[1] ?? '1'),
  BYMONTH: (value) => isWithin(12)(value) && !value.startsWith('-'),
  BYMONTHDAY: isWithin(31),
  BYYEARDAY: isWithin(366),
  BYWEEKNO: isWithin(53),
  BYSETPOS: isWithin(366),
  BYHOUR: (value) => /^\d{1,2}$/.test(value) && Number(value) < 24,
  BYMINUTE: (value) => /^\d{1,2}$/.test(value) && Number(value) < 60,
  BYSECOND: (value) => /^\d{1,2}$/.test(value) && Number(value) <= 60,
}
/** The parts whose values are a list, which says nothing new beyond this. */
const MAX_VALUES = 400

/** @param fault is told what is wrong, in a sentence without its full stop */
export function readRecurrence(raw: string, fault: (what: string) => void): RecurrenceRule {
  const parts = readParts(raw, fault)
  const numbers = (name: string) => (parts.get(name) ?? []).map(Number)
  const [frequency = ''] = parts.get('FREQ') ?? []
  const [count] = numbers('COUNT')
  const [until = ''] = parts.get('UNTIL') ?? []
  if (frequency === '') fault(`${quote(raw)} has no FREQ`)
  if (count !== undefined && until !== '') fault(`${quote(raw)} has both COUNT and UNTIL`)
  const rule = {
    raw,
    frequency,
    interval: numbers('INTERVAL')[0] ?? 1,
    ...(count !== undefined && { count }),
    until: toIso(until),
    byDay: parts.get('BYDAY') ?? [],
    byMonthDay: numbers('BYMONTHDAY'),
    byMonth: numbers('BYMONTH'),
    bySetPosition: numbers('BYSETPOS'),
  }
  const isRare = ['BYYEARDAY', 'BYWEEKNO', 'BYHOUR', 'BYMINUTE', 'BYSECOND'].some((name) => parts.has(name))
  return { ...rule, sentence: isRare ? '' : tellRecurrence(rule) }
}

/** Values that are none are left out. */
function readParts(raw: string, fault: (what: string) => void): Map<string, string[]> {
  const parts = new Map<string, string[]>()
  for (const part of raw.split(';', MAX_VALUES)) {
    // An empty one is a `;` at the end, which every reader forgives.
    if (part.trim() === '') continue
    const [name = '', ...rest] = part.toUpperCase().split('=')
    const isValue = Object.hasOwn(PARTS, name.trim()) ? PARTS[name.trim()] : undefined
    const all = rest.join('=').split(',', MAX_VALUES)
    const values = all.map((value) => value.trim().replace(/^\+/, '')).filter((value) => isValue?.(value))
    if (!isValue) {
      if (!name.startsWith('X-')) fault(`${quote(part)} is no part of a rule`)
    } else if (values.length < all.length) fault(`${quote(part)} cannot be read`)
    if (values.length > 0) parts.set(name.trim(), values)
  }
  return parts
}

function isPositive(value: string): boolean {
  return /^\d{1,9}$/.test(value) && Number(value) > 0
}

function isWithin(most: number): (value: string) => boolean {
  return (value) => /^[+-]?\d{1,3}$/.test(value) && Number(value) !== 0 && Math.abs(Number(value)) <= most
}
