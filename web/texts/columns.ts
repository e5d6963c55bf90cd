/** What the page says of its columns. */
export const columnTexts = {
  list: 'List',
  openList: 'Show the list',
  closeList: 'Close the list',
}
