/**
 * Conditions on their way to the reader. Their queries go as text, and are the same ones again and again: two thousand trees
 * would take longer to change threads than to be matched.
 */
import type { Query } from '../../../shared/search/query.ts'
import type { Condition } from '../store.ts'

/** Queries that the reader remembers; it forgets all of them at once. */
const MAX_KNOWN = 10_000

export interface PackedCondition {
  query: string
  mailbox?: string | undefined
}

const packed = new WeakMap<Condition, PackedCondition>()

export function packCondition(condition: Condition): PackedCondition {
  const known = packed.get(condition)
  if (known) return known
  const made = { query: JSON.stringify(condition.query), mailbox: condition.mailbox }
  packed.set(condition, made)
  return made
}

export function createConditionReader(): (condition: PackedCondition) => Condition {
  const known = new Map<string, Query>()
  return ({ query: text, mailbox }) => {
    const query = known.get(text) ?? (JSON.parse(text) as Query)
    if (known.size >= MAX_KNOWN) known.clear()
    known.set(text, query)
    return { query, mailbox }
  }
}
