/** The mailboxes with their counts. The live stream keeps the counts true; nothing polls. */
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Client } from '../../shared/client/client.ts'
import type { StreamEvent } from '../../shared/model/event.ts'
import type { Mailbox } from '../../shared/model/mailbox.ts'
import type { HiddenMessages } from './pending-deletions.ts'

export const mailboxKeys = { all: ['mailboxes'] as const }

export const mailboxesQuery = (client: Client) =>
  queryOptions({ queryKey: mailboxKeys.all, queryFn: ({ signal }) => client.mailboxes({ signal }) })

export function applyMailboxEvent(cache: QueryClient, event: Extract<StreamEvent, { type: 'mailbox.changed' }>): void {
  const { name, total, unseen } = event
  cache.setQueryData<Mailbox[]>(mailboxKeys.all, (mailboxes) => {
    if (!mailboxes) return mailboxes
    if (mailboxes.some((mailbox) => mailbox.name === name))
      return mailboxes.map((mailbox) => (mailbox.name === name ? { ...mailbox, total, unseen } : mailbox))
    return [...mailboxes, { name, total, unseen, sizeOctets: 0 }].sort((a, b) => a.name.localeCompare(b.name))
  })
}

/** Counts as they will be when pending deletes have been sent. */
export function withoutHidden(mailboxes: readonly Mailbox[], hidden: HiddenMessages): readonly Mailbox[] {
  if (hidden.size === 0) return mailboxes
  return mailboxes.map((mailbox) => {
    const leaving = [...hidden.values()].filter((message) => message.mailbox === mailbox.name)
    const unseen = leaving.filter(({ seen }) => !seen).length
    return { ...mailbox, total: Math.max(0, mailbox.total - leaving.length), unseen: Math.max(0, mailbox.unseen - unseen) }
  })
}

export function countAll(mailboxes: readonly Mailbox[]): { total: number; unseen: number } {
  return mailboxes.reduce((sum, { total, unseen }) => ({ total: sum.total + total, unseen: sum.unseen + unseen }), {
    total: 0,
    unseen: 0,
  })
}
