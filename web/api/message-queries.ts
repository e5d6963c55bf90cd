/** Reads of single messages. The live stream says when one is stale; nothing polls. */
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { type Client, MailmittError } from '../../shared/client/client.ts'
import type { StreamEvent } from '../../shared/model/event.ts'
import type { Message } from '../../shared/model/message.ts'
import { withTags } from './retag.ts'

export const messageKeys = { all: ['message'] as const, detail: (id: string) => ['message', id] as const }

export const messageQuery = (client: Client, id: string) =>
  queryOptions({
    queryKey: messageKeys.detail(id),
    queryFn: ({ signal }) => client.get(id, { signal }),
    gcTime: 5 * 60_000,
  })

export function applyChange(cache: QueryClient, change: Extract<StreamEvent, { type: 'message.changed' }>): void {
  const queryKey = messageKeys.detail(change.id)
  // What is under way may be from before. A first answer is waited for unless it is cancelled.
  if (cache.getQueryState(queryKey)?.fetchStatus === 'fetching')
    void cache.cancelQueries({ queryKey }).then(() => cache.refetchQueries({ queryKey }))
  cache.setQueryData<Message>(queryKey, (message) => {
    if (!message) return message
    const { seen = message.seen, pinned = message.pinned, mailbox = message.mailbox, tags } = change
    const changed = { ...message, seen, pinned, mailbox }
    return tags ? withTags(changed, tags) : changed
  })
}

/** What was acknowledged cannot be shown yet, nor anything else that a list would have to place around it. */
export function isNotVisibleYet(error: Error): boolean {
  return error instanceof MailmittError && error.code === 'unavailable'
}

export function isNotFound(error: Error): boolean {
  return error instanceof MailmittError && error.status === 404
}
