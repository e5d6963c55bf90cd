/** What the page says of its columns. */
export const columnTexts = {
  openList: 'Show the list',
  closeList: 'Close the list',
}
