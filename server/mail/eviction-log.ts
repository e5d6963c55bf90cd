/** How much retention has removed since a place in the order of arrival, in this process. */

/** With more, the oldest of them are told together. */
const MAX_ENTRIES = 1000

export interface EvictionLog {
  /** @param newestSeq of all mail that had arrived when they went */
  add(count: number, newestSeq: number): void
  /** Counts what may have arrived later than that: what went when nothing later was there cannot have. */
  countSince(seq: number): number
}

export function createEvictionLog(): EvictionLog {
  const entries: { newestSeq: number; count: number }[] = []
  return {
    add(count, newestSeq) {
      const last = entries.at(-1)
      if (last && last.newestSeq === newestSeq) last.count += count
      else entries.push({ newestSeq, count })
      if (entries.length <= MAX_ENTRIES) return
      const [oldest, next] = entries
      if (oldest && next) next.count += oldest.count
      entries.shift()
    },
    countSince: (seq) => entries.reduce((sum, { newestSeq, count }) => (newestSeq > seq ? sum + count : sum), 0),
  }
}
