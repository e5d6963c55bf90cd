/** What the page says above a mail of whom it came from and went to. */
import { formatCount } from '../lib/format-number.ts'

export const headingTexts = {
  noSubject: '(no subject)',
  noSender: '(no sender)',
  to: 'to',
  noRecipients: '(no recipients)',
  moreRecipients: (count: number) => `+${formatCount(count)} more`,
  blind: (count: number) => `+${formatCount(count)} blind`,
  mailbox: (name: string) => `mailbox ${name}`,
  fewerRecipients: (count: number) => `Show fewer of ${formatCount(count)}`,
}
