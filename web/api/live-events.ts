/** Lets the live stream into the caches. Components read the caches and never the stream. */
import type { QueryClient } from '@tanstack/react-query'
import { followStream, type StreamStatus } from '../../shared/client/events.ts'
import type { StreamEvent } from '../../shared/model/event.ts'
import type { MessageSummary } from '../../shared/model/message.ts'
import type { Store } from '../lib/external-store.ts'
import { readAgain } from '../lib/read-again.ts'
import { infoKeys } from './info-queries.ts'
import type { ListDeletions } from './list-deletions.ts'
import { createMailboxFollower } from './mailbox-follower.ts'
import { mailboxKeys } from './mailbox-queries.ts'
import { applyChange, messageKeys } from './message-queries.ts'
import type { MessageWindows } from './message-windows.ts'
import { createSessionFollower, refetchSessions } from './session-queries.ts'
import { createTagRecount, tagKeys } from './tag-queries.ts'

export interface StreamState {
  status: StreamStatus
  failures: number
}

export type Eviction = Extract<StreamEvent, { type: 'evicted' }>

/** Of messages that went; more than anyone has open. */
const MAX_EVICTED_IDS = 100

export interface LiveEventsDeps {
  baseUrl: string
  cache: QueryClient
  windows: MessageWindows
  listDeletions: ListDeletions
  stream: Store<StreamState>
  arrival: Store<MessageSummary | undefined>
  eviction: Store<Eviction | undefined>
  evictedIds: Store<ReadonlySet<string>>
  /** What searches find may have changed. */
  recount: () => void
}

const RECOUNTED: ReadonlySet<StreamEvent['type']> = new Set([
  'hello',
  'gap',
  'message.added',
  'message.changed',
  'message.removed',
])

/** @returns a function that stops following */
export function startLiveEvents(deps: LiveEventsDeps): () => void {
  const { baseUrl, cache, windows, listDeletions, stream, arrival, eviction, evictedIds, recount } = deps
  let greeted = false
  const followMailboxes = createMailboxFollower(cache)
  const recountTags = createTagRecount(cache)
  const followSessions = createSessionFollower(cache)

  function refetch(): void {
    for (const queryKey of [mailboxKeys.all, tagKeys.all, messageKeys.all]) void cache.invalidateQueries({ queryKey })
  }

  function refetchInfo(): void {
    void cache.invalidateQueries({ queryKey: infoKeys.all })
  }

  /** What could not be read, or is being read and may fail still. */
  function retryFailed(): void {
    for (const queryKey of [mailboxKeys.all, tagKeys.all, messageKeys.all])
      void cache.invalidateQueries({
        queryKey,
        predicate: ({ state }) => state.status === 'error' || state.fetchStatus === 'fetching',
      })
  }

  /** Those that are open, or were, need not be asked for to know that they are gone. */
  function forget(ids: readonly string[]): void {
    const opened = ids.filter((id) => cache.getQueryState(messageKeys.detail(id)))
    if (opened.length > 0) evictedIds.set(new Set([...evictedIds.get(), ...opened].slice(-MAX_EVICTED_IDS)))
  }

  function apply(event: StreamEvent): void {
    followMailboxes(event)
    windows.follow(event)
    listDeletions.follow(event)
    recountTags(event)
    followSessions(event)
    if (RECOUNTED.has(event.type)) recount()
    if (event.type === 'hello') {
      // All of it may have been read before the stream was open, and messages may have failed while it could not be.
      for (const queryKey of [infoKeys.all, mailboxKeys.all, tagKeys.all]) void readAgain(cache, queryKey)
      void cache.invalidateQueries({ queryKey: messageKeys.all, predicate: ({ state }) => greeted || state.status === 'error' })
      refetchSessions(cache)
      greeted = true
    }
    if (event.type === 'gap') refetch()
    if (event.type === 'gap') refetchSessions(cache)
    if (event.type === 'evicted') eviction.set(event)
    if (event.type === 'storage.changed') {
      refetchInfo()
      if (event.fault === undefined) retryFailed()
    }
    if (event.type === 'message.added') arrival.set(event.message)
    if (event.type === 'message.changed') applyChange(cache, event)
    if (event.type === 'message.removed') {
      if (event.evicted) forget(event.ids)
      else for (const id of event.ids) void cache.invalidateQueries({ queryKey: messageKeys.detail(id) })
    }
  }

  return followStream({
    baseUrl,
    onEvent: apply,
    onStatus(status, failures) {
      stream.set({ status, failures })
      // A stream that is refused does not say why.
      if (status === 'reconnecting') refetchInfo()
    },
  })
}
