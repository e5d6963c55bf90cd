/** Deletes that can still be taken back: hidden at once, sent when the time is up or the page closes. */
import type { Client } from '../../shared/client/client.ts'
import type { MessageSummary } from '../../shared/model/message.ts'
import { createStore, type ReadableStore } from '../lib/external-store.ts'

export const UNDO_MS = 6000
/** The API takes at most this many ids in one call. */
const MAX_IDS = 200

/** By id: what to leave out of every list and of every count. */
export type HiddenMessages = ReadonlyMap<string, Pick<MessageSummary, 'id' | 'mailbox' | 'seen' | 'tags'>>

export interface PendingDeletions {
  hidden: ReadableStore<HiddenMessages>
  add: (messages: readonly Pick<MessageSummary, 'id' | 'mailbox' | 'seen' | 'tags'>[], onSettled: (error?: Error) => void) => void
  undo: (ids: readonly string[]) => void
  /** Sends everything now, in requests that outlive the page. */
  flush: () => void
}

interface Pending {
  ids: readonly string[]
  timer: ReturnType<typeof setTimeout>
  onSettled: (error?: Error) => void
}

export function createPendingDeletions({
  client,
  onRemoved,
}: {
  client: Pick<Client, 'delete'>
  onRemoved: (ids: readonly string[]) => void
}): PendingDeletions {
  const hidden = createStore<HiddenMessages>(new Map())
  const pending = new Set<Pending>()

  function show(ids: readonly string[]): void {
    hidden.set(new Map([...hidden.get()].filter(([id]) => !ids.includes(id))))
  }

  async function send(deletion: Pending, keepalive: boolean): Promise<void> {
    clearTimeout(deletion.timer)
    pending.delete(deletion)
    try {
      const sending: Promise<unknown>[] = []
      for (let at = 0; at < deletion.ids.length; at += MAX_IDS) {
        const sent = client.delete({ ids: deletion.ids.slice(at, at + MAX_IDS) }, { keepalive })
        sending.push(sent)
        if (!keepalive) await sent // a page that closes has no time for one after the other
      }
      await Promise.all(sending)
      onRemoved(deletion.ids)
      deletion.onSettled()
    } catch (error) {
      deletion.onSettled(error as Error)
    }
    show(deletion.ids)
  }

  return {
    hidden,
    add(messages, onSettled) {
      const ids = messages.map(({ id }) => id)
      const deletion: Pending = { ids, onSettled, timer: setTimeout(() => void send(deletion, false), UNDO_MS) }
      pending.add(deletion)
      hidden.set(new Map([...hidden.get(), ...messages.map((message) => [message.id, message] as const)]))
    },
    undo(ids) {
      for (const deletion of pending) {
        if (!deletion.ids.some((id) => ids.includes(id))) continue
        clearTimeout(deletion.timer)
        pending.delete(deletion)
        show(deletion.ids)
      }
    },
    flush() {
      for (const deletion of [...pending]) void send(deletion, true)
    },
  }
}
