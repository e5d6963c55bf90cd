/**
 * Deletes of all that a list shows, as far as it was counted: hidden at once, sent when the time to take it back is up or the
 * page closes, as one request that can be stopped.
 */
import type { CallOptions, Client } from '../../shared/client/client.ts'
import type { StreamEvent } from '../../shared/model/event.ts'
import type { Mailbox } from '../../shared/model/mailbox.ts'
import type { MessageCount, MessageSelection } from '../../shared/model/message.ts'
import { createStore, type ReadableStore, type Store } from '../lib/external-store.ts'
import { isLaterCursor } from '../lib/is-later-cursor.ts'
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
  /** Of its mailboxes, once it is under way: what will be left, with what comes meanwhile. */
  staying: Map<string, Pick<Mailbox, 'total' | 'unseen'>> | undefined
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
    what: Omit<ListDeletion, 'removed' | 'staying'>,
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
  mailboxes,
  onRemoved,
}: {
  client: Pick<Client, 'delete'>
  /** As the server counts them now. */
  mailboxes: () => readonly Mailbox[]
  /** Resolves when the lists show what there is now. */
  onRemoved: () => Promise<void>
}): ListDeletions {
  const leaving = createStore<readonly ListDeletion[]>([])
  const held = new Set<Pending>()
  /** The one sent first first. */
  const sent = new Set<Pending>()

  function stayingOf({ count }: ListDeletion): NonNullable<ListDeletion['staying']> {
    const staying: NonNullable<ListDeletion['staying']> = new Map()
    for (const { name, total, unseen } of mailboxes()) {
      const going = count.mailboxes.find((mailbox) => mailbox.name === name)
      if (going) staying.set(name, { total: Math.max(0, total - going.total), unseen: Math.max(0, unseen - going.unseen) })
    }
    return staying
  }

  async function send(deletion: Pending, options: CallOptions): Promise<void> {
    const { scope, count, removed, stopping } = deletion
    deletion.staying = stayingOf(deletion)
    clearTimeout(deletion.timer)
    held.delete(deletion)
    sent.add(deletion)
    deletion.onSent()
    const slow = setTimeout(() => deletion.onSlow(deletion), SLOW_MS)
    let error: Error | undefined
    try {
      const answer = await client.delete(selectionOf(scope, count), options)
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
      const stopping = new AbortController()
      const deletion: Pending = {
        ...what,
        ...listeners,
        removed: createStore(0),
        staying: undefined,
        stopping,
        timer: setTimeout(() => void send(deletion, { signal: stopping.signal }), UNDO_MS),
      }
      held.add(deletion)
      leaving.set([...leaving.get(), deletion])
      return {
        undo() {
          if (!held.delete(deletion)) return
          clearTimeout(deletion.timer)
          leaving.set(leaving.get().filter((other) => other !== deletion))
        },
        stop: () => stopping.abort(),
      }
    },
    follow(event) {
      if (event.type === 'message.added') countIn(event.message.mailbox)
      else if (event.type === 'message.removed' && !event.evicted) countOut(event.ids.length)
      if (sent.size > 0) leaving.set([...leaving.get()])
    },
    flush() {
      // The request under way ends with the page, and so stops what it asked for: another sees to the rest, come what may.
      for (const { scope, count } of sent) client.delete(selectionOf(scope, count), { keepalive: true }).catch(() => undefined)
      for (const deletion of [...held]) void send(deletion, { keepalive: true })
    },
  }

  function countIn(mailbox: string): void {
    for (const { staying } of sent) {
      const counts = staying?.get(mailbox)
      if (counts) staying?.set(mailbox, { total: counts.total + 1, unseen: counts.unseen + 1 })
    }
  }

  function countOut(messages: number): void {
    const [deletion] = sent
    deletion?.removed.set(Math.min(deletion.count.total, deletion.removed.get() + messages))
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
