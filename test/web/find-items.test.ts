/** Which of the palette's items fit what is typed. */
import { Mail } from 'lucide-react'
import { describe, expect, test } from 'vitest'
import { findItems } from '../../web/features/palette/find-items.ts'
import type { PaletteItem } from '../../web/features/palette/palette-item.ts'

const item = (group: string, label: string, more: Partial<PaletteItem> = {}): PaletteItem => ({
  ...{ id: `${group}/${label}`, group, label, icon: Mail, run: () => undefined },
  ...more,
})

const ITEMS = [
  item('Message', 'Mark as seen', { keywords: 'read' }),
  item('Message', 'Pin'),
  item('Go to', 'Pinned'),
  item('Go to', 'München', { hint: 'Mailbox' }),
  item('Go to', 'checkout-spec', { hint: 'Mailbox' }),
  item('App', 'Theme of the system'),
]

const labels = (typed: string) => findItems(ITEMS, typed).map(({ label }) => label)

describe('the palette', () => {
  test.each([
    ['everything in its order while nothing is typed', '', ITEMS.map(({ label }) => label)],
    ['the beginning of a label before its middle', 'pin', ['Pin', 'Pinned']],
    ['folded, as searches are', 'munch', ['München']],
    ['by the hint', 'mailbox', ['München', 'checkout-spec']],
    ['by words nobody shows', 'read', ['Mark as seen']],
    ['all words, in any order', 'seen mark', ['Mark as seen']],
    ['the beginning of a word', 'spec', ['checkout-spec']],
    ['nothing where one word is nowhere', 'pin xyz', []],
  ])('finds %s', (_name, typed, expected) => expect(labels(typed)).toEqual(expected))

  test('shows the first few of each group while nothing is typed', () => {
    const many = Array.from({ length: 40 }, (_, at) => item('Go to', `mailbox ${at}`))
    expect(findItems([...many, item('App', 'Pin')], '')).toHaveLength(7)
  })
})
