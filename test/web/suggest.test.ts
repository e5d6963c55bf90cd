/** What the search box suggests at the caret. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SEARCH_FIELDS } from '../../shared/search/fields.ts'
import { parseQuery } from '../../shared/search/parse.ts'
import { suggest } from '../../web/features/search/suggest.ts'

const SEEN = ['ann@x.test', 'Müller GmbH', 'say "hi"']

/** `¦` is the caret. @returns the text after each suggestion was taken */
function taken(marked: string, asksForAll = false): string[] {
  const caret = marked.indexOf('¦')
  const text = marked.replace('¦', '')
  const { start, end, options } = suggest(text, caret, { valuesOf: () => SEEN, asksForAll })
  return options.map(({ insert }) => text.slice(0, start) + insert + text.slice(end))
}

describe('suggestions', () => {
  test.each([
    ['fields that begin so', 'fi¦', ['filename:']],
    ['fields, behind a sign and in parentheses', 'x (-CC¦)', ['x (-cc:)']],
    ['the whole word is replaced', 'su¦b y', ['subject: y']],
    ['an operator that is a word', 'a no¦', ['a NOT ']],
    ['values there are', 'has:in¦', ['has:inline ']],
    ['values seen, in quotes where they need them', 'from:mull¦', ['from:"Müller GmbH" ']],
    ['values seen, when quotes are open', 'from:"GmbH¦', ['from:"Müller GmbH" ']],
    ['quotes in a value', 'from:"hi¦', ['from:"say \\"hi\\"" ']],
    ['none where nothing is typed', 'a ¦', []],
    ['none for a value that is complete', 'is:unseen¦', []],
    ['none behind what is no field', 'https:¦', []],
    ['none in quotes', '"fro¦', []],
  ])('%s', (_name, text, expected) => expect(taken(text)).toEqual(expected))

  test('all fields and operators on request', () =>
    expect(taken('¦', true)).toEqual([...Object.keys(SEARCH_FIELDS).map((name) => `${name}:`), 'OR ', 'NOT ', '-', '"', '(']))

  test('a value taken is a term without mistakes, whatever it is and whatever stands around', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }),
        fc.string({ unit: fc.constantFrom('a', ':', '"', '\\', ' ', '-', '(', 'from:') }),
        (value, before) => {
          const text = `${before} from:`
          const { start, end, options } = suggest(text, text.length, { valuesOf: () => [value], asksForAll: false })
          fc.pre(options.length > 0 && start === before.length + 1)
          const done = text.slice(start, start) + options[0]?.insert + text.slice(end)
          expect(parseQuery(done, { now: 0, timeZone: 'UTC' })).toMatchObject({ issues: [], query: { field: 'from', value } })
        },
      ),
      { numRuns: 2000 },
    )
  })
})
