/** Wires the client, the caches and the live stream together, once, for the whole app. */
import { QueryClient } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import type { Client } from '../../shared/client/client.ts'
import type { MessageSummary } from '../../shared/model/message.ts'
import { createStore, type ReadableStore } from '../lib/external-store.ts'
import { createListChanges, type ListChanges } from './list-changes.ts'
import { createListDeletions, type ListDeletions } from './list-deletions.ts'
import { type Eviction, type StreamState, startLiveEvents } from './live-events.ts'
import { countKept, keptMailboxes } from './mailbox-queries.ts'
import { createMessageActions, type MessageActions } from './message-actions.ts'
import { createMessageWindows, type MessageWindows } from './message-windows.ts'
import { createPendingDeletions, type PendingDeletions } from './pending-deletions.ts'
import { createSavedSearches, type SavedSearches } from './saved-searches.ts'
import { createRecount } from './search-counts.ts'
import { createSignIn, type SignIn } from './sign-in.ts'

export interface Api {
  client: Client
  cache: QueryClient
  signIn: SignIn
  windows: MessageWindows
  actions: MessageActions
  deletions: PendingDeletions
  listDeletions: ListDeletions
  listChanges: ListChanges
  searches: SavedSearches
  stream: ReadableStore<StreamState>
  /** The message that came in last while the page was open. */
  arrival: ReadableStore<MessageSummary | undefined>
  /** What retention removed last while the page was open. */
  eviction: ReadableStore<Eviction | undefined>
  /** Messages that retention removed after they were opened. */
  evictedIds: ReadableStore<ReadonlySet<string>>
}

export function startApi(baseUrl: string): Api {
  const cache = new QueryClient({
    // A laptop without a network still reaches its own Mailmitt: never wait for the browser to say it is online.
    defaultOptions: { queries: { staleTime: Infinity, retry: false, refetchOnWindowFocus: false, networkMode: 'always' } },
  })
  const { client, signIn } = createSignIn({ baseUrl, cache })
  const stream = createStore<StreamState>({ status: 'connecting', failures: 0 })
  const arrival = createStore<MessageSummary | undefined>(undefined)
  const eviction = createStore<Eviction | undefined>(undefined)
  const evictedIds = createStore<ReadonlySet<string>>(new Set())
  const deletions = createPendingDeletions({
    client,
    onRemoved: (ids) => windows.apply({ type: 'message.removed', seq: 0, ids: [...ids] }),
  })
  const listDeletions = createListDeletions({
    client,
    mailboxes: () => keptMailboxes(cache),
    onRemoved: () => windows.reloadLeaving(),
  })
  const windows = createMessageWindows({
    client,
    hidden: deletions.hidden,
    leaving: listDeletions.leaving,
    countKept: (mailbox) => countKept(cache, mailbox),
  })
  const actions = createMessageActions({ client, cache, windows })
  const listChanges = createListChanges({ client })
  const searches = createSavedSearches()
  const recount = createRecount(cache)
  startLiveEvents({ baseUrl, cache, windows, listDeletions, stream, arrival, eviction, evictedIds, recount })
  addEventListener('pagehide', deletions.flush)
  addEventListener('pagehide', listDeletions.flush)
  addEventListener('pagehide', listChanges.flush)
  return {
    client,
    cache,
    signIn,
    windows,
    actions,
    deletions,
    listDeletions,
    listChanges,
    searches,
    stream,
    arrival,
    eviction,
    evictedIds,
  }
}

export const ApiContext = createContext<Api | undefined>(undefined)

export function useApi(): Api {
  const api = useContext(ApiContext)
  if (!api) throw new Error('useApi needs an ApiContext above it')
  return api
}
