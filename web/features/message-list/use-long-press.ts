/** A finger that rests on a row, and does not scroll. */
import { type PointerEvent, useEffect, useRef } from 'react'

const LONG_MS = 450
/** A finger is never quite still. */
const SLIP_PX = 8

export function useLongPress(onLong: () => void) {
  const from = useRef<{ x: number; y: number; timer: ReturnType<typeof setTimeout> } | undefined>(undefined)
  const long = useRef(false)
  useEffect(() => () => clearTimeout(from.current?.timer), [])

  function end(): void {
    clearTimeout(from.current?.timer)
    from.current = undefined
  }

  return {
    start({ pointerType, isPrimary, clientX: x, clientY: y }: PointerEvent) {
      long.current = false
      end()
      if (pointerType !== 'touch' || !isPrimary) return
      const timer = setTimeout(() => {
        long.current = true
        navigator.vibrate?.(8)
        onLong()
      }, LONG_MS)
      from.current = { x, y, timer }
    },
    move({ clientX, clientY }: PointerEvent) {
      const start = from.current
      if (start && Math.hypot(clientX - start.x, clientY - start.y) > SLIP_PX) end()
    },
    end,
    /** The click that ends it is not one. */
    wasLong: () => long.current,
  }
}
