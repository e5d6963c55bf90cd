/** What the text and the HTML of a mail do not both say. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { findDifferences } from '../../web/features/message-view/text-differences.ts'

const told = (left: string, right: string) => {
  const found = findDifferences(left, right)
  return (
    found && [
      found.left.map(({ start, end }) => left.slice(start, end)),
      found.right.map(({ start, end }) => right.slice(start, end)),
    ]
  )
}

test.each([
  ['Total: 40 EUR', 'Total: 42 EUR', [['40'], ['42']]],
  ['Hello,\nAnn!', 'HELLO Ann', [[], []]],
  ['See https://a.test/1 now', 'See now', [['https://a.test/1'], []]],
  ['', 'all of it', [[], ['all of it']]],
  ['ﬁne', 'fine', [[], []]],
])('%j and %j', (left, right, expected) => {
  expect(told(left, right)).toEqual(expected)
})

test('texts that have nothing in common, or never end, are not compared', () => {
  const long = 'word '.repeat(30_000)
  expect(findDifferences(long, 'word')).toBeUndefined()
})

test('a text does not differ from itself, and marks lie in it', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', ' ', '\n', 'ß', '👍', '.'), { maxLength: 60 }).map((all) => all.join(''))
  fc.assert(
    fc.property(text, text, (left, right) => {
      expect(findDifferences(left, left)).toEqual({ left: [], right: [] })
      for (const { start, end } of findDifferences(left, right)?.left ?? []) {
        expect(start).toBeLessThan(end)
        expect(end).toBeLessThanOrEqual(left.length)
      }
    }),
  )
})
