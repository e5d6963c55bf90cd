/** Decides when arrivals may enter the list: at its top, and not under a moving pointer. */
import { type PointerEvent, type RefObject, useEffect, useRef } from 'react'
import type { MessageWindow } from '../../api/message-window.ts'

/** A pointer that moved this recently may be about to click: rows must not slide away under it. */
const POINTER_REST_MS = 350
const TOP_PX = 4

export function useArrivalHold(messages: MessageWindow, scroller: RefObject<HTMLDivElement | null>) {
  const rest = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)

  function settle(): void {
    // Looked up when mail comes: a scroll event waits for a frame, which mail may be ahead of.
    messages.holdWhile(() => rest.current !== undefined || (scroller.current?.scrollTop ?? 0) > TOP_PX)
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new window starts with the scroll position it is shown at
  useEffect(() => {
    settle()
    return () => {
      clearTimeout(rest.current)
      rest.current = undefined
      messages.holdWhile(() => true) // off screen: arrivals wait and are counted
    }
  }, [messages])

  return {
    onPointerMove(event: PointerEvent) {
      if (event.pointerType !== 'mouse') return
      clearTimeout(rest.current)
      rest.current = setTimeout(() => {
        rest.current = undefined
        settle()
      }, POINTER_REST_MS)
    },
    onScroll: settle,
  }
}
