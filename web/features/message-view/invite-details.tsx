/** A calendar's events: what, when on which clock, where, and who. Loaded when somebody looks. */
import { Download, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { CalendarEvent, CalendarExplanation, CalendarTime } from '../../../shared/model/explanation.ts'
import { lastTime } from '../../lib/last-time.ts'
import { withKeys } from '../../lib/with-keys.ts'
import { DATE_LOCALE, unitTexts } from '../../texts/locale.ts'
import { quickActionTexts as texts } from '../../texts/quick-actions.ts'
import { buttonClass } from '../../ui/button.tsx'

const MAX_EVENTS = 10
const MAX_ATTENDEES = 50

export function InviteDetails({ calendar: { events, warnings }, href }: { calendar: CalendarExplanation; href: string }) {
  return (
    <div className="flex flex-col gap-4">
      {events.length === 0 && <p className="text-muted">{texts.noEvents}</p>}
      {withKeys(events.slice(0, MAX_EVENTS), ({ uid }) => uid).map(({ key, item }) => (
        <EventDetails key={key} event={item} />
      ))}
      {events.length > MAX_EVENTS && <p className="text-muted">{texts.moreEvents(events.length - MAX_EVENTS)}</p>}
      {warnings.length > 0 && (
        <ul className="flex flex-col gap-1 text-warning text-xs">
          {withKeys(warnings, ({ rule }) => rule).map(({ key, item: { detail } }) => (
            <li key={key} className="flex gap-1.5">
              <TriangleAlert className="mt-0.5 size-3.5 shrink-0" aria-hidden strokeWidth={1.75} />
              <span className="min-w-0 wrap-anywhere">{detail}</span>
            </li>
          ))}
        </ul>
      )}
      <a href={href} download="invite.ics" data-testid="download-invite" className={`${buttonClass('plain')} self-start`}>
        <Download aria-hidden strokeWidth={1.75} />
        {texts.download}
      </a>
    </div>
  )
}

function EventDetails({ event }: { event: CalendarEvent }) {
  const { summary, status, start, recurrence, location, organizer, attendees } = event
  const end = lastTime(event)
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold text-base wrap-anywhere" dir="auto">
        {status === 'CANCELLED' && <span className="mr-2 text-danger text-sm">{texts.cancelled}</span>}
        {summary || texts.noTitle}
      </h3>
      {start && (
        <div data-testid="invite-when">
          <p className="tabular-nums">
            {formatTime(start)}
            {end && ` – ${formatTime(end, start.value.slice(0, 10) === end.value.slice(0, 10))}`}
          </p>
          <p className="text-muted text-xs">{zoneOf(start)}</p>
        </div>
      )}
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1 text-xs leading-5">
        {recurrence && <Line name={texts.repeats}>{recurrence.sentence || recurrence.raw}</Line>}
        {location && <Line name={texts.where}>{location}</Line>}
        {organizer && <Line name={texts.organizer}>{organizer.displayName || organizer.addrSpec}</Line>}
        {attendees.length > 0 && (
          <Line name={texts.attendees}>
            <ul>
              {withKeys(attendees.slice(0, MAX_ATTENDEES), ({ addrSpec }) => addrSpec).map(({ key, item }) => (
                <li key={key}>
                  <span dir="auto">{item.displayName || item.addrSpec}</span>{' '}
                  <span className="text-faint">
                    {[texts.attendee[item.status] ?? item.status.toLowerCase(), item.role === 'OPT-PARTICIPANT' && texts.optional]
                      .filter(Boolean)
                      .join(', ')}
                  </span>
                </li>
              ))}
            </ul>
            {attendees.length > MAX_ATTENDEES && texts.moreEvents(attendees.length - MAX_ATTENDEES)}
          </Line>
        )}
      </dl>
    </section>
  )
}

function Line({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-faint">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </>
  )
}

/** The value is the time on the clock of its zone: shown as it stands, not moved to the reader's. */
const dayFormat = new Intl.DateTimeFormat(DATE_LOCALE, {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
})
const clockFormat = new Intl.DateTimeFormat(DATE_LOCALE, {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
  timeZone: 'UTC',
})

function formatTime({ value, raw }: CalendarTime, isDayKnown = false): string {
  const time = Date.parse(value.includes('T') && !value.endsWith('Z') ? `${value}Z` : value)
  if (Number.isNaN(time)) return raw
  if (!value.includes('T')) return dayFormat.format(time)
  return isDayKnown ? clockFormat.format(time) : unitTexts.dayAndTime(dayFormat.format(time), clockFormat.format(time))
}

function zoneOf({ zone, value, isZoneDefined }: CalendarTime): string {
  if (!value.includes('T')) return ''
  if (zone === '') return texts.floating
  return isZoneDefined ? zone : `${zone} (${texts.zoneUnknown})`
}
