/** Two messages compared, and which other one is worth comparing with. */
import { queryOptions } from '@tanstack/react-query'
import type { Client } from '../../shared/client/client.ts'
import type { MessageSummary } from '../../shared/model/message.ts'
import { printCriterion } from '../../shared/search/print.ts'

const MAX_CANDIDATES = 8

export const diffQuery = (client: Client, id: string, other: string, mask: boolean) =>
  queryOptions({
    queryKey: ['diff', id, other, mask],
    queryFn: ({ signal }) => client.diff(id, other, { mask, signal }),
  })

/** Earlier mail of the same subject, then of the same sender; later mail where there is none. With a search, what it finds. */
export const candidatesQuery = (client: Client, message: Pick<MessageSummary, 'id' | 'subject' | 'from' | 'cursor'>, q: string) =>
  queryOptions({
    queryKey: ['diff-candidates', message.id, q],
    queryFn: async ({ signal }): Promise<MessageSummary[]> => {
      const find = async (query: string, before?: string) =>
        (await client.list({ q: query, limit: MAX_CANDIDATES + 1, before }, { signal })).messages
      if (q !== '') return without(message.id, await find(q))
      const { subject, from, cursor } = message
      const bySubject =
        subject === ''
          ? []
          : (await find(printCriterion({ field: 'subject', value: subject }), cursor)).filter(
              (other) => other.subject === subject,
            )
      const bySender = from[0] ? await find(printCriterion({ field: 'from', value: from[0].addrSpec }), cursor) : []
      const earlier = without(message.id, [...bySubject, ...bySender])
      return earlier.length > 0
        ? earlier
        : without(message.id, (await client.list({ limit: MAX_CANDIDATES + 1 }, { signal })).messages)
    },
    staleTime: 0,
  })

/** Each once, in order. */
function without(id: string, messages: readonly MessageSummary[]): MessageSummary[] {
  const others = new Map(messages.filter((other) => other.id !== id).map((other) => [other.id, other]))
  return [...others.values()].slice(0, MAX_CANDIDATES)
}
