/** What the page says when a text reaches the clipboard, and when it does not. */
export const copyTexts = {
  copied: 'Copied',
  failed: 'Could not copy',
  failedHow: 'The browser refused. Select the text and copy it by hand.',
}
