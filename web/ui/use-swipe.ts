/** A finger that is drawn across, in one go and not along something that scrolls that way. */
import { type TouchEvent, useRef } from 'react'

const MIN_PX = 64
/** Who takes longer selects text, or cannot decide. */
const MAX_MS = 500

export function useSwipe(direction: 'left' | 'right', onSwipe: () => void) {
  const from = useRef<{ x: number; y: number; time: number } | undefined>(undefined)
  const sign = direction === 'right' ? 1 : -1
  return {
    onTouchStart({ touches, target, timeStamp }: TouchEvent) {
      const touch = touches.length === 1 ? touches[0] : undefined
      from.current = touch && !canScroll(target, -sign) ? { x: touch.clientX, y: touch.clientY, time: timeStamp } : undefined
    },
    onTouchEnd({ changedTouches, timeStamp }: TouchEvent) {
      const start = from.current
      const touch = changedTouches[0]
      from.current = undefined
      if (!start || !touch || timeStamp - start.time > MAX_MS) return
      const along = (touch.clientX - start.x) * sign
      if (along >= MIN_PX && along > 2 * Math.abs(touch.clientY - start.y)) onSwipe()
    },
    onTouchCancel() {
      from.current = undefined
    },
  }
}

/** @param by 1 when there must be more to the right, -1 to the left */
function canScroll(target: EventTarget, by: number): boolean {
  for (let element = target instanceof Element ? target : null; element; element = element.parentElement) {
    const { scrollLeft, scrollWidth, clientWidth } = element
    if (scrollWidth <= clientWidth || !/auto|scroll/.test(getComputedStyle(element).overflowX)) continue
    if (by > 0 ? scrollLeft < scrollWidth - clientWidth - 1 : scrollLeft > 1) return true
  }
  return false
}
