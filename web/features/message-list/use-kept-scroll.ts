/** Coming back to a mailbox or a search finds it scrolled as it was left; so does coming back to the page, and loading it anew. */
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { readTabStored, writeTabStored } from '../../lib/storage.ts'

const NAME = 'scroll'
/** Lists looked at last. */
const MAX_LISTS = 20

export function useKeptScroll(key: string, scroller: RefObject<HTMLDivElement | null>, ready: boolean): void {
  const kept = useRef<Map<string, number> | undefined>(undefined)
  kept.current ??= readKept()

  useLayoutEffect(() => {
    const element = scroller.current
    const places = kept.current
    if (!element || !ready || !places) return
    element.scrollTop = places.get(key) ?? 0
    const remember = () => {
      places.delete(key)
      places.set(key, element.scrollTop)
    }
    element.addEventListener('scroll', remember, { passive: true })
    return () => element.removeEventListener('scroll', remember)
  }, [key, scroller, ready])

  useEffect(() => {
    const write = () => writeTabStored(NAME, JSON.stringify([...(kept.current ?? [])].slice(-MAX_LISTS)))
    addEventListener('pagehide', write)
    return () => removeEventListener('pagehide', write)
  }, [])
}

/** Whoever follows a link to a list sees its top. */
function readKept(): Map<string, number> {
  const [navigation] = performance.getEntriesByType('navigation')
  if (!(navigation instanceof PerformanceNavigationTiming) || navigation.type === 'navigate') return new Map()
  try {
    const read: unknown = JSON.parse(readTabStored(NAME) ?? '[]')
    return new Map(Array.isArray(read) ? read.filter(isPlace) : [])
  } catch {
    return new Map() // not ours: it is written anew when the page is left
  }
}

function isPlace(item: unknown): item is [string, number] {
  return Array.isArray(item) && typeof item[0] === 'string' && typeof item[1] === 'number'
}
