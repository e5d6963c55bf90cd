/**
 * Conditions on their way to the reader. The same ones are asked of message after message: two thousand queries would take
 * longer to change threads than to be matched, so each goes once, and by its number from then on.
 */
import type { Condition } from '../store.ts'

/** Conditions that the reader remembers; with more, it begins anew. */
const MAX_KNOWN = 20_000

export interface NumberedConditions {
  /** The reader forgets what it knows. */
  isAnew: boolean
  added: { number: number; condition: Condition }[]
  /** Those that are asked. */
  numbers: Uint32Array
}

export function createConditionSender() {
  let numbers = new WeakMap<Condition, number>()
  let known = 0

  return {
    number(conditions: readonly Condition[]): NumberedConditions {
      const isAnew = known === 0 || known + conditions.length > MAX_KNOWN
      if (isAnew) {
        numbers = new WeakMap()
        known = 0
      }
      const added: NumberedConditions['added'] = []
      const numberOf = (condition: Condition): number => {
        const given = numbers.get(condition)
        if (given !== undefined) return given
        const number = known++
        numbers.set(condition, number)
        added.push({ number, condition })
        return number
      }
      return { isAnew, numbers: Uint32Array.from(conditions, numberOf), added }
    },
    /** What was sent may not have come: the next time, everything goes again. */
    forget(): void {
      known = 0
    },
  }
}

export function createConditionReader(): (sent: NumberedConditions) => Condition[] {
  const known = new Map<number, Condition>()
  return ({ isAnew, added, numbers }) => {
    if (isAnew) known.clear()
    for (const { number, condition } of added) known.set(number, condition)
    return Array.from(numbers, (number) => {
      const condition = known.get(number)
      if (!condition) throw new Error(`condition ${number} was never sent`)
      return condition
    })
  }
}
