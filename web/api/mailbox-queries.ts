/** The mailboxes with their counts. The live stream keeps the counts true; nothing polls. */
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import type { Client } from '../../shared/client/client.ts'
import type { StreamEvent } from '../../shared/model/event.ts'
import type { Mailbox } from '../../shared/model/mailbox.ts'
import type { ListDeletion } from './list-deletions.ts'
import type { HiddenMessages } from './pending-deletions.ts'

export const mailboxKeys = { all: ['mailboxes'] as const }

export const mailboxesQuery = (client: Client) =>
  queryOptions({ queryKey: mailboxKeys.all, queryFn: ({ signal }) => client.mailboxes({ signal }) })

export function applyMailboxEvent(cache: QueryClient, event: Extract<StreamEvent, { type: 'mailbox.changed' }>): void {
  const { name, total, unseen, evicted } = event
  cache.setQueryData<Mailbox[]>(mailboxKeys.all, (mailboxes) => {
    if (!mailboxes) return mailboxes
    if (mailboxes.some((mailbox) => mailbox.name === name))
      return mailboxes.map((mailbox) => (mailbox.name === name ? { ...mailbox, total, unseen, evicted } : mailbox))
    return [...mailboxes, { name, total, unseen, evicted, sizeOctets: 0 }].sort((a, b) => a.name.localeCompare(b.name))
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

/** The same for all that a list shows. */
export function withoutLeaving(mailboxes: readonly Mailbox[], leaving: readonly ListDeletion[]): readonly Mailbox[] {
  if (leaving.length === 0) return mailboxes
  return mailboxes.map((mailbox) => {
    let { total, unseen } = mailbox
    for (const { count, staying } of leaving) {
      const going = count.mailboxes.find(({ name }) => name === mailbox.name)
      total = staying?.get(mailbox.name)?.total ?? Math.max(0, total - (going?.total ?? 0))
      unseen = staying?.get(mailbox.name)?.unseen ?? Math.max(0, unseen - (going?.unseen ?? 0))
    }
    return { ...mailbox, total, unseen }
  })
}

export function keptMailboxes(cache: QueryClient): readonly Mailbox[] {
  return cache.getQueryData<Mailbox[]>(mailboxKeys.all) ?? []
}

/** As the server counts them, of one mailbox or of all; undefined while that is not known. */
export function countKept(cache: QueryClient, mailbox: string | undefined): number | undefined {
  const mailboxes = cache.getQueryData<Mailbox[]>(mailboxKeys.all)
  if (!mailboxes) return undefined
  return mailbox === undefined ? countAll(mailboxes).total : mailboxes.find(({ name }) => name === mailbox)?.total
}

export function countAll(mailboxes: readonly Mailbox[]): Pick<Mailbox, 'total' | 'unseen' | 'evicted'> {
  const sum = { total: 0, unseen: 0, evicted: 0 }
  for (const { total, unseen, evicted } of mailboxes) {
    sum.total += total
    sum.unseen += unseen
    sum.evicted += evicted
  }
  return sum
}
