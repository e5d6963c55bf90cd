/** What of a search can be shown where it was found: needles for the subject and for text. */
import type { Query, TextField } from '../../shared/search/query.ts'

export interface SearchNeedles {
  /** Folded for search, as all needles. */
  subject: readonly string[]
  text: readonly string[]
}

/** What must not be there is nowhere to be shown. */
export function needlesOf(query: Query): SearchNeedles {
  const found: Record<TextField, string[]> = { any: [], subject: [], body: [], filename: [] }
  collect(query, found)
  return { subject: [...found.any, ...found.subject], text: [...found.any, ...found.body] }
}

function collect(query: Query, found: Record<TextField, string[]>): void {
  if (query.type === 'and' || query.type === 'or') for (const each of query.of) collect(each, found)
  if (query.type !== 'term' || query.clause.kind !== 'text') return
  const { field, needle } = query.clause
  if (needle !== '') found[field].push(needle)
}
