/** What a part says that programs write for programs. It never changes. */
import { queryOptions } from '@tanstack/react-query'
import type { Client } from '../../shared/client/client.ts'

export const explanationQuery = (client: Client, id: string, path: string) =>
  queryOptions({
    queryKey: ['explanation', id, path],
    queryFn: ({ signal }) => client.explanation(id, path, { signal }),
  })
