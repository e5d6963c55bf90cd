/**
 * Another address of the mail is shown by a new frame, and the focus would be gone with the old one. Until the next document has
 * ears for keys, what scrolls the mail has the focus: keys are heard there too, and Tab goes on from there (WCAG 2.4.3).
 */
import { type RefObject, useRef } from 'react'

interface FrameFocus {
  /** The frame that has the focus is about to go. */
  hold: () => void
  /** The next one is there. Whoever went on meanwhile is left where they are. */
  giveBack: () => void
}

export function useFrameFocus(place: RefObject<HTMLElement | null>, frame: RefObject<HTMLIFrameElement | null>): FrameFocus {
  const isHeld = useRef(false)
  return {
    hold() {
      isHeld.current = true
      place.current?.focus({ preventScroll: true })
    },
    giveBack() {
      if (isHeld.current && document.activeElement === place.current) frame.current?.focus({ preventScroll: true })
      isHeld.current = false
    },
  }
}
