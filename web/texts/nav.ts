/** What the sidebar calls its places and buttons. */
export const navTexts = {
  unseen: 'Unseen',
  pinned: 'Pinned',
  palette: 'Commands and places',
}
