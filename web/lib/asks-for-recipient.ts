/** Whether a search names to whom everything that it finds was sent: a list need not repeat it then. */
import type { Query } from '../../shared/search/query.ts'

export function asksForRecipient(query: Query): boolean {
  if (query.type === 'and') return query.of.some(asksForRecipient)
  if (query.type === 'or') return query.of.length > 0 && query.of.every(asksForRecipient)
  return query.type === 'term' && query.clause.kind === 'address' && query.clause.field === 'to'
}
