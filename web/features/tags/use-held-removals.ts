/** Removals that can still be taken back: sent when the time is up, or with the dialog or the page when those close. */
import { useEffect, useRef, useState } from 'react'
import { useLatest } from '../../lib/use-latest.ts'

const UNDO_MS = 6000

/** @param send `outlives`: the page may be gone before the answer */
export function useHeldRemovals(send: (id: string, outlives: boolean) => void) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const timers = useRef(new Map<string, ReturnType<typeof setTimeout>>())
  const latest = useLatest(send)

  useEffect(() => {
    const held = timers.current
    const flush = () => {
      for (const [id, timer] of held) {
        clearTimeout(timer)
        latest.current(id, true)
      }
      held.clear()
    }
    addEventListener('pagehide', flush)
    return () => {
      removeEventListener('pagehide', flush)
      flush()
    }
  }, [latest])

  return {
    ids,
    hold(id: string) {
      const timer = setTimeout(() => {
        timers.current.delete(id)
        latest.current(id, false)
      }, UNDO_MS)
      timers.current.set(id, timer)
      setIds(new Set([...ids, id]))
    },
    undo(id: string) {
      clearTimeout(timers.current.get(id))
      timers.current.delete(id)
      setIds(new Set([...ids].filter((other) => other !== id)))
    },
  }
}
