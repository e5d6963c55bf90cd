/** Adds up facets: asks the reader slice by slice, for the newest that match and, where columns alone tell, for all. */
import { foldForSearch } from '../../../shared/search/fold.ts'
import type { FacetAnswer, FacetRequest } from '../store.ts'
import type { FacetSlice, NewestSlice } from './facets.ts'
import { MAX_COUNTED, type Read, startDeadline } from './search-messages.ts'
import { toSql } from './search-sql.ts'
import { createTally } from './tally.ts'

type Sum = Pick<FacetAnswer, 'total' | 'counts' | 'mailboxes'>

/** @throws {AppError} `unavailable` when it takes too long */
export async function countFacets(
  { query = { type: 'all' }, mailbox, upTo, clauses }: FacetRequest,
  read: Read,
): Promise<FacetAnswer> {
  const checkTime = startDeadline()
  const range = { query, mailbox, clauses, first: 1, last: upTo, oldestFirst: false }
  const newest = await addUp<NewestSlice>((last, found) => read('newestFacets', { ...range, last, count: MAX_COUNTED - found }))
  const senders = createTally()
  for (const slice of newest) for (const { value, count } of slice.senders) senders.add(foldForSearch(value), value, count)
  const looked = sum(newest)
  const isAll = looked.total < MAX_COUNTED
  const sendersAreAtLeast = !isAll || newest.some((slice) => slice.sendersAreAtLeast)
  const counted = !isAll && [query, ...clauses].every((each) => toSql(each).isExact) ? await countAll() : undefined
  return {
    ...(counted ?? looked),
    ...(!isAll && !counted && { isAtLeast: true }),
    senders: senders.values(),
    ...(sendersAreAtLeast && { sendersAreAtLeast }),
  }

  async function countAll(): Promise<Sum> {
    // Of all mail, these are kept: to count them anew would take as long as the rest.
    const isKept = query.type === 'all' && mailbox === undefined
    const counted = sum(await addUp((last) => read('allFacets', { ...range, last, countsMailboxes: !isKept })))
    if (!isKept) return counted
    return { ...counted, mailboxes: (await read('mailboxCounts')).map(({ name, total }) => ({ value: name, count: total })) }
  }

  async function addUp<S extends FacetSlice>(ask: (last: number, found: number) => Promise<S>): Promise<S[]> {
    const slices: S[] = []
    let found = 0
    for (let last: number | undefined = upTo; last !== undefined; ) {
      if (slices.length > 0) checkTime()
      const slice: S = await ask(last, found)
      slices.push(slice)
      found += slice.found
      last = slice.resume
    }
    return slices
  }

  function sum(slices: readonly FacetSlice[]): Sum {
    const mailboxes = createTally()
    for (const slice of slices) for (const { value, count } of slice.mailboxes) mailboxes.add(value, value, count)
    return {
      total: slices.reduce((total, { found }) => total + found, 0),
      counts: clauses.map((_, at) => slices.reduce((total, { counts }) => total + (counts[at] ?? 0), 0)),
      mailboxes: mailboxes.values(),
    }
  }
}
