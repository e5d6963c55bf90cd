/** How much is kept, over all and in each mailbox, and how much may be (DESIGN §9): what takes no more is refused here. */
import { matchGlob } from '../../shared/glob.ts'
import { AppError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { MailboxCounts } from '../store/store.ts'

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

/** All mailboxes together, or one. */
export interface Scope {
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

export function createScopes(policy: RetentionPolicy, log: Log) {
  const all = createScope(undefined, policy.all)
  const byMailbox = new Map<string, Scope>()
  const rules = policy.mailboxes.map(({ mailboxPattern, limits }) => ({
    matches: (name: string) => matchGlob(mailboxPattern, name) !== undefined,
    limits,
  }))

  function scopeOf(mailbox: string): Scope {
    return byMailbox.get(mailbox) ?? createScope(mailbox, rules.find(({ matches }) => matches(mailbox))?.limits ?? {})
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

  return {
    all,
    each: () => [all, ...byMailbox.values()],

    /** @returns the scopes that these counts are part of, and whether something there was unpinned */
    count(counts: MailboxCounts): { touched: Scope[]; isUnpinned: boolean } {
      const scope = scopeOf(counts.name)
      byMailbox.set(counts.name, scope)
      const isUnpinned = counts.pinned < scope.kept.pinned
      for (const field of KEPT) {
        all.kept[field] += counts[field] - scope.kept[field]
        scope.kept[field] = counts[field]
      }
      const touched = [all, scope]
      if (isUnpinned) for (const each of touched) each.isToldFull = false
      return { touched, isUnpinned }
    },

    /** @throws {AppError} `insufficient_storage` when pinned messages leave no room for it, `too_large` when nothing ever will */
    admit(mailbox: string, sizeOctets: number): void {
      admitTo(all, sizeOctets)
      admitTo(scopeOf(mailbox), sizeOctets)
    },
  }
}

export function mayGo({ kept }: Scope): boolean {
  return kept.total > kept.pinned
}

export function isOver(scope: Scope): boolean {
  const { kept, limits } = scope
  return (
    mayGo(scope) &&
    (kept.sizeOctets > (limits.storageOctets ?? Number.POSITIVE_INFINITY) ||
      kept.total > (limits.messages ?? Number.POSITIVE_INFINITY))
  )
}

function createScope(mailbox: string | undefined, limits: KeepLimits): Scope {
  return { mailbox, limits, kept: { ...NOTHING }, dueAt: undefined, isToldFull: false }
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
