/** What the empty search box offers: searches that were pinned, and those that were applied last. */
import { useMemo } from 'react'
import { useApi } from '../../api/api.ts'
import { keyOf, type ListScope } from '../../api/list-scope.ts'
import { nameOf } from '../../api/saved-searches.ts'
import { useStore } from '../../lib/external-store.ts'

export interface SavedSuggestion {
  /** Where it leads. */
  scope: ListScope & { q: string }
  label: string
  isPinned: boolean
}

export function useSavedSuggestions(mailbox: string | undefined): SavedSuggestion[] {
  const { searches } = useApi()
  const pinned = useStore(searches.pinned)
  const recent = useStore(searches.recent)
  return useMemo(() => {
    const pins = pinned.map((pin) => ({ scope: { mailbox: pin.mailbox, q: pin.q }, label: nameOf(pin), isPinned: true }))
    const known = new Set(pins.map(({ scope }) => keyOf(scope)))
    return [
      ...pins,
      ...recent
        .map((q) => ({ scope: { mailbox, q }, label: q, isPinned: false }))
        .filter(({ scope }) => !known.has(keyOf(scope))),
    ]
  }, [pinned, recent, mailbox])
}
