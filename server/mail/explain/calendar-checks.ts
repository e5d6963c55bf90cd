/** What is wrong with a calendar that somebody mails (RFC 5545, RFC 5546, RFC 6047). */
import type { CalendarEvent, CalendarTime } from '../../../shared/model/explanation.ts'
import { quote } from '../check-mail/report.ts'
import type { CalendarPart } from './calendar.ts'
import { isDay, isDuration } from './calendar-time.ts'
import { type Component, properties, property } from './components.ts'
import type { Warn } from './warnings.ts'

const METHODS = new Set(['PUBLISH', 'REQUEST', 'REPLY', 'ADD', 'CANCEL', 'REFRESH', 'COUNTER', 'DECLINECOUNTER'])
/** Those that may leave DTSTART out (RFC 5546 §3.2). */
const WITHOUT_START = new Set(['REPLY', 'CANCEL', 'REFRESH', 'DECLINECOUNTER'])
const WITH_ATTENDEE = new Set(['REQUEST', 'REPLY', 'REFRESH', 'COUNTER'])
const ONCE = [
  'UID',
  'DTSTAMP',
  'DTSTART',
  'DTEND',
  'DURATION',
  'SUMMARY',
  'DESCRIPTION',
  'LOCATION',
  'STATUS',
  'SEQUENCE',
  'ORGANIZER',
]

export function checkCalendar(
  calendar: Component,
  method: string,
  { isInvitation, declaredMethod }: CalendarPart,
  warn: Warn,
): void {
  const { line } = calendar
  if (!property(calendar, 'VERSION')) warn('calendar-no-version', 'The calendar has no VERSION', line)
  if (!property(calendar, 'PRODID')) warn('calendar-no-product', 'The calendar has no PRODID', line)
  if (method === '') warn('calendar-no-method', 'The calendar has no METHOD', line)
  else if (!METHODS.has(method)) warn('calendar-bad-method', `METHOD is ${quote(method)}`, property(calendar, 'METHOD')?.line)
  if (!isInvitation) return
  if (method !== '' && declaredMethod === '')
    warn('calendar-type-without-method', `METHOD is ${quote(method)}, and the Content-Type of the part names none`)
  if (declaredMethod !== '' && declaredMethod.toUpperCase() !== method)
    warn(
      'calendar-method-differs',
      `The Content-Type of the part says method ${quote(declaredMethod)}, the calendar ${method === '' ? 'none' : quote(method)}`,
    )
}

export function checkEvent(component: Component, event: CalendarEvent, method: string, warn: Warn): void {
  const { line } = component
  if (event.uid === '') warn('calendar-no-uid', 'An event has no UID', line)
  if (!property(component, 'DTSTAMP')) warn('calendar-no-dtstamp', 'An event has no DTSTAMP', line)
  if (!event.start && !WITHOUT_START.has(method)) warn('calendar-no-start', 'An event has no DTSTART', line)
  checkOnce(component, warn)
  checkEnd(component, event, warn)
  checkUntil(component, event, warn)
  checkPeople(component, event, method, warn)
}

function checkOnce(component: Component, warn: Warn): void {
  for (const name of ONCE) {
    const [, second] = properties(component, name)
    if (second) warn('calendar-repeated', `An event has more than one ${name}`, second.line)
  }
}

function checkEnd(component: Component, { start, end, duration }: CalendarEvent, warn: Warn): void {
  const line = property(component, 'DTEND')?.line
  if (duration !== '') {
    const durationLine = property(component, 'DURATION')?.line
    if (!isDuration(duration)) warn('calendar-bad-duration', `DURATION is ${quote(duration)}`, durationLine)
    else if (duration.startsWith('-')) warn('calendar-end-before-start', `DURATION is ${quote(duration)}`, durationLine)
    if (end) warn('calendar-end-and-duration', 'An event has DTEND and DURATION', line)
  }
  if (!start || !end || start.value === '' || end.value === '') return
  if (isDay(start.value) !== isDay(end.value))
    warn('calendar-mixed-days', `DTSTART is ${quote(start.raw)} and DTEND is ${quote(end.raw)}`, line)
  // In different zones only a zone's rules tell which is earlier.
  else if (start.zone === end.zone && end.value < start.value)
    warn('calendar-end-before-start', `DTSTART is ${quote(start.raw)} and DTEND is ${quote(end.raw)}`, line)
}

function checkUntil(component: Component, { start, recurrence }: CalendarEvent, warn: Warn): void {
  if (!start?.value || !recurrence?.until) return
  if (formOf(start.value, start) !== formOf(recurrence.until))
    warn(
      'calendar-until-differs',
      `DTSTART is ${quote(start.raw)}${start.zone === '' ? '' : ` in ${quote(start.zone)}`} and UNTIL is ${quote(recurrence.until)}`,
      property(component, 'RRULE')?.line,
    )
}

/** What of the three a time is, where one with a zone asks for UTC. */
function formOf(value: string, time?: CalendarTime): 'day' | 'utc' | 'floating' {
  if (isDay(value)) return 'day'
  return value.endsWith('Z') || (time && time.zone !== '') ? 'utc' : 'floating'
}

function checkPeople(component: Component, { organizer, attendees }: CalendarEvent, method: string, warn: Warn): void {
  if (!organizer && METHODS.has(method) && method !== 'PUBLISH')
    warn('calendar-no-organizer', `An event of a ${method} has no ORGANIZER`, component.line)
  if (attendees.length === 0 && WITH_ATTENDEE.has(method))
    warn('calendar-no-attendee', `An event of a ${method} has no ATTENDEE`, component.line)
  for (const { name, value, line } of [...properties(component, 'ORGANIZER'), ...properties(component, 'ATTENDEE')])
    if (!/^mailto:[^\s@]+@[^\s@]+$/i.test(value.trim())) warn('calendar-bad-address', `${name} is ${quote(value)}`, line)
}
