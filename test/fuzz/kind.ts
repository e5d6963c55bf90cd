/** What can be fuzzed. A case is plain data (octets as latin1 text), so that it can be kept, made smaller and run again. */
import type { Dice } from './dice.ts'

export interface Kind<C = unknown> {
  name: string
  make: (dice: Dice, number: number) => C
  /** @throws what must not be, in a sentence */
  run: (made: C) => Promise<void>
  /** Cases that are simpler, the simplest first; none where that would take too long. */
  smaller: (made: C) => Iterable<C>
}

/** A promise that something must not be. */
export function expectThat(holds: boolean, fault: () => string): asserts holds {
  if (!holds) throw new Error(fault())
}

/** Each list that misses a stretch of this one, the longest stretches first. */
export function* withoutSome<T>(list: readonly T[]): Generator<T[]> {
  for (let length = Math.ceil(list.length / 2); length >= 1; length = length === 1 ? 0 : Math.ceil(length / 2))
    for (let at = 0; at < list.length; at += length) yield [...list.slice(0, at), ...list.slice(at + length)]
}

export function* shorterText(text: string): Generator<string> {
  for (let length = Math.ceil(text.length / 2); length >= 1; length = length === 1 ? 0 : Math.ceil(length / 2))
    for (let at = 0; at < text.length; at += length) yield text.slice(0, at) + text.slice(at + length)
}

/** A fault that is met again and again is one: what differs from case to case is left out. */
export function signatureOf({ name }: Pick<Kind, 'name'>, error: unknown): string {
  return `${name} ${(error as Error).message.replace(/"(?:[^"\\]|\\.)*"|\d+|\w{15,}/g, '…').slice(0, 100)}`
}

/** The smallest case that still fails in the same way, of as many tries as are worth it. */
export async function shrink<C>(kind: Kind<C>, failing: C, signature: string, limits = { tries: 400, ms: 20_000 }): Promise<C> {
  const begun = performance.now()
  let smallest = failing
  let tries = 0
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false
    for (const candidate of kind.smaller(smallest)) {
      if (tries++ >= limits.tries || performance.now() - begun > limits.ms) return smallest
      if ((await failure(kind, candidate)) !== signature) continue
      smallest = candidate
      isSmaller = true
      break
    }
  }
  return smallest
}

async function failure<C>(kind: Kind<C>, made: C): Promise<string | undefined> {
  try {
    await kind.run(made)
    return undefined
  } catch (error) {
    return signatureOf(kind, error)
  }
}
