import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeCursor, encodeCursor } from '../../server/mail/cursor.ts'

test('a cursor of this database gives back its place (API §1, property)', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (seq) => {
      expect(decodeCursor('0a1b', encodeCursor('0a1b', seq))).toBe(seq)
    }),
  )
})

test('a cursor of another database is stale, whatever its place (API §1)', () => {
  expect(() => decodeCursor('0a1b', encodeCursor('ffff', 1))).toThrow(expect.objectContaining({ code: 'stale_cursor' }))
})

test.for(['', '1', '0a1b', '0a1b-', '0a1b-XYZ', '0a1b-1-2', '0a1b-100000000000000', "0a1b-1'", 'ffff_1'])(
  '%j is no cursor',
  (cursor) => {
    expect(() => decodeCursor('0a1b', cursor)).toThrow(expect.objectContaining({ code: 'invalid' }))
  },
)
