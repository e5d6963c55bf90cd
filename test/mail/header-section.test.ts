import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeField, toHeaderFields } from '../../server/mail/decode-field.ts'
import { findBodyOffset, firstField, splitFields } from '../../server/mail/header-section.ts'
import { fixture } from '../fixtures/fixture.ts'

const fieldsOf = (octets: Buffer) => splitFields(octets.subarray(0, findBodyOffset(octets, 0, octets.length)))

test('fields keep their order and their repetition; each is unfolded and decoded on its own (RFC 5322 §2.2, RFC 2047, RFC 6532)', () => {
  expect(toHeaderFields(fieldsOf(fixture('headers.eml'))).map(({ name, value }) => [name, value])).toEqual([
    ['From', 'Ann <ann@x.test>'],
    ['Received', 'from a.test\tby b.test;\tMon, 23 Nov 2026 10:00:00 +0100'],
    ['Received', 'from c.test'],
    ['Subject', 'café and 東京'], // the é is split over two encoded-words
    ['X-Utf8', 'café'],
    ['X-Latin1', 'café'],
    ['X-Unknown', 'abc'],
    ['X-Empty', ''],
    ['', 'this is no field'],
    ['X-Blank', 'before the colon'],
  ])
})

test('the raw field is as sent, folding kept', () => {
  const [from] = fieldsOf(fixture('headers.eml'))
  expect(from?.raw).toBe('From: Ann\r\n <ann@x.test>')
})

test('a field is found in any case, the first of several; the body only unfolded', () => {
  const fields = fieldsOf(Buffer.from('received: one\nRECEIVED: two\nX:\n =?utf-8?q?a?=\n b\n\n'))
  expect(firstField(fields, 'Received')).toBe('one')
  expect(firstField(fields, 'x')).toBe('=?utf-8?q?a?= b')
  expect(firstField(fields, 'Y')).toBe('')
})

test.for([
  ['CRLF', 'A: b\r\n\r\nbody', 8],
  ['bare LF', 'A: b\n\nbody', 6],
  ['at once', '\r\nbody', 2],
  ['no empty line', 'A: b\r\n', 6],
  ['a line of blanks is not empty', 'A: b\r\n \r\nbody', 13],
  ['nothing', '', 0],
] as const)('the body starts behind the first empty line: %s (RFC 5322 §2.1)', ([, text, expected]) => {
  expect(findBodyOffset(Buffer.from(text), 0, text.length)).toBe(expected)
})

describe('decoding (RFC 2047)', () => {
  test.for([
    ['=?UTF-8?Q?a_b=20c?=', 'a b c'],
    ['=?utf-8?b?w6k=?= =?utf-8?b?w6k=?=', 'éé'],
    ['=?utf-8?q?a?= plain =?utf-8?q?b?=', 'a plain b'],
    ['=?iso-2022-jp?b?GyRCRWw1fhsoQg==?=', '東京'],
    ['=?windows-1254?q?=DDstanbul?=', 'İstanbul'],
    ['=?x-nobody-knows?q?=E9?=', expect.any(String)],
    ['=?utf-8?q?broken', '=?utf-8?q?broken'],
    ['  padded \r\n folded  ', 'padded  folded'],
  ])('%j', ([body, expected]) => {
    expect(decodeField(body as string)).toEqual(expected)
  })

  test('a value of megabytes is left as sent rather than decoded', () => {
    const long = '=?utf-8?q?a?= '.repeat(100_000).trim()
    expect(decodeField(long)).toBe(long)
  })
})

test('100,000 fields: the first 5,000 are listed', () => {
  expect(toHeaderFields(splitFields(Buffer.from('X-A: b\r\n'.repeat(100_000))))).toHaveLength(5000)
})

test('any octets at all are split and decoded without an error (property)', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '\r\n',
      '\n',
      ' ',
      '\t',
      ':',
      '=?',
      '?=',
      '=?utf-8?b?',
      '=?utf-8?q?',
      '=?\xff?b?',
      'Subject',
      '=',
      '_',
      '\xe9',
      '\0',
    ),
    fc.string({ maxLength: 4, size: 'max' }),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40, size: 'max' }), (pieces) => {
      const octets = Buffer.from(pieces.join(''), 'latin1')
      for (const { value, raw } of toHeaderFields(splitFields(octets))) expect(typeof value + typeof raw).toBe('stringstring')
    }),
    { numRuns: 1000 },
  )
})
