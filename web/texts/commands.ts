/** What the page says when messages were changed or deleted, and when they could not be. */
import { formatCount, formatQuantity } from '../lib/format-number.ts'

export const commandTexts = {
  seenFailed: 'Could not change seen',
  pinFailed: 'Could not change the pin',
  markSeenFailed: 'Could not mark as seen',
  addTagFailed: 'Could not add the tag',
  removeTagFailed: 'Could not remove the tag',
  deleteFailed: 'Could not delete',
  deletedOne: (subject: string) => (subject ? `Deleted “${subject}”` : 'Deleted a message without a subject'),
  deleted: (count: number) => `Deleted ${formatQuantity(count, 'message')}`,
  deletedFinally: 'They are gone for good.',
  deleting: (count: number) => `Deleting ${formatQuantity(count, 'message')}`,
  stopped: 'Stopped deleting',
  stoppedAt: (removed: number, total: number) =>
    `${formatCount(removed)} of ${formatQuantity(total, 'message')} are gone; the others stay.`,
}
