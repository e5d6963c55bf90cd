/**
 * What mail clients look into, kept as it is now: one list for all clients of a view. Whoever changes anything names the
 * messages; this reads them again and says what became of them here.
 */
import { createHash } from 'node:crypto'
import { AppError } from '../errors.ts'
import type { MailView, Store, ViewAnswer, ViewEntry, ViewList } from '../store/store.ts'
import type { EventHub, Touched } from './event-hub.ts'
import type { Ingest } from './ingest.ts'

export type { ViewEntry, ViewList }

/** Beyond this many at once it is quicker to read the view anew. */
const MAX_TOUCHED = 5000
/** Views that nobody looks into, and messages in all of them: a quarter of a kilobyte each. */
const MAX_IDLE = 20
const MAX_IDLE_ENTRIES = 120_000

/** What became of messages of a view, since the last time. */
export interface ViewChange {
  /** In the order of `uid`; higher than all there were. */
  added: readonly ViewEntry[]
  changed: readonly ViewEntry[]
  /** Gone, or gone elsewhere. */
  removed: readonly ViewEntry[]
}

export interface LiveView {
  /** By `uid`. */
  readonly entries: ReadonlyMap<number, ViewEntry>
  /** The same, in the order of `uid`: one list for all who ask, until the next change. */
  readonly list: readonly ViewEntry[]
  /** As it is now, and stays: what comes later is not in it. */
  snapshot(): ViewList
  /** Whatever is to be seen later has a higher one. */
  readonly lastUid: number
  readonly lastModseq: number
  readonly uidValidity: number
  /** The same as long as the mailbox is, under whatever name (RFC 8474 §4). */
  readonly mailboxId: string
  /**
   * Resolves when all that was acknowledged or changed before the call is in it.
   *
   * @throws {AppError} `unavailable`; `not_found` when the mailbox was renamed or removed
   */
  settled(): Promise<void>
  close(): void
}

export interface LiveViews {
  /**
   * @param onChange told of each change, after it is in `entries`
   * @param onGone told once when the mailbox was renamed or removed: `entries` stay as they were
   */
  open(view: MailView, onChange: (change: ViewChange) => void, onGone?: () => void): Promise<LiveView>
}

interface Listener {
  onChange: (change: ViewChange) => void
  onGone: () => void
}

export function createLiveViews({ store, ingest, events }: { store: Store; ingest: Ingest; events: EventHub }): LiveViews {
  const shared = new Map<string, ReturnType<typeof follow>>()

  function follow(view: MailView, { onIdle, onGone }: { onIdle: () => void; onGone: () => void }) {
    const listeners = new Set<Listener>()
    /** By `seq`, of messages that have moved: of the others it is the same. */
    const uidOf = new Map<number, number>()
    const entries = new Map<number, ViewEntry>()
    let list: readonly ViewEntry[] | undefined
    /** All of it, as it was read and nobody has looked at yet. */
    let unread: ViewAnswer | undefined
    let numbers = { lastUid: 0, lastModseq: 1, uidValidity: 0, folderNumber: 0 }
    let touched = new Set<number>()
    let users = 0
    let isFull = true
    let isRead = false
    let isGone = false
    let working: Promise<void> | undefined
    const unfollow = events.onTouched(
      (seqs: Touched) => {
        if (seqs === 'any' || isFull || touched.size + seqs.length > MAX_TOUCHED) {
          isFull = true
          touched.clear()
        } else for (const seq of seqs) touched.add(seq)
        // What cannot be read now is read with the next touch, or the next command, which says why it fails.
        if (listeners.size > 0) void work().catch(() => undefined)
      },
      () => listeners.size > 0,
    )

    const isBehind = () => !isGone && (isFull || touched.size > 0)

    /** One reading after the other; what is touched meanwhile is read in the next. */
    async function work(): Promise<void> {
      if (isBehind()) working ??= catchUp()
      await working
    }

    async function catchUp(): Promise<void> {
      try {
        while (isBehind()) await readAgain()
      } finally {
        // In the same turn as the last look: what is touched from here on is worked off anew.
        working = undefined
      }
    }

    async function readAgain(): Promise<void> {
      const [seqs, wasFull] = [touched, isFull]
      touched = new Set()
      isFull = false
      try {
        const answer = await store.view(view, wasFull ? undefined : part(seqs))
        if (isRead && answer.folderNumber !== numbers.folderNumber) return end()
        const { lastUid, lastModseq, uidValidity, folderNumber } = answer
        numbers = { lastUid, lastModseq, uidValidity, folderNumber }
        if (isRead) apply(answer.entries, wasFull ? [...known().values()].map(({ seq }) => seq) : seqs)
        else unread = answer
        isRead = true
      } catch (error) {
        isFull = true
        throw error
      }
    }

    /** Of two changes the store may have committed both, and have told of the later one only: they are to come here in their order. */
    const part = (seqs: Iterable<number>) => ({ seqs: [...seqs], changedSince: numbers.lastModseq })

    /** Its name is another mailbox's now, or none's. */
    function end(): void {
      isGone = true
      drop()
      for (const listener of listeners) listener.onGone()
    }

    function drop(): void {
      unfollow()
      onGone()
    }

    function known(): Map<number, ViewEntry> {
      if (unread) {
        list = unread.entries
        for (const entry of list) put(entry)
        unread = undefined
      }
      return entries
    }

    function listAll(): readonly ViewEntry[] {
      list ??= [...known().values()]
      return list
    }

    function snapshot(): ViewList {
      if (unread) return unread
      const all = listAll()
      const first = all.findIndex(({ seen }) => !seen)
      return { count: all.length, firstUnseen: first < 0 ? undefined : first, entries: all }
    }

    function put(entry: ViewEntry): void {
      entries.set(entry.uid, entry)
      if (entry.uid !== entry.seq) uidOf.set(entry.seq, entry.uid)
    }

    function apply(found: readonly ViewEntry[], asked: Iterable<number>): void {
      const all = known()
      const now = new Map(found.map((entry) => [entry.seq, entry]))
      const change = { added: [] as ViewEntry[], changed: [] as ViewEntry[], removed: [] as ViewEntry[] }
      for (const seq of new Set([...asked, ...now.keys()])) {
        const before = all.get(uidOf.get(seq) ?? seq)
        if (before?.seq !== seq || now.get(seq)?.uid === before.uid) continue
        all.delete(before.uid)
        uidOf.delete(seq)
        change.removed.push(before)
      }
      for (const entry of found) {
        const before = all.get(entry.uid)
        if (before?.modseq === entry.modseq) continue
        put(entry)
        if (before) change.changed.push(entry)
        else change.added.push(entry)
      }
      if (change.added.length + change.changed.length + change.removed.length === 0) return
      list = undefined
      for (const { onChange } of listeners) onChange(change)
    }

    return {
      get isIdle() {
        return users === 0
      },
      get size() {
        return unread?.count ?? entries.size
      },
      drop,

      async open(listener: Listener): Promise<LiveView> {
        let isOpen = true
        users++
        const settled = async () => {
          if (!isOpen) throw new AppError('unavailable', 'This view is closed')
          await ingest.settled()
          await work()
          if (isGone) throw new AppError('not_found', 'This mailbox was renamed or removed')
        }
        const close = () => {
          if (!isOpen) return
          isOpen = false
          listeners.delete(listener)
          if (--users > 0 || isGone) return
          if (isRead) onIdle()
          else drop()
        }
        try {
          await settled()
        } catch (error) {
          close()
          throw error
        }
        listeners.add(listener)
        return {
          get entries() {
            return known()
          },
          get list() {
            return listAll()
          },
          snapshot,
          get lastUid() {
            return numbers.lastUid
          },
          get lastModseq() {
            return numbers.lastModseq
          },
          get uidValidity() {
            return numbers.uidValidity
          },
          mailboxId: mailboxIdOf(store.databaseId, view, numbers.folderNumber),
          settled,
          close,
        }
      },
    }
  }

  /** Clients come again: those closed last are kept, as long as they are no burden. */
  function dropIdle(): void {
    let views = 0
    let size = 0
    for (const view of [...shared.values()].reverse().filter(({ isIdle }) => isIdle)) {
      views++
      size += view.size
      if (views > MAX_IDLE || size > MAX_IDLE_ENTRIES) view.drop()
    }
  }

  return {
    open(view, onChange, onGone = () => undefined) {
      const key = JSON.stringify(view)
      const listener = { onChange, onGone }
      const known = shared.get(key)
      if (known) return known.open(listener)
      const followed = follow(view, {
        onIdle() {
          shared.delete(key)
          shared.set(key, followed) // now the youngest
          dropIdle()
        },
        onGone() {
          if (shared.get(key) === followed) shared.delete(key)
        },
      })
      shared.set(key, followed)
      return followed.open(listener)
    },
  }
}

/** Of a folder by its number, which outlives its name; of what has no row of its own by what is seen there. */
export function mailboxIdOf(databaseId: string, view: MailView, folderNumber: number): string {
  if (folderNumber > 0) return `F${databaseId}-${folderNumber}`
  return `I${createHash('sha256').update(databaseId).update(JSON.stringify(view)).digest('hex').slice(0, 24)}`
}
