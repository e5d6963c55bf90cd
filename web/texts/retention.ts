/** What the page says of mail that retention removed. */
import { formatQuantity } from '../lib/format-number.ts'

export const retentionTexts = {
  removed: (count: number) => `${formatQuantity(count, 'older message')} ${count === 1 ? 'was' : 'were'} removed`,
}
