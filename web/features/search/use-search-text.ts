/** What stands in the search box, and when it becomes the search: after a pause, or at once when told. */
import { useEffect, useMemo, useRef, useState } from 'react'
import { isFaulty, readSearch } from '../../lib/read-search.ts'
import { useLatest } from '../../lib/use-latest.ts'

const PAUSE_MS = 250

export interface SearchTextProps {
  /** As the address has it. */
  q: string | undefined
  /** @param isFirst of one stay in the box: what is typed on replaces it, so that Back retraces searches and not letters */
  onSearch: (q: string | undefined, isFirst: boolean) => void
}

export function useSearchText({ q, onSearch }: SearchTextProps) {
  const [text, setText] = useState(q ?? '')
  const [known, setKnown] = useState(q)
  const [sent, setSent] = useState(q)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const hasSearched = useRef(false)
  const parsed = useMemo(() => readSearch(text), [text])
  const latest = useLatest({ q, onSearch })
  useEffect(() => () => clearTimeout(timer.current), [])

  // The address has changed: by what was typed here, or by Back, a link, a button.
  if (q !== known) {
    setKnown(q)
    if (q !== sent) setText(q ?? '')
    setSent(q)
  }

  function search(next: string): void {
    clearTimeout(timer.current)
    const asked = next.trim() || undefined
    if (asked === latest.current.q || isFaulty(readSearch(next))) return
    setSent(asked)
    latest.current.onSearch(asked, !hasSearched.current)
    hasSearched.current = true
  }

  return {
    text,
    issues: parsed.issues,
    /** @param isFinal whether it may be searched for after the pause; not while a character is composed of several keys */
    type(next: string, isFinal = true) {
      setText(next)
      clearTimeout(timer.current)
      if (isFinal) timer.current = setTimeout(() => search(next), PAUSE_MS)
    },
    searchNow: () => search(text),
    clear() {
      setText('')
      search('')
    },
    /** The next search is a step of its own. */
    leave() {
      search(text)
      hasSearched.current = false
    },
  }
}
