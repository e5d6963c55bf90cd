/** Tables out of text that anyone may have sent. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { guessDelimiter, parseCsv } from '../../web/lib/parse-csv.ts'

const LIMITS = { rows: 1000, columns: 1000 }
const rowsOf = (text: string, delimiter = ',') => parseCsv(text, delimiter, LIMITS).rows

describe('parseCsv (RFC 4180)', () => {
  test.each([
    [
      'a,b\r\nc,d\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      'a,b\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['"a,b","say ""hi""","two\r\nlines"', [['a,b', 'say "hi"', 'two\r\nlines']]],
    ['a,,', [['a', '', '']]],
    ['\ufeffa', [['a']]],
    ['"never closed, goes on', [['never closed, goes on']]],
    ['"a"b,c', [['ab', 'c']]],
    ['', []],
  ])('%j', (text, rows) => {
    expect(rowsOf(text)).toEqual(rows)
  })

  test('what is written by the rules is read as it was', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', 'é') })
    fc.assert(
      fc.property(fc.array(fc.array(cell, { minLength: 1 }), { minLength: 1 }), (rows) => {
        const text = rows.map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(',')).join('\r\n')
        expect(rowsOf(text)).toEqual(rows)
      }),
    )
  })

  test('never throws, and never tells more than its limits', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r') }), (text) => {
        const { rows } = parseCsv(text, ',', { rows: 3, columns: 2 })
        expect(rows.length).toBeLessThanOrEqual(3)
        for (const row of rows) expect(row.length).toBeLessThanOrEqual(2)
      }),
    )
  })
})

test.each([
  ['a,b,c\n', ','],
  ['a;b,5;c\n', ';'],
  ['a\tb\n', '\t'],
  ['alone', ','],
])('the delimiter of %j is %j', (text, delimiter) => {
  expect(guessDelimiter(text)).toBe(delimiter)
})
