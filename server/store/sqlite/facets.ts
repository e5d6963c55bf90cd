/**
 * Counts by which a search can be narrowed down. Runs on the reader thread, a slice at a time as searches do: message by message
 * for what is found, or by columns alone for all there is.
 */
import type { Database } from 'better-sqlite3'
import { foldForSearch } from '../../../shared/search/fold.ts'
import { matches, type SearchedMessage } from '../../../shared/search/match.ts'
import type { FacetRequest, ValueCount } from '../store.ts'
import { type Counted, type CountRequest, type createSearch, type FindRequest, toCountSql } from './search.ts'
import { toSql } from './search-sql.ts'
import { createTally } from './tally.ts'

/** Of one message. A From field names one or two; what names hundreds need not be told in full. */
const MAX_SENDERS = 20

type Clauses = Pick<FacetRequest, 'clauses'>

export interface FacetSlice extends Pick<Counted, 'found' | 'resume'> {
  /** For each clause. */
  counts: number[]
  mailboxes: ValueCount[]
}

export interface NewestSlice extends FacetSlice {
  /** Each address once, as it was written last. */
  senders: ValueCount[]
  /** Some senders were left out. */
  sendersAreAtLeast: boolean
}

export function createFacetReads(db: Database, { find, inPieces }: Pick<ReturnType<typeof createSearch>, 'find' | 'inPieces'>) {
  return {
    /** Looks at each message that is found. */
    newestFacets({ clauses, ...request }: FindRequest & Clauses): NewestSlice {
      const counts = clauses.map(() => 0)
      const mailboxes = createTally()
      const senders = createTally()
      let sendersAreAtLeast = false
      const { found, resume } = find(request, (message) => {
        for (const [at, clause] of clauses.entries()) if (matches(clause, message)) counts[at] = (counts[at] ?? 0) + 1
        mailboxes.add(message.mailbox, message.mailbox)
        for (const [folded, address] of sendersOf(message)) senders.add(folded, address)
        if (message.from.length > MAX_SENDERS) sendersAreAtLeast = true
      })
      return { found, resume, counts, mailboxes: mailboxes.values(), senders: senders.values(), sendersAreAtLeast }
    },

    /** For a query and clauses that SQL alone decides. */
    allFacets({ clauses, countsMailboxes, ...request }: CountRequest & Clauses & { countsMailboxes: boolean }): FacetSlice {
      const where = toCountSql(request)
      const from = `from message join mailbox using (mailbox_id) where message.seq between ? and ? and state <> 'received' and ${where.condition}`
      const each = clauses.map((clause) => toSql(clause))
      const columns = ['count(*)', ...each.map(({ condition }) => `count(*) filter (where ${condition})`)]
      const count = db.prepare<(string | number)[], number[]>(`select ${columns.join(', ')} ${from}`).raw()
      const countMailboxes =
        countsMailboxes &&
        db.prepare<(string | number)[], ValueCount>(`select mailbox.name as value, count(*) as count ${from} group by mailbox_id`)
      const ofClauses = each.flatMap(({ parameters }) => parameters)
      const sums = columns.map(() => 0)
      const mailboxes = createTally()
      const resume = inPieces(request, (first, last) => {
        const bounds = [first, last, ...where.parameters]
        const row = count.get(...ofClauses, ...bounds) ?? []
        for (const [at, sum] of row.entries()) sums[at] = (sums[at] ?? 0) + sum
        if (countMailboxes)
          for (const mailbox of countMailboxes.all(...bounds)) mailboxes.add(mailbox.value, mailbox.value, mailbox.count)
      })
      const [found = 0, ...counts] = sums
      return { found, resume, counts, mailboxes: mailboxes.values() }
    },
  }
}

/** Folded, and as it is written; one that is named twice is one. */
function sendersOf({ from }: SearchedMessage): Map<string, string> {
  return new Map(from.slice(0, MAX_SENDERS).map(({ addrSpec }) => [foldForSearch(addrSpec), addrSpec]))
}
