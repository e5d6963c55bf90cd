/**
 * Many searches for the newest that match, together: a suite that fails as a whole asks hundreds at the same time. Each
 * message that any of them has to look at is read once for all.
 */
import { matches } from '../../../shared/search/match.ts'
import { ticks } from '../../clock.ts'
import type { NewestRequest, StoredSummary } from '../store.ts'
import { FOUND_COLUMNS, type FoundRow, readWhole, toSearched } from './found-row.ts'
import type { Prepare } from './reads.ts'
import { type BlockRow, findSlots, ROWS_PER_BLOCK, seqsOf } from './search-blocks.ts'
import { toBitPlan } from './search-sql.ts'

/** A slice ends when it has taken so long. */
const SLICE_MS = 10
/** Messages outside of any block that are looked at at once. */
const MAX_UNBLOCKED = 128

export interface NewestSlice {
  /** For each search, the `seq` of those that match. */
  found: number[][]
  messages: StoredSummary[]
  /** The `upTo` of what is left to look at; undefined when that was all. */
  resume: number | undefined
}

/** Neighbours in the order of arrival. */
interface Stretch {
  first: number
  last: number
  seqs: readonly number[]
  block?: number
}

export function createNewest(prepared: Prepare, summaries: (seqs: readonly number[]) => StoredSummary[]) {
  function stretchBefore(last: number): Stretch | undefined {
    const block = prepared<[number], BlockRow>('select * from search_block where first_seq <= ? order by block desc limit 1').get(
      last,
    )
    if (block && block.last_seq >= last) return { first: block.first_seq, last, block: block.block, seqs: seqsOf(block) }
    const seqs = prepared<[number, number, number], number>(
      `select seq from message where seq between ? and ? and state <> 'received' order by seq desc limit ?`,
    )
      .pluck()
      .all((block?.last_seq ?? 0) + 1, last, MAX_UNBLOCKED)
    const oldest = seqs.length === MAX_UNBLOCKED ? seqs.at(-1) : undefined
    if (oldest !== undefined) return { first: oldest, last, seqs }
    return seqs.length > 0 || block ? { first: (block?.last_seq ?? 0) + 1, last, seqs } : undefined
  }

  return {
    newestSlice(searches: readonly NewestRequest[]): NewestSlice {
      const started = ticks()
      const open = searches.map(({ query, ...search }) => ({ ...search, query, plan: toBitPlan(query), seqs: [] as number[] }))
      const readBits = prepared<[number], Buffer>('select bits from search_bits where id = ?').pluck()
      const readRows = prepared<[string], FoundRow>(
        `select ${FOUND_COLUMNS} where message.seq in (select value from json_each(?)) and state <> 'received'`,
      )
      const isOpen = (search: (typeof open)[number], last: number) => search.seqs.length < search.most && search.after < last
      let resume: number | undefined = Math.max(0, ...searches.map(({ upTo }) => upTo))
      while (resume !== undefined && open.some((search) => isOpen(search, resume ?? 0))) {
        const stretch = stretchBefore(resume)
        if (!stretch) {
          resume = undefined
          break
        }
        look(stretch)
        resume = stretch.first - 1
        if (ticks() - started >= SLICE_MS) break
      }
      if (resume !== undefined && !open.some((search) => isOpen(search, resume ?? 0))) resume = undefined
      const found = open.map(({ seqs }) => seqs)
      return { found, messages: summaries([...new Set(found.flat())]), resume }

      function look({ first, last, seqs, block }: Stretch): void {
        const bits = new Map<number, Buffer | undefined>()
        const readRow = (row: number) => {
          if (!bits.has(row)) bits.set(row, readBits.get((block ?? 0) * ROWS_PER_BLOCK + row))
          return bits.get(row)
        }
        const asked = open
          .filter((search) => isOpen(search, last) && search.upTo >= first)
          .map((search) => {
            const slots = block === undefined ? undefined : findSlots(search.plan, readRow)
            const mayMatch = slots ? slots.map((slot) => seqs[slot] ?? 0) : seqs
            return {
              search,
              mayMatch: new Set(mayMatch.filter((seq) => seq <= Math.min(last, search.upTo) && seq > search.after)),
            }
          })
        const all = [...new Set(asked.flatMap(({ mayMatch }) => [...mayMatch]))]
        if (all.length === 0) return
        const rows = readRows.all(JSON.stringify(all)).sort((a, b) => b.seq - a.seq)
        for (const row of rows) {
          const message = readWhole(toSearched(row))
          for (const { search, mayMatch } of asked) {
            if (search.seqs.length >= search.most || !mayMatch.has(row.seq)) continue
            if (search.mailbox !== undefined && search.mailbox !== row.mailbox) continue
            if (matches(search.query, message)) search.seqs.push(row.seq)
          }
        }
      }
    },
  }
}
