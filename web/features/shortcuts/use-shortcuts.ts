/** Binds the keys while the app is on screen. What they do is the app's business. */
import { useEffect } from 'react'
import { tinykeys } from 'tinykeys'
import { useLatest } from '../../lib/use-latest.ts'
import { SHORTCUTS, type Shortcut, type ShortcutName } from './shortcuts.ts'

/** `undefined` where there is nothing to do; returning false leaves the key to the browser. */
export type ShortcutHandlers = Record<ShortcutName, (() => unknown) | undefined>

/** @param charactersEnabled single letters, digits and marks may be pressed unasked; arrows, Esc and held keys may not (WCAG 2.1.4) */
export function useShortcuts(handlers: ShortcutHandlers, charactersEnabled: boolean): void {
  const latest = useLatest(handlers)
  useEffect(() => {
    const bindings = SHORTCUTS.filter((shortcut) => charactersEnabled || !isCharacter(shortcut)).map(({ name, binding }) => [
      binding,
      (event: KeyboardEvent) => {
        if (!mayAct(name, event)) return
        const handler = latest.current[name]
        if (handler && handler() !== false) event.preventDefault()
      },
    ])
    return tinykeys(window, Object.fromEntries(bindings), { ignore: isForAnother })
  }, [charactersEnabled, latest])
}

const NAMED_KEYS = ['Enter', 'Escape', 'ArrowDown', 'ArrowUp', 'Space']

function isCharacter({ binding }: Shortcut): boolean {
  return !binding.startsWith('$mod') && !NAMED_KEYS.some((key) => binding.endsWith(key))
}

/** Typing is typing, and an open dialog or menu has the keys to itself; only the palette comes from everywhere but there. */
function isForAnother(event: KeyboardEvent): boolean {
  if (event.isComposing || event.defaultPrevented) return true
  const { target } = event
  const isPalette = event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey)
  if (!isPalette && target instanceof Element && target.closest('input,textarea,select,[contenteditable]')) return true
  return document.querySelector('[role="dialog"],[role="menu"]') !== null
}

/** Some keys have a meaning of their own on what has the focus: Enter on a button, an arrow in text that scrolls. */
function mayAct(name: ShortcutName, { target }: KeyboardEvent): boolean {
  const element = target instanceof HTMLElement ? target : undefined
  const isInList = element !== undefined && element.closest('[role="listbox"]') !== null
  if (name === 'open') return !element?.closest('a,button,[role="tab"],[tabindex="0"]')
  if (name === 'selectRow' || name === 'selectAll') return isInList
  if (name === 'nextRow' || name === 'previousRow' || name === 'extendDown' || name === 'extendUp')
    return isInList || element === document.body
  return true
}
