/** What the page says when a text does not reach the clipboard. */
export const copyTexts = {
  failed: 'Could not copy',
  failedHow: 'The browser refused. Select the text and copy it by hand.',
}
