/** Lets the live stream into the caches. Components read the caches and never the stream. */
import type { QueryClient } from '@tanstack/react-query'
import { followStream, type StreamStatus } from '../../shared/client/events.ts'
import type { StreamEvent } from '../../shared/model/event.ts'
import type { MessageSummary } from '../../shared/model/message.ts'
import type { Store } from '../lib/external-store.ts'
import { applyMailboxEvent, mailboxKeys } from './mailbox-queries.ts'
import { messageKeys, patchMessage } from './message-queries.ts'
import type { MessageWindows } from './message-windows.ts'

export interface StreamState {
  status: StreamStatus
  failures: number
}

export interface LiveEventsDeps {
  baseUrl: string
  cache: QueryClient
  windows: MessageWindows
  stream: Store<StreamState>
  arrival: Store<MessageSummary | undefined>
}

/** @returns a function that stops following */
export function startLiveEvents({ baseUrl, cache, windows, stream, arrival }: LiveEventsDeps): () => void {
  let greeted = false

  function refetch(): void {
    void cache.invalidateQueries({ queryKey: mailboxKeys.all })
    void cache.invalidateQueries({ queryKey: messageKeys.all })
  }

  function apply(event: StreamEvent): void {
    windows.apply(event)
    if (event.type === 'hello') {
      // Counts may have been read before the stream was open.
      void cache.invalidateQueries({ queryKey: mailboxKeys.all })
      if (greeted) void cache.invalidateQueries({ queryKey: messageKeys.all })
      greeted = true
    }
    if (event.type === 'gap') refetch()
    if (event.type === 'mailbox.changed') applyMailboxEvent(cache, event)
    if (event.type === 'message.added') arrival.set(event.message)
    if (event.type === 'message.changed') {
      const { id, seen, pinned } = event
      patchMessage(cache, id, { ...(seen !== undefined && { seen }), ...(pinned !== undefined && { pinned }) })
    }
    if (event.type === 'message.removed') {
      if (event.ids) for (const id of event.ids) void cache.invalidateQueries({ queryKey: messageKeys.detail(id) })
      else refetch()
    }
  }

  return followStream({ baseUrl, onEvent: apply, onStatus: (status, failures) => stream.set({ status, failures }) })
}
