/**
 * What mail clients look into, kept as it is now: one list for all clients of a view. Whoever changes anything names the
 * messages; this reads them again and says what became of them here.
 */
import { AppError } from '../errors.ts'
import type { MailView, Store, ViewEntry } from '../store/store.ts'
import type { EventHub } from './event-hub.ts'
import type { Ingest } from './ingest.ts'

export type { ViewEntry }

/** Beyond this many at once it is quicker to read the view anew. */
const MAX_TOUCHED = 5000

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
  /** Whatever is to be seen later has a higher one. */
  readonly lastUid: number
  readonly lastModseq: number
  /** Resolves when all that was acknowledged or changed before the call is in it. @throws {AppError} `unavailable` */
  settled(): Promise<void>
  close(): void
}

export interface LiveViews {
  /** @param onChange told of each change, after it is in `entries` */
  open(view: MailView, onChange: (change: ViewChange) => void): Promise<LiveView>
}

export function createLiveViews({ store, ingest, events }: { store: Store; ingest: Ingest; events: EventHub }): LiveViews {
  const shared = new Map<string, ReturnType<typeof follow>>()

  function follow(view: MailView, onEmpty: () => void) {
    const listeners = new Set<(change: ViewChange) => void>()
    const uidOf = new Map<number, number>()
    let entries = new Map<number, ViewEntry>()
    let list: readonly ViewEntry[] | undefined
    let numbers = { lastUid: 0, lastModseq: 1 }
    let touched = new Set<number>()
    let users = 0
    let isFull = true
    let working: Promise<void> | undefined
    const unfollow = events.onTouched((seqs) => {
      if (isFull || touched.size + seqs.length > MAX_TOUCHED) {
        isFull = true
        touched.clear()
      } else for (const seq of seqs) touched.add(seq)
      if (listeners.size > 0) void work().catch(() => undefined)
    })

    /** One reading after the other; what is touched meanwhile is read in the next. */
    function work(): Promise<void> {
      working ??= (async () => {
        try {
          while (isFull || touched.size > 0) await readAgain()
        } finally {
          working = undefined
        }
      })()
      return working
    }

    async function readAgain(): Promise<void> {
      const [seqs, wasFull] = [touched, isFull]
      touched = new Set()
      isFull = false
      try {
        const { entries: found, ...read } = await store.view(view, wasFull ? undefined : [...seqs])
        numbers = read
        apply(found, wasFull ? uidOf.keys() : seqs)
      } catch (error) {
        isFull = true
        throw error
      }
    }

    function apply(found: readonly ViewEntry[], asked: Iterable<number>): void {
      const now = new Map(found.map((entry) => [entry.seq, entry]))
      const change = { added: [] as ViewEntry[], changed: [] as ViewEntry[], removed: [] as ViewEntry[] }
      for (const seq of [...asked]) {
        const before = entries.get(uidOf.get(seq) ?? 0)
        if (!before || now.get(seq)?.uid === before.uid) continue
        entries.delete(before.uid)
        uidOf.delete(seq)
        change.removed.push(before)
      }
      for (const entry of found) {
        const before = entries.get(entry.uid)
        if (before?.modseq === entry.modseq) continue
        entries.set(entry.uid, entry)
        uidOf.set(entry.seq, entry.uid)
        if (before) change.changed.push(entry)
        else change.added.push(entry)
      }
      if (change.added.length + change.changed.length + change.removed.length === 0) return
      list = undefined
      for (const listen of listeners) listen(change)
    }

    return {
      async open(onChange: (change: ViewChange) => void): Promise<LiveView> {
        let isOpen = true
        users++
        const listen = (change: ViewChange) => onChange(change)
        const settled = async () => {
          if (!isOpen) throw new AppError('unavailable', 'This view is closed')
          await ingest.settled()
          await work()
        }
        const close = () => {
          if (!isOpen) return
          isOpen = false
          listeners.delete(listen)
          if (--users > 0) return
          unfollow()
          entries = new Map()
          list = undefined
          onEmpty()
        }
        try {
          await settled()
        } catch (error) {
          close()
          throw error
        }
        listeners.add(listen)
        return {
          get entries() {
            return entries
          },
          get list() {
            list ??= [...entries.values()]
            return list
          },
          get lastUid() {
            return numbers.lastUid
          },
          get lastModseq() {
            return numbers.lastModseq
          },
          settled,
          close,
        }
      },
    }
  }

  return {
    open(view, onChange) {
      const key = JSON.stringify(view)
      const known = shared.get(key) ?? follow(view, () => shared.delete(key))
      shared.set(key, known)
      return known.open(onChange)
    },
  }
}
