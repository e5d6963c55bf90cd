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
  const offered = (typed: string, tags: string[] = []) =>
    findTagOptions(typed, tags, KNOWN).map(({ name, isNew, isTyped }) => `${name}${isNew ? ' new' : ''}${isTyped ? ' ⏎' : ''}`)

  test('all that the message has not, when nothing is typed', () =>
    expect(offered('', ['CI'])).toEqual(['Prerelease', 'release', 'release-2']))
  test('what was typed as a new one, then what begins so, then what holds it', () =>
    expect(offered('rel')).toEqual(['rel new ⏎', 'release', 'release-2', 'Prerelease']))
  test('the one there is, as it is spelt', () => expect(offered('RELEASE')).toEqual(['release ⏎', 'release-2', 'Prerelease']))
  test('nothing to add again', () => expect(offered('release-2', ['release-2'])).toEqual([]))
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
