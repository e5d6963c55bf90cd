import { afterAll, describe, expect, test } from 'vitest'
import { startApp } from '../harness/app.ts'
import { problemOf, send } from '../harness/http.ts'
import { attachment, mail, multipart } from '../harness/mail.ts'

const app = await startApp()
afterAll(() => app[Symbol.asyncDispose]())
const add = async (mailData: string) => (await app.client.add(mailData)).id

const EVENT = ['BEGIN:VEVENT', 'UID:1', 'DTSTAMP:20261120T080000Z', 'DTSTART:20261123T100000Z', 'SUMMARY:Boats', 'END:VEVENT']
const CALENDAR = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', 'METHOD:PUBLISH', ...EVENT, 'END:VCALENDAR', ''].join('\r\n')
const CONTACT = 'BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ann\r\nEND:VCARD\r\n'
const STATUS = 'Reporting-MTA: dns; mx.b.test\r\n\r\nFinal-Recipient: rfc822; b@b.test\r\nAction: failed\r\nStatus: 5.2.2\r\n'

test('an invitation explains itself, as an alternative of the text and as a file', async () => {
  const id = await add(
    multipart(
      [
        { fields: { 'Content-Type': 'text/plain' }, body: 'You are invited' },
        { fields: { 'Content-Type': 'text/calendar; charset=utf-8; method=PUBLISH' }, body: CALENDAR },
        attachment('application/octet-stream', CALENDAR, { filename: 'invite.ics' }),
      ],
      { type: 'alternative' },
    ),
  )
  const { attachments } = await app.client.get(id)
  expect(attachments.map(({ path, explains }) => [path, explains])).toEqual([
    ['2', 'calendar'],
    ['3', 'calendar'],
  ])
  for (const path of ['2', '3'])
    expect(await app.client.explanation(id, path)).toMatchObject({
      kind: 'calendar',
      method: 'PUBLISH',
      events: [{ uid: '1', summary: 'Boats', start: { value: '2026-11-23T10:00:00Z', zone: 'UTC' } }],
      warnings: [],
    })
})

test('a bounce explains itself, and so does the header section that it brings back', async () => {
  const id = await add(
    multipart(
      [
        { fields: { 'Content-Type': 'text/plain' }, body: 'Sorry' },
        { fields: { 'Content-Type': 'message/delivery-status' }, body: STATUS },
        { fields: { 'Content-Type': 'text/rfc822-headers' }, body: 'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n' },
      ],
      { type: 'report' },
    ),
  )
  expect(await app.client.explanation(id, '2')).toMatchObject({
    kind: 'delivery-report',
    recipients: [{ finalRecipient: 'b@b.test', status: { meaning: 'Failed for good: the mailbox is full' } }],
  })
  expect(await app.client.explanation(id, '3')).toMatchObject({
    kind: 'header-fields',
    fields: [{ name: 'Subject', value: 'Grüße' }],
  })
})

test('the whole of a mail explains itself, and a part of a mail in it', async () => {
  const whole = mail({ Subject: 'card', 'Content-Type': 'text/vcard' }, CONTACT)
  expect(await app.client.explanation(await add(whole), '1')).toMatchObject({ contacts: [{ fullName: 'Ann' }] })
  const inner = await add(multipart([{ fields: { 'Content-Type': 'message/rfc822' }, body: whole }]))
  expect(await app.client.explanation(inner, '1.1')).toMatchObject({ contacts: [{ fullName: 'Ann' }] })
})

test('of a part that is too long, the start is read, and a warning says so', async () => {
  const many = CALENDAR.replace(EVENT.join('\r\n'), Array(12_000).fill(EVENT.join('\r\n')).join('\r\n'))
  const id = await add(multipart([{ fields: { 'Content-Type': 'text/calendar; method=PUBLISH' }, body: many }]))
  const explanation = await app.client.explanation(id, '1')
  expect(explanation.warnings).toContainEqual({
    rule: 'part-cut',
    detail: expect.stringMatching(/^Only its first 1,048,576 octets are read .*The part itself is complete\.$/),
  })
  expect(explanation).toMatchObject({ kind: 'calendar', method: 'PUBLISH' })
})

describe('there is none', () => {
  test('of a part of another kind, and the answer names those that have one', async () => {
    const id = await add(
      multipart([
        { fields: { 'Content-Type': 'text/plain' }, body: 'plain' },
        attachment('text/plain', 'x', { filename: 'notes.txt' }),
      ]),
    )
    expect((await app.client.get(id)).attachments.map((each) => 'explains' in each)).toEqual([false])
    for (const [path, what] of [
      ['1', 'Part 1 is text/plain,'],
      ['2', 'Part 2 is text/plain of the name notes.txt,'],
    ])
      expect(problemOf(await send(`${app.url}/api/messages/${id}/parts/${path}/explanation`))).toMatchObject({
        status: 404,
        code: 'not_found',
        detail: expect.stringMatching(new RegExp(`^${what} which is not explained; explained are calendars .*winmail\\.dat\\)$`)),
      })
  })

  test('of a part that is not there', async () => {
    const id = await add(mail({ Subject: 'x' }))
    const { status, detail } = problemOf(await send(`${app.url}/api/messages/${id}/parts/7/explanation`))
    expect([status, detail]).toEqual([404, `Message ${id} has no part 7; its parts are 1`])
  })
})
