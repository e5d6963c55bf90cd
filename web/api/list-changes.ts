/**
 * Changes of flags and tags to all that a list shows: in steps, so that they tell how far they are, can be stopped, and be taken
 * back. What is changed already stays so when the next step fails.
 */
import type { Client } from '../../shared/client/client.ts'
import type { MessagePatch, MessageSelection, MessageSummary } from '../../shared/model/message.ts'
import { createStore, type ReadableStore } from '../lib/external-store.ts'
import { isLaterCursor } from '../lib/is-later-cursor.ts'
import { printTagSearch } from '../lib/tag-search.ts'
import { type ListScope, toQuery } from './list-scope.ts'
import { differs, type ManyChange } from './many-change.ts'

/** As many as one page of the list has. */
const STEP = 500
/** What takes longer shows how far it is. */
const SLOW_MS = 1000

export interface ListChangeOutcome {
  /** Of those that were changed, to be taken back. */
  ids: readonly string[]
  stopped: boolean
  error?: Error
}

export interface ListChangeOptions {
  /** It takes its time: `done` of `total` have been looked at. */
  onSlow: (progress: { done: ReadableStore<number>; total: number; stop: () => void }) => void
}

export interface ListChanges {
  /** @param upTo cursor: what came later is not meant. Without it, up to now. */
  change: (
    scope: ListScope,
    upTo: string | undefined,
    change: ManyChange,
    options: ListChangeOptions,
  ) => Promise<ListChangeOutcome>
  changeIds: (ids: readonly string[], change: ManyChange, options: ListChangeOptions) => Promise<ListChangeOutcome>
  /** Leaves what is under way to the server. */
  flush: () => void
}

interface Step {
  ids: readonly string[]
  /** With those that need no change. */
  count: number
}

export function createListChanges({ client }: { client: Pick<Client, 'count' | 'list' | 'patch'> }): ListChanges {
  const running = new Set<MessagePatch>()

  async function* stepsThrough(scope: ListScope, upTo: string, change: ManyChange): AsyncGenerator<Step> {
    let before: string | undefined
    for (;;) {
      const { messages, next } = await client.list({ ...toQuery(scope), limit: STEP, before })
      const meant = messages.filter(({ cursor }) => !isLaterCursor(cursor, upTo))
      yield { ids: idsToChange(meant, change), count: meant.length }
      before = messages.at(-1)?.cursor
      if (!next || before === undefined) return
    }
  }

  async function run(
    steps: AsyncIterable<Step> | Iterable<Step>,
    change: ManyChange,
    total: number,
    { onSlow, onStop }: ListChangeOptions & { onStop?: () => void },
  ): Promise<ListChangeOutcome> {
    const done = createStore(0)
    const ids: string[] = []
    let stopped = false
    const stop = () => {
      stopped = true
      onStop?.()
    }
    const slow = setTimeout(() => onSlow({ done, total, stop }), SLOW_MS)
    try {
      for await (const step of steps) {
        if (stopped) return { ids, stopped }
        if (step.ids.length > 0) await client.patch({ select: { ids: [...step.ids] }, ...toPatch(change) })
        ids.push(...step.ids)
        done.set(Math.min(total, done.get() + step.count))
      }
      return { ids, stopped: false }
    } catch (error) {
      return { ids, stopped: false, error: error as Error }
    } finally {
      clearTimeout(slow)
    }
  }

  return {
    async change(scope, upTo, change, options) {
      const narrowed = { ...scope, q: scope.q ?? clauseOf(change) }
      const counted = await client.count({ ...toQuery(narrowed), upTo }).catch((error: unknown) => error as Error)
      if (counted instanceof Error) return { ids: [], stopped: false, error: counted }
      const cursor = upTo ?? counted.cursor
      const whole = { select: selectionOf(scope, cursor), ...toPatch(change) }
      const end = () => running.delete(whole)
      running.add(whole)
      const outcome = await run(stepsThrough(narrowed, cursor, change), change, counted.total, { ...options, onStop: end })
      end()
      return outcome
    },
    changeIds: (ids, change, options) => run(inSteps(ids), change, ids.length, options),
    flush() {
      for (const whole of running) client.patch(whole, { keepalive: true }).catch(() => undefined)
    },
  }
}

function* inSteps(ids: readonly string[]): Generator<Step> {
  for (let at = 0; at < ids.length; at += STEP) {
    const some = ids.slice(at, at + STEP)
    yield { ids: some, count: some.length }
  }
}

function idsToChange(messages: readonly MessageSummary[], change: ManyChange): string[] {
  return messages.filter((message) => differs(message, change)).map(({ id }) => id)
}

function selectionOf(scope: ListScope, upTo: string): MessageSelection {
  const { q, mailbox } = scope
  const within = { ...(mailbox !== undefined && { mailbox }), upTo }
  return q === undefined ? { all: true, ...within } : { ...toQuery(scope), q, ...within }
}

/** Finds those that it changes, where nothing else narrows the list down. */
function clauseOf({ set: { seen, pinned } = {}, add = [], remove = [] }: ManyChange): string | undefined {
  const clauses = [
    ...(seen === undefined ? [] : [seen ? 'is:unseen' : 'is:seen']),
    ...(pinned === undefined ? [] : [pinned ? '-is:pinned' : 'is:pinned']),
    ...add.map((tag) => `-${printTagSearch(tag)}`),
    ...remove.map(printTagSearch),
  ]
  return clauses.length === 1 ? clauses[0] : undefined
}

function toPatch({ set, add, remove }: ManyChange): Omit<MessagePatch, 'select'> {
  return { ...(set && { set }), ...(add && { addTags: [...add] }), ...(remove && { removeTags: [...remove] }) }
}
