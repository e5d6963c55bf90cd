/** Why a search finds nothing: what it would find without each of its clauses. */
import { queryOptions } from '@tanstack/react-query'
import type { Client } from '../../shared/client/client.ts'
import { printQuery } from '../../shared/search/print.ts'
import type { Query } from '../../shared/search/query.ts'
import { keyOf, type ListScope, toQuery } from './list-scope.ts'

/** Each costs a search. */
const MAX_CLAUSES = 5

export interface ExcludingClause {
  clause: string
  /** The search without it. */
  rest: string
  /** What that finds. */
  total: number
  isAtLeast: boolean
}

/** @returns the clause that alone excludes most; null when no single one does */
export const excludingClauseQuery = (client: Pick<Client, 'list'>, scope: ListScope, query: Query) =>
  queryOptions({
    queryKey: ['excluding-clause', keyOf(scope)],
    gcTime: 0,
    async queryFn({ signal }): Promise<ExcludingClause | null> {
      const clauses = query.type === 'and' ? query.of : []
      const found = await Promise.all(
        clauses.slice(0, MAX_CLAUSES).map(async (clause): Promise<ExcludingClause> => {
          const rest = printQuery({ type: 'and', of: clauses.filter((each) => each !== clause) })
          const { total, totalIsAtLeast = false } = await client.list({ ...toQuery({ ...scope, q: rest }), limit: 1 }, { signal })
          return { clause: printQuery(clause), rest, total, isAtLeast: totalIsAtLeast }
        }),
      )
      return found.reduce<ExcludingClause | null>((most, each) => (each.total > (most?.total ?? 0) ? each : most), null)
    },
  })
