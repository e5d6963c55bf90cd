/** Binds the keys while the app is on screen. What they do is the app's business. */
import { useEffect } from 'react'
import { tinykeys } from 'tinykeys'
import { useLatest } from '../../lib/use-latest.ts'
import { SHORTCUTS, type ShortcutName } from './shortcuts.ts'

export type ShortcutHandlers = Record<ShortcutName, () => void>

export function useShortcuts(handlers: ShortcutHandlers, enabled: boolean): void {
  const latest = useLatest(handlers)
  useEffect(() => {
    if (!enabled) return
    const bindings = SHORTCUTS.map(({ name, binding }) => [
      binding,
      (event: KeyboardEvent) => {
        if (!mayAct(name, event)) return
        event.preventDefault()
        latest.current[name]()
      },
    ])
    return tinykeys(window, Object.fromEntries(bindings), { ignore: isForAnother })
  }, [enabled, latest])
}

/** Typing is typing, and an open dialog or menu has the keys to itself. */
function isForAnother(event: KeyboardEvent): boolean {
  if (event.isComposing || event.defaultPrevented) return true
  const { target } = event
  if (target instanceof Element && target.closest('input,textarea,select,[contenteditable]')) return true
  return document.querySelector('[role="dialog"],[role="menu"]') !== null
}

/** Some keys have a meaning of their own on what has the focus: Enter on a button, an arrow in text that scrolls. */
function mayAct(name: ShortcutName, { target }: KeyboardEvent): boolean {
  const element = target instanceof HTMLElement ? target : undefined
  if (name === 'open') return !element?.closest('a,button,[role="tab"],[tabindex="0"]')
  if (name === 'nextRow' || name === 'previousRow')
    return element !== undefined && (element === document.body || element.closest('[role="listbox"]') !== null)
  return true
}
