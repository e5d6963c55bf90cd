/** An invitation as people read it: what, when in which zone, where, and who. */
import type { CalendarAttendee, CalendarEvent, CalendarExplanation, CalendarTime } from '../../../shared/model/explanation.ts'
import { lastTime } from '../../lib/last-time.ts'
import { withKeys } from '../../lib/with-keys.ts'
import { explanationTexts as texts } from '../../texts/structure.ts'
import { Chip } from '../../ui/chip.tsx'
import { type Fact, Facts } from './facts.tsx'

export function CalendarView({ calendar: { method, events, zones, otherComponents } }: { calendar: CalendarExplanation }) {
  return (
    <div data-testid="calendar" className="flex flex-col gap-4">
      {withKeys(events, ({ uid }) => uid).map(({ key, item }) => (
        <EventCard key={key} event={item} method={method} />
      ))}
      {events.length === 0 && <p className="text-faint">{texts.noEvents}</p>}
      <Facts
        facts={[
          [texts.zones, zones.join(', ')],
          [texts.other, otherComponents.join(', ')],
        ]}
      />
    </div>
  )
}

function EventCard({ event, method }: { event: CalendarEvent; method: string }) {
  const { summary, location, description, url, recurrence, exceptionDates, organizer, status, sequence, uid } = event
  const facts: Fact[] = [
    [texts.when, <When key="when" event={event} />],
    [texts.where, location],
    [texts.repeats, recurrence && (recurrence.sentence || recurrence.raw)],
    [texts.except, exceptionDates.map((date) => formatTime(date)).join(', ')],
    [
      texts.organizer,
      organizer && (organizer.displayName ? `${organizer.displayName} <${organizer.addrSpec}>` : organizer.addrSpec),
    ],
    [texts.status, status],
    [texts.link, url],
    [texts.description, description && <span className="whitespace-pre-wrap">{description}</span>],
    [
      texts.uid,
      <code key="uid" className="font-mono text-xs">
        {uid}
      </code>,
    ],
    [texts.sequence, sequence > 0 && String(sequence)],
  ]
  return (
    <section className="rounded-lg border border-line-strong">
      <h4 className="flex items-center gap-2 border-line border-b px-4 py-2.5 font-semibold text-base" dir="auto">
        <span className="min-w-0 grow wrap-anywhere">{summary || texts.noSummary}</span>
        {method && <Chip tone={method === 'CANCEL' ? 'danger' : 'tag'}>{texts.method[method] ?? method}</Chip>}
      </h4>
      <div className="px-4 py-1.5">
        <Facts facts={facts} />
      </div>
      {event.attendees.length > 0 && <Attendees attendees={event.attendees} />}
    </section>
  )
}

function When({ event }: { event: CalendarEvent }) {
  const { start, duration, allDay } = event
  if (!start) return null
  const end = lastTime(event)
  return (
    <span className="tabular-nums">
      {formatTime(start)}
      {end && ` – ${formatTime(end, start)}`}
      {duration && `, ${texts.lasts(duration)}`}
      {allDay ? (
        <span className="text-faint"> · {texts.allDay}</span>
      ) : (
        <span className={start.isZoneDefined || start.zone === '' ? 'text-faint' : 'text-warning'}>
          {' · '}
          {start.zone || texts.noZone}
          {!start.isZoneDefined && start.zone !== '' && ` (${texts.undefinedZone})`}
        </span>
      )}
    </span>
  )
}

/** Of an end on the day of its beginning, the time alone. */
function formatTime({ value, raw, zone }: CalendarTime, start?: CalendarTime): string {
  if (value === '') return texts.unreadable(raw)
  const [day = '', clock = ''] = value.replace('Z', '').split('T')
  const time = clock.replace(/:00$/, '')
  const inZone = start && zone !== start.zone && zone !== '' ? ` ${zone}` : ''
  return `${start?.value.startsWith(day) && time !== '' ? time : `${day} ${time}`.trim()}${inZone}`
}

function Attendees({ attendees }: { attendees: readonly CalendarAttendee[] }) {
  return (
    <div className="overflow-x-auto border-line border-t px-4 py-2">
      <table className="w-full text-left">
        <caption className="pb-1 text-left text-muted">
          {texts.attendees} <span className="text-faint tabular-nums">{attendees.length}</span>
        </caption>
        <thead className="sr-only">
          <tr>
            <th scope="col">{texts.name}</th>
            <th scope="col">{texts.role}</th>
            <th scope="col">{texts.answer}</th>
          </tr>
        </thead>
        <tbody>
          {withKeys(attendees, ({ addrSpec }) => addrSpec).map(({ key, item: { displayName, addrSpec, role, status, rsvp } }) => (
            <tr key={key} className="border-line border-t align-top">
              <td className="py-1 pr-4 wrap-anywhere" dir="auto">
                {displayName || addrSpec}
                {displayName && <span className="text-faint text-xs"> {addrSpec}</span>}
              </td>
              <td className="py-1 pr-4 text-muted text-xs leading-5">{toWords(role)}</td>
              <td className="py-1 text-muted text-xs leading-5">
                {toWords(status)}
                {rsvp && <span className="text-faint">, {texts.rsvp}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** `REQ-PARTICIPANT` → `req participant` */
function toWords(constant: string): string {
  return constant.toLowerCase().replaceAll('-', ' ')
}
