/**
 * What may be kept, and what goes when that is too much: the oldest messages that are ready and not pinned, over all and in
 * each mailbox (DESIGN §9). Decides from kept counts; the store removes, a slice at a time, while mail goes on.
 */
import { matchGlob } from '../../shared/glob.ts'
import { EvictionReason } from '../../shared/model/event.ts'
import { now } from '../clock.ts'
import { AppError, toAppError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { EvictAnswer, MailboxCounts, Store } from '../store/store.ts'
import type { EventHub } from './event-hub.ts'
import { createEvictionLog } from './eviction-log.ts'
import type { StorageWatch } from './storage-watch.ts'

/** Absent is no limit. */
export interface KeepLimits {
  storageOctets?: number | undefined
  messages?: number | undefined
  ageMs?: number | undefined
}

export interface RetentionPolicy {
  /** For all mailboxes together. */
  all: KeepLimits
  /** For each mailbox by itself, the first that fits; `*` in a pattern stands for any characters. */
  mailboxes: readonly { mailboxPattern: string; limits: KeepLimits }[]
}

export interface Retention {
  /**
   * Call before a message is taken.
   * @throws {AppError} `insufficient_storage` when pinned messages leave no room for it, `too_large` when nothing ever will
   */
  admit(mailbox: string, sizeOctets: number): void
  /** False when messages that are not ready yet fill what may be kept: they cannot go before they are seen. */
  hasRoom(unreadyOctets: number): boolean
  /** Call with what the store answers to each change. */
  changed(mailboxes: readonly MailboxCounts[]): void
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

/** All mailboxes together, or one. */
interface Scope {
  mailbox: string | undefined
  limits: KeepLimits
  kept: Kept
  /** When the oldest message that may go gets too old; undefined while there is none. */
  dueAt: number | undefined
  /** The log has been told that nothing may go. */
  isToldFull: boolean
}

type Kept = Pick<MailboxCounts, 'total' | 'sizeOctets' | 'pinned' | 'pinnedOctets' | 'evicted'>

const KEPT = ['total', 'sizeOctets', 'pinned', 'pinnedOctets', 'evicted'] as const satisfies (keyof Kept)[]
const NOTHING: Kept = { total: 0, sizeOctets: 0, pinned: 0, pinnedOctets: 0, evicted: 0 }

export async function startRetention({
  store,
  events,
  watch,
  policy,
  log,
}: {
  store: Store
  events: EventHub
  watch: StorageWatch
  policy: RetentionPolicy
  log: Log
}): Promise<Retention> {
  const all = createScope(undefined, policy.all)
  const evictions = createEvictionLog()
  const scopes = new Map<string, Scope>()
  const rules = policy.mailboxes.map(({ mailboxPattern, limits }) => ({
    matches: (name: string) => matchGlob(mailboxPattern, name) !== undefined,
    limits,
  }))
  /** Have a limit that is passed, or an age to look at. */
  const due = new Set<Scope>()
  const closing = Promise.withResolvers<void>()
  let closed = false
  let working: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let timerAt = Number.POSITIVE_INFINITY

  function createScope(mailbox: string | undefined, limits: KeepLimits): Scope {
    return { mailbox, limits, kept: { ...NOTHING }, dueAt: undefined, isToldFull: false }
  }

  function scopeOf(mailbox: string): Scope {
    return scopes.get(mailbox) ?? createScope(mailbox, rules.find(({ matches }) => matches(mailbox))?.limits ?? {})
  }

  function changed(mailboxes: readonly MailboxCounts[]): void {
    for (const counts of mailboxes) {
      const scope = scopeOf(counts.name)
      scopes.set(counts.name, scope)
      const isUnpinned = counts.pinned < scope.kept.pinned
      for (const field of KEPT) {
        all.kept[field] += counts[field] - scope.kept[field]
        scope.kept[field] = counts[field]
      }
      for (const touched of [all, scope]) {
        if (isUnpinned) touched.isToldFull = false
        // One that was pinned may be older than all that could go before.
        if (
          isOver(touched) ||
          (mayGo(touched) && touched.limits.ageMs !== undefined && (isUnpinned || touched.dueAt === undefined))
        )
          due.add(touched)
      }
    }
    if (due.size > 0 && !closed) working ??= work()
  }

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

  function toRequest({ mailbox, limits: { ageMs, ...limits } }: Scope) {
    return { mailbox, ...limits, receivedBefore: ageMs === undefined ? undefined : now() - ageMs }
  }

  function announce({ mailbox }: Scope, { ids, counts, mailboxes, newestSeq }: EvictAnswer): void {
    if (ids.length > 0) evictions.add(ids.length, newestSeq)
    if (ids.length > 0) events.publish({ type: 'message.removed', ids, evicted: true })
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
    for (const scope of [all, ...scopes.values()]) {
      if (scope.dueAt === undefined) continue
      if (scope.dueAt <= now()) due.add(scope)
      else wakeAt(scope.dueAt)
    }
    if (due.size > 0) working ??= work()
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

  function admitTo(scope: Scope, sizeOctets: number): void {
    const { limits, kept, mailbox } = scope
    const { storageOctets = Number.POSITIVE_INFINITY, messages = Number.POSITIVE_INFINITY } = limits
    if (sizeOctets > storageOctets)
      throw new AppError(
        'too_large',
        `Message of ${toSize(sizeOctets)} is larger than all that ${limitName(scope, 'max-storage')} allows, ${toSize(storageOctets)}`,
      )
    const full =
      kept.pinnedOctets + sizeOctets > storageOctets
        ? `${toSize(kept.pinnedOctets)} of ${toSize(storageOctets)} that ${limitName(scope, 'max-storage')} allows`
        : kept.pinned >= messages && `${kept.pinned} of ${messages} messages that ${limitName(scope, 'max-messages')} allows`
    if (!full) return
    const refusal = new AppError(
      'insufficient_storage',
      `${mailbox === undefined ? 'Storage' : `Mailbox ${mailbox}`} is full of pinned messages, ${full}; unpin or delete some, or raise the limit`,
    )
    if (!scope.isToldFull) log.warn(`mail is refused: ${refusal.message}`)
    scope.isToldFull = true
    throw refusal
  }

  changed(await store.mailboxCounts())
  return {
    admit(mailbox, sizeOctets) {
      admitTo(all, sizeOctets)
      admitTo(scopeOf(mailbox), sizeOctets)
    },
    hasRoom: (unreadyOctets) => all.kept.pinnedOctets + unreadyOctets <= (all.limits.storageOctets ?? Number.POSITIVE_INFINITY),
    changed,
    get evicted() {
      return all.kept.evicted
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

function mayGo({ kept }: Scope): boolean {
  return kept.total > kept.pinned
}

function isOver(scope: Scope): boolean {
  const { kept, limits } = scope
  return (
    mayGo(scope) &&
    (kept.sizeOctets > (limits.storageOctets ?? Number.POSITIVE_INFINITY) ||
      kept.total > (limits.messages ?? Number.POSITIVE_INFINITY))
  )
}

function limitName({ mailbox }: Scope, name: string): string {
  return mailbox === undefined ? `--${name}` : `${name} in --mailbox-limits`
}

const UNITS = ['octets', 'KiB', 'MiB', 'GiB']

/** As a person says it: `1.5 GiB`. */
function toSize(octets: number): string {
  const unit = Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(octets, 1)) / 10))
  return `${Number((octets / 1024 ** unit).toFixed(1))} ${UNITS[unit]}`
}
