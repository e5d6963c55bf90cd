/** The day of a Date field, by its own calendar: time and zone are disregarded (RFC 9051 §6.4.4, SENTBEFORE). */

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DAY_MS = 86_400_000
/** RFC 5322 §3.3, with the two and three digits of a year of §4.3, once comments and folding are one blank. */
const DATE = /^ ?(?:[a-z]{3,9}\.? ?,? ?)?(\d{1,2})[ -]([a-z]{3})[a-z]{0,6}[ -](\d{2,4})(?!\d)/i
/** It says no day in more than that. */
const MAX_CHARACTERS = 1000

/** @returns days from 1970-01-01; undefined when the field names none */
export function readSentDay(field: string): number | undefined {
  const text = field
    .slice(0, MAX_CHARACTERS)
    .replace(/\([^()]*\)/g, ' ')
    .replace(/\s+/g, ' ')
  const [, day = '', month = '', year = ''] = DATE.exec(text) ?? []
  return toDay(Number(day), month, toFullYear(year))
}

/** @returns days from 1970-01-01; undefined when there is no such day */
export function toDay(day: number, month: string, year: number): number | undefined {
  const at = MONTHS.indexOf(month.toLowerCase())
  const moment = new Date(0)
  moment.setUTCFullYear(year, at, day)
  if (at < 0 || moment.getUTCDate() !== day) return undefined
  return moment.getTime() / DAY_MS
}

/** RFC 5322 §4.3. */
function toFullYear(digits: string): number {
  const year = Number(digits)
  if (digits.length > 3) return year
  return year + (digits.length === 2 && year < 50 ? 2000 : 1900)
}
