/**
 * Conditions that somebody waits on. One subscription to the event hub for all of them; what arrives or changes is gathered
 * while the store is asked, and read once for every condition there is.
 */
import type { Query } from '../../shared/search/query.ts'
import type { Condition, MatchAnswer, MatchCandidate, Store, StoredSummary } from '../store/store.ts'
import { decodeCursor } from './cursor.ts'
import { toCandidate } from './event-filter.ts'
import type { EventHub, SequencedEvent } from './event-hub.ts'
import type { Holds } from './holds.ts'

/** Messages times conditions that the store is asked for at once: other readers wait behind it. */
const MAX_MATCHINGS = 20_000
/** Messages that wait to be looked at; with more, those who wait look for themselves. */
const MAX_GATHERED = 10_000

export interface ConditionListener {
  met: (message: StoredSummary) => void
  /** It has changed and does not meet the condition now; whether it did is not known here. */
  unmet: (id: string) => void
  /** Some of what happened is not known any more: look again. */
  lost: () => void
  failed: (error: unknown) => void
}

export interface StandingConditions {
  /** Those who wait. */
  readonly size: number
  /** Messages that retention has removed while somebody waited. */
  readonly evicted: number
  /** @returns a function that ends it */
  follow(condition: Condition, listener: ConditionListener): () => void
  /** Resolves when everything that was published before the call has been looked at. */
  settled(): Promise<void>
}

interface Standing {
  condition: Condition
  listeners: Set<ConditionListener>
}

interface Gathered extends MatchCandidate {
  isNew: boolean
  /** Retention may take it. */
  letGo: () => void
}

export interface StandingDependencies {
  store: Store
  holds: Pick<Holds, 'hold'>
  events: EventHub
}

export function createStandingConditions({ store, holds, events }: StandingDependencies): StandingConditions {
  const standing = new Map<string, Standing>()
  const gathered: Gathered[] = []
  const waiting: { place: number; resolve: () => void }[] = []
  /** How many were gathered, and looked at, since the start. */
  const places = { gathered: 0, looked: 0 }
  let size = 0
  let evicted = 0
  let isLooking = false
  let unsubscribe: (() => void) | undefined

  function gather(event: SequencedEvent): void {
    if (event.type === 'evicted') evicted += event.count
    if (event.type === 'gap') eachListener((listener) => listener.lost())
    const candidate = toCandidate(event)
    if (!candidate) return
    if (gathered.length >= MAX_GATHERED) {
      drop(gathered.length)
      eachListener((listener) => listener.lost())
    }
    places.gathered++
    const isNew = event.type === 'message.added'
    const letGo = isNew ? holds.hold(decodeCursor(store.databaseId, event.message.cursor)) : () => undefined
    gathered.push({ id: candidate.id, marks: candidate.marks, isNew, letGo })
    if (!isLooking) void lookAtAll()
  }

  async function lookAtAll(): Promise<void> {
    isLooking = true
    // What is published in one go is looked at in one go.
    await Promise.resolve()
    while (gathered.length > 0 && standing.size > 0) {
      const asked = [...standing.values()]
      const candidates = gathered.slice(0, Math.max(1, Math.floor(MAX_MATCHINGS / asked.length)))
      await lookAt(asked, candidates)
      drop(candidates.length)
    }
    drop(gathered.length)
    isLooking = false
  }

  async function lookAt(asked: readonly Standing[], candidates: readonly Gathered[]): Promise<void> {
    try {
      const answers = await store.match({
        conditions: asked.map(({ condition }) => condition),
        candidates: candidates.map(({ id, marks }) => ({ id, marks })),
      })
      for (const [at, candidate] of candidates.entries()) tell(asked, candidate, answers[at])
    } catch (error) {
      for (const { listeners } of asked) for (const listener of [...listeners]) listener.failed(error)
    }
  }

  function drop(count: number): void {
    for (const { letGo } of gathered.splice(0, count)) letGo()
    places.looked += count
    while (waiting[0] && waiting[0].place <= places.looked) waiting.shift()?.resolve()
  }

  function eachListener(say: (listener: ConditionListener) => void): void {
    for (const { listeners } of standing.values()) for (const listener of listeners) say(listener)
  }

  return {
    get size() {
      return size
    },
    get evicted() {
      return evicted
    },
    follow(condition, listener) {
      const key = keyOf(condition)
      const known = standing.get(key) ?? { condition, listeners: new Set() }
      standing.set(key, known)
      known.listeners.add(listener)
      size++
      unsubscribe ??= events.subscribe(undefined, gather)
      return () => {
        if (!known.listeners.delete(listener)) return
        size--
        if (known.listeners.size === 0) standing.delete(key)
        if (size > 0) return
        // With nobody who follows events, a burst of mail may pass before it is parsed.
        unsubscribe?.()
        unsubscribe = undefined
      }
    },
    settled: () =>
      new Promise((resolve) => {
        if (places.looked >= places.gathered) resolve()
        else waiting.push({ place: places.gathered, resolve })
      }),
  }
}

function tell(asked: readonly Standing[], { id, isNew }: Gathered, answer: MatchAnswer | undefined): void {
  // Deleted meanwhile.
  if (!answer) return
  for (const at of answer.meets) for (const listener of asked[at]?.listeners ?? []) listener.met(answer.summary)
  if (isNew) return
  const meets = new Set(answer.meets)
  for (const [at, { listeners }] of asked.entries()) if (!meets.has(at)) for (const listener of listeners) listener.unmet(id)
}

/** The same for searches that mean the same, however they are written. */
export function keyOf({ query, mailbox }: Condition): string {
  const withoutPlaces = (_name: string, value: Query | undefined) =>
    value?.type === 'term' ? { type: 'term', clause: value.clause } : value
  return JSON.stringify([mailbox ?? null, query], withoutPlaces)
}
