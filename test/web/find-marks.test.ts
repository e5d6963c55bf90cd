/** Where the page marks what was searched for. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { foldForSearch } from '../../shared/search/fold.ts'
import { findMarks, marksWithin } from '../../web/lib/find-marks.ts'

const marked = (text: string, ...needles: string[]) =>
  findMarks(text, needles.map(foldForSearch)).map(({ start, end }) => text.slice(start, end))

describe('marks', () => {
  test.each([
    ['case and accents', 'Über uns', ['uber'], ['Über']],
    ['two-letter words of another script', '東京の東京タワー', ['東京'], ['東京', '東京']],
    ['a character that folds to two', 'Große Straße', ['strasse', 'gros'], ['Groß', 'Straße']],
    ['a phrase across lines', 'the code\r\n  is 1', ['code is'], ['code\r\n  is']],
    ['needles that overlap', 'abcdef', ['abcd', 'cde'], ['abcde']],
    ['nothing', 'abc', ['x'], []],
  ])('%s', (_name, text, needles, expected) => expect(marked(text, ...needles)).toEqual(expected))

  test('hold a needle, in order and apart, wherever one was cut out of the text', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('ß', 'a', 'A', ' ', '\n', 'é', 'e\u0301', 'ﬁ', '한') }),
    )
    fc.assert(
      fc.property(texts, fc.nat(20), fc.nat(5), (text, from, length) => {
        const needle = foldForSearch(text).slice(from, from + length + 1)
        fc.pre(needle !== '')
        const marks = findMarks(text, [needle])
        expect(marks.length).toBeGreaterThan(0)
        let end = -1
        for (const mark of marks) {
          expect(mark.start).toBeGreaterThan(end)
          expect(mark.end).toBeGreaterThan(mark.start)
          end = mark.end
        }
        expect(end).toBeLessThanOrEqual(text.length)
      }),
      { numRuns: 2000 },
    )
  })

  test('a piece has its share of them', () =>
    expect(
      marksWithin(
        [
          { start: 2, end: 6 },
          { start: 8, end: 9 },
        ],
        4,
        8,
      ),
    ).toEqual([{ start: 0, end: 2 }]))
})
