import { describe, expect, test } from 'vitest'
import { readRecurrence } from '../../server/mail/explain/recurrence.ts'
import { explainAs, lines, rulesOf } from './explain.ts'

const REQUEST = ['Content-Type: text/calendar; charset=utf-8; method=REQUEST']
const calendar = (body: string, fields = REQUEST) => explainAs('calendar', fields, body)

const GOOGLE = lines(String.raw`
    BEGIN:VCALENDAR
    PRODID:-//Google Inc//Google Calendar 70.9054//EN
    VERSION:2.0
    CALSCALE:GREGORIAN
    METHOD:REQUEST
    BEGIN:VTIMEZONE
    TZID:Europe/Berlin
    BEGIN:STANDARD
    DTSTART:19701025T030000
    TZOFFSETFROM:+0200
    TZOFFSETTO:+0100
    RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
    END:STANDARD
    END:VTIMEZONE
    BEGIN:VEVENT
    DTSTART;TZID=Europe/Berlin:20261123T100000
    DTEND;TZID=Europe/Berlin:20261123T104500
    RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20270301T225959Z;BYDAY=MO,FR
    EXDATE;TZID=Europe/Berlin:20261207T100000
    DTSTAMP:20261120T080000Z
    ORGANIZER;CN=Ann Müller:mailto:ann@harbour.test
    UID:7kukuqrfedlm2f9t5g1u@google.com
    ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=TRUE
     ;CN=Ann Müller;X-NUM-GUESTS=0:mailto:ann@harbour.test
    ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=OPT-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=
     TRUE;CN="Bob, the builder";X-NUM-GUESTS=0:mailto:bob@b.test
    DESCRIPTION:Agenda:\n1. Boats\, large and small\n2. Money\; again\nhttps://
     meet.test/abc
    LOCATION:Pier 4\, Hamburg
    SEQUENCE:1
    STATUS:CONFIRMED
    SUMMARY:Jour fixe 🚢
    BEGIN:VALARM
    ACTION:DISPLAY
    TRIGGER:-P0DT0H10M0S
    END:VALARM
    END:VEVENT
    END:VCALENDAR
`)

const OUTLOOK = lines(String.raw`
    BEGIN:VCALENDAR
    METHOD:REQUEST
    PRODID:Microsoft Exchange Server 2010
    VERSION:2.0
    BEGIN:VTIMEZONE
    TZID:W. Europe Standard Time
    BEGIN:STANDARD
    DTSTART:16010101T030000
    TZOFFSETFROM:+0200
    TZOFFSETTO:+0100
    RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
    END:STANDARD
    END:VTIMEZONE
    BEGIN:VEVENT
    ORGANIZER;CN="Müller, Ann":mailto:ann@harbour.test
    ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=Bob:MAILTO
     :bob@b.test
    ATTENDEE;CUTYPE=ROOM;ROLE=NON-PARTICIPANT;CN=Room ^'Bay^' 2:mailto:room2@harbour.test
    DESCRIPTION;LANGUAGE=de-DE:Bitte kommen.\n\n
    UID:040000008200E00074C5B7101A82E00800000000B0F8A1
    SUMMARY;LANGUAGE=de-DE:Planung
    DTSTART;TZID=W. Europe Standard Time:20261201T140000
    DTEND;TZID=W. Europe Standard Time:20261201T150000
    CLASS:PUBLIC
    DTSTAMP:20261120T090000Z
    RECURRENCE-ID;TZID=W. Europe Standard Time:20261201T133000
    SEQUENCE:3
    LOCATION;LANGUAGE=de-DE:Room "Bay" 2
    X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE
    BEGIN:VALARM
    DESCRIPTION:REMINDER
    TRIGGER;RELATED=START:-PT15M
    ACTION:DISPLAY
    END:VALARM
    END:VEVENT
    END:VCALENDAR
`)

const APPLE = lines(`
    BEGIN:VCALENDAR
    VERSION:2.0
    PRODID:-//Apple Inc.//macOS 15.1//EN
    CALSCALE:GREGORIAN
    METHOD:CANCEL
    BEGIN:VEVENT
    CREATED:20261101T101010Z
    UID:3E7F1B1A-6C4B-4E0E-9C66-0D6B0B7E9C11
    DTSTART;VALUE=DATE:20261224
    DTEND;VALUE=DATE:20261227
    DTSTAMP:20261102T101010Z
    STATUS:CANCELLED
    SUMMARY:Holidays
    ORGANIZER;CN="Ann";EMAIL="ann@harbour.test":mailto:ann@harbour.test
    ATTENDEE;CN="Bob";CUTYPE=INDIVIDUAL;PARTSTAT=DECLINED:mailto:bob@b.test
    SEQUENCE:2
    TRANSP:TRANSPARENT
    END:VEVENT
    END:VCALENDAR
`)

test('an invitation of Google is its event, its people and its recurrence', () => {
  const { events, warnings, ...rest } = calendar(GOOGLE)
  expect(rest).toEqual({
    kind: 'calendar',
    method: 'REQUEST',
    productId: '-//Google Inc//Google Calendar 70.9054//EN',
    version: '2.0',
    zones: ['Europe/Berlin'],
    otherComponents: [],
  })
  expect(warnings).toEqual([])
  const inBerlin = { zone: 'Europe/Berlin', isZoneDefined: true }
  expect(events).toEqual([
    {
      uid: '7kukuqrfedlm2f9t5g1u@google.com',
      sequence: 1,
      status: 'CONFIRMED',
      summary: 'Jour fixe 🚢',
      description: 'Agenda:\n1. Boats, large and small\n2. Money; again\nhttps://meet.test/abc',
      location: 'Pier 4, Hamburg',
      url: '',
      allDay: false,
      start: { raw: '20261123T100000', value: '2026-11-23T10:00:00', ...inBerlin },
      end: { raw: '20261123T104500', value: '2026-11-23T10:45:00', ...inBerlin },
      duration: '',
      recurrence: {
        raw: 'FREQ=WEEKLY;INTERVAL=2;UNTIL=20270301T225959Z;BYDAY=MO,FR',
        sentence: 'Every 2 weeks on Monday and Friday, until 2027-03-01',
        frequency: 'WEEKLY',
        interval: 2,
        until: '2027-03-01T22:59:59Z',
        byDay: ['MO', 'FR'],
        byMonthDay: [],
        byMonth: [],
        bySetPosition: [],
      },
      addedDates: [],
      exceptionDates: [{ raw: '20261207T100000', value: '2026-12-07T10:00:00', ...inBerlin }],
      organizer: { displayName: 'Ann Müller', addrSpec: 'ann@harbour.test' },
      attendees: [
        {
          displayName: 'Ann Müller',
          addrSpec: 'ann@harbour.test',
          role: 'REQ-PARTICIPANT',
          status: 'ACCEPTED',
          type: 'INDIVIDUAL',
          rsvp: true,
        },
        {
          displayName: 'Bob, the builder',
          addrSpec: 'bob@b.test',
          role: 'OPT-PARTICIPANT',
          status: 'NEEDS-ACTION',
          type: 'INDIVIDUAL',
          rsvp: true,
        },
      ],
      alarms: 1,
    },
  ])
})

test('an update of Outlook to one instance, in base64, has its zones by the names of Windows and its rooms', () => {
  const base64 = Buffer.from(OUTLOOK).toString('base64').replace(/.{76}/g, '$&\r\n')
  const explanation = calendar(base64, [...REQUEST, 'Content-Transfer-Encoding: base64'])
  expect(rulesOf(explanation)).toEqual(['line-too-long'])
  expect(explanation.events).toMatchObject([
    {
      start: { value: '2026-12-01T14:00:00', zone: 'W. Europe Standard Time', isZoneDefined: true },
      recurrenceId: { value: '2026-12-01T13:30:00' },
      organizer: { displayName: 'Müller, Ann' },
      attendees: [
        { displayName: 'Bob', addrSpec: 'bob@b.test', rsvp: true, type: 'INDIVIDUAL' },
        { displayName: 'Room "Bay" 2', type: 'ROOM', role: 'NON-PARTICIPANT', status: 'NEEDS-ACTION', rsvp: false },
      ],
      description: 'Bitte kommen.\n\n',
      sequence: 3,
    },
  ])
})

test('a cancellation of Apple is of whole days, which are in no zone', () => {
  const explanation = calendar(APPLE, ['Content-Type: text/calendar; method=CANCEL'])
  expect(explanation.warnings).toEqual([])
  const { method, events } = explanation
  expect(method).toBe('CANCEL')
  expect(events).toMatchObject([
    {
      status: 'CANCELLED',
      allDay: true,
      start: { value: '2026-12-24', zone: '', isZoneDefined: false },
      end: { value: '2026-12-27' },
      attendees: [{ status: 'DECLINED' }],
    },
  ])
})

test('is read in its charset', () => {
  const body = Buffer.from(
    lines('    BEGIN:VCALENDAR\n    BEGIN:VEVENT\n    SUMMARY:Grüße\n    END:VEVENT\n    END:VCALENDAR'),
    'latin1',
  )
  const { events } = explainAs('calendar', ['Content-Type: text/calendar; charset=iso-8859-1'], body)
  expect(events[0]?.summary).toBe('Grüße')
})

test('a multi-byte character folded in the middle is whole again (RFC 5545 §3.1)', () => {
  const [before, after] = [
    Buffer.from('BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Gr'),
    Buffer.from('e\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n'),
  ]
  const folded = Buffer.concat([before, Buffer.from([0xc3]), Buffer.from('\r\n '), Buffer.from([0xbc, 0xc3, 0x9f]), after])
  expect(explainAs('calendar', REQUEST, folded).events[0]?.summary).toBe('Grüße')
})

describe('warns', () => {
  const event = (...properties: string[]) => {
    const own = ['UID:1', 'DTSTAMP:20261120T080000Z', 'DTSTART:20261123T100000Z', 'DTEND:20261123T110000Z']
    const kept = own.filter((line) => !properties.some((other) => other.split(/[:;=]/)[0] === line.split(':')[0]))
    return ['BEGIN:VEVENT', ...kept, ...properties.filter((line) => !line.endsWith('=')), 'END:VEVENT']
  }
  const of = (body: readonly string[], { method = 'PUBLISH', begin = ['VERSION:2.0', 'PRODID:x'], newline = '\r\n' } = {}) => {
    const all = ['BEGIN:VCALENDAR', ...begin, ...(method === '' ? [] : [`METHOD:${method}`]), ...body, 'END:VCALENDAR', '']
    return calendar(all.join(newline), [`Content-Type: text/calendar${method === '' ? '' : `; method=${method}`}`])
  }
  const people = ['ORGANIZER:mailto:a@x.test', 'ATTENDEE:mailto:b@x.test']

  test('of nothing in a calendar that is right', () => {
    expect(of(event()).warnings).toEqual([])
    expect(of(event(...people), { method: 'REQUEST' }).warnings).toEqual([])
  })

  test.each([
    ['calendar-no-method', of(event(), { method: '' })],
    ['calendar-bad-method', of(event(), { method: 'INVITE' })],
    ['calendar-no-version', of(event(), { begin: ['PRODID:x'] })],
    ['calendar-no-product', of(event(), { begin: ['VERSION:2.0'] })],
    ['calendar-no-events', of([])],
    ['calendar-no-uid', of(event('UID='))],
    ['calendar-no-dtstamp', of(event('DTSTAMP='))],
    ['calendar-no-start', of(event('DTSTART='))],
    ['calendar-end-before-start', of(event('DTEND:20261123T093000Z'))],
    ['calendar-end-before-start', of(event('DTEND=', 'DURATION:-PT1H'))],
    ['calendar-end-and-duration', of(event('DURATION:PT1H'))],
    ['calendar-bad-duration', of(event('DTEND=', 'DURATION:1 hour'))],
    ['calendar-bad-time', of(event('DTSTART:2026-11-23T10:00:00Z'))],
    ['calendar-bad-time', of(event('DTSTART:20260231T100000Z'))],
    ['calendar-bad-time', of(event('DTSTART:20261123T250000Z'))],
    ['calendar-day-without-value', of(event('DTSTART:20261123', 'DTEND;VALUE=DATE:20261124'))],
    ['calendar-mixed-days', of(event('DTSTART;VALUE=DATE:20261123'))],
    ['calendar-zone-undefined', of(event('DTSTART;TZID=Europe/Berlin:20261123T100000'))],
    ['calendar-zone-and-utc', of(event('DTSTART;TZID=UTC:20261123T100000Z'))],
    ['calendar-floating', of(event('DTSTART:20261123T100000'))],
    ['calendar-bad-sequence', of(event('SEQUENCE:one'))],
    ['calendar-unescaped', of(event('SUMMARY:Boats, large'))],
    ['calendar-repeated', of(event('SUMMARY:a', 'SUMMARY:b'))],
    ['calendar-bad-rrule', of(event('RRULE:FREQ=FORTNIGHTLY'))],
    ['calendar-until-differs', of(event('RRULE:FREQ=DAILY;UNTIL=20261201'))],
    ['calendar-no-organizer', of(event(people[1] ?? ''), { method: 'REQUEST' })],
    ['calendar-no-attendee', of(event(people[0] ?? ''), { method: 'REQUEST' })],
    ['calendar-bad-address', of(event(...people, 'ATTENDEE:bob@b.test'), { method: 'REQUEST' })],
    ['line-bare-lf', of(event(), { newline: '\n' })],
    ['line-too-long', of(event(`SUMMARY:${'a'.repeat(68)}`))],
    ['line-unreadable', of(event('what is this'))],
    ['line-unbalanced', of(['BEGIN:VEVENT', ...event().slice(1, -1)])],
    ['line-unbalanced', of([...event(), 'END:VALARM'])],
  ])('%s', (rule, explanation) => {
    expect(rulesOf(explanation)).toEqual([rule])
  })

  test('with the line, the count and a sentence', () => {
    const { warnings } = of(event('DTSTART:20261123T100000', 'DTEND:20261123T110000'))
    expect(warnings).toEqual([
      {
        rule: 'calendar-floating',
        line: 8,
        detail:
          'DTSTART “20261123T100000” names no zone (2 such places). A time without a zone is that of whoever reads it (RFC 5545 §3.3.5): ' +
          'in another zone the event is at another instant. Write UTC with Z, or a TZID.',
      },
    ])
  })

  test('of the longest line that is allowed, nothing', () => {
    expect(of(event(`SUMMARY:${'a'.repeat(67)}`)).warnings).toEqual([])
  })

  test('when the Content-Type names another method, or none (RFC 6047 §2.4)', () => {
    expect(rulesOf(calendar(APPLE))).toEqual(['calendar-method-differs'])
    expect(rulesOf(calendar(APPLE, ['Content-Type: text/calendar']))).toEqual(['calendar-type-without-method'])
    expect(rulesOf(calendar(APPLE, ['Content-Type: application/ics; name="invite.ics"']))).toEqual([])
  })

  test('when it is no calendar at all', () => {
    expect(rulesOf(calendar('Dear Bob,\r\nsee attached.\r\n'))).toEqual(['calendar-none', 'line-unreadable'])
    expect(rulesOf(calendar(''))).toEqual(['calendar-none'])
  })

  test('and reads on: what is broken costs no other event', () => {
    const { events } = of(['BEGIN:VEVENT', 'UID:a', 'junk', 'BEGIN:VALARM', 'END:VEVENT', ...event('UID:b')])
    expect(events.map(({ uid, alarms }) => [uid, alarms])).toEqual([
      ['a', 1],
      ['b', 0],
    ])
  })
})

describe('a recurrence rule', () => {
  const read = (raw: string) => {
    const faults: string[] = []
    return { ...readRecurrence(raw, (what) => faults.push(what)), faults }
  }

  test.each([
    ['FREQ=DAILY', 'Every day'],
    ['FREQ=DAILY;INTERVAL=3;COUNT=10', 'Every 3 days, 10 times'],
    ['FREQ=WEEKLY', 'Every week'],
    ['FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR', 'Every weekday'],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE,FR;WKST=SU', 'Every 2 weeks on Monday, Wednesday and Friday'],
    ['FREQ=WEEKLY;COUNT=1;BYDAY=SU', 'Every week on Sunday, once'],
    ['FREQ=MONTHLY;BYMONTHDAY=15', 'Every month on day 15'],
    ['FREQ=MONTHLY;BYMONTHDAY=1,-1', 'Every month on day 1 and the last day'],
    ['FREQ=MONTHLY;BYDAY=2TU', 'Every month on the second Tuesday'],
    ['FREQ=MONTHLY;BYDAY=+1MO,-1FR', 'Every month on the first Monday and the last Friday'],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', 'Every month on the last weekday'],
    ['FREQ=MONTHLY;BYDAY=TH;BYSETPOS=2', 'Every month on the second Thursday'],
    ['FREQ=YEARLY', 'Every year'],
    ['FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24', 'Every year on 24 December'],
    ['FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU;UNTIL=20301231', 'Every year on the last Sunday of March, until 2030-12-31'],
    ['FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO', ''],
    ['FREQ=DAILY;BYHOUR=9,15', ''],
    ['FREQ=MONTHLY;BYMONTHDAY=-3', ''],
  ])('%s is “%s”', (raw, sentence) => {
    expect(read(raw)).toMatchObject({ raw, sentence, faults: [] })
  })

  test.each([
    ['', '“” has no FREQ'],
    ['COUNT=3', '“COUNT=3” has no FREQ'],
    ['FREQ=DAILY;COUNT=3;UNTIL=20301231', '“FREQ=DAILY;COUNT=3;UNTIL=20301231” has both COUNT and UNTIL'],
    ['FREQ=DAILY;INTERVAL=0', '“INTERVAL=0” cannot be read'],
    ['FREQ=WEEKLY;BYDAY=MO,XX', '“BYDAY=MO,XX” cannot be read'],
    ['FREQ=DAILY;UNTIL=tomorrow', '“UNTIL=tomorrow” cannot be read'],
    ['FREQ=DAILY;BYWEEKDAY=MO', '“BYWEEKDAY=MO” is no part of a rule'],
    ['FREQ=YEARLY;BYMONTH=13', '“BYMONTH=13” cannot be read'],
    ['FREQ=DAILY;__PROTO__=1', '“__PROTO__=1” is no part of a rule'],
  ])('%s is broken', (raw, fault) => {
    expect(read(raw).faults).toEqual([fault])
  })
})
