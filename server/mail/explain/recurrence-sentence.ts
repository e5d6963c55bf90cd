/** Recurrence rules in English: the common ones. */
import type { RecurrenceRule } from '../../../shared/model/explanation.ts'

const UNITS: Record<string, string> = { HOURLY: 'hour', DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month', YEARLY: 'year' }
const WEEKDAYS: Record<string, string> = {
  MO: 'Monday',
  TU: 'Tuesday',
  WE: 'Wednesday',
  TH: 'Thursday',
  FR: 'Friday',
  SA: 'Saturday',
  SU: 'Sunday',
}
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]
const ORDINALS: Record<number, string> = {
  1: 'first',
  2: 'second',
  3: 'third',
  4: 'fourth',
  5: 'fifth',
  [-1]: 'last',
  [-2]: 'last but one',
}
const WORKDAYS = 'FR,MO,TH,TU,WE'
const ALL_DAYS = 'FR,MO,SA,SU,TH,TU,WE'

type Rule = Omit<RecurrenceRule, 'sentence'>

/** @returns empty for a rule that would take more than a few words */
export function tellRecurrence(rule: Rule): string {
  const { frequency, interval, count, until } = rule
  const unit = UNITS[frequency]
  const on = unit && tellDays(rule)
  if (on === undefined) return ''
  const isEveryWorkday = frequency === 'WEEKLY' && interval === 1 && on === ' on weekdays'
  const often = isEveryWorkday ? 'Every weekday' : `${interval === 1 ? `Every ${unit}` : `Every ${interval} ${unit}s`}${on}`
  const times = count === undefined ? '' : `, ${count === 1 ? 'once' : `${count} times`}`
  return `${often}${times}${until === '' ? '' : `, until ${until.slice(0, 10)}`}`
}

/** @returns undefined for what is not told */
function tellDays(rule: Rule): string | undefined {
  const { frequency, byDay, byMonthDay, byMonth, bySetPosition } = rule
  const isPlain = byDay.length + byMonthDay.length + byMonth.length + bySetPosition.length === 0
  if (isPlain) return ''
  if (frequency === 'WEEKLY' && byMonthDay.length + byMonth.length + bySetPosition.length === 0) {
    const days = tellWeekdays(byDay)
    return days && ` on ${days}`
  }
  if (frequency === 'MONTHLY' && byMonth.length === 0) {
    const days = tellDaysOfMonth(rule)
    return days && ` on ${days}`
  }
  return frequency === 'YEARLY' ? tellDaysOfYear(rule) : undefined
}

function tellDaysOfYear(rule: Rule): string | undefined {
  const { byDay, byMonthDay, byMonth, bySetPosition } = rule
  if (byMonth.length === 0) return undefined
  const months = join(byMonth.map((month) => MONTHS[month - 1] ?? ''))
  if (byDay.length + byMonthDay.length + bySetPosition.length === 0) return ` in ${months}`
  const [day] = byMonthDay
  if (byMonthDay.length === 1 && byMonth.length === 1 && byDay.length === 0 && day !== undefined && day > 0)
    return ` on ${day} ${months}`
  const days = tellDaysOfMonth(rule)
  return days && ` on ${days} of ${months}`
}

function tellDaysOfMonth({ byDay, byMonthDay, bySetPosition }: Rule): string | undefined {
  if (byDay.length === 0 && bySetPosition.length === 0) {
    if (byMonthDay.some((day) => day < -1)) return undefined
    return join(byMonthDay.map((day) => (day === -1 ? 'the last day' : `day ${day}`)))
  }
  if (byMonthDay.length > 0 || bySetPosition.length > 1) return undefined
  const [position] = bySetPosition
  if (position === undefined) return joinIfAll(byDay.map(tellNthWeekday))
  const ordinal = ORDINALS[position]
  const days = tellSet(byDay)
  return ordinal && days && `the ${ordinal} ${days}`
}

/** `2TU`, and `TU` for each one. */
function tellNthWeekday(day: string): string | undefined {
  const weekday = WEEKDAYS[day.slice(-2)]
  if (day.length === 2) return `every ${weekday}`
  const ordinal = ORDINALS[Number(day.slice(0, -2))]
  return ordinal && `the ${ordinal} ${weekday}`
}

/** Of which BYSETPOS takes one. */
function tellSet(byDay: readonly string[]): string | undefined {
  const days = [...byDay].sort().join()
  if (days === WORKDAYS) return 'weekday'
  return days === ALL_DAYS ? 'day' : WEEKDAYS[days]
}

function tellWeekdays(byDay: readonly string[]): string | undefined {
  if ([...byDay].sort().join() === WORKDAYS) return 'weekdays'
  return joinIfAll(byDay.map((day) => WEEKDAYS[day]))
}

function joinIfAll(words: readonly (string | undefined)[]): string | undefined {
  const known = words.filter((word) => word !== undefined)
  return known.length < words.length ? undefined : join(known)
}

function join(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
