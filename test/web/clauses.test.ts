/** What a click on a facet makes of a search. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseQuery } from '../../shared/search/parse.ts'
import { printQuery } from '../../shared/search/print.ts'
import { hasClause, toggleClause } from '../../web/features/search/clauses.ts'

test.each([
  ['in an empty search', undefined, 'is:unseen', 'is:unseen'],
  ['beside a word', 'code', 'is:unseen', 'code is:unseen'],
  ['beside an OR', 'a OR b', 'from:x@y.test', '(a OR b) from:x@y.test'],
  ['out of many', 'a is:unseen b', 'is:unseen', 'a b'],
  ['out, as the last one', 'is:unseen', 'is:unseen', undefined],
  ['out, and no parentheses are left', '(a OR b) is:unseen', 'is:unseen', 'a OR b'],
  ['out, by another name', 'a is:UNREAD', 'is:unseen', 'a'],
  ['out, where it is a time', 'a after:7d', 'after:7d', 'a'],
  ['out, twice there', 'is:unseen a is:unseen', 'is:unseen', 'a'],
  ['beside its contrary', '-is:unseen', 'is:unseen', '-is:unseen is:unseen'],
  ['with quotes', 'a', 'mailbox:"two words"', 'a mailbox:"two words"'],
])('%s', (_name, q, clause, expected) => {
  expect(toggleClause(q, clause)).toBe(expected)
})

test('one that is not there comes, one that is there goes, and the rest keeps its meaning (property)', () => {
  const word = fc.constantFrom('a', 'b OR c', '(a b)', '-d', 'from:x', '"', '(', 'OR', 'is:unseen', 'after:7d', '"x y"')
  const clauses = fc.constantFrom('is:unseen', 'from:ann@x.test', 'mailbox:"a b"', 'after:7d')
  const print = (q = '') => printQuery(parseQuery(q, { now: 0, timeZone: 'UTC' }).query)
  fc.assert(
    fc.property(fc.array(word, { maxLength: 4 }), clauses, (words, clause) => {
      const q = words.join(' ')
      const toggled = toggleClause(q, clause)
      expect(hasClause(toggled, clause)).toBe(!hasClause(q, clause))
      if (!hasClause(q, clause)) expect(print(toggleClause(toggled, clause))).toBe(print(q))
    }),
    { numRuns: 2000 },
  )
})
