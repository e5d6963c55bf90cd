/** Every shortcut once: this table binds the keys, and fills the dialog and the palette, which show them. */

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
  | 'select'
  | 'selectRow'
  | 'extendDown'
  | 'extendUp'
  | 'selectAll'
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
  | 'palette'
  | 'help'

export interface Shortcut {
  name: ShortcutName
  /** As tinykeys writes them: a space between presses, `[Shift]` and `[Alt]` where some keyboards need them, `$mod` for ⌘ or Ctrl. */
  binding: string
  /** As people read them. */
  keys: readonly string[]
  label: string
  group: 'Move' | 'Select' | 'Message' | 'Anywhere'
}

const MOD = /Mac|iP(?:hone|ad)/.test(globalThis.navigator?.platform ?? '') ? '⌘' : 'Ctrl'

export const SHORTCUTS: readonly Shortcut[] = [
  { name: 'next', binding: 'j', keys: ['j'], label: 'Next message', group: 'Move' },
  { name: 'previous', binding: 'k', keys: ['k'], label: 'Previous message', group: 'Move' },
  { name: 'nextRow', binding: 'ArrowDown', keys: ['↓'], label: 'Next row of the list', group: 'Move' },
  { name: 'previousRow', binding: 'ArrowUp', keys: ['↑'], label: 'Previous row of the list', group: 'Move' },
  { name: 'open', binding: 'Enter', keys: ['Enter'], label: 'Open', group: 'Move' },
  { name: 'close', binding: 'Escape', keys: ['Esc'], label: 'Deselect, or back to the list', group: 'Move' },
  { name: 'select', binding: 'x', keys: ['x'], label: 'Select or leave out', group: 'Select' },
  { name: 'selectRow', binding: 'Space', keys: ['Space'], label: 'The same, in the list', group: 'Select' },
  { name: 'extendDown', binding: 'Shift+ArrowDown', keys: ['Shift', '↓'], label: 'Select on, downwards', group: 'Select' },
  { name: 'extendUp', binding: 'Shift+ArrowUp', keys: ['Shift', '↑'], label: 'Select on, upwards', group: 'Select' },
  { name: 'selectAll', binding: '$mod+a', keys: [MOD, 'a'], label: 'Select all, in the list', group: 'Select' },
  { name: 'tab1', binding: '1', keys: ['1'], label: 'Preview', group: 'Message' },
  { name: 'tab2', binding: '2', keys: ['2'], label: 'Text', group: 'Message' },
  { name: 'tab3', binding: '3', keys: ['3'], label: 'Headers', group: 'Message' },
  { name: 'tab4', binding: '4', keys: ['4'], label: 'Source', group: 'Message' },
  { name: 'tab5', binding: '5', keys: ['5'], label: 'Structure', group: 'Message' },
  { name: 'tab6', binding: '6', keys: ['6'], label: 'Session', group: 'Message' },
  { name: 'tab7', binding: '7', keys: ['7'], label: 'Checks', group: 'Message' },
  { name: 'copyCode', binding: 'c', keys: ['c'], label: 'Copy the code', group: 'Message' },
  { name: 'openLink', binding: 'o', keys: ['o'], label: 'Open the link', group: 'Message' },
  { name: 'theme', binding: 'd', keys: ['d'], label: 'Preview in light or dark', group: 'Message' },
  { name: 'narrower', binding: '[Control]+[Alt]+[', keys: ['['], label: 'Preview narrower', group: 'Message' },
  { name: 'wider', binding: '[Control]+[Alt]+]', keys: [']'], label: 'Preview wider', group: 'Message' },
  { name: 'toggleSeen', binding: 'e', keys: ['e'], label: 'Mark as seen or unseen', group: 'Message' },
  { name: 'togglePinned', binding: 'p', keys: ['p'], label: 'Pin or unpin', group: 'Message' },
  { name: 'tag', binding: 't', keys: ['t'], label: 'Add a tag', group: 'Message' },
  { name: 'delete', binding: '[Shift]+#', keys: ['#'], label: 'Delete', group: 'Message' },
  { name: 'palette', binding: '$mod+k', keys: [MOD, 'k'], label: 'Every command and place', group: 'Anywhere' },
  { name: 'search', binding: '[Shift]+/', keys: ['/'], label: 'Search', group: 'Anywhere' },
  { name: 'narrow', binding: 'f', keys: ['f'], label: 'Narrow down', group: 'Anywhere' },
  { name: 'all', binding: 'g i', keys: ['g', 'i'], label: 'All mail', group: 'Anywhere' },
  { name: 'sessions', binding: 'g s', keys: ['g', 's'], label: 'Sessions', group: 'Anywhere' },
  { name: 'help', binding: '[Shift]+?', keys: ['?'], label: 'This list', group: 'Anywhere' },
]

const keysOf = new Map(SHORTCUTS.map(({ name, keys }) => [name, keys.join(' ')]))

/** `g i`, for where a command is shown. */
export function keysFor(name: ShortcutName): string {
  return keysOf.get(name) ?? ''
}
