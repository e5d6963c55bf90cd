/** What the page says around an open message: its buttons, its place in the list, and when it is not here. */
import { formatCount } from '../lib/format-number.ts'

export const readerTexts = {
  /** Of a message without a subject. */
  label: 'Message',
  views: 'Views of this message',
  loading: 'Loading message',
  loadFailed: 'Could not load this message',
  notYet: 'This message cannot be shown yet',
  notYetHint: 'It appears by itself as soon as Mailmitt can write again.',
  /** With the key that does the same. */
  withKey: (label: string, key: string) => `${label} (${key})`,

  back: 'Back to the list',
  delete: 'Delete',
  markSeen: 'Mark as seen',
  markUnseen: 'Mark as unseen',
  pin: 'Pin',
  unpin: 'Unpin',
  download: 'Download .eml',
  previous: 'Previous',
  next: 'Next',
  close: 'Close',
  position: (place: number, total: number, atLeast: boolean) =>
    `${formatCount(place)} of ${formatCount(total)}${atLeast ? '+' : ''}`,

  removed: 'This message was removed',
  removedDetail: (limits: string) => `It was one of the oldest. ${limits}`,
  gone: 'This message is not here',
  goneDetail: 'It was deleted, by hand or by retention, or the link belongs to another Mailmitt.',
}
