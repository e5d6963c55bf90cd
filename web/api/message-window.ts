/**
 * The part of a mailbox, or of what a search finds, that is on screen, kept true by the live stream.
 *
 * A mailbox can hold 100,000 messages; this holds some hundreds of summaries, by their place in the list. A stretch that is missing is asked
 * for relative to a known row above it (`before` that row's cursor, `offset` rows further), so arrivals and deletions in between do not
 * shift the answer. Knows nothing of React.
 */
import type { Client } from '../../shared/client/client.ts'
import type { StreamEvent } from '../../shared/model/event.ts'
import type { MessagePage, MessageSummary } from '../../shared/model/message.ts'
import { createStore, type ReadableStore } from '../lib/external-store.ts'
import { isLaterCursor } from '../lib/is-later-cursor.ts'
import { createSparseRows } from '../lib/sparse-rows.ts'
import { type ListDeletion, leavingUpTo } from './list-deletions.ts'
import { type ListScope, toQuery } from './list-scope.ts'
import type { HiddenMessages } from './pending-deletions.ts'

const PAGE = 100
/** Rows asked for beyond each edge of the screen. */
const MARGIN = 40
const MAX_ROWS = 1500
/** Arrivals kept while the list is scrolled away; beyond it the list is read anew when they are let in. */
const MAX_HELD = 200
/** As long as the row's animation. */
const ENTER_MS = 400
/** A search may be expensive, and what makes it unclear comes in bursts. */
const RELOAD_MS = 1000

export interface WindowView {
  status: 'loading' | 'ready' | 'error'
  error: Error | undefined
  /** Rows in the list, those about to be deleted not counted. */
  total: number
  /** Where the server has stopped to count: so many there are, and `total` is a guess that grows. */
  atLeast: number | undefined
  /** Arrivals waiting to be let in. */
  heldCount: number
  /** Ids that came in last, for them to slide in. */
  entered: ReadonlySet<string>
  rowAt: (index: number) => MessageSummary | undefined
  indexOf: (id: string) => number | undefined
  /** It has left the list, or is about to. False for what was never known. */
  isGone: (id: string) => boolean
}

export interface MessageWindow extends ReadableStore<WindowView> {
  /** Says what is on screen, `end` exclusive. */
  show: (start: number, end: number) => void
  /** While `isHeld`, arrivals wait, so that nothing moves under the reader's eyes. Called again when it may have become false. */
  holdWhile: (isHeld: () => boolean) => void
  apply: (event: StreamEvent) => void
  /** Resolves when it is read, or has failed. */
  reload: () => Promise<void>
  /** Ids of those on hand that arrived up to this cursor. */
  knownUpTo: (cursor: string) => string[]
}

export function createMessageWindow({
  client,
  scope,
  hidden,
  leaving,
  countKept,
}: {
  client: Pick<Client, 'list'>
  /** A window on a search expects the events of a stream with that search. */
  scope: ListScope
  hidden: ReadableStore<HiddenMessages>
  leaving: ReadableStore<readonly ListDeletion[]>
  /** How many messages there are, as the last `mailbox.changed` has it; undefined while that is not known. */
  countKept: (mailbox: string | undefined) => number | undefined
}): MessageWindow {
  const { mailbox } = scope
  const isSearch = scope.q !== undefined
  const rows = createSparseRows<MessageSummary>()
  const gone = new Set<string>()
  let status: WindowView['status'] = 'loading'
  let error: Error | undefined
  let total = 0
  let atLeast: number | undefined
  /** Of the newest event that this was told of, or has read the outcome of. */
  let knownSeq = Number.NEGATIVE_INFINITY
  /** Where the list ended that was read last: it has all that came up to there, and that the stream had told up to here. */
  let readSeq = Number.NEGATIVE_INFINITY
  let readUpTo: string | undefined
  let held: MessageSummary[] = []
  let heldCount = 0
  let isHeld = () => false
  let entered: ReadonlySet<string> = new Set()
  let shown = { start: 0, end: 0 }
  let filling = false
  /** Events that came while the top is being read; the answer may or may not contain them. */
  let waiting: StreamEvent[] | undefined
  let reading = Promise.resolve()
  let reloadAgain = false
  /** Where the stream began, when it did so while the top is being read: what is before it, only the answer can know. */
  let greetedSeq: number | undefined
  let reloadsSoon = false

  const store = createStore<WindowView>(look())

  function hiddenIndexes(): number[] {
    const indexes = new Set<number>()
    for (const ids of [hidden.get().keys(), ...leaving.get().map(({ knownIds }) => knownIds)])
      for (const id of ids) {
        const index = rows.indexOf(id)
        if (index !== undefined) indexes.add(index)
      }
    return [...indexes].sort((a, b) => a - b)
  }

  /** Where the list ends for now: what stands below is leaving as a whole. */
  function endOfList(upTo = leavingUpTo(leaving.get(), scope)): number {
    if (upTo === undefined) return total
    let end = 0
    for (let row = rows.at(end); row && isLaterCursor(row.cursor, upTo); row = rows.at(end)) end++
    return end
  }

  function look(): WindowView {
    const end = endOfList()
    const skipped = hiddenIndexes().filter((index) => index < end)
    const rowAt = (index: number) => (index < end ? rows.at(index) : undefined)
    return {
      status,
      error,
      total: Math.max(0, end - skipped.length),
      atLeast: end < total ? undefined : atLeast,
      heldCount,
      entered,
      rowAt: (index) => rowAt(toListIndex(index, skipped)),
      indexOf(id) {
        const index = rows.indexOf(id)
        if (index === undefined || index >= end || skipped.includes(index)) return undefined
        return index - skipped.filter((at) => at < index).length
      },
      isGone: (id) => gone.has(id) || hidden.get().has(id) || leaving.get().some(({ knownIds }) => knownIds.includes(id)),
    }
  }

  function changed(): void {
    store.set(look())
  }

  function load(): Promise<void> {
    if (waiting) reloadAgain = true
    else reading = read()
    return reading
  }

  async function read(): Promise<void> {
    waiting = []
    try {
      takeTop(await client.list({ ...toQuery(scope), limit: PAGE }))
    } catch (cause) {
      error = cause as Error
      if (status !== 'ready') status = 'error'
    }
    // What they ask to be read comes after this reading, not beside it.
    for (const event of waiting) applyNow(event)
    waiting = undefined
    changed()
    const hasMissed = greetedSeq !== undefined && (error !== undefined || greetedSeq > readSeq)
    greetedSeq = undefined
    if (reloadAgain || hasMissed) {
      reloadAgain = false
      await read()
    } else void fill()
  }

  function takeTop(page: MessagePage): void {
    const newest = isHeld() ? rows.at(0)?.id : undefined
    // When all of it is newer, too much has come for a list that stays where it is.
    const first =
      newest === undefined
        ? 0
        : Math.max(
            0,
            page.messages.findIndex(({ id }) => id <= newest),
          )
    rows.clear()
    for (const [index, message] of page.messages.slice(first).entries()) rows.put(index, message)
    held = page.messages.slice(0, first)
    heldCount = held.length
    total = page.total - heldCount
    atLeast = page.totalIsAtLeast && page.total
    knownSeq = Math.max(knownSeq, page.seq)
    readSeq = page.seq
    readUpTo = page.cursor
    status = 'ready'
    error = undefined
  }

  /** One request at a time, always for what is on screen now: a fast scroll skips what it passed. */
  async function fill(): Promise<void> {
    if (filling || waiting || status !== 'ready') return
    filling = true
    try {
      for (let gap = firstGap(); gap; gap = firstGap()) {
        const before = rows.size
        await fetchGap(gap)
        changed()
        if (rows.size === before) break // the list is shorter than we thought, or was read anew
      }
    } catch (cause) {
      console.warn('Part of the list could not be read; scrolling asks again.', cause)
    } finally {
      filling = false
    }
  }

  async function fetchGap({ start, count }: { start: number; count: number }): Promise<void> {
    const anchor = rows.nearestAbove(start)
    const offset = anchor ? start - anchor.index - 1 : start
    const page = await client.list({ ...toQuery(scope), limit: count, offset, before: anchor?.row.cursor })
    const base = anchor ? rows.indexOf(anchor.row.id) : -1
    if (base === undefined || waiting) return // the anchor left meanwhile: the next round finds another
    const first = base + 1 + offset
    for (const [at, message] of page.messages.entries()) if (!gone.has(message.id)) rows.put(first + at, message)
    const end = first + page.messages.length
    if (!page.next) {
      total = end
      atLeast = undefined
    } else if (atLeast !== undefined && end >= total) {
      total = end + PAGE
      atLeast = end + 1
    }
    if (rows.size > MAX_ROWS) rows.keep(PAGE, shown.start - MAX_ROWS / 3, shown.end + MAX_ROWS / 3)
  }

  function firstGap(): { start: number; count: number } | undefined {
    const end = Math.min(endOfList(), shown.end + MARGIN)
    let start = Math.max(0, shown.start - MARGIN)
    while (start < end && rows.at(start)) start++
    if (start >= end) return undefined
    let count = 1
    while (count < PAGE && start + count < end && !rows.at(start + count)) count++
    return { start, count }
  }

  function concerns(message: MessageSummary): boolean {
    return mailbox === undefined || message.mailbox === mailbox
  }

  function add(message: MessageSummary): void {
    const { id } = message
    const newest = held[0] ?? rows.at(0)
    if (isSearch) gone.delete(id) // what has left a search may come back
    if (!concerns(message) || gone.has(id) || rows.indexOf(id) !== undefined || held.some((other) => other.id === id)) return
    // Told of while the list was read, and further down in it than what is on hand.
    if (!isSearch && readUpTo !== undefined && !isLaterCursor(message.cursor, readUpTo)) return
    if (isSearch && newest && newest.id > id) {
      place(message)
      return
    }
    held.unshift(message)
    heldCount++
    if (held.length > MAX_HELD) held.length = MAX_HELD
    if (!isHeld()) letIn()
  }

  /** One that begins to match stands where it came in. */
  function place(message: MessageSummary): void {
    const { above = -1, below = total } = rows.neighboursOf(message.id)
    if (below - above > 1) {
      reloadSoon()
      return
    }
    rows.insert(below, message)
    total++
  }

  function reloadSoon(): void {
    if (reloadsSoon) return
    reloadsSoon = true
    setTimeout(() => {
      reloadsSoon = false
      void load()
    }, RELOAD_MS)
  }

  function letIn(): void {
    if (heldCount === 0) return
    if (heldCount > held.length) {
      void load()
      return
    }
    rows.insertTop(held)
    total += held.length
    entered = new Set(held.map(({ id }) => id))
    setTimeout(forgetEntered, ENTER_MS)
    held = []
    heldCount = 0
    if (rows.size > MAX_ROWS) rows.keep(PAGE, shown.start - MAX_ROWS / 3, shown.end + MAX_ROWS / 3)
  }

  /** Rows that scroll out and in again have not come in. */
  function forgetEntered(): void {
    entered = new Set()
    changed()
  }

  function remove(ids: readonly string[]): void {
    let unclear = false
    for (const id of ids) {
      if (gone.has(id)) continue
      remember(id)
      if (rows.remove(id) !== undefined) total--
      else if (held.some((message) => message.id === id)) {
        held = held.filter((message) => message.id !== id)
        heldCount--
      } else unclear = !removeUnheld(id) || unclear
    }
    if (unclear) void load()
  }

  /** Its place is known by its id. Retention removes many that we do not hold: reading anew for each would never end. */
  function removeUnheld(id: string): boolean {
    const { above = -1, below } = rows.neighboursOf(id)
    // No row is missing where it would stand: it was not in this list, or had left it when that was read.
    if ((below ?? total) - above <= 1) return true
    if (isSearch) {
      reloadSoon() // whether it matched is not known
      return true
    }
    if (mailbox !== undefined) return below === undefined // below it nothing is held that could have moved
    if (below !== undefined) rows.closeUp(below)
    total = Math.max(0, total - 1)
    return true
  }

  /** The stream of a search tells by itself of what comes into it and leaves it. */
  function moved(id: string, to: string, from: string | undefined): void {
    if (mailbox === undefined || isSearch) return
    if (from === mailbox) remove([id])
    if (to !== mailbox) return
    gone.delete(id)
    // What it looks like is not told.
    if (rows.indexOf(id) === undefined && !held.some((message) => message.id === id)) void load()
  }

  /** Of messages that went without being held here, only the counts tell how many were of this mailbox. */
  function recount(): void {
    if (isSearch) return
    const kept = countKept(mailbox)
    if (kept !== undefined && status === 'ready') total = Math.max(0, kept - heldCount)
  }

  /** Our own deletes are applied when the server answers; the event that follows must not count twice. */
  function remember(id: string): void {
    gone.add(id)
    if (gone.size > 2000) for (const oldest of gone) if (gone.delete(oldest)) break
  }

  function applyNow(event: StreamEvent): void {
    if (event.type === 'message.added') add(event.message)
    if (event.type === 'message.left') remove([event.id])
    if (event.type === 'message.removed') remove(event.ids)
    if (event.type === 'mailbox.changed' && (mailbox === undefined || event.name === mailbox)) recount()
    if (event.type === 'message.changed') {
      if (event.mailbox !== undefined) moved(event.id, event.mailbox, event.mailboxBefore)
      const change = (message: MessageSummary): MessageSummary => ({
        ...message,
        seen: event.seen ?? message.seen,
        pinned: event.pinned ?? message.pinned,
        tags: event.tags ?? message.tags,
        mailbox: event.mailbox ?? message.mailbox,
      })
      rows.update(event.id, change)
      held = held.map((message) => (message.id === event.id ? change(message) : message))
    }
  }

  /** What could not be read while the storage or the connection failed. */
  function retry(): void {
    if (waiting) reloadAgain = true
    else if (error) void load()
    else void fill()
  }

  hidden.subscribe(changed)
  leaving.subscribe(changed)
  void load()

  return {
    get: store.get,
    subscribe: store.subscribe,
    show(start, end) {
      const skipped = hiddenIndexes()
      shown = { start: toListIndex(start, skipped), end: toListIndex(end, skipped) }
      void fill()
    },
    holdWhile(next) {
      isHeld = next
      if (heldCount === 0 || isHeld()) return
      letIn()
      changed()
    },
    apply(event) {
      const beginsLater = event.type === 'hello' && event.seq > knownSeq
      knownSeq = Math.max(knownSeq, event.seq)
      if (beginsLater && waiting) greetedSeq = event.seq
      else if (beginsLater || event.type === 'gap') void load()
      else if (event.type === 'hello' || (event.type === 'storage.changed' && event.fault === undefined)) retry()
      else if (waiting) waiting.push(event)
      else {
        applyNow(event)
        changed()
      }
    },
    reload: load,
    knownUpTo: (cursor) => [...rows.known()].filter((row) => !isLaterCursor(row.cursor, cursor)).map(({ id }) => id),
  }
}

/** Rows about to be deleted keep their place in the list until the server has let them go; the screen skips them. */
function toListIndex(index: number, skipped: readonly number[]): number {
  let at = index
  for (const hiddenAt of skipped) if (hiddenAt <= at) at++
  return at
}
