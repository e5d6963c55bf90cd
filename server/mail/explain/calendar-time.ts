/** Days, times and durations of calendars (RFC 5545 §3.3.4–3.3.6). Knows nothing of what the zones mean. */
import type { CalendarTime } from '../../../shared/model/explanation.ts'
import { quote } from '../check-mail/report.ts'
import { type ContentLine, parameter } from './content-line.ts'
import type { Warn } from './warnings.ts'

const TIME = /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?$/
const DURATION = /^[+-]?P(?=[\dT])(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?=\d)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?$/
/** More in one line are not told. */
const MAX_TIMES = 1000

/** @param zones TZID of each VTIMEZONE of the calendar */
export function readTime(line: ContentLine, zones: ReadonlySet<string>, warn: Warn): CalendarTime {
  return toTime(line.value.trim(), line, zones, warn)
}

/** Of a list, the start of a period for the whole (RFC 5545 §3.8.5.2). */
export function readTimes(line: ContentLine, zones: ReadonlySet<string>, warn: Warn): CalendarTime[] {
  const values = line.value.split(',', MAX_TIMES + 1)
  if (values.length > MAX_TIMES) warn('part-cut', `${line.name} has more than ${MAX_TIMES} times`, line.line)
  return values.slice(0, MAX_TIMES).map((value) => toTime(value.split('/', 1)[0]?.trim() ?? '', line, zones, warn))
}

function toTime(raw: string, line: ContentLine, zones: ReadonlySet<string>, warn: Warn): CalendarTime {
  const value = toIso(raw)
  const named = parameter(line, 'TZID')
  if (value === '') {
    warn('calendar-bad-time', `${line.name} ${quote(raw)} is neither a day nor a time`, line.line)
    return { raw, value, zone: named, isZoneDefined: zones.has(named) }
  }
  if (isDay(value)) {
    if (parameter(line, 'VALUE').toUpperCase() !== 'DATE')
      warn('calendar-day-without-value', `${line.name} ${quote(raw)} is a day`, line.line)
    return { raw, value, zone: '', isZoneDefined: false }
  }
  if (value.endsWith('Z')) {
    if (named !== '') warn('calendar-zone-and-utc', `${line.name} ${quote(raw)} has TZID ${quote(named)} too`, line.line)
    return { raw, value, zone: 'UTC', isZoneDefined: true }
  }
  if (named === '') warn('calendar-floating', `${line.name} ${quote(raw)} names no zone`, line.line)
  // With a slash in front it is a name that both sides know (RFC 5545 §3.2.19).
  else if (!zones.has(named) && !named.startsWith('/'))
    warn('calendar-zone-undefined', `${line.name} refers to ${quote(named)}, which the calendar does not define`, line.line)
  return { raw, value, zone: named, isZoneDefined: zones.has(named) }
}

/** ISO 8601 as `CalendarTime` has it; empty for what is no day and no time, such as the 31st of February. */
export function toIso(raw: string): string {
  const [, year = '', month = '', day = '', hour, minute = '', second = '', utc = ''] = TIME.exec(raw) ?? []
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`)
  if (Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(day)) return ''
  if (hour === undefined) return `${year}-${month}-${day}`
  // A leap second is one (RFC 5545 §3.3.12).
  return Number(hour) < 24 && Number(minute) < 60 && Number(second) <= 60
    ? `${year}-${month}-${day}T${hour}:${minute}:${second}${utc}`
    : ''
}

export function isDay(value: string): boolean {
  return value.length === 'yyyy-mm-dd'.length
}

export function isDuration(raw: string): boolean {
  return DURATION.test(raw)
}
