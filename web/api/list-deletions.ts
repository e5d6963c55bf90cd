/**
 * Deletes of all that a list shows, as far as it was counted: hidden at once, sent when the time to take it back is up or the
 * page closes, as one request that can be stopped.
 */
import type { Client } from '../../shared/client/client.ts'
import { isLaterCursor } from '../../shared/model/cursor.ts'
import type { StreamEvent } from '../../shared/model/event.ts'
import type { MessageCount, MessageSelection } from '../../shared/model/message.ts'
import { createStore, type ReadableStore, type Store } from '../lib/external-store.ts'
import { type ListScope, toQuery } from './list-scope.ts'
import { UNDO_MS } from './pending-deletions.ts'

/** What takes longer shows how far it is. */
const SLOW_MS = 1000

export interface ListDeletion {
  scope: ListScope
  count: MessageCount
  /** Of those that go, the ones that are known: they are left out of other lists too. */
  knownIds: readonly string[]
  /** How many have gone, as the stream tells. */
  removed: ReadableStore<number>
}

export interface ListDeletionListeners {
  /** It cannot be taken back any more. */
  onSent: () => void
  /** It takes its time. */
  onSlow: (deletion: ListDeletion) => void
  onSettled: (outcome: { removed: number; stopped: boolean; error?: Error }) => void
}

export interface ListDeletions {
  /** Held back or under way. */
  leaving: ReadableStore<readonly ListDeletion[]>
  add: (
    what: Omit<ListDeletion, 'removed'>,
    listeners: ListDeletionListeners,
  ) => {
    undo: () => void
    /** What is gone by then is gone. */
    stop: () => void
  }
  follow: (event: StreamEvent) => void
  /** Sends everything now. */
  flush: () => void
}

interface Pending extends ListDeletion, ListDeletionListeners {
  removed: Store<number>
  timer: ReturnType<typeof setTimeout>
  stopping: AbortController
}

export function createListDeletions({
  client,
  onRemoved,
}: {
  client: Pick<Client, 'delete'>
  /** Resolves when the lists show what there is now. */
  onRemoved: () => Promise<void>
}): ListDeletions {
  const leaving = createStore<readonly ListDeletion[]>([])
  const held = new Set<Pending>()
  /** The one sent first first. */
  const sent = new Set<Pending>()

  async function send(deletion: Pending): Promise<void> {
    const { scope, count, removed, stopping } = deletion
    clearTimeout(deletion.timer)
    held.delete(deletion)
    sent.add(deletion)
    deletion.onSent()
    const slow = setTimeout(() => deletion.onSlow(deletion), SLOW_MS)
    let error: Error | undefined
    try {
      // A page that closes meanwhile does not stop it.
      const answer = await client.delete(selectionOf(scope, count), { signal: stopping.signal, keepalive: true })
      removed.set(answer.removed)
    } catch (cause) {
      error = cause as Error
    }
    clearTimeout(slow)
    await onRemoved()
    sent.delete(deletion)
    leaving.set(leaving.get().filter((other) => other !== deletion))
    const stopped = stopping.signal.aborted
    deletion.onSettled({ removed: removed.get(), stopped, ...(error && !stopped && { error }) })
  }

  return {
    leaving,
    add(what, listeners) {
      const deletion: Pending = {
        ...what,
        ...listeners,
        removed: createStore(0),
        stopping: new AbortController(),
        timer: setTimeout(() => void send(deletion), UNDO_MS),
      }
      held.add(deletion)
      leaving.set([...leaving.get(), deletion])
      return {
        undo() {
          if (!held.delete(deletion)) return
          clearTimeout(deletion.timer)
          leaving.set(leaving.get().filter((other) => other !== deletion))
        },
        stop: () => deletion.stopping.abort(),
      }
    },
    follow(event) {
      if (event.type !== 'message.removed' || event.evicted) return
      const [deletion] = sent
      if (!deletion) return
      deletion.removed.set(Math.min(deletion.count.total, deletion.removed.get() + event.ids.length))
      leaving.set([...leaving.get()])
    },
    flush() {
      for (const deletion of [...held]) void send(deletion)
    },
  }
}

function selectionOf(scope: ListScope, { cursor }: MessageCount): MessageSelection {
  const { q, mailbox } = scope
  const within = { ...(mailbox !== undefined && { mailbox }), upTo: cursor }
  return q === undefined ? { all: true, ...within } : { ...toQuery(scope), q, ...within }
}

/** Cursor up to which all of a list is leaving; undefined when some of it stays. */
export function leavingUpTo(leaving: readonly ListDeletion[], { mailbox, q }: ListScope): string | undefined {
  let upTo: string | undefined
  for (const { scope, count } of leaving) {
    const isWithin = (scope.mailbox === undefined || scope.mailbox === mailbox) && (scope.q === undefined || scope.q === q)
    if (isWithin && (upTo === undefined || isLaterCursor(count.cursor, upTo))) upTo = count.cursor
  }
  return upTo
}
