/** Which clauses stand in the search box as chips, and which one a key is about. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chipBeside, findChips, isTouched, withBlank } from '../../web/features/search/find-chips.ts'
import { readSearch } from '../../web/lib/read-search.ts'

const chipsOf = (text: string) => findChips(text, readSearch(text).issues)
const shown = (text: string) => chipsOf(text).map(({ start, end }) => text.slice(start, end))

describe('a chip', () => {
  test.each([
    ['order from:shop has:code', ['from:shop', 'has:code']],
    ['-from:shop tag:"two words"', ['-from:shop', 'tag:"two words"']],
    ['(from:a OR to:b)', ['from:a', 'to:b']],
    ['from: is:lost colour:red http://x.test "from:shop"', []],
    ['subject:"not closed', []],
  ])('%s', (text, chips) => expect(shown(text)).toEqual(chips))

  test('is text while somebody types in it or at its end', () => {
    const chip = { start: 2, end: 6 }
    expect([2, 3, 6, 7, undefined].map((caret) => isTouched(chip, caret))).toEqual([false, true, true, false, false])
  })
})

describe('a key at the edge', () => {
  const text = 'a from:x b'
  test.each([
    ['Backspace', 9, 'from:x '],
    ['Backspace', 8, undefined],
    ['Backspace', 10, undefined],
    ['Delete', 2, 'from:x '],
    ['Delete', 1, undefined],
    ['x', 9, undefined],
  ])('%s at %i', (key, caret, expected) => {
    const chip = chipBeside(text, chipsOf(text), caret, key)
    const gone = chip && withBlank(text, chip)
    expect(gone && text.slice(gone.start, gone.end)).toBe(expected)
  })

  test('leaves one blank between what is left', () => {
    for (const [before, after] of [
      ['a from:x', 'a'],
      ['from:x b', 'b'],
      ['from:x', ''],
    ] as const) {
      const [chip] = chipsOf(before)
      const gone = withBlank(before, chip ?? { start: 0, end: 0 })
      expect(before.slice(0, gone.start) + before.slice(gone.end)).toBe(after)
    }
  })
})

test('chips stand in order and apart, whatever is typed', () => {
  const pieces = fc.constantFrom('from:', 'is:', 'seen', '"', '\\', '(', ')', '-', ' ', 'x', ':', 'OR', '💌')
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (all) => {
      const text = all.join('')
      let last = 0
      for (const { start, end } of chipsOf(text)) {
        expect(start).toBeGreaterThanOrEqual(last)
        expect(end).toBeGreaterThan(start)
        expect(end).toBeLessThanOrEqual(text.length)
        last = end
      }
    }),
  )
})
