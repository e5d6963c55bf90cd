/** A page of what a search finds: asks the reader slice by slice until it is there, and until its time is up. */
import type { Query } from '../../../shared/search/query.ts'
import { ticks } from '../../clock.ts'
import { AppError } from '../../errors.ts'
import type { ListAnswer, ListRequest } from '../store.ts'
import type { Reads } from './reads.ts'
import type { Counted, CountRequest, Slice, SliceRequest } from './search.ts'
import { toSql } from './search-sql.ts'
import type { WorkerClient } from './worker-client.ts'

const DEADLINE_MS = 5000
/** What has to be looked at message by message is counted no further. */
export const MAX_COUNTED = 1000

export type Read = WorkerClient<Reads>['call']

/** @returns to be called before each slice but the first; throws when the time is up */
export function startDeadline(): () => void {
  const deadline = ticks() + DEADLINE_MS
  return () => {
    if (ticks() > deadline)
      throw new AppError(
        'unavailable',
        `The search took longer than ${DEADLINE_MS / 1000} s and was ended; narrow it, with a longer word, mailbox: or after:`,
      )
  }
}

/** @throws {AppError} `unavailable` when it takes too long */
export async function searchMessages(request: ListRequest, query: Query, read: Read): Promise<ListAnswer> {
  const { mailbox, upTo, after, before, offset, limit } = request
  const checkTime = startDeadline()
  const oldestFirst = after !== undefined
  const everything = { query, mailbox, first: 1, last: upTo, oldestFirst: false }
  const range = {
    ...{ query, mailbox, oldestFirst },
    first: (after ?? 0) + 1,
    last: before === undefined ? upTo : Math.min(upTo, before - 1),
  }
  const { isExact } = toSql(query)
  const wanted = offset + limit + 1
  const countsToo = !isExact && range.first === 1 && range.last === upTo
  const page = await search({
    ...range,
    skip: offset,
    take: limit + 1,
    count: countsToo ? Math.max(wanted, MAX_COUNTED) : wanted,
  })
  const counted = isExact
    ? await count(everything)
    : countsToo
      ? page
      : await search({ ...everything, skip: 0, take: 0, count: MAX_COUNTED })
  const messages = page.messages.slice(0, limit)
  if (oldestFirst) messages.reverse()
  return {
    messages,
    more: page.messages.length > limit,
    total: counted.found,
    unseen: counted.unseen,
    ...(!isExact && counted.found >= MAX_COUNTED && { totalIsAtLeast: true }),
    evicted: await read('evicted', mailbox),
  }

  async function search(first: SliceRequest): Promise<Slice> {
    const all: Slice = { messages: [], found: 0, unseen: 0, resume: undefined }
    for (let next: SliceRequest | undefined = first; next; ) {
      const slice: Slice = await read('searchSlice', next)
      all.messages.push(...slice.messages)
      next = await goOn(all, slice, {
        ...next,
        skip: Math.max(0, next.skip - slice.found),
        take: next.take - slice.messages.length,
        count: next.count - slice.found,
      })
    }
    return all
  }

  async function count(first: CountRequest): Promise<Pick<Slice, 'found' | 'unseen'>> {
    const all = { found: 0, unseen: 0 }
    for (let next: CountRequest | undefined = first; next; ) next = await goOn(all, await read('countSlice', next), next)
    return all
  }

  /** What is left to do after a slice. */
  async function goOn<R extends CountRequest>(
    all: Pick<Slice, 'found' | 'unseen'>,
    { found, unseen, resume }: Counted,
    request: R,
  ): Promise<R | undefined> {
    all.found += found
    all.unseen += unseen
    if (resume === undefined) return undefined
    checkTime()
    return { ...request, ...(request.oldestFirst ? { first: resume } : { last: resume }) }
  }
}
