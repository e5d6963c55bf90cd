import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_QUERY_CHARACTERS, MAX_QUERY_DEPTH, MAX_QUERY_TERMS } from '../../shared/model/limits.ts'
import { SEARCH_FIELDS } from '../../shared/search/fields.ts'
import { parseQuery } from '../../shared/search/parse.ts'
import { printQuery } from '../../shared/search/print.ts'
import type { Query } from '../../shared/search/query.ts'

const CONTEXT = { now: Date.parse('2026-11-23T10:30:00Z'), timeZone: 'UTC' }
const parse = (text: string, timeZone = 'UTC') => parseQuery(text, { ...CONTEXT, timeZone })

/** A tree in brief: `and(a not(from:b))`. */
function brief(query: Query): string {
  if (query.type === 'all') return 'all'
  if (query.type === 'term')
    return query.field === '' ? JSON.stringify(query.value) : `${query.field}:${JSON.stringify(query.value)}`
  if (query.type === 'not') return `not(${brief(query.of)})`
  return `${query.type}(${query.of.map(brief).join(' ')})`
}

describe('grammar (API.md §5)', () => {
  test.for([
    ['', 'all'],
    ['  ', 'all'],
    ['welcome', '"welcome"'],
    ['a b', 'and("a" "b")'],
    ['a AND b', 'and("a" "b")'],
    ['a OR b c', 'or("a" and("b" "c"))'],
    ['a|b', 'or("a" "b")'],
    ['(a OR b) c', 'and(or("a" "b") "c")'],
    ['-a', 'not("a")'],
    ['!a', 'not("a")'],
    ['NOT a', 'not("a")'],
    ['--a', '"a"'],
    ['-(a b)', 'not(and("a" "b"))'],
    ['well-known', '"well-known"'],
    ['hi!', '"hi!"'],
    ['- a', 'and("-" "a")'],
    ['and or not', 'and("and" "or" "not")'],
    ['"AND"', '"AND"'],
    ['"your code"', '"your code"'],
    ['"say \\"hi\\" \\\\ bye"', '"say \\"hi\\" \\\\ bye"'],
    ['FROM:ann', 'from:"ann"'],
    ['subject:"your code"', 'subject:"your code"'],
    ['-from:ann', 'not(from:"ann")'],
    ['"from:ann"', '"from:ann"'],
    ['https://x.test/a?b=1', '"https://x.test/a?b=1"'],
    ['12:30', '"12:30"'],
    [':x', '":x"'],
    ['header:x-a="b c"', 'header:"x-a=b c"'],
    ['header:x-a', 'header:"x-a"'],
    ['from:"a"b', 'and(from:"a" "b")'],
    ['()', 'all'],
    ['a () b', 'and("a" "b")'],
  ])('%s is %s', ([text = '', expected]) => {
    const { query, issues } = parse(text)
    expect(brief(query)).toBe(expected)
    expect(issues).toEqual([])
  })
})

describe('mistakes', () => {
  test.for<[string, string, string, string]>([
    ['(a', 'and("(" "a")', 'warning', '('],
    ['a)', 'and("a" ")")', 'warning', ')'],
    ['a OR', '"a"', 'warning', 'OR'],
    ['OR a', '"a"', 'warning', 'OR'],
    ['a AND', '"a"', 'warning', 'AND'],
    ['AND a', '"a"', 'warning', 'AND'],
    ['"a b', '"a b"', 'warning', '"a b'],
    ['is:purple', 'is:"purple"', 'error', 'is:purple'],
    ['from:', 'from:""', 'error', 'from:'],
    ['larger:big', 'larger:"big"', 'error', 'larger:big'],
    ['after:soon', 'after:"soon"', 'error', 'after:soon'],
    ['on:2026-02-30', 'on:"2026-02-30"', 'error', 'on:2026-02-30'],
    ['code:-', 'code:"-"', 'error', 'code:-'],
    ['on:2h', 'on:"2h"', 'error', 'on:2h'],
    ['header:a b', 'and(header:"a" "b")', '', ''],
    ['header:ü', 'header:"ü"', 'error', 'header:ü'],
    ['a NOT', '"a"', 'warning', 'NOT'],
  ])('%s is read as %s', ([text, expected, severity, marked]) => {
    const { query, issues } = parse(text)
    expect(brief(query)).toBe(expected)
    const told = issues.map((issue) => [issue.severity, text.slice(issue.start, issue.end)])
    expect(told).toEqual(severity === '' ? [] : [[severity, marked]])
  })

  const nested = (depth: number) => `${'('.repeat(depth)}x${')'.repeat(depth)}`

  test.for([
    ['characters', MAX_QUERY_CHARACTERS, (count: number) => 'x'.repeat(count)],
    ['terms', MAX_QUERY_TERMS, (count: number) => 'x '.repeat(count)],
    ['parentheses within each other', MAX_QUERY_DEPTH, nested],
  ] as const)('more %s than %i', ([what, limit, of]) => {
    expect(parse(of(limit - 1)).issues).toEqual([])
    expect(parse(of(limit)).issues).toEqual([])
    const message = `A search has at most ${limit} ${what}`
    expect(parse(of(limit + 1)).issues).toMatchObject([{ severity: 'error', message }])
  })
})

describe('values', () => {
  const clause = (text: string, timeZone?: string) => {
    const { query } = parse(text, timeZone)
    return query.type === 'term' ? query.clause : undefined
  }
  const at = (time: string) => Date.parse(time)
  test.for<[string, object]>([
    ['Über', { kind: 'text', field: 'any', needle: 'uber' }],
    ['from:Ann@X.test', { kind: 'address', field: 'from', needle: 'ann@x.test', whole: true }],
    ['from:ann', { kind: 'address', field: 'from', needle: 'ann', whole: false }],
    ['from:@x.test', { kind: 'address', field: 'from', needle: '@x.test', whole: false }],
    ['message-id:<1@x.test>', { kind: 'exact', field: 'messageId', value: '1@x.test' }],
    ['header:X-A=Ü', { kind: 'header', name: 'x-a', needle: 'u' }],
    ['header:X-A=', { kind: 'header', name: 'x-a', needle: '' }],
    ['code:482913', { kind: 'code', value: '482913' }],
    ['code:"482 913"', { kind: 'code', value: '482913' }],
    ['code:ABC\u2011DEF', { kind: 'code', value: 'abcdef' }],
    ['link:/Reset?t=Ü', { kind: 'link', needle: '/reset?t=u' }],
    ['has:link', { kind: 'has', feature: 'link' }],
    ['is:READ', { kind: 'is', flag: 'seen' }],
    ['is:unread', { kind: 'is', flag: 'unseen' }],
    ['has:attachment', { kind: 'has', feature: 'attachment' }],
    ['larger:10k', { kind: 'larger', octets: 10_240 }],
    ['smaller:2.5MB', { kind: 'smaller', octets: 2.5 * 1024 ** 2 }],
    ['larger:500', { kind: 'larger', octets: 500 }],
    ['after:10m', { kind: 'received', from: at('2026-11-23T10:20Z'), before: undefined }],
    ['before:7d', { kind: 'received', from: undefined, before: at('2026-11-16T10:30Z') }],
    ['after:2026-11-01', { kind: 'received', from: at('2026-11-01'), before: undefined }],
    ['before:2026-11-01T12:00+01:00', { kind: 'received', from: undefined, before: at('2026-11-01T11:00Z') }],
    ['on:today', { kind: 'received', from: at('2026-11-23'), before: at('2026-11-24') }],
    ['on:yesterday', { kind: 'received', from: at('2026-11-22'), before: at('2026-11-23') }],
  ])('%s', ([text, expected]) => {
    expect(clause(text)).toEqual(expected)
  })

  test.for<[string, string, string, string]>([
    ['on:2026-11-23', 'Europe/Istanbul', '2026-11-22T21:00Z', '2026-11-23T21:00Z'],
    // Clocks go back on this day: it has 25 hours.
    ['on:2026-10-25', 'Europe/Berlin', '2026-10-24T22:00Z', '2026-10-25T23:00Z'],
    ['on:today', 'Pacific/Kiritimati', '2026-11-23T10:00Z', '2026-11-24T10:00Z'],
    ['on:today', 'Pacific/Honolulu', '2026-11-23T10:00Z', '2026-11-24T10:00Z'],
  ])('%s in %s', ([text, timeZone, from, before]) => {
    expect(clause(text, timeZone)).toEqual({ kind: 'received', from: at(from), before: at(before) })
  })

  test('a time without a zone is one of the zone given', () => {
    expect(clause('after:2026-11-23T10:00', 'Europe/Istanbul')).toMatchObject({ from: at('2026-11-23T07:00Z') })
  })
})

const word = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom('a', 'b c', '-x', 'OR', '(', ')', '"', '\\', 'from:x', 'is:seen', 'x|y', '', 'İ'),
)
const pieces = fc.array(
  fc.oneof(
    word,
    word.map((value) => `"${value}"`),
    fc.tuple(fc.constantFrom(...Object.keys(SEARCH_FIELDS)), word).map(([field, value]) => `${field}:${value}`),
    fc.constantFrom(' OR ', ' AND ', ' -', ' NOT ', '(', ')', '|', ' '),
  ),
  { maxLength: 12 },
)

test('never throws, and tells of places inside of the text (property)', () => {
  fc.assert(
    fc.property(pieces, (all) => {
      const text = all.join('')
      for (const { start, end } of parse(text).issues) {
        expect(start).toBeGreaterThanOrEqual(0)
        expect(end).toBeLessThanOrEqual(text.length)
        expect(start).toBeLessThan(end)
      }
    }),
    { numRuns: 3000 },
  )
})

test('what is printed is read as the same tree, without mistakes of grammar (property)', () => {
  fc.assert(
    fc.property(pieces, (all) => {
      const { query } = parse(all.join(''))
      const printed = printQuery(query)
      const again = parse(printed)
      expect(brief(again.query)).toBe(brief(query))
      expect(again.issues.filter(({ severity }) => severity === 'warning')).toEqual([])
      expect(printQuery(again.query)).toBe(printed)
    }),
    { numRuns: 3000 },
  )
})
