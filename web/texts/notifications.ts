/** What desktop notifications say, and what is said about them. */
import { formatQuantity } from '../lib/format-number.ts'

export const notificationTexts = {
  turnOn: 'Notify on the desktop',
  off: 'Not notifying',
  refused: 'This browser does not let the page notify. Allow it for this site in the settings of the browser, then try again.',
  unsupported: 'This browser notifies only over https and on localhost.',
  on: 'Notifying',
  onHelp: 'Of mail that comes while this page is not in sight.',
  many: (count: number) => formatQuantity(count, 'new message'),
  noSubject: '(no subject)',
}
