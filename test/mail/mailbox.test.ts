import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalizeMailbox } from '../../server/mail/mailbox.ts'

test('a name is 1–255 octets of NFC, trimmed, without what would make folders or patterns, and normalising it again changes nothing (DESIGN §5, property)', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400, size: 'max' }),
    fc.string({ unit: 'grapheme', maxLength: 100, size: 'max' }),
    fc
      .array(
        fc.constantFrom(
          '/',
          '%',
          '*',
          '\0',
          '\x7f',
          '\x85',
          ' ',
          '\u00a0',
          'a',
          'e',
          '\u0301',
          'ﬁ',
          '😀',
          '\ud83d',
          'inbox',
          'all',
          'latest',
        ),
        { maxLength: 200, size: 'max' },
      )
      .map((pieces) => pieces.join('')),
  )
  fc.assert(
    fc.property(text, (given) => {
      const name = normalizeMailbox(given)
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
      expect(name).toBe(name.trim())
      expect(name).toBe(name.normalize('NFC'))
      expect(name.isWellFormed()).toBe(true)
      expect(name).not.toMatch(/[/%*\p{Cc}]|^(all|latest)$/u)
      expect(normalizeMailbox(name)).toBe(name)
    }),
    { numRuns: 500 },
  )
})

test('two long names that differ only at their end stay two', () => {
  expect(normalizeMailbox(`${'x'.repeat(300)}a`)).not.toBe(normalizeMailbox(`${'x'.repeat(300)}b`))
  expect(normalizeMailbox('x'.repeat(255))).toBe('x'.repeat(255))
})

test.for([
  ['  ci 7 ', 'ci 7'],
  ['Ann@X.test', 'Ann@X.test'],
  ['e\u0301', '\u00e9'],
  ['inbox', 'INBOX'],
  ['all', '_'],
  ['latest', '_'],
  ['all/latest', 'all_latest'],
  ['   ', ''],
])('%j becomes %j', ([given = '', expected]) => {
  expect(normalizeMailbox(given)).toBe(expected)
})
