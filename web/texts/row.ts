/** What the page says in a row of the list. */
export const rowTexts = {
  codeLabel: 'Code',
  code: (code: string) => `Code ${code}`,
}
