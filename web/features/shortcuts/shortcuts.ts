/**
 * Every shortcut once: this table binds the keys, and fills the dialog and the palette, which show them. What they do is
 * said in web/texts/shortcuts.ts.
 */

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
  group: 'move' | 'select' | 'message' | 'anywhere'
}

const MOD = /Mac|iP(?:hone|ad)/.test(globalThis.navigator?.platform ?? '') ? '⌘' : 'Ctrl'

export const SHORTCUTS: readonly Shortcut[] = [
  { name: 'next', binding: 'j', keys: ['j'], group: 'move' },
  { name: 'previous', binding: 'k', keys: ['k'], group: 'move' },
  { name: 'nextRow', binding: 'ArrowDown', keys: ['↓'], group: 'move' },
  { name: 'previousRow', binding: 'ArrowUp', keys: ['↑'], group: 'move' },
  { name: 'open', binding: 'Enter', keys: ['Enter'], group: 'move' },
  { name: 'close', binding: 'Escape', keys: ['Esc'], group: 'move' },
  { name: 'select', binding: 'x', keys: ['x'], group: 'select' },
  { name: 'selectRow', binding: 'Space', keys: ['Space'], group: 'select' },
  { name: 'extendDown', binding: 'Shift+ArrowDown', keys: ['Shift', '↓'], group: 'select' },
  { name: 'extendUp', binding: 'Shift+ArrowUp', keys: ['Shift', '↑'], group: 'select' },
  { name: 'selectAll', binding: '$mod+a', keys: [MOD, 'a'], group: 'select' },
  { name: 'tab1', binding: '1', keys: ['1'], group: 'message' },
  { name: 'tab2', binding: '2', keys: ['2'], group: 'message' },
  { name: 'tab3', binding: '3', keys: ['3'], group: 'message' },
  { name: 'tab4', binding: '4', keys: ['4'], group: 'message' },
  { name: 'tab5', binding: '5', keys: ['5'], group: 'message' },
  { name: 'tab6', binding: '6', keys: ['6'], group: 'message' },
  { name: 'tab7', binding: '7', keys: ['7'], group: 'message' },
  { name: 'copyCode', binding: 'c', keys: ['c'], group: 'message' },
  { name: 'openLink', binding: 'o', keys: ['o'], group: 'message' },
  { name: 'theme', binding: 'd', keys: ['d'], group: 'message' },
  { name: 'narrower', binding: '[Control]+[Alt]+[', keys: ['['], group: 'message' },
  { name: 'wider', binding: '[Control]+[Alt]+]', keys: [']'], group: 'message' },
  { name: 'toggleSeen', binding: 'e', keys: ['e'], group: 'message' },
  { name: 'togglePinned', binding: 'p', keys: ['p'], group: 'message' },
  { name: 'tag', binding: 't', keys: ['t'], group: 'message' },
  { name: 'delete', binding: '[Shift]+#', keys: ['#'], group: 'message' },
  { name: 'palette', binding: '$mod+k', keys: [MOD, 'k'], group: 'anywhere' },
  { name: 'search', binding: '[Shift]+/', keys: ['/'], group: 'anywhere' },
  { name: 'narrow', binding: 'f', keys: ['f'], group: 'anywhere' },
  { name: 'all', binding: 'g i', keys: ['g', 'i'], group: 'anywhere' },
  { name: 'sessions', binding: 'g s', keys: ['g', 's'], group: 'anywhere' },
  { name: 'help', binding: '[Shift]+?', keys: ['?'], group: 'anywhere' },
]

const keysOf = new Map(SHORTCUTS.map(({ name, keys }) => [name, keys.join(' ')]))

/** `g i`, for where a command is shown. */
export function keysFor(name: ShortcutName): string {
  return keysOf.get(name) ?? ''
}
