/** Exact counts, made anew each time somebody asks. */
import { queryOptions } from '@tanstack/react-query'
import type { Client } from '../../shared/client/client.ts'
import { keyOf, type ListScope, toQuery } from './list-scope.ts'

export const countQuery = (client: Pick<Client, 'count'>, scope: ListScope) =>
  queryOptions({
    queryKey: ['count', keyOf(scope)],
    gcTime: 0,
    queryFn: ({ signal }) => client.count(toQuery(scope), { signal }),
  })
