import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Mailbox } from '../../shared/model/mailbox.ts'
import { groupMailboxes } from '../../web/features/mailbox-nav/mailbox-tree.ts'

const mailbox = (name: string): Mailbox => ({ name, total: 1, unseen: 0, sizeOctets: 1, evicted: 0 })

const outline = (names: readonly string[]) =>
  groupMailboxes(names.map(mailbox)).map(({ owner, mailbox: own, folders }) => [
    owner,
    own?.name,
    ...folders.map(({ label }) => label),
  ])

test('folders stand with their owner, whatever is sorted between them', () => {
  expect(outline(['ann', 'ann-2', 'ann/Archive', 'ann/Archive/2026', 'billing'])).toEqual([
    ['ann', 'ann', 'Archive', 'Archive/2026'],
    ['ann-2', 'ann-2'],
    ['billing', 'billing'],
  ])
})

test('an owner whose own mail is nowhere is named all the same', () => {
  expect(outline(['ann@x.test/Archive', 'ann@x.test/Sent'])).toEqual([['ann@x.test', undefined, 'Archive', 'Sent']])
})

test('a name that begins or ends with the slash is a name', () => {
  expect(outline(['/x', 'x/'])).toEqual([
    ['/x', '/x'],
    ['x/', 'x/'],
  ])
})

test('each mailbox is there once, under its own name', () => {
  const name = fc.string({ unit: fc.constantFrom('a', 'b', '/', '-'), minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(fc.uniqueArray(name), (names) => {
      const shown = groupMailboxes(names.map(mailbox)).flatMap(({ owner, mailbox: own, folders }) => [
        ...(own ? [owner] : []),
        ...folders.map(({ label }) => `${owner}/${label}`),
      ])
      expect(shown.sort()).toEqual([...names].sort())
    }),
  )
})
