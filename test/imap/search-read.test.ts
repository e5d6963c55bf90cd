/** The arguments of SEARCH (RFC 9051 §6.4.4), and sets of numbers (§9). */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Refusal } from '../../server/imap/refusal.ts'
import { readSet, writeSet } from '../../server/imap/search/number-set.ts'
import { readSearch } from '../../server/imap/search/read-search.ts'
import { SEARCH_KEYS } from '../../server/imap/search/search-keys.ts'
import type { Token } from '../../server/imap/token.ts'
import { list, refusal, tokens } from './search-tokens.ts'

const numbersOf = (text: string, max: number): number[] => {
  const set = readSet(text, max)
  return set.ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i))
}

describe('a set of numbers (RFC 9051 §9: sequence-set)', () => {
  test('is ranges in any order, ends in any order, overlaps counted once', () => {
    expect(numbersOf('7,3:1,2:4,9', 100)).toEqual([1, 2, 3, 4, 7, 9])
  })

  test('`*` is the last one there is, also when a range begins behind it', () => {
    expect(numbersOf('*', 5)).toEqual([5])
    expect(numbersOf('9:*', 5)).toEqual([5])
    expect(numbersOf('*:1', 5)).toEqual([1, 2, 3, 4, 5])
    expect(numbersOf('*:*,2', 5)).toEqual([2, 5])
    expect(numbersOf('1:*', 0)).toEqual([])
  })

  test('costs nothing for what it stands for', () => {
    const set = readSet('1:4294967295', 3)
    expect(set.ranges).toEqual([[1, 4_294_967_295]])
    expect([set.has(0), set.has(1), set.has(4_294_967_295)]).toEqual([false, true, true])
    const many = readSet(Array.from({ length: 10_000 }, (_, i) => `${i * 4 + 1}:${i * 4 + 2}`).join(','), 9)
    expect(many.ranges).toHaveLength(10_000)
    expect([many.has(39_998), many.has(39_999)]).toEqual([true, false])
  })

  test.each(['', '0', '1,', '1:', ':1', '1:2:3', '4294967296', '1 2', '-1', 'x', '1:*:2', '**', '$'])('%j is none', (text) => {
    expect(refusal(() => readSet(text, 9)).status).toBe('BAD')
  })

  test('what is written is read as the same', () => {
    expect(writeSet([1, 2, 3, 5, 7, 8])).toBe('1:3,5,7:8')
    expect(writeSet([])).toBe('')
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { minLength: 1 }), (numbers) => {
        const sorted = numbers.toSorted((one, other) => one - other)
        expect(numbersOf(writeSet(sorted), 1)).toEqual(sorted)
        // In any order, as COPYUID has them.
        expect(numbersOf(writeSet(numbers), 1)).toEqual(sorted)
      }),
    )
  })

  test('holds what one of its ranges holds', () => {
    const end = fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constant('*'))
    const range = fc.tuple(end, end)
    fc.assert(
      fc.property(fc.array(range, { minLength: 1 }), fc.integer({ min: 0, max: 50 }), (ranges, max) => {
        const set = readSet(ranges.map((ends) => ends.join(':')).join(','), max)
        const valued = ranges.map((ends) => ends.map((each) => (each === '*' ? max : each)))
        for (let number = 1; number <= max; number++)
          expect(set.has(number)).toBe(valued.some((ends) => number >= Math.min(...ends) && number <= Math.max(...ends)))
      }),
    )
  })
})

describe('the arguments of SEARCH', () => {
  test('keys stand for all of them together; names are in any case', () => {
    const { key, results, asksModseq } = readSearch(tokens('unseen Larger 100 1:3'))
    expect(key).toEqual({
      type: 'and',
      of: [
        { type: 'not', of: { type: 'flag', flag: 'seen' } },
        { type: 'larger', octets: 100 },
        { type: 'places', set: [[1, 3]] },
      ],
    })
    expect(results).toBeUndefined()
    expect(asksModseq).toBe(false)
  })

  test('OR takes two keys, parentheses make one of many', () => {
    const { key } = readSearch(
      ['OR', list('SEEN FLAGGED'), 'NOT DELETED'].flatMap((each) => (typeof each === 'string' ? tokens(each) : [each])),
    )
    expect(key).toEqual({
      type: 'or',
      of: [
        {
          type: 'and',
          of: [
            { type: 'flag', flag: 'seen' },
            { type: 'flag', flag: 'pinned' },
          ],
        },
        { type: 'not', of: { type: 'flag', flag: 'deleted' } },
      ],
    })
  })

  test('the index is asked once for what it can tell in one', () => {
    const { key } = readSearch(tokens('OR SUBJECT a OR FROM b HEADER x-y c'))
    expect(key).toMatchObject({ type: 'question', question: { type: 'query', query: { type: 'or' } } })
  })

  test('RETURN () is RETURN (ALL) (RFC 9051 §6.4.4)', () => {
    expect(readSearch([...tokens('RETURN'), list('min Count'), ...tokens('ALL')]).results).toEqual(new Set(['MIN', 'COUNT']))
    expect(readSearch([...tokens('RETURN'), [], ...tokens('ALL')]).results).toEqual(new Set(['ALL']))
  })

  test('MODSEQ may name a flag (RFC 7162 §3.1.5)', () => {
    const named: Token[] = [...tokens('MODSEQ'), { type: 'STRING', value: '/flags/\\draft' }, ...tokens('all 620162338')]
    for (const given of [named, tokens('MODSEQ 620162338')])
      expect(readSearch(given)).toMatchObject({ key: { type: 'modseq', from: 620_162_338 }, asksModseq: true })
  })

  test('a charset other than US-ASCII and UTF-8 is refused with those that are known', () => {
    expect(readSearch(tokens('CHARSET utf-8 ALL')).key).toEqual({ type: 'all' })
    expect(readSearch(tokens('CHARSET US-ASCII ALL')).key).toEqual({ type: 'all' })
    expect(refusal(() => readSearch(tokens('CHARSET KOI8-R ALL')))).toMatchObject({
      status: 'NO',
      code: 'BADCHARSET (US-ASCII UTF-8)',
    })
  })

  test('dates are days of the calendar', () => {
    expect(readSearch(tokens('ON 1-feb-1994')).key).toEqual({ type: 'received', from: 8797, before: 8798 })
    for (const date of ['31-Feb-1994', '1-Foo-1994', '1994-02-01', '1-Feb-94', ''])
      expect(refusal(() => readSearch([...tokens('ON'), { type: 'STRING', value: date }])).status).toBe('BAD')
  })

  test.each([
    '',
    'FOO',
    'constructor',
    'OR SEEN',
    'NOT',
    'FROM',
    'HEADER x',
    'LARGER many',
    'UID x',
    'UID 0',
    'RETURN ALL',
    'RETURN',
    'CHARSET UTF-8',
    'KEYWORD',
    'MODSEQ x',
    '5:',
  ])('%j is BAD', (text) => {
    expect(refusal(() => readSearch(tokens(text))).status).toBe('BAD')
  })

  test('a string is no key, and parentheses hold one at least', () => {
    expect(refusal(() => readSearch([{ type: 'STRING', value: 'ALL' }])).status).toBe('BAD')
    expect(refusal(() => readSearch([[]])).status).toBe('BAD')
    expect(refusal(() => readSearch([...tokens('RETURN'), list('RELEVANCY'), ...tokens('ALL')])).status).toBe('BAD')
  })

  test('how many keys there are, and how deep, is bounded', () => {
    expect(refusal(() => readSearch(tokens('ALL '.repeat(401)))).message).toBe('SEARCH takes 400 keys at the most')
    const deep = refusal(() => readSearch(tokens(`${'NOT '.repeat(200)}ALL`)))
    expect(deep.message).toBe('Keys of SEARCH lie 150 deep in each other at the most')
    let nested: Token = list('ALL')
    for (let i = 0; i < 5000; i++) nested = [nested]
    expect(refusal(() => readSearch([nested])).message).toBe(deep.message)
  })

  test('whatever a client sends, nothing but a Refusal is thrown', () => {
    const words = [
      ...Object.keys(SEARCH_KEYS),
      'RETURN',
      'CHARSET',
      'UTF-8',
      '1:*',
      '$',
      '3',
      '1-Feb-2024',
      'x',
      '',
      '*',
      '__proto__',
    ]
    const value = fc.record({
      type: fc.constantFrom('ATOM' as const, 'STRING' as const, 'SEQUENCE' as const, 'LITERAL' as const),
      value: fc.oneof(fc.constantFrom(...words), fc.string({ unit: 'binary' })),
    })
    const { token } = fc.letrec<{ token: Token }>((tie) => ({
      token: fc.oneof({ maxDepth: 5 }, value, fc.constant(null), fc.array(tie('token'), { maxLength: 4 })),
    }))
    fc.assert(
      fc.property(fc.array(token, { maxLength: 12 }), (given) => {
        try {
          readSearch(given)
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
