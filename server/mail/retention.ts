/**
 * What may be kept, and what goes when that is too much: the oldest messages that are ready and not pinned, over all and in
 * each mailbox (DESIGN §9). Decides from kept counts; the store removes, a slice at a time, while mail goes on.
 */
import { EvictionReason } from '../../shared/model/event.ts'
import { now } from '../clock.ts'
import { toAppError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { EvictAnswer, EvictRequest, MailboxCounts, Store } from '../store/store.ts'
import type { EventHub } from './event-hub.ts'
import { createEvictionLog } from './eviction-log.ts'
import type { Holds } from './holds.ts'
import { createScopes, isOver, mayGo, type RetentionPolicy, type Scope } from './kept.ts'
import type { StorageWatch } from './storage-watch.ts'

export interface Retention {
  /**
   * Call before a message is taken.
   * @throws {AppError} `insufficient_storage` when pinned messages leave no room for it, `too_large` when nothing ever will
   */
  admit(mailbox: string, sizeOctets: number): void
  /** False when messages that are not ready yet fill what may be kept: they cannot go before they are seen. */
  hasRoom(unreadyOctets: number): boolean
  /**
   * Call with what the store answers to each change.
   * @param readySeq up to it messages are ready by this change, and everybody was told
   */
  changed(mailboxes: readonly MailboxCounts[], readySeq?: number): void
  /** Removed since the database was made. */
  readonly evicted: number
  /** Of that, what this process has removed since that `seq` was the newest. */
  evictedSince(seq: number): number
  close(): Promise<void>
}

/** A clock may be set, a machine may sleep: no timer runs longer before it looks again. */
const LONGEST_TIMER_MS = 60 * 60 * 1000
/** After an error that is not the storage's. */
const RETRY_MS = 60_000

export async function startRetention({
  store,
  events,
  watch,
  holds,
  policy,
  log,
}: {
  store: Store
  events: EventHub
  watch: StorageWatch
  holds: Pick<Holds, 'first' | 'onFreed'>
  policy: RetentionPolicy
  log: Log
}): Promise<Retention> {
  const scopes = createScopes(policy, log)
  const { kept, limits } = scopes.all
  const evictions = createEvictionLog()
  /** Have a limit that is passed, or an age to look at. */
  const due = new Set<Scope>()
  /** Have more to remove when what is held goes free. */
  const heldBack = new Set<Scope>()
  /** Of what is ready and not told yet, nobody can have seen anything. */
  let toldSeq = store.lastSeq
  const closing = Promise.withResolvers<void>()
  let closed = false
  let working: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let timerAt = Number.POSITIVE_INFINITY

  function changed(mailboxes: readonly MailboxCounts[], readySeq = toldSeq): void {
    toldSeq = readySeq
    for (const counts of mailboxes) {
      const { touched, isUnpinned } = scopes.count(counts)
      // One that was pinned may be older than all that could go before.
      for (const scope of touched)
        if (isOver(scope) || (mayGo(scope) && scope.limits.ageMs !== undefined && (isUnpinned || scope.dueAt === undefined)))
          due.add(scope)
    }
    start()
  }

  function start(): void {
    if (due.size > 0 && !closed) working ??= work()
  }

  holds.onFreed(() => {
    for (const scope of heldBack) due.add(scope)
    heldBack.clear()
    start()
  })

  async function work(): Promise<void> {
    for (const scope of due) {
      due.delete(scope)
      try {
        const answer = await store.evict(toRequest(scope))
        announce(scope, answer)
        setDue(scope, answer)
        // To the end of the line, so that one mailbox does not keep the others waiting.
        if (answer.more) due.add(scope)
      } catch (error) {
        due.add(scope)
        await waitAfter(error)
      }
      if (closed) return
    }
    working = undefined
  }

  function toRequest(scope: Scope): EvictRequest {
    const { mailbox, limits } = scope
    const { ageMs, ...most } = limits
    const upTo = Math.min(toldSeq, holds.first() - 1)
    if (upTo < toldSeq) heldBack.add(scope)
    return { mailbox, upTo, ...most, receivedBefore: ageMs === undefined ? undefined : now() - ageMs }
  }

  function announce({ mailbox }: Scope, { ids, seqs, mailboxOf, counts, mailboxes, newestSeq }: EvictAnswer): void {
    if (ids.length > 0) evictions.add(ids.length, newestSeq)
    events.publishRemoved({ ids, seqs, mailboxOf, evicted: true })
    for (const reason of EvictionReason.options)
      if (counts[reason] > 0)
        events.publish({ type: 'evicted', count: counts[reason], reason, ...(mailbox !== undefined && { mailbox }) })
    events.publishCounts(mailboxes)
    changed(mailboxes)
  }

  function setDue(scope: Scope, { oldestAt, more }: EvictAnswer): void {
    const { ageMs } = scope.limits
    // A thousandth late, so that messages that came one by one need not go one by one. At its age exactly, one stays.
    scope.dueAt = ageMs === undefined || oldestAt === undefined ? undefined : oldestAt + Math.ceil(ageMs * 1.001) + 1
    if (scope.dueAt !== undefined && !more) wakeAt(scope.dueAt)
  }

  function wakeAt(at: number): void {
    if (at >= timerAt || closed) return
    clearTimeout(timer)
    timerAt = at
    timer = setTimeout(lookAtAges, Math.min(Math.max(at - now(), 0), LONGEST_TIMER_MS))
  }

  function lookAtAges(): void {
    timerAt = Number.POSITIVE_INFINITY
    for (const scope of scopes.each()) {
      if (scope.dueAt === undefined) continue
      if (scope.dueAt <= now()) due.add(scope)
      else wakeAt(scope.dueAt)
    }
    start()
  }

  async function waitAfter(error: unknown): Promise<void> {
    const { code, cause, message } = toAppError(error)
    if (closed) return
    if (code === 'insufficient_storage') return Promise.race([watch.recovered(), closing.promise])
    log.error(
      { err: cause ?? error },
      `retention could not remove old messages, it tries again in ${RETRY_MS / 1000} s: ${message}`,
    )
    let pause: NodeJS.Timeout | undefined
    await Promise.race([closing.promise, new Promise((resolve) => (pause = setTimeout(resolve, RETRY_MS)))])
    clearTimeout(pause)
  }

  changed(await store.mailboxCounts())
  return {
    admit: scopes.admit,
    hasRoom: (unreadyOctets) => kept.pinnedOctets + unreadyOctets <= (limits.storageOctets ?? Number.POSITIVE_INFINITY),
    changed,
    get evicted() {
      return kept.evicted
    },
    evictedSince: evictions.countSince,
    async close() {
      closed = true
      clearTimeout(timer)
      closing.resolve()
      await working
    },
  }
}
