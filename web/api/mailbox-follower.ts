/** Keeps the counts of mailboxes as the live stream tells them, also while they are read: the answer may be older than what was told since. */
import type { QueryClient } from '@tanstack/react-query'
import type { StreamEvent } from '../../shared/model/event.ts'
import { applyMailboxEvent, mailboxKeys } from './mailbox-queries.ts'

export function createMailboxFollower(cache: QueryClient): (event: StreamEvent) => void {
  /** The newest of each mailbox since the last read began. */
  const told = new Map<string, Extract<StreamEvent, { type: 'mailbox.changed' }>>()
  cache.getQueryCache().subscribe((notice) => {
    if (notice.type !== 'updated' || notice.query.queryKey[0] !== mailboxKeys.all[0]) return
    const { action } = notice
    if (action.type === 'fetch') told.clear()
    if (action.type === 'success' && !action.manual) for (const event of told.values()) applyMailboxEvent(cache, event)
  })
  return (event) => {
    if (event.type !== 'mailbox.changed') return
    told.set(event.name, event)
    applyMailboxEvent(cache, event)
  }
}
