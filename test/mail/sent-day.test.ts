import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSentDay } from '../../server/mail/sent-day.ts'

const DAY_MS = 86_400_000

test.each([
  ['Mon, 2 Mar 2026 00:30:00 +0200', '2026-03-02'],
  ['2 Mar 2026 23:59:59 -1200', '2026-03-02'],
  ['Thu,\r\n      13\r\n        Feb\r\n          1969\r\n      23:32 -0330 (Newfoundland Time)', '1969-02-13'],
  ['(a comment) Fri, 21 Nov 97 09:55:06 -0600', '1997-11-21'],
  ['21 nov 03', '2003-11-21'],
  ['21 Nov 103 10:00', '2003-11-21'],
  ['Wednesday, 01 January 2020 10:00:00 GMT', '2020-01-01'],
  ['Mon, 30 Jun 3609 15:33:50 +0600', '3609-06-30'],
])('%j was sent on %s, whatever the time and the zone (RFC 5322 §3.3, §4.3)', (field, day) => {
  expect(readSentDay(field)).toBe(Date.parse(day) / DAY_MS)
})

test.each(['', 'not a date', '31 Feb 2026', '0 Jan 2026', 'May 8, 2005 1:17 PM', '2026-03-02', '1 Foo 2026', '2 Mar 20261'])(
  '%j names no day',
  (field) => expect(readSentDay(field)).toBeUndefined(),
)

test('any day that is written is read, any text is taken', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('1900-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
      expect(readSentDay(date.toUTCString())).toBe(Math.floor(date.getTime() / DAY_MS))
    }),
  )
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void readSentDay(text)))
})
