/**
 * A mailbox that a client has selected, as it has been told of it: what its sequence numbers mean (RFC 9051 §2.3.1.2). What became
 * of it since is told when that is allowed. Knows no commands.
 */
import type { LiveView, ViewChange, ViewEntry, ViewList } from '../mail/live-view.ts'
import { followRecent, type Recent } from './recent.ts'
import type { Session } from './session.ts'

export interface SelectedMailbox {
  readonly name: string
  readonly isReadOnly: boolean
  readonly view: LiveView
  /** As the client knows them: the first has sequence number 1. Some may have changed, or be gone. */
  readonly entries: readonly ViewEntry[]
  /** When it was selected. */
  readonly firstUnseen: number | undefined
  /** So many entries. */
  readonly count: number
  readonly recent: Recent
  /** Entries that are recent here. */
  readonly recentCount: number
  /** By `uid`: what a search has saved (RFC 5182). */
  saved: ReadonlySet<number>
  /** There is something to tell. */
  readonly hasNews: boolean
  /** It was renamed or removed, by somebody else. */
  readonly isGone: boolean
  /**
   * Tells what is new, in the order in which it is to be told. From here on the client knows it.
   *
   * @param keepsNumbers nothing that is gone is told of, so that every sequence number keeps its meaning
   */
  takeNews(keepsNumbers: boolean): News
  /** The client will be told of these by the answer to its command. */
  told(uids: Iterable<number>): void
  /** Index in `entries` of the first that has this UID or a higher one. */
  indexFrom(uid: number): number
  /** Calls once as soon as there is something to tell. @returns a function that ends it */
  onNews(listener: () => void): () => void
  close(): void
}

export interface News {
  /** Sequence numbers of what is gone: each as it is after those before it. */
  expunged: number[]
  /** Of what is gone, as long as its numbers were known. */
  expungedUids: number[]
  /** How many there are now; absent when no message has come. */
  exists: number | undefined
  /** With their sequence numbers after all that. */
  changed: { number: number; entry: ViewEntry }[]
}

export async function openSelected(
  { account, services }: Pick<Session, 'account' | 'services'>,
  name: string,
  isReadOnly: boolean,
): Promise<SelectedMailbox> {
  let hasCome = false
  let isGone = false
  /** `entries` are not what the client knows any more. */
  let isStale = false
  let changed = new Set<number>()
  let gone = new Set<number>()
  let listener: (() => void) | undefined

  const onChange = (change: ViewChange) => {
    if (change.added.length > 0) hasCome = true
    for (const { uid } of change.changed) changed.add(uid)
    for (const { uid } of change.removed) gone.add(uid)
    listener?.()
  }
  const onGone = () => {
    isGone = true
    listener?.()
  }
  const view = await account.open(name, onChange, onGone)
  let known: Pick<ViewList, 'count' | 'entries'> = view.snapshot()
  const { firstUnseen } = view.snapshot()
  const recent = followRecent(services.told, view, isReadOnly)
  recent.take()

  function indexFrom(uid: number): number {
    const { entries } = known
    let [low, high] = [0, entries.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((entries[middle]?.uid ?? 0) < uid) low = middle + 1
      else high = middle
    }
    return low
  }

  function indexOf(uid: number): number | undefined {
    const index = indexFrom(uid)
    return known.entries[index]?.uid === uid ? index : undefined
  }

  /** What is gone stays in its place. */
  function withGone(): readonly ViewEntry[] {
    const { entries } = known
    const last = entries.at(-1)?.uid ?? 0
    return [...entries.map((entry) => view.entries.get(entry.uid) ?? entry), ...view.list.filter(({ uid }) => uid > last)]
  }

  return {
    name,
    isReadOnly,
    view,
    recent,
    get recentCount() {
      return recent.count(known.count, indexFrom)
    },
    saved: new Set(),
    get entries() {
      return known.entries
    },
    firstUnseen,
    get count() {
      return known.count
    },
    get isGone() {
      return isGone
    },
    get hasNews() {
      return isStale || hasCome || changed.size > 0 || gone.size > 0
    },
    takeNews(keepsNumbers) {
      const keepsGone = keepsNumbers && gone.size > 0
      // What came and went before it was told of is not told of at all.
      const expunged = keepsGone
        ? []
        : [...gone]
            .map((uid) => ({ uid, index: indexOf(uid) }))
            .filter((found): found is { uid: number; index: number } => found.index !== undefined)
            .sort((a, b) => b.index - a.index)
      const before = known.count - expunged.length
      const entries = keepsGone ? withGone() : view.list
      known = { count: entries.length, entries }
      recent.take()
      const now = [...changed].flatMap((uid) => {
        const [index, entry] = [indexOf(uid), view.entries.get(uid)]
        return index === undefined || !entry || index >= before ? [] : [{ number: index + 1, entry }]
      })
      if (!keepsGone) gone = new Set()
      changed = new Set()
      hasCome = false
      isStale = false
      return {
        expunged: expunged.map(({ index }) => index + 1),
        expungedUids: expunged.map(({ uid }) => uid),
        exists: entries.length > before ? entries.length : undefined,
        changed: now.sort((a, b) => a.number - b.number),
      }
    },
    told(uids) {
      for (const uid of uids) if (changed.delete(uid)) isStale = true
    },
    indexFrom,
    onNews(tell) {
      listener = tell
      return () => {
        listener = undefined
      }
    },
    close: view.close,
  }
}
