/** Counts by key. Of a key, the first value that came stands for all. */
import type { ValueCount } from '../store.ts'

export function createTally() {
  const tally = new Map<string, ValueCount>()
  return {
    add(key: string, value: string, count = 1): void {
      const known = tally.get(key)
      if (known) known.count += count
      else tally.set(key, { value, count })
    },
    values: (): ValueCount[] => [...tally.values()],
  }
}
