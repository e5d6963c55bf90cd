/** By what a list can be narrowed down. Asked for only while somebody looks at it. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Client } from '../../shared/client/client.ts'
import { keyOf, type ListScope, toQuery } from './list-scope.ts'
import { countKeys } from './search-counts.ts'

export const facetsQuery = (client: Pick<Client, 'facets'>, scope: ListScope) =>
  queryOptions({
    queryKey: [...countKeys.all, 'facets', keyOf(scope)],
    queryFn: ({ signal }) => client.facets(toQuery(scope), { signal }),
    staleTime: 0,
    // What is picked from must not be gone while the next counts are under way.
    placeholderData: keepPreviousData,
  })
