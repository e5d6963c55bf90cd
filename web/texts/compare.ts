/** What the page says of two messages compared. */
import type { HeaderChange } from '../../shared/model/diff.ts'
import { formatCount } from '../lib/format-number.ts'

export const compareTexts = {
  title: 'Compare',
  action: 'Compare with another message',
  with: 'with',
  change: 'Choose another',
  choose: 'Compare with which message',
  chooseHint: 'Earlier mail of the same subject or sender stands first.',
  search: 'Search for a message to compare with',
  searchHint: 'Search all mail',
  none: 'No other message was found.',
  listFailed: 'Could not find messages to compare with',
  mask: 'Mask what always differs',
  /** Where there is little room: the beginning of the same. */
  maskShort: 'Mask',
  maskHint: 'Dates, ids, codes and tokens, which no two mails have in common',
  failed: 'Could not compare',
  equal: 'Nothing differs',
  equalMasked: 'Nothing differs, dates, ids, codes and tokens left out',
  headers: 'Header fields',
  text: 'Text',
  html: 'HTML',
  parts: 'Parts',
  cut: 'Only the beginning was compared, since a message is too long.',
  hunksCut: 'There is more that differs.',
  whole: (left: number, right: number) =>
    `They differ in too many lines to compare one by one: ${formatCount(left)} here, ${formatCount(right)} there.`,
  changes: { added: 'only there', removed: 'only here', changed: 'differs' } satisfies Record<HeaderChange['change'], string>,
  here: 'This message',
  there: 'The other',
  lines: (left: number, right: number) => `line ${formatCount(left)} here, ${formatCount(right)} there`,
  close: 'Back to the message',
  noSubject: '(no subject)',
}
