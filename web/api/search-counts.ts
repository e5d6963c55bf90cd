/** How much searches find that are not on screen, counted anew, at a bearable pace, when something comes or changes. */
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Client } from '../../shared/client/client.ts'
import { createPaced, whenVisible } from '../lib/paced.ts'
import { keyOf, type ListScope, toQuery } from './list-scope.ts'

/** Each count costs a search. */
const PAUSE_MS = 2000

export const countKeys = { all: ['counts'] as const }

export interface SearchCount {
  total: number
  unseen: number
  /** The server has stopped to count there. */
  isAtLeast: boolean
}

export const searchCountQuery = (client: Pick<Client, 'list'>, scope: ListScope) =>
  queryOptions({
    queryKey: [...countKeys.all, 'search', keyOf(scope)],
    async queryFn({ signal }): Promise<SearchCount> {
      const { total, unseen, totalIsAtLeast = false } = await client.list({ ...toQuery(scope), limit: 1 }, { signal })
      return { total, unseen, isAtLeast: totalIsAtLeast }
    },
  })

/** @returns to be called whenever counts may have changed; what is not on screen is counted when it is again */
export function createRecount(cache: QueryClient): () => void {
  return createPaced({
    run: () => cache.invalidateQueries({ queryKey: countKeys.all }),
    ready: whenVisible,
    pauseMs: PAUSE_MS,
  })
}
