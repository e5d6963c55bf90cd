/** Reading anew what has changed, also where an answer is under way that may be from before. */
import type { QueryClient, QueryKey } from '@tanstack/react-query'

/** A first answer would be waited for, not asked for anew: what is asked here is asked after it. Resolves when that is read. */
export async function readAgain(cache: QueryClient, queryKey: QueryKey): Promise<void> {
  const underWay = cache.getQueryCache().findAll({ queryKey, fetchStatus: 'fetching' })
  await Promise.allSettled(underWay.map(({ promise }) => promise))
  await cache.invalidateQueries({ queryKey })
}
