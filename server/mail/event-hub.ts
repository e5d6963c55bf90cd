/** Gives events their place and hands them on. Knows no sockets; keeps a short history for those who come back. */
import type { MailEvent, StreamEvent } from '../../shared/model/event.ts'
import { LIMITS } from '../limits.ts'
import type { MailboxCounts, RemovedPortion } from '../store/store.ts'

export type SequencedEvent = Exclude<StreamEvent, { type: 'hello' }>

/** By `seq`; `any` when mailboxes were renamed or removed. */
export type Touched = readonly number[] | 'any'

export interface EventHub {
  /** Place of the newest event. */
  readonly seq: number
  /** Somebody is told of events as they come. */
  readonly isFollowed: boolean
  /** Call only after the commit: subscribers read back what they are told about. */
  publish(event: MailEvent): void
  /** Publishes `mailbox.changed` for each, but for those of which newer ones are out already. */
  publishCounts(mailboxes: readonly Pick<MailboxCounts, 'name' | 'total' | 'unseen' | 'evicted' | 'revision'>[]): void
  /** Publishes `message.removed` for each mailbox, so that who follows one learns of no other; names them as `touched` does. */
  publishRemoved(removed: Pick<RemovedPortion, 'ids' | 'seqs' | 'mailboxOf'> & { evicted?: true }): void
  /** Call after the commit, with every message that has come, changed, moved or gone: what events tell in full, this names. */
  touched(seqs: Touched): void
  /**
   * @param isFollowing whether somebody is told of it at once
   * @returns a function that ends it
   */
  onTouched(listener: (seqs: Touched) => void, isFollowing: () => boolean): () => void
  /**
   * Replays events later than `after`, then follows. Says `gap` when history is too short: reload everything.
   * @returns a function that ends the subscription
   */
  subscribe(after: number | undefined, deliver: (event: SequencedEvent) => void): () => void
}

const HISTORY_LENGTH = LIMITS.stream.history.value

/** @param startedAtMs when the process started: places count up from there in microseconds, so that none repeats after a restart */
export function createEventHub({
  startedAtMs,
  historyLength = HISTORY_LENGTH,
}: {
  startedAtMs: number
  historyLength?: number
}): EventHub {
  // A ring: place `seq` is at `seq % historyLength`.
  const history = new Array<SequencedEvent | undefined>(historyLength)
  const subscribers = new Set<(event: SequencedEvent) => void>()
  const firstSeq = startedAtMs * 1000
  const touchListeners = new Map<(seqs: Touched) => void, () => boolean>()
  const newestRevision = new Map<string, number>()
  let seq = firstSeq

  function publish(event: MailEvent): void {
    const sequenced = { ...event, seq: ++seq } as SequencedEvent
    history[seq % historyLength] = sequenced
    for (const deliver of subscribers) deliver(sequenced)
  }

  function touched(seqs: Touched): void {
    if (seqs.length > 0) for (const listen of [...touchListeners.keys()]) listen(seqs)
  }

  return {
    get seq() {
      return seq
    },
    get isFollowed() {
      return subscribers.size > 0 || [...touchListeners.values()].some((isFollowing) => isFollowing())
    },
    publish,
    publishCounts(mailboxes) {
      for (const { name, total, unseen, evicted, revision } of mailboxes) {
        if (revision < (newestRevision.get(name) ?? 0)) continue
        newestRevision.set(name, revision)
        publish({ type: 'mailbox.changed', name, total, unseen, evicted })
      }
    },
    publishRemoved({ ids, seqs, mailboxOf, evicted }) {
      const byMailbox = Map.groupBy(ids.keys(), (at) => mailboxOf[at] ?? '')
      for (const [mailbox, places] of byMailbox) {
        const some = places.map((at) => ids[at] ?? '')
        publish({ type: 'message.removed', ids: some, mailbox, ...(evicted && { evicted }) })
      }
      touched(seqs)
    },
    touched,
    onTouched(listener, isFollowing) {
      touchListeners.set(listener, isFollowing)
      return () => {
        touchListeners.delete(listener)
      }
    },
    subscribe(after, deliver) {
      if (after !== undefined && after !== seq) {
        const oldest = Math.max(firstSeq, seq - historyLength)
        if (after > seq || after < oldest) deliver({ type: 'gap', seq })
        else
          for (let place = after + 1; place <= seq; place++) {
            const event = history[place % historyLength]
            if (event) deliver(event)
          }
      }
      subscribers.add(deliver)
      return () => {
        subscribers.delete(deliver)
      }
    },
  }
}
