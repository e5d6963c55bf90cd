/** A change to many messages: whom it changes, and what takes it back. */
import { expect, test } from 'vitest'
import { applied, differs, type ManyChange, reverse } from '../../web/api/many-change.ts'

const message = { seen: false, pinned: false, tags: ['Release'] }

test.each<[ManyChange, boolean]>([
  [{ set: { seen: true } }, true],
  [{ set: { seen: false } }, false],
  [{ add: ['release'] }, false],
  [{ add: ['x'] }, true],
  [{ remove: ['RELEASE'] }, true],
  [{ remove: ['x'] }, false],
])('%j changes: %j', (change, expected) => expect(differs(message, change)).toBe(expected))

test.each<ManyChange>([{ set: { seen: true } }, { set: { pinned: true } }, { add: ['x'] }, { remove: ['Release'] }])(
  '%j is taken back',
  (change) => expect(applied(applied(message, change), reverse(change))).toEqual(message),
)
