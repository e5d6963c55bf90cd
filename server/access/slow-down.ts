/**
 * Slows down who guesses passwords: after a few failures each next try for a name from one address has to wait, longer and
 * longer. From other addresses the right password works meanwhile. Bounded, however many names and addresses are tried.
 */
import { clientNetwork } from '../client-network.ts'
import { ticks } from '../clock.ts'

const FREE_FAILURES = 3
const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 60_000
/** After so long without a try all is forgotten. */
const FORGET_MS = 15 * 60_000
const MAX_REMEMBERED = 10_000

interface Failures {
  count: number
  lastAt: number
}

export interface SlowDown {
  /** @returns how long the next try has to wait; 0 when it may come now */
  waitMs(address: string, name: string): number
  /** Count each try before it is looked at, so that many at once are no way around. */
  failed(address: string, name: string): void
  succeeded(address: string, name: string): void
}

export function createSlowDown({ time = ticks, maxRemembered = MAX_REMEMBERED } = {}): SlowDown {
  /** The one that failed last is the last. */
  const remembered = new Map<string, Failures>()

  function find(key: string): Failures | undefined {
    const failures = remembered.get(key)
    if (!failures || time() - failures.lastAt < FORGET_MS) return failures
    remembered.delete(key)
    return undefined
  }

  return {
    waitMs(address, name) {
      const failures = find(keyOf(address, name))
      if (!failures || failures.count < FREE_FAILURES) return 0
      const pause = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (failures.count - FREE_FAILURES))
      return Math.max(0, failures.lastAt + pause - time())
    },
    failed(address, name) {
      const key = keyOf(address, name)
      const count = (find(key)?.count ?? 0) + 1
      remembered.delete(key)
      remembered.set(key, { count, lastAt: time() })
      const [oldest] = remembered.keys()
      if (remembered.size > maxRemembered && oldest !== undefined) remembered.delete(oldest)
    },
    succeeded: (address, name) => void remembered.delete(keyOf(address, name)),
  }
}

/** Of IPv6 the network: who has one has all of its addresses. */
function keyOf(address: string, name: string): string {
  return JSON.stringify([clientNetwork(address) ?? 'this machine', name.slice(0, 255)])
}
