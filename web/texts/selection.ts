/** What the page says of messages that are selected, and of what is done to them. */
import { formatCount, formatQuantity } from '../lib/format-number.ts'

const messages = (count: number) => formatQuantity(count, 'message')

export const selectionTexts = {
  toolbar: 'Selected messages',
  selected: (count: number, atLeast = false) => `${formatCount(count)}${atLeast ? '+' : ''} selected`,
  allSelected: (count: number, atLeast = false) => `All ${formatCount(count)}${atLeast ? '+' : ''} selected`,
  selectAll: (count: number, atLeast = false) => `Select all ${formatCount(count)}${atLeast ? '+' : ''}`,
  clear: 'Drop the selection',
  none: 'Nothing selected',
  markSeen: 'Mark as seen',
  markUnseen: 'Mark as unseen',
  pin: 'Pin',
  unpin: 'Unpin',
  tag: 'Tags',
  export: 'Export…',
  exportTooMany: (max: number) => `Up to ${max} can be exported one by one. Select all to export everything.`,
  delete: 'Delete',
  tooMany: 'Not all of them are selected',
  wholeOrNothing: 'There are too many to leave one out',
  tooManyHelp: (max: number) => `One by one, up to ${formatCount(max)} can be selected. Select all to go beyond.`,
  failed: 'Could not select them',
  couldNotChange: 'Could not change them',
  couldNotDelete: 'Could not delete',
  markedSeen: (count: number) => `Marked ${messages(count)} as seen`,
  markedUnseen: (count: number) => `Marked ${messages(count)} as unseen`,
  pinned: (count: number) => `Pinned ${messages(count)}`,
  unpinned: (count: number) => `Unpinned ${messages(count)}`,
  changing: (count: number) => `Changing ${messages(count)}`,
  changingBack: (count: number) => `Changing ${messages(count)} back`,
  unchanged: 'Nothing was changed',
  unchangedWhy: 'All of them were so already, or it was stopped before the first.',
  stoppedBack: 'Stopped changing back',
  stoppedBackAt: (changed: number, total: number) =>
    `${formatCount(changed)} of ${messages(total)} are as they were before; the others stay changed.`,
  tagged: (tag: string, count: number) => `Tagged ${messages(count)} “${tag}”`,
  untagged: (tag: string, count: number) => `Removed “${tag}” from ${messages(count)}`,
  deleted: (count: number) => `Deleted ${messages(count)}`,
}
