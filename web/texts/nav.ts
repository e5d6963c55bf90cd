/** What the sidebar calls its places and buttons, and what it says of them. */
import { formatCount, formatQuantity } from '../lib/format-number.ts'

export const navTexts = {
  all: 'All mail',
  unseen: 'Unseen',
  pinned: 'Pinned',
  palette: 'Commands and places',
  mailboxes: 'Mailboxes',
  shortcuts: 'Keyboard shortcuts',
  connect: 'Connect an app',
  /** The address of the SMTP server follows. */
  connectTo: 'Connect an app to ',
  counts: (total: number, unseen: number | undefined, atLeast: boolean) =>
    [
      `${formatQuantity(total, 'message')}${atLeast ? ' or more' : ''}`,
      ...(unseen === undefined ? [] : [`${formatCount(unseen)} unseen`]),
    ].join(', '),

  stream: { connecting: 'Connecting…', open: 'Live', reconnecting: 'Reconnecting…' },
  streamHint:
    'New mail does not appear by itself. Check that Mailmitt runs; if it does, a proxy between may not pass websockets.',

  searches: 'Searches',
  searchIn: (q: string, mailbox: string) => `${q} in ${mailbox}`,
  moreFor: (name: string) => `More for ${name}`,
  rename: 'Rename',
  renameMore: 'Rename…',
  renameTitle: 'Rename the search',
  name: 'Name',
  nameHelp: 'Without a name it is called by what it looks for.',
  unpin: 'Unpin',
  unpinned: (name: string) => `Unpinned “${name}”`,
  sidebar: 'Sidebar',
  reader: 'Reader',
}
