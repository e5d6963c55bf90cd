/** Reads of single messages. The live stream says when one is stale; nothing polls. */
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { type Client, MailmittError } from '../../shared/client/client.ts'
import type { Message } from '../../shared/model/message.ts'

export const messageKeys = { all: ['message'] as const, detail: (id: string) => ['message', id] as const }

export const messageQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: messageKeys.detail(id),
    queryFn: ({ signal }) => client.get(id, { signal }),
    gcTime: 5 * 60_000,
  })

export function patchMessage(cache: QueryClient, id: string, flags: { seen?: boolean; pinned?: boolean }): void {
  cache.setQueryData<Message>(messageKeys.detail(id), (message) => message && { ...message, ...flags })
}

/** What was acknowledged cannot be shown yet, nor anything else that a list would have to place around it. */
export function isNotVisibleYet(error: Error): boolean {
  return error instanceof MailmittError && error.code === 'unavailable'
}

export function isNotFound(error: Error): boolean {
  return error instanceof MailmittError && error.status === 404
}
