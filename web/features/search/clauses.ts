/** Adds a clause to a search, and takes it out again. */
import { printQuery } from '../../../shared/search/print.ts'
import type { Query } from '../../../shared/search/query.ts'
import { readSearch } from '../../lib/read-search.ts'

export function hasClause(q: string | undefined, clause: string): boolean {
  const wanted = read(clause)
  return conjunctsOf(read(q)).some((each) => isSame(each, wanted))
}

/** @returns undefined when nothing is left of it */
export function toggleClause(q: string | undefined, clause: string): string | undefined {
  const wanted = read(clause)
  const all = conjunctsOf(read(q))
  const others = all.filter((each) => !isSame(each, wanted))
  const of = others.length < all.length ? others : [...all, wanted]
  // Of one alone, an "and" would put parentheses around what needs none.
  return (of.length > 1 ? printQuery({ type: 'and', of }) : printQuery(of[0] ?? { type: 'all' })) || undefined
}

function read(q = ''): Query {
  return readSearch(q).query
}

/** All of them must match. */
function conjunctsOf(query: Query): readonly Query[] {
  if (query.type === 'all') return []
  return query.type === 'and' ? query.of : [query]
}

/** In writing, as times that are so long ago never are, or in meaning: `is:unread` is `is:unseen`. */
function isSame(one: Query, other: Query): boolean {
  if (printQuery(one) === printQuery(other)) return true
  return one.type === 'term' && other.type === 'term' && JSON.stringify(one.clause) === JSON.stringify(other.clause)
}
