/** How wide the mail is laid out, and how much smaller or larger it is then shown. */
import { type RefObject, useLayoutEffect, useState } from 'react'
import type { MailSize } from './frame-message.ts'
import type { FrameWidth, Zoom } from './preview-settings.ts'

/** Smaller than this nobody reads. */
const MIN_SCALE = 0.25

export interface FrameSize {
  width: number
  scale: number
  /** The room there is, in pixels of the mail. */
  room: number
  /** A mail that is wider than its frame is laid out in a wider one, as phones do. */
  learn: (size: MailSize) => void
}

export function useFrameSize(place: RefObject<HTMLElement | null>, width: FrameWidth, zoom: Zoom): FrameSize {
  const [room, setRoom] = useState(0)
  const [needed, setNeeded] = useState(0)
  useLayoutEffect(() => {
    const { current } = place
    if (!current) return
    setRoom(innerWidth(current))
    const observer = new ResizeObserver(() => setRoom(innerWidth(current)))
    observer.observe(current)
    return () => observer.disconnect()
  }, [place])

  const asked = width !== 'full' ? width : zoom === 'fit' ? Math.max(room, needed) : Math.floor(room / zoom)
  const scale = zoom === 'fit' ? Math.max(MIN_SCALE, Math.min(1, room / asked)) : zoom
  return {
    width: asked,
    scale: room === 0 ? 1 : scale,
    room: Math.floor(room / scale),
    learn({ width: contentWidth, viewWidth }) {
      // Once: a layout that grows with its frame would never end.
      if (needed === 0 && contentWidth > viewWidth + 1 && viewWidth >= room - 1)
        setNeeded(Math.min(contentWidth, Math.floor(room / MIN_SCALE)))
    },
  }
}

function innerWidth(element: HTMLElement): number {
  const { paddingLeft, paddingRight } = getComputedStyle(element)
  return Math.floor(element.clientWidth - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight))
}
