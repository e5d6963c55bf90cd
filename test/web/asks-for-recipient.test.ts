import { expect, test } from 'vitest'
import { parseQuery } from '../../shared/search/parse.ts'
import { asksForRecipient } from '../../web/lib/asks-for-recipient.ts'

test.each([
  ['to:ann@x.test', true],
  ['from:shop to:ann', true],
  ['to:ann OR to:bob', true],
  ['to:ann OR has:code', false],
  ['-to:ann', false],
  ['cc:ann rcpt:ann', false],
  ['ann', false],
  ['', false],
])('%s names the recipient of all that it finds: %s', (q, expected) => {
  expect(asksForRecipient(parseQuery(q, { now: 0, timeZone: 'UTC' }).query)).toBe(expected)
})
