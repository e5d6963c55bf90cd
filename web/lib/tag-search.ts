/** The search that finds the messages of one tag. */
import { foldForSearch } from '../../shared/search/fold.ts'
import { printCriterion } from '../../shared/search/print.ts'
import type { Query } from '../../shared/search/query.ts'

export function printTagSearch(name: string): string {
  return printCriterion({ field: 'tag', value: name })
}

/** Whether it asks for that tag and for nothing else. */
export function isTagSearch(query: Query, name: string): boolean {
  return query.type === 'term' && query.clause.kind === 'tag' && !query.clause.open && query.clause.name === foldForSearch(name)
}
