/** What the sidebar calls its places and buttons. */
export const navTexts = {
  all: 'All mail',
  unseen: 'Unseen',
  pinned: 'Pinned',
  palette: 'Commands and places',
}
