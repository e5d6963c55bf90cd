/** What the page says of mail that is added from files. */
import { formatCount, formatQuantity, formatSize } from '../lib/format-number.ts'

/** Where mail goes that is not put into a mailbox. */
const BY_RULE = 'where its X-Mailmitt-Mailbox field or a rule sends it, else to default'

export const importTexts = {
  addFiles: 'Add .eml files',
  drop: 'Drop .eml files to add them',
  dropByRule: `Each goes ${BY_RULE}.`,
  dropTo: <T>(mailbox: T) => ['They go to ', mailbox, '.'],

  adding: (count: number) => `Adding ${formatQuantity(count, 'mail')}`,
  added: (count: number) => `Added ${formatQuantity(count, 'mail')}`,
  stopped: (added: number, of: number) => `Stopped after ${formatCount(added)} of ${formatQuantity(of, 'mail')}`,
  /** `isSearch`: the list may not show what was added. */
  addedWhere: (mailbox: string | undefined, isSearch: boolean) =>
    `${mailbox === undefined ? `Each ${BY_RULE}.` : `To ${mailbox}.`}${isSearch ? ' The list shows only what is searched for.' : ''}`,
  failed: 'Could not add mail',
  noMail: 'There is no .eml file in it',
  noMailHow: 'mailmitt import also takes mbox, Maildir and zip.',

  failedTitle: (count: number) => `${formatQuantity(count, 'file')} ${count === 1 ? 'was' : 'were'} not added`,
  failedSummary: (added: number, stopped: boolean) =>
    `${stopped ? 'You stopped it. ' : ''}${added === 0 ? 'No mail was added.' : `${formatQuantity(added, 'mail')} ${added === 1 ? 'was' : 'were'} added.`}`,
  more: (count: number) => `and ${formatCount(count)} more`,
  close: 'Close',

  reasons: {
    noMail: 'Not an .eml file. mailmitt import takes mbox, Maildir and zip.',
    unreadable: 'It cannot be read. Has it been moved or deleted?',
    empty: 'It is empty.',
    tooLarge: (maxOctets: number) => `Larger than the ${formatSize(maxOctets)} this Mailmitt takes; see --max-message-size.`,
    unknown: 'Mailmitt does not say why.',
    noAnswer: (message: string) => `Mailmitt does not answer: ${message}.`,
  },
  tooManyFiles: (max: number) => `There are more than ${max} files in it. Use mailmitt import for that many.`,
}
