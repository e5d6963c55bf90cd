import fc from 'fast-check'
import { expect, test } from 'vitest'
import { encodeCursor } from '../../server/mail/cursor.ts'
import { isLaterCursor } from '../../web/lib/is-later-cursor.ts'

test('the page tells which of two cursors of the server is later (property)', () => {
  const cursor = (seq: number) => encodeCursor('0a1b', seq)
  const place = fc.oneof(fc.nat(2000), fc.maxSafeNat())
  fc.assert(
    fc.property(place, place, (one, other) => {
      expect(isLaterCursor(cursor(one), cursor(other))).toBe(one > other)
    }),
  )
})
