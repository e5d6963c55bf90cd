/** The divider between two columns: dragged, or moved with arrow keys, Home and End; a double click or Enter restores it. */
import { type KeyboardEvent, type PointerEvent, useRef } from 'react'

const STEP_PX = 16

export interface SplitHandleProps {
  label: string
  width: number
  min: number
  max: number
  fallback: number
  /** Pixels of width for one of the pointer: 2 where both sides move. */
  perPixel?: number
  onResize: (width: number) => void
}

export function SplitHandle({ label, width, min, max, fallback, perPixel = 1, onResize }: SplitHandleProps) {
  const drag = useRef<{ fromX: number; fromWidth: number } | undefined>(undefined)
  const resize = (next: number) => onResize(Math.round(Math.min(max, Math.max(min, next))))

  function start(event: PointerEvent<HTMLElement>) {
    event.preventDefault()
    event.currentTarget.setPointerCapture(event.pointerId)
    drag.current = { fromX: event.clientX, fromWidth: width }
  }
  function move(event: PointerEvent<HTMLElement>) {
    if (drag.current) resize(drag.current.fromWidth + (event.clientX - drag.current.fromX) * perPixel)
  }
  function stop() {
    drag.current = undefined
  }
  function step(event: KeyboardEvent) {
    const to = { ArrowLeft: width - STEP_PX, ArrowRight: width + STEP_PX, Home: min, End: max, Enter: fallback }[event.key]
    if (to === undefined) return
    event.preventDefault()
    resize(to)
  }

  return (
    <hr
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={width}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      className="absolute inset-y-0 -right-1 z-10 m-0 h-full w-2 cursor-col-resize touch-none border-0 bg-transparent transition-colors after:absolute after:inset-y-0 after:left-[3px] after:w-px hover:after:bg-accent focus-visible:outline-none focus-visible:after:w-0.5 focus-visible:after:bg-accent"
      onPointerDown={start}
      onPointerMove={move}
      onPointerUp={stop}
      onPointerCancel={stop}
      onDoubleClick={() => onResize(fallback)}
      onKeyDown={step}
    />
  )
}
