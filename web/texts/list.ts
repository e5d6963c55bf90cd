/** What the page says of a list of messages, and of each in its row. */
import { formatCount, formatQuantity } from '../lib/format-number.ts'

const all = (quantity: string | undefined, none: string, some: (quantity: string) => string) =>
  quantity === undefined ? none : some(quantity)

export const listTexts = {
  label: 'Messages',
  mailboxes: 'Mailboxes',
  loading: 'Loading messages',
  loadFailed: 'Could not load messages',
  searchFailed: 'Could not search',
  notYet: 'Messages cannot be shown yet',
  notYetHint: 'They appear by themselves as soon as Mailmitt can write again.',
  orMore: (count: number) => `${formatCount(count)} or more messages`,
  found: (count: number, atLeast: boolean) => `${formatCount(count)}${atLeast ? '+' : ''} found`,
  unseenCount: (count: number) => `${formatCount(count)} unseen`,
  newOnes: (count: number) => `${formatCount(count)} new`,
  /** Of the one that came alone, more is said. */
  arrived: (count: number, one?: { subject: string; from: string | undefined }) =>
    `${formatQuantity(count, 'new message')}${one ? `: ${one.subject || 'no subject'}${one.from ? `, from ${one.from}` : ''}` : ''}`,

  more: 'More for this list',
  /** `quantity` is given where a search says what is meant. */
  markSeen: (quantity?: string) => all(quantity, 'Mark all as seen', (some) => `Mark ${some} as seen`),
  export: (quantity?: string) => all(quantity, 'Export…', (some) => `Export ${some}…`),
  addFiles: 'Add .eml files…',
  tagRules: 'Tag rules…',
  delete: (quantity?: string) => all(quantity, 'Delete all…', (some) => `Delete ${some}…`),

  unseen: 'Unseen. ',
  /** Its recipient follows. */
  to: 'to ',
  noSubject: '(no subject)',
  noSender: '(no sender)',
  pinned: 'Pinned',
  attachments: (count: number) => formatQuantity(count, 'attachment'),
  findings: (errors: number, warnings: number) =>
    [errors > 0 && formatQuantity(errors, 'error'), warnings > 0 && formatQuantity(warnings, 'warning')]
      .filter(Boolean)
      .join(', '),
  tags: (names: readonly string[]) => `Tags: ${names.join(', ')}`,
  mailbox: (name: string) => `Mailbox ${name}`,
}
