/** What the page says of the text of a message. */
export const textViewTexts = {
  label: 'Text',
  partLabel: 'Text part',
  htmlLabel: 'Text of the HTML',
  copy: 'Copy the text',
  copyHtml: 'Copy the text of the HTML',
  none: 'This message has no text.',
  noneAsSent: 'This message has no text part. Beside it stands what its HTML says.',
  view: 'What is shown',
  asSent: 'As sent',
  html: 'HTML’s text',
  both: 'Side by side',
  loadFailed: 'Could not read the HTML as text',
  comparing: 'Comparing…',
  same: 'Both say the same',
  differ: (left: number, right: number) =>
    `${left === 1 ? '1 place' : `${left} places`} only in the text, ${right === 1 ? '1' : right} only in the HTML`,
  tooDifferent: 'They differ too much to mark where',
  showMore: (size: string) => `Show more, ${size} left`,
}
