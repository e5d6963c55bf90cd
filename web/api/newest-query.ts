/** A handful of the newest messages, of all mail or of what a search finds, read anew each time somebody looks. */
import { queryOptions } from '@tanstack/react-query'
import type { Client } from '../../shared/client/client.ts'
import { toQuery } from './list-scope.ts'

const HANDFUL = 8

export const newestQuery = (client: Pick<Client, 'list'>, q: string | undefined) =>
  queryOptions({
    queryKey: ['newest', q],
    staleTime: 0,
    gcTime: 10_000,
    queryFn: async ({ signal }) =>
      (await client.list({ ...toQuery({ mailbox: undefined, q }), limit: HANDFUL }, { signal })).messages,
  })
