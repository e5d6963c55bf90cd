/** Hops, as servers write them. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseReceived } from '../../web/lib/received.ts'

test.each([
  [
    'from mx1.a.test (mx1 [10.0.0.2]) by relay.a.test (Postfix) with ESMTPS id 77 for <ann@a.test>; Mon, 23 Nov 2026 09:00:05 +0100 (CET)',
    {
      from: 'mx1.a.test (mx1 [10.0.0.2])',
      by: 'relay.a.test (Postfix)',
      with: 'ESMTPS',
      id: '77',
      for: '<ann@a.test>',
      time: Date.UTC(2026, 10, 23, 8, 0, 5),
    },
  ],
  [
    'by a.test (sent with love from here) id 1; not a date',
    { from: '', by: 'a.test (sent with love from here)', time: undefined },
  ],
  ['from a.test by b.test', { from: 'a.test', by: 'b.test', date: '', time: undefined }],
  ['', { from: '', by: '' }],
])('%s', (value, hop) => {
  expect(parseReceived(value)).toMatchObject(hop)
})

test('never throws', () => {
  const word = fc.constantFrom('from', 'by', 'with', '(', ')', ';', 'a.test', ' ', '\t')
  fc.assert(fc.property(fc.array(word), (words) => void parseReceived(words.join(' '))))
  fc.assert(fc.property(fc.string(), (value) => void parseReceived(value)))
})
