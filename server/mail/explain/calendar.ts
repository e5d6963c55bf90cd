/**
 * Calendars in mail: invitations and answers to them (RFC 5545, RFC 5546, RFC 6047). Own code, since a library that
 * reads calendars throws at the ones that somebody needs to be told about.
 */
import type { Address } from '../../../shared/model/address.ts'
import type { CalendarAttendee, CalendarEvent, CalendarExplanation } from '../../../shared/model/explanation.ts'
import { quote } from '../check-mail/report.ts'
import { checkCalendar, checkEvent } from './calendar-checks.ts'
import { isDay, readTime, readTimes } from './calendar-time.ts'
import { type Component, findComponents, properties, property, readComponents } from './components.ts'
import { type ContentLine, parameter, unescapeText } from './content-line.ts'
import { readRecurrence } from './recurrence.ts'
import type { Warn } from './warnings.ts'

/** What the header of the part says of it. */
export interface CalendarPart {
  /** `text/calendar` alone makes mail programs show an invitation. */
  isInvitation: boolean
  /** The method parameter of Content-Type; empty when none. */
  declaredMethod: string
}

const TOLD = new Set(['VEVENT', 'VTIMEZONE'])
/** Of other components, as many as a person reads. */
const MAX_OTHERS = 100

export function readCalendar(text: string, part: CalendarPart, warn: Warn): Omit<CalendarExplanation, 'kind' | 'warnings'> {
  const root = readComponents(text, warn)
  const calendars = findComponents(root, 'VCALENDAR')
  const [calendar = root] = calendars
  const zones = findComponents(root, 'VTIMEZONE').map((zone) => readValue(zone, 'TZID'))
  const components = findComponents(root, 'VEVENT')
  const method = readValue(calendar, 'METHOD').toUpperCase()
  const known = new Set(zones)
  if (calendars.length === 0) warn('calendar-none', 'There is no BEGIN:VCALENDAR')
  else checkCalendar(calendar, method, part, warn)

  const events = components.map((component) => {
    const event = readEvent(component, known, warn)
    checkEvent(component, event, method, warn)
    return event
  })
  const others = (calendars.length === 0 ? [root] : calendars).flatMap((each) => each.components.map(({ name }) => name))
  const otherComponents = others.filter((name) => !TOLD.has(name)).slice(0, MAX_OTHERS)
  if (events.length === 0 && otherComponents.length === 0 && calendars.length > 0)
    warn('calendar-no-events', 'It holds no event', calendar.line)
  return {
    method,
    productId: readValue(calendar, 'PRODID'),
    version: readValue(calendar, 'VERSION'),
    zones,
    events,
    otherComponents,
  }
}

function readEvent(component: Component, zones: ReadonlySet<string>, warn: Warn): CalendarEvent {
  const time = (name: string) => {
    const line = property(component, name)
    return line && readTime(line, zones, warn)
  }
  const times = (name: string) => properties(component, name).flatMap((line) => readTimes(line, zones, warn))
  const text = (name: string) => readText(property(component, name), warn)
  const start = time('DTSTART')
  const end = time('DTEND')
  const recurrenceId = time('RECURRENCE-ID')
  const rule = property(component, 'RRULE')
  const organizer = property(component, 'ORGANIZER')
  return {
    uid: readValue(component, 'UID'),
    sequence: readSequence(property(component, 'SEQUENCE'), warn),
    status: readValue(component, 'STATUS').toUpperCase(),
    summary: text('SUMMARY'),
    description: text('DESCRIPTION'),
    location: text('LOCATION'),
    url: readValue(component, 'URL'),
    allDay: start !== undefined && isDay(start.value),
    ...(start && { start }),
    ...(end && { end }),
    duration: readValue(component, 'DURATION'),
    ...(rule && {
      recurrence: readRecurrence(rule.value.trim(), (what) => warn('calendar-bad-rrule', `In RRULE, ${what}`, rule.line)),
    }),
    ...(recurrenceId && { recurrenceId }),
    addedDates: times('RDATE'),
    exceptionDates: times('EXDATE'),
    ...(organizer && { organizer: readAddress(organizer) }),
    attendees: properties(component, 'ATTENDEE').map(readAttendee),
    alarms: component.components.filter(({ name }) => name === 'VALARM').length,
  }
}

function readAttendee(line: ContentLine): CalendarAttendee {
  return {
    ...readAddress(line),
    role: parameter(line, 'ROLE').toUpperCase() || 'REQ-PARTICIPANT',
    status: parameter(line, 'PARTSTAT').toUpperCase() || 'NEEDS-ACTION',
    type: parameter(line, 'CUTYPE').toUpperCase() || 'INDIVIDUAL',
    rsvp: parameter(line, 'RSVP').toUpperCase() === 'TRUE',
  }
}

function readAddress(line: ContentLine): Address {
  return { displayName: parameter(line, 'CN'), addrSpec: line.value.trim().replace(/^mailto:/i, '') }
}

function readSequence(line: ContentLine | undefined, warn: Warn): number {
  const value = line?.value.trim() ?? '0'
  if (/^\d{1,10}$/.test(value)) return Number(value)
  warn('calendar-bad-sequence', `SEQUENCE is ${quote(value)}`, line?.line)
  return 0
}

function readText(line: ContentLine | undefined, warn: Warn): string {
  if (!line) return ''
  if (/[,;]/.test(line.value.replace(/\\[\s\S]/g, '')))
    warn('calendar-unescaped', `${line.name} ${quote(line.value)} has “,” or “;” without a backslash`, line.line)
  return unescapeText(line.value)
}

function readValue(component: Component, name: string): string {
  return property(component, name)?.value.trim() ?? ''
}
