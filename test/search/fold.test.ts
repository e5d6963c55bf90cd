import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fold, foldForSearch, foldWithOffsets } from '../../shared/search/fold.ts'

/** DESIGN §7, word for word, but for ẞ: slow, and the meaning. */
function foldSlowly(text: string): string {
  const cased = Array.from(text.normalize('NFKC'), (character) => {
    const folded = character.toLowerCase().toUpperCase().toLowerCase()
    return folded === 'ς' ? 'σ' : folded
  })
  return cased
    .join('')
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(...'aAéÉ\u0301\u0308ßẞİıſςΣςか\u3099がᄒ\u1161\u11ab한ﬁＡ😀\u200d👨 \n'), maxLength: 12 }),
)

describe('meets', () => {
  test.for([
    ['Über', 'uber'],
    ['straße', 'STRASSE'],
    ['STRAẞE', 'strasse'],
    ['ısparta', 'ISPARTA'],
    ['İstanbul', 'istanbul'],
    ['café', 'cafe'],
    ['cafe\u0301', 'CAFÉ'],
    ['ΣΊΣΥΦΟΣ', 'σίσυφος'],
    ['Ёлка', 'елка'],
    ['ｆｕｌｌｗｉｄｔｈ', 'fullwidth'],
    ['ﬁle', 'file'],
  ])('%s and %s', ([one = '', other = '']) => {
    expect(fold(one)).toBe(fold(other))
  })
})

describe('keeps apart', () => {
  test.for([
    ['ばら', 'はら'],
    ['한', '하'],
    ['हिंदी', 'हद'],
    ['a\u0338', 'b'],
  ])('%s and %s', ([one = '', other = '']) => {
    expect(fold(one)).not.toBe(fold(other))
  })
})

test('is what DESIGN §7 says (property)', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      expect(fold(text)).toBe(foldSlowly(text))
    }),
    { numRuns: 3000 },
  )
})

test('every code point folds to what is folded, alone and behind a letter', () => {
  for (let code = 0; code < 0x11_0000; code++) {
    if (code >= 0xd800 && code < 0xe000) continue
    const character = String.fromCodePoint(code)
    const folded = fold(character)
    if (fold(folded) !== folded || fold(`A${character}`) !== foldSlowly(`A${character}`)) expect(code.toString(16)).toBe('')
  }
})

test('white space of any kind is one blank', () => {
  expect(foldForSearch('  Hello,\r\n\tWorld\u00a0! ')).toBe('hello, world !')
})

test('offsets lead from the folded text to the original', () => {
  const { folded, offsets } = foldWithOffsets('  Die  STRAẞE, ﬁn')
  expect(folded).toBe('die strasse, fin')
  const start = folded.indexOf('strasse')
  expect('  Die  STRAẞE, ﬁn'.slice(offsets[start], offsets[start + 'strasse'.length])).toBe('STRAẞE')
})

test('folding with offsets is the same folding (property)', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const { folded, offsets } = foldWithOffsets(text)
      expect(folded).toBe(foldForSearch(text))
      expect(offsets).toHaveLength(folded.length + 1)
      expect(offsets).toEqual([...offsets].sort((a, b) => a - b))
      expect(offsets.at(-1)).toBe(text.length)
    }),
    { numRuns: 3000 },
  )
})
