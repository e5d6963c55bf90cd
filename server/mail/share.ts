/** Work that several ask for at the same time, done once. */
import { setTimeout as sleep } from 'node:timers/promises'

/** So long is waited for others who ask the same. */
const GATHER_MS = 5

/** @returns a function that runs what it is given, or joins what runs under the same key */
export function createSharing<T>(): (key: string, run: () => Promise<T>) => Promise<T> {
  const running = new Map<string, Promise<T>>()
  return (key, run) => {
    const joined =
      running.get(key) ??
      run().finally(() => {
        running.delete(key)
      })
    running.set(key, joined)
    return joined
  }
}

/**
 * What is asked within a moment goes in one go, and what is asked while that runs in the next.
 *
 * @param run answers each of them, in their order
 */
export function createGathering<Q, A>(run: (asked: readonly Q[]) => Promise<readonly A[]>): (asked: Q) => Promise<A> {
  const gathered: { asked: Q; resolve: (answer: Promise<A>) => void }[] = []
  let isRunning = false

  async function runAll(): Promise<void> {
    isRunning = true
    while (gathered.length > 0) {
      await sleep(GATHER_MS)
      const now = gathered.splice(0)
      const answers = run(now.map(({ asked }) => asked))
      for (const [at, { resolve }] of now.entries()) resolve(answers.then((all) => all[at] as A))
      await answers.catch(() => undefined)
    }
    isRunning = false
  }

  return (asked) =>
    new Promise((resolve) => {
      gathered.push({ asked, resolve })
      if (!isRunning) void runAll()
    })
}
