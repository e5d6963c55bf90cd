/** What is asked and said before all that a list shows is deleted or exported. */
import type { ExportFormat } from '../../shared/model/export.ts'
import { formatCount, formatQuantity } from '../lib/format-number.ts'

const placeOf = (mailbox: string | undefined) => (mailbox === undefined ? 'all mailboxes' : `mailbox ${mailbox}`)

function tellShare(some: number, total: number): string {
  if (total === 1) return 'It is'
  if (some === total) return 'All of them are'
  return some === 1 ? '1 of them is' : `${formatCount(some)} of them are`
}

export const deleteListTexts = {
  /** Before it is known how many. */
  titleUncounted: 'Delete messages?',
  titleNothing: 'Nothing to delete',
  title: (count: number) => `Delete ${formatQuantity(count, 'message')}?`,
  countFailed: 'Could not count them',
  counting: 'Counting',
  everything: (mailbox: string | undefined) => `Everything in ${placeOf(mailbox)}.`,
  found: <T>(search: T, mailbox: string | undefined) => ['All that ', search, ` finds in ${placeOf(mailbox)}.`],
  help: 'What arrives from now on stays. You have six seconds to undo; then they are gone for good, also for everyone else who uses this Mailmitt.',
  otherMailboxes: (count: number) => `${formatCount(count)} other mailboxes`,
  unseen: (some: number, total: number) => `${tellShare(some, total)} unseen.`,
  pinned: (some: number, total: number) => `${tellShare(some, total)} pinned.`,
  close: 'Close',
  keep: 'Keep them',
  deleteUncounted: 'Delete',
  delete: (count: number) => `Delete ${formatQuantity(count, 'message')}`,
}

export const exportTexts = {
  /** @param mailbox where all of them are */
  title: (quantity: string, mailbox: string | undefined) =>
    `Export ${quantity}${mailbox === undefined ? '' : ` from ${mailbox}`}`,
  found: <T>(search: T) => ['All that ', search, ' finds.'],
  formats: {
    zip: { name: 'Zip', help: 'An .eml file for each message, in a folder for each mailbox' },
    mbox: { name: 'mbox', help: 'One file that mail programs import' },
    ndjson: { name: 'ndjson', help: 'What the API tells of each message, a line of JSON each, without attachments' },
  } satisfies Record<ExportFormat, { name: string; help: string }>,
}
