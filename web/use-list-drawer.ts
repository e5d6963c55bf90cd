/** The list while it is a drawer over what is read. Whoever closes it without a choice has the focus back where it was. */
import { useCallback, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { useLayout } from './ui/columns.tsx'

export type ListDrawer = ReturnType<typeof useListDrawer>

export function useListDrawer(reading: boolean) {
  const isDrawer = useLayout().listIsDrawer && reading
  const [wanted, setWanted] = useState(false)
  if (wanted && !isDrawer) setWanted(false)
  const before = useRef<Element | null>(null)
  const open = isDrawer && wanted
  return {
    isDrawer,
    open,
    isHidden: isDrawer && !wanted,
    /** At once: what is typed next may belong there. */
    show(): void {
      if (open) return
      before.current = document.activeElement
      flushSync(() => setWanted(true))
    },
    hide(): void {
      flushSync(() => setWanted(false))
      if (before.current instanceof HTMLElement && before.current !== document.body) before.current.focus({ preventScroll: true })
    },
    /** Something was chosen in it, which has the focus now. */
    leave: useCallback(() => setWanted(false), []),
  }
}
