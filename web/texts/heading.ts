/** What the page says above a mail of whom it came from and went to. */
import { formatCount } from '../lib/format-number.ts'

export const headingTexts = {
  noRecipients: '(no recipients)',
  moreRecipients: (count: number) => `+${formatCount(count)} more`,
  fewerRecipients: (count: number) => `Show fewer of ${formatCount(count)}`,
}
