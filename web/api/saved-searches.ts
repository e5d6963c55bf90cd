/**
 * Searches to come back to: those that were pinned, and those that were applied last. In this browser and not on the server: that
 * knows no users, so one person's pins would stand in everybody's sidebar, and what one has looked for would be told to all.
 * Who wants to share a search sends its address.
 */
import { createStoredList, type StoredList } from '../lib/stored-list.ts'
import { navTexts } from '../texts/nav.ts'
import { keyOf, type ListScope } from './list-scope.ts'

export const MAX_PINNED = 20
const MAX_RECENT = 8

export interface PinnedSearch extends ListScope {
  q: string
  /** Given by hand. */
  name: string | undefined
}

export interface SavedSearches {
  pinned: Pick<StoredList<PinnedSearch>, 'get' | 'subscribe'>
  /** As they were typed, the one applied last first. */
  recent: Pick<StoredList<string>, 'get' | 'subscribe'>
  remember: (q: string) => void
  forget: (q: string) => void
  pin: (scope: ListScope & { q: string }) => void
  /** @returns a function that puts it back where it was */
  unpin: (scope: ListScope) => () => void
  /** An empty name gives it its text back. */
  rename: (scope: ListScope, name: string) => void
}

export function createSavedSearches(): SavedSearches {
  const pinned = createStoredList({ name: 'pinned-searches', max: MAX_PINNED, read: readPinned })
  const recent = createStoredList({
    name: 'recent-searches',
    max: MAX_RECENT,
    read: (q) => (typeof q === 'string' && q !== '' ? q : undefined),
  })
  const without = (all: readonly PinnedSearch[], scope: ListScope) => all.filter((each) => keyOf(each) !== keyOf(scope))

  return {
    pinned,
    recent,
    remember: (q) => recent.change((all) => [q, ...all.filter((each) => each !== q)]),
    forget: (q) => recent.change((all) => all.filter((each) => each !== q)),
    pin: ({ mailbox, q }) => pinned.change((all) => [...without(all, { mailbox, q }), { mailbox, q, name: undefined }]),
    unpin(scope) {
      const at = pinned.get().findIndex((each) => keyOf(each) === keyOf(scope))
      const gone = pinned.get()[at]
      pinned.change((all) => without(all, scope))
      return () => {
        if (gone) pinned.change((all) => without(all, gone).toSpliced(at, 0, gone))
      }
    },
    rename: (scope, name) =>
      pinned.change((all) =>
        all.map((each) => (keyOf(each) === keyOf(scope) ? { ...each, name: name.trim() || undefined } : each)),
      ),
  }
}

function readPinned(item: unknown): PinnedSearch | undefined {
  if (typeof item !== 'object' || item === null || !('q' in item) || typeof item.q !== 'string') return undefined
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  return {
    q: item.q,
    mailbox: 'mailbox' in item ? text(item.mailbox) : undefined,
    name: 'name' in item ? text(item.name) : undefined,
  }
}

/** What it is called: as it was renamed, or what it looks for. */
export function nameOf({ name, q, mailbox }: PinnedSearch): string {
  return name ?? (mailbox === undefined ? q : navTexts.searchIn(q, mailbox))
}
