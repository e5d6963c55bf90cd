/**
 * The messages that meet a condition, those that there are and those that come. It registers before it looks, so that
 * nothing slips between; from then on it is told, and asks for nothing.
 */
import { ticks } from '../clock.ts'
import { toAppError } from '../errors.ts'
import type { Condition, Store, StoredSummary } from '../store/store.ts'
import type { Holds } from './holds.ts'
import type { Ingest } from './ingest.ts'
import type { StandingConditions } from './standing-conditions.ts'

export interface WatchRequest {
  condition: Condition
  /** Only messages later than this `seq`. */
  after: number
  /** When more than so many are there already, the others are of no interest. */
  enough: number
}

export interface Watch {
  /** In the order of arrival. */
  found(): StoredSummary[]
  /** Never finds it again. */
  forget(id: string): void
  /** @returns the newest `seq` that it looked at */
  look(): Promise<number>
  /**
   * Resolves as soon as it is so, and at that time: then by all that had been acknowledged until then.
   *
   * @throws {AppError} what it was ended with
   */
  until(isSo: () => boolean, at: number): Promise<boolean>
  end(reason: unknown): void
  stop(): void
}

export interface WatchDependencies {
  store: Store
  ingest: Ingest
  holds: Pick<Holds, 'hold'>
  standing: StandingConditions
}

export function startWatch(
  { store, ingest, holds, standing }: WatchDependencies,
  { condition, after, enough }: WatchRequest,
): Watch {
  const found = new Map<string, StoredSummary>()
  /** Of what was found, how to let it go: it is read next. */
  const held = new Map<string, () => void>()
  const forgotten = new Set<string>()
  let mustLook = false
  let failure: unknown
  let wake: () => void = () => undefined

  function add(message: StoredSummary): void {
    const { id, seq } = message
    if (seq <= after || forgotten.has(id)) return
    found.set(id, message)
    if (!held.has(id)) held.set(id, holds.hold(seq))
  }

  function drop(id: string): void {
    found.delete(id)
    held.get(id)?.()
    held.delete(id)
  }

  function end(reason: unknown): void {
    failure ??= reason
    wake()
  }

  const unfollow = standing.follow(condition, {
    met(message) {
      add(message)
      wake()
    },
    unmet: drop,
    lost() {
      mustLook = true
      wake()
    },
    failed: end,
  })

  function sleep(until: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(1, until - ticks()))
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  function throwIfEnded(): void {
    if (failure !== undefined) throw toAppError(failure)
  }

  async function look(): Promise<number> {
    mustLook = false
    const upTo = await ingest.settled()
    throwIfEnded()
    if (upTo <= after) return upTo
    let inStore = 0
    for await (const group of store.search({ ...condition, after, upTo, oldestFirst: true })) {
      throwIfEnded()
      for (const message of group) add(message)
      inStore += group.filter(({ id }) => !forgotten.has(id)).length
      if (inStore > enough) break
    }
    return upTo
  }

  return {
    found: () => [...found.values()].sort((a, b) => a.seq - b.seq),
    forget(id) {
      forgotten.add(id)
      drop(id)
      // It may have stood for others that were of no interest.
      mustLook = true
    },
    look,
    async until(isSo, at) {
      for (;;) {
        throwIfEnded()
        if (mustLook) await look()
        else if (isSo()) return true
        else if (ticks() < at) await sleep(at)
        else {
          await ingest.settled()
          await standing.settled()
          throwIfEnded()
          return isSo()
        }
      }
    },
    end,
    stop() {
      unfollow()
      for (const id of held.keys()) drop(id)
      wake()
    },
  }
}
