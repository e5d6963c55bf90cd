/** What the ways to look at a message are called. */
export const tabTexts = {
  preview: 'Preview',
  text: 'Text',
  headers: 'Headers',
  source: 'Source',
  structure: 'Structure',
  session: 'Session',
  checks: 'Checks',
}
