/** Stands where the list would be. What comes takes it away, and the focus with it if that was in there. */
import { type ReactNode, useLayoutEffect, useRef } from 'react'
import { useLatest } from '../../lib/use-latest.ts'

export function EmptyPlace({ onFocusLost, children }: { onFocusLost: () => void; children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null)
  const latest = useLatest(onFocusLost)
  useLayoutEffect(() => {
    const { current } = place
    return () => {
      if (current?.contains(document.activeElement)) latest.current()
    }
  }, [latest])
  return (
    <div ref={place} className="contents">
      {children}
    </div>
  )
}
