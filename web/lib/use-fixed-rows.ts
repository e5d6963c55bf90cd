/** Which rows of one height are on the screen. It keeps nothing for each row, so a million of them cost as much as ten. */
import { type RefObject, useLayoutEffect, useState } from 'react'

/** Drawn beyond the edges, so that scrolling does not show where they end. */
const OVERSCAN = 20

export interface FixedRows {
  start: number
  /** Exclusive. */
  end: number
}

export function useFixedRows(scroller: RefObject<HTMLElement | null>, count: number, rowHeightPx: number): FixedRows {
  const [first, setFirst] = useState(0)
  const [visible, setVisible] = useState(0)
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const look = () => {
      setFirst(Math.floor(element.scrollTop / rowHeightPx))
      setVisible(Math.ceil(element.clientHeight / rowHeightPx) + 1)
    }
    look()
    element.addEventListener('scroll', look, { passive: true })
    const resizes = new ResizeObserver(look)
    resizes.observe(element)
    return () => {
      element.removeEventListener('scroll', look)
      resizes.disconnect()
    }
  }, [scroller, rowHeightPx])
  return { start: Math.max(0, Math.min(first, count) - OVERSCAN), end: Math.min(count, first + visible + OVERSCAN) }
}
