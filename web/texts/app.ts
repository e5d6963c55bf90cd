/** What the page says of itself, and its parts of each other. */
import { formatCount } from '../lib/format-number.ts'

export const appTexts = {
  name: 'Mailmitt',
  /** Of the browser's tab. */
  title: (unseen: number) => (unseen > 0 ? `(${unseen}) Mailmitt` : 'Mailmitt'),
  listBroke: 'The list broke',
  messageBroke: 'This message could not be shown',
  mailboxes: 'Mailboxes',
  navWidth: 'Width of the sidebar',
  listWidth: 'Width of the list',
  nothingOpen: 'No message is open',
  /** Each behind its keys. */
  keys: { move: 'move', open: 'open', all: 'all shortcuts' },
  close: 'Close',
  retry: 'Try again',
  undo: 'Undo',
  stop: 'Stop',
  progress: (done: number, total: number) => `${formatCount(done)} of ${formatCount(total)}`,
}
