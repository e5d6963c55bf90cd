/**
 * What no session has been told of yet, in each mailbox: the first that is, sees it as `\Recent` for as long as it has the mailbox
 * selected (RFC 3501 §2.3.2). IMAP4rev2 has no such thing (RFC 9051 Appendix E, 12).
 */
import type { LiveView } from '../mail/live-view.ts'

/** Mailboxes that are remembered. Where it is not known whether somebody was told, a message counts as recent (RFC 3501 §2.3.2). */
const MAX_REMEMBERED = 10_000

/** Over all sessions. */
export interface Told {
  /** The highest `uid` that a session was told of; 0 for none. */
  upTo(mailboxId: string): number
  /** All that is in the view now was told of. */
  all(view: Pick<LiveView, 'mailboxId' | 'lastUid'>): void
}

export function createTold(): Told {
  /** By mailbox, the one told of last at the end. */
  const told = new Map<string, number>()
  return {
    upTo: (mailboxId) => told.get(mailboxId) ?? 0,
    all({ mailboxId, lastUid }) {
      told.delete(mailboxId)
      told.set(mailboxId, lastUid)
      const [oldest] = told.keys()
      if (told.size > MAX_REMEMBERED && oldest !== undefined) told.delete(oldest)
    },
  }
}

export interface Recent {
  has(uid: number): boolean
  /** Call when the session is told of all that the view has: of that, what nobody knew is recent here. */
  take(): void
  /** @param indexFrom of the first entry with this `uid` or a higher one. @returns how many of `count` entries are recent */
  count(count: number, indexFrom: (uid: number) => number): number
}

/** @param isReadOnly nobody loses what it sees (RFC 3501 §6.3.2) */
export function followRecent(told: Told, view: Pick<LiveView, 'mailboxId' | 'lastUid'>, isReadOnly: boolean): Recent {
  /** UIDs above the first, up to the second. */
  const taken: [after: number, upTo: number][] = []
  return {
    has: (uid) => taken.some(([after, upTo]) => after < uid && uid <= upTo),
    take() {
      const [after, upTo] = [told.upTo(view.mailboxId), view.lastUid]
      const last = taken.at(-1)
      if (last && after <= last[1]) last[1] = upTo
      else if (after < upTo) taken.push([after, upTo])
      if (!isReadOnly) told.all(view)
    },
    count(count, indexFrom) {
      const placeAfter = (uid: number) => (uid === 0 ? 0 : uid >= view.lastUid ? count : indexFrom(uid + 1))
      return taken.reduce((sum, [after, upTo]) => sum + placeAfter(upTo) - placeAfter(after), 0)
    },
  }
}
