/** Every shortcut once: this table binds the keys and fills the dialog that lists them. */

export type ShortcutName =
  | 'next'
  | 'previous'
  | 'nextRow'
  | 'previousRow'
  | 'open'
  | 'close'
  | 'toggleSeen'
  | 'togglePinned'
  | 'tag'
  | 'delete'
  | 'tab1'
  | 'tab2'
  | 'tab3'
  | 'tab4'
  | 'tab5'
  | 'tab6'
  | 'tab7'
  | 'copyCode'
  | 'openLink'
  | 'narrower'
  | 'wider'
  | 'theme'
  | 'all'
  | 'sessions'
  | 'search'
  | 'narrow'
  | 'help'

interface Shortcut {
  name: ShortcutName
  /** As tinykeys writes them: a space between presses, `[Shift]` where some keyboards need it. */
  binding: string
  /** As people read them. */
  keys: readonly string[]
  label: string
  group: 'Move' | 'Message' | 'Anywhere'
}

export const SHORTCUTS: readonly Shortcut[] = [
  { name: 'next', binding: 'j', keys: ['j'], label: 'Next message', group: 'Move' },
  { name: 'previous', binding: 'k', keys: ['k'], label: 'Previous message', group: 'Move' },
  { name: 'nextRow', binding: 'ArrowDown', keys: ['↓'], label: 'Next row of the list', group: 'Move' },
  { name: 'previousRow', binding: 'ArrowUp', keys: ['↑'], label: 'Previous row of the list', group: 'Move' },
  { name: 'open', binding: 'Enter', keys: ['Enter'], label: 'Open', group: 'Move' },
  { name: 'close', binding: 'Escape', keys: ['Esc'], label: 'Back to the list', group: 'Move' },
  { name: 'tab1', binding: '1', keys: ['1'], label: 'Preview', group: 'Message' },
  { name: 'tab2', binding: '2', keys: ['2'], label: 'Text', group: 'Message' },
  { name: 'tab3', binding: '3', keys: ['3'], label: 'Headers', group: 'Message' },
  { name: 'tab4', binding: '4', keys: ['4'], label: 'Source', group: 'Message' },
  { name: 'tab5', binding: '5', keys: ['5'], label: 'Structure', group: 'Message' },
  { name: 'tab6', binding: '6', keys: ['6'], label: 'Session', group: 'Message' },
  { name: 'tab7', binding: '7', keys: ['7'], label: 'Checks', group: 'Message' },
  { name: 'toggleSeen', binding: 'e', keys: ['e'], label: 'Mark as seen or unseen', group: 'Message' },
  { name: 'togglePinned', binding: 'p', keys: ['p'], label: 'Pin or unpin', group: 'Message' },
  { name: 'tag', binding: 't', keys: ['t'], label: 'Add a tag', group: 'Message' },
  { name: 'delete', binding: '[Shift]+#', keys: ['#'], label: 'Delete', group: 'Message' },
  { name: 'copyCode', binding: 'c', keys: ['c'], label: 'Copy the code', group: 'Message' },
  { name: 'openLink', binding: 'o', keys: ['o'], label: 'Open the link', group: 'Message' },
  { name: 'narrower', binding: '[', keys: ['['], label: 'Preview narrower', group: 'Message' },
  { name: 'wider', binding: ']', keys: [']'], label: 'Preview wider', group: 'Message' },
  { name: 'theme', binding: 'd', keys: ['d'], label: 'Preview in light or dark', group: 'Message' },
  { name: 'search', binding: '/', keys: ['/'], label: 'Search', group: 'Anywhere' },
  { name: 'narrow', binding: 'f', keys: ['f'], label: 'Narrow down', group: 'Anywhere' },
  { name: 'all', binding: 'g i', keys: ['g', 'i'], label: 'All mail', group: 'Anywhere' },
  { name: 'sessions', binding: 'g s', keys: ['g', 's'], label: 'Sessions', group: 'Anywhere' },
  { name: 'help', binding: '[Shift]+?', keys: ['?'], label: 'This list', group: 'Anywhere' },
]
