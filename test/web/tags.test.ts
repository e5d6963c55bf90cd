/** What the page shows of tags before the server has answered. */
import { describe, expect, test } from 'vitest'
import { retag } from '../../web/api/retag.ts'
import { findTagOptions } from '../../web/features/tags/tag-options.ts'
import { readSearch } from '../../web/lib/read-search.ts'
import { isTagSearch, printTagSearch } from '../../web/lib/tag-search.ts'

describe('a change of tags', () => {
  test.each([
    ['adds in order', ['b'], { add: ['a', 'c'] }, ['a', 'b', 'c']],
    ['adds none that is there in other letters', ['Straße'], { add: ['STRASSE'] }, ['Straße']],
    ['removes in whatever letters', ['Release', 'x'], { remove: ['release'] }, ['x']],
  ])('%s', (_name, tags, change, expected) => expect(retag(tags, change)).toEqual(expected))
})

describe('the picker offers', () => {
  const KNOWN = ['ci', 'Prerelease', 'release', 'release-2']
  const MARKS = { all: ' ✓', some: ' –', none: '' }
  const offered = (typed: string, tags: string[] = [], someTags: string[] = []) =>
    findTagOptions(typed, tags, someTags, KNOWN).map(
      ({ name, isNew, isTyped, on }) => `${name}${MARKS[on]}${isNew ? ' new' : ''}${isTyped ? ' ⏎' : ''}`,
    )

  test('those that are there to be taken first, when nothing is typed, then all others', () =>
    expect(offered('', ['release-2'], ['CI'])).toEqual(['CI –', 'release-2 ✓', 'Prerelease', 'release']))
  test('however many are there, then as many others as fit', () => {
    const many = Array.from({ length: 20 }, (_, index) => `t${index}`)
    expect(findTagOptions('', many.slice(0, 10), [], many)).toHaveLength(18)
  })
  test('what some have already, to be given to all', () => expect(offered('ci', [], ['ci'])).toEqual(['ci – ⏎']))
  test('what was typed as a new one, then what begins so, then what holds it', () =>
    expect(offered('rel')).toEqual(['rel new ⏎', 'release', 'release-2', 'Prerelease']))
  test('the one there is, as it is spelt', () => expect(offered('RELEASE')).toEqual(['release ⏎', 'release-2', 'Prerelease']))
  test('nothing to add again: only whoever chooses it takes it', () =>
    expect(offered('release-2', ['release-2'])).toEqual(['release-2 ✓']))
})

describe('the search for a tag', () => {
  test.each(['release', 'two words', '-x', 'say "hi"', 'back\\slash', 'a:b', 'OR', '発売'])('%s is known as such', (name) => {
    const { query, issues } = readSearch(printTagSearch(name))
    expect([issues, isTagSearch(query, name)]).toEqual([[], true])
  })

  test('is not one for more', () => {
    expect(isTagSearch(readSearch('tag:release x').query, 'release')).toBe(false)
    expect(isTagSearch(readSearch('tag:release*').query, 'release')).toBe(false)
  })
})
