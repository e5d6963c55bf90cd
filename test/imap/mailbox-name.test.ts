import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createListPattern } from '../../server/imap/list-pattern.ts'
import { decodeUtf7, encodeUtf7, readMailboxName, writeMailboxName } from '../../server/imap/mailbox-name.ts'

describe('modified UTF-7 (RFC 3501 §5.1.3)', () => {
  test.for([
    ['~peter/mail/台北/日本語', '~peter/mail/&U,BTFw-/&ZeVnLIqe-'],
    ['A&B', 'A&-B'],
    ['Entwürfe', 'Entw&APw-rfe'],
    ['😀', '&2D3eAA-'],
    ['&', '&-'],
    ['plain', 'plain'],
  ] as const)('%s is %s', ([name, encoded]) => {
    expect(encodeUtf7(name)).toBe(encoded)
    expect(decodeUtf7(encoded)).toBe(name)
  })

  test.for(['&', 'A&B', '&AGE-', '&U,BTFw', '&A-', '&U,BTFx-', '&&-', '&é-'])('%s is none, and refused', (encoded) => {
    expect(() => decodeUtf7(encoded)).toThrow('is not modified UTF-7')
  })

  test('any name comes back, in letters of ASCII alone (property)', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }).filter((name) => name.isWellFormed()),
        (name) => {
          const encoded = encodeUtf7(name)
          expect(encoded).toMatch(/^[\x20-\x7e]*$/)
          expect(decodeUtf7(encoded)).toBe(name)
        },
      ),
    )
  })

  test('whatever comes is decoded or refused, and no two spellings are one name (property)', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'&-AUgB,/9+é') }), (text) => {
        try {
          expect(encodeUtf7(decodeUtf7(text))).toBe(encodeUtf7(decodeUtf7(encodeUtf7(decodeUtf7(text)))))
        } catch (error) {
          expect(error).toMatchObject({ status: 'NO', code: 'CANNOT' })
        }
      }),
    )
  })
})

test('INBOX is one in any case, and a folder below it too (RFC 9051 §5.1)', () => {
  expect(['inbox', 'InBox', 'inbox/x', 'inboxes'].map((name) => readMailboxName(name, false))).toEqual([
    'INBOX',
    'INBOX',
    'INBOX/x',
    'inboxes',
  ])
})

test('UTF-8 is read and written where it is enabled (RFC 9051 §5.1)', () => {
  expect(readMailboxName('A&-é', true)).toBe('A&-é')
  expect(writeMailboxName('Entwürfe', true)).toBe('"Entwürfe"')
  expect(writeMailboxName('Entwürfe', false)).toBe('Entw&APw-rfe')
})

test.for([
  ['a b', '"a b"'],
  ['a"b\\', '"a\\"b\\\\"'],
  ['nil', '"nil"'],
  ['', '""'],
  ['a(b', '"a(b"'],
])('%j is written %s (RFC 9051 §4.3)', ([name, written]) => {
  expect(writeMailboxName(name ?? '', true)).toBe(written)
})

describe('patterns of LIST (RFC 9051 §6.3.9)', () => {
  test.for([
    ['*', 'a/b', true],
    ['%', 'a', true],
    ['%', 'a/b', false],
    ['a/%', 'a/b', true],
    ['a/%', 'a', false],
    ['a*', 'a', true],
    ['a*', 'a/b/c', true],
    ['%/%', 'a/b', true],
    ['%/%', 'a/b/c', false],
    ['%b', 'a/b', false],
    ['*b', 'a/b', true],
    ['%*', 'a/b', true],
    ['inbox', 'INBOX', true],
    ['InB*', 'INBOX/x', true],
    ['inbox*', 'inboxes', true],
    ['A', 'a', false],
    ['', 'a', false],
    ['a.c', 'abc', false],
    ['😀%', '😀x', true],
  ] as const)('%s against %s: %s', ([pattern, name, fits]) => {
    expect(createListPattern(pattern)(name)).toBe(fits)
  })

  test('many wildcards cost no more than their number', () => {
    expect(createListPattern('*a'.repeat(300))('a'.repeat(250))).toBe(false)
    expect(createListPattern(`${'*%'.repeat(300)}b`)('a'.repeat(250))).toBe(false)
  })
})
