/** The Date field (RFC 5322 §3.3), read as a reader that keeps to the RFC does, obsolete forms (§4.3) included. */
import type { MailToCheck } from './mail-to-check.ts'
import { quote, type Report } from './report.ts'

const YEAR_MS = 366 * 24 * 60 * 60 * 1000
const MAX_DATE_CHARACTERS = 200
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const DATE =
  /^(?:(?:mon|tue|wed|thu|fri|sat|sun)\s*,\s*)?(\d{1,2})\s+([a-z]{3})\s+(\d{2,5})\s+(\d{1,2})\s*:\s*(\d{2})(?:\s*:\s*(\d{2}))?(?:\s+([+-]\d{4}|[a-z]+))?$/i
/** Of the names, only these say how far they are from UTC (RFC 5322 §4.3); `Z` everybody knows. */
const ZONE = /^(?:[+-]\d{4}|UTC?|GMT|Z|[ECMP][SD]T)$/i

export function checkDate({ fields, arrival }: MailToCheck, report: Report): void {
  const [field] = fields.get('date') ?? []
  const value = field?.body.trim()
  if (!field || !value) return
  const place = { offset: field.offset }
  const date = readDate(value)
  if (!date) {
    report('bad-date', `${quote(value)} is no date of mail`, place)
    return
  }
  if (!ZONE.test(date.zone))
    report(
      'date-without-zone',
      date.zone ? `${quote(date.zone)} is no zone that mail knows` : `${quote(value)} names no zone`,
      place,
    )
  if (arrival && Math.abs(date.at - arrival.receivedAt) > YEAR_MS)
    report('date-far-off', `${quote(value)} is more than a year from when the mail arrived`, place)
}

/** The zone is left out of `at`: for telling years it does not matter. */
function readDate(field: string): { at: number; zone: string } | undefined {
  if (field.length > MAX_DATE_CHARACTERS) return undefined
  const [, day = '', monthName = '', year = '', hour = '', minute = '', second = '0', zone = ''] =
    DATE.exec(withoutComments(field)) ?? []
  const month = MONTHS.indexOf(monthName.toLowerCase())
  if (month < 0 || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined
  const at = Date.UTC(toYear(year), month, Number(day), Number(hour), Number(minute))
  // The 31st of a month that has none would be the 1st of the next.
  return new Date(at).getUTCDate() === Number(day) ? { at, zone } : undefined
}

/** Of two or three digits (RFC 5322 §4.3). */
function toYear(digits: string): number {
  const year = Number(digits)
  if (digits.length > 3) return year
  return digits.length === 2 && year < 50 ? 2000 + year : 1900 + year
}

function withoutComments(field: string): string {
  for (let text = field; ; ) {
    const shorter = text.replace(/\([^()]*\)/g, ' ')
    if (shorter === text) return text.trim()
    text = shorter
  }
}
