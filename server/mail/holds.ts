/**
 * Mail that somebody waits for and has still to look at: retention leaves it, and what came later, until then. Not for long,
 * whatever becomes of those who wait.
 */

/** Longer than any burst of mail takes to be looked at. */
const LONGEST_MS = 10_000
/** More messages than that are not held: retention takes them as they come. */
const MAX_HELD = 10_000

export interface Holds {
  /** The lowest `seq` that is held, or infinity. */
  first(): number
  /** @returns a function that lets it go */
  hold(seq: number): () => void
  /** Has `listener` told when what `first` said last is held no more. */
  onFreed(listener: () => void): void
  close(): void
}

export function createHolds({ longestMs = LONGEST_MS }: { longestMs?: number } = {}): Holds {
  const held = new Map<number, { holders: number; timer: NodeJS.Timeout }>()
  let told = Number.POSITIVE_INFINITY
  let tell: () => void = () => undefined

  function free(seq: number): void {
    clearTimeout(held.get(seq)?.timer)
    held.delete(seq)
    if (seq === told) tell()
  }

  return {
    first() {
      told = Number.POSITIVE_INFINITY
      for (const seq of held.keys()) told = Math.min(told, seq)
      return told
    },
    hold(seq) {
      const known = held.get(seq)
      if (!known && held.size >= MAX_HELD) return () => undefined
      const entry = known ?? { holders: 0, timer: setTimeout(() => free(seq), longestMs) }
      held.set(seq, entry)
      entry.holders++
      let isHeld = true
      return () => {
        if (!isHeld) return
        isHeld = false
        if (--entry.holders === 0 && held.get(seq) === entry) free(seq)
      }
    },
    onFreed(listener) {
      tell = listener
    },
    close() {
      for (const { timer } of held.values()) clearTimeout(timer)
      held.clear()
    },
  }
}
