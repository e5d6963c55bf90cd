/**
 * Finds messages: by the signatures of their texts, then by SQL on their columns, then by looking at what is left. Goes a
 * slice at a time, so that other readers get their turn and a search that takes too long can be ended.
 */
import type { Database } from 'better-sqlite3'
import { matches, type SearchedMessage } from '../../../shared/search/match.ts'
import type { Query } from '../../../shared/search/query.ts'
import { ticks } from '../../clock.ts'
import type { Marks, MatchAnswer, MatchCandidate, StoredSummary, Tally } from '../store.ts'
import { createConditionReader, type NumberedConditions } from './conditions.ts'
import {
  FACT_COLUMNS,
  type FactRow,
  FOUND_COLUMNS,
  type FoundRow,
  lookedAtColumns,
  type ReadTextRow,
  readWhole,
  toSearched,
  withMarks,
} from './found-row.ts'
import { createNewest } from './newest.ts'
import type { Prepare } from './reads.ts'
import { SUMMARY_COLUMNS, type SummaryRow, toSummary } from './rows.ts'
import { type BlockRow, findSlots, ROWS_PER_BLOCK, seqsOf } from './search-blocks.ts'
import { type SearchSql, toBitPlan, toSql } from './search-sql.ts'
import type { TextRow } from './search-text.ts'

/** A slice ends when it has taken so long. */
const SLICE_MS = 10
/** Messages that are read at once. */
const CANDIDATES = 128
/** Where SQL alone decides, as much of the order of arrival as is looked at at once. */
const RANGE_SEQS = 4096

export interface CountRequest {
  query: Query
  mailbox?: string | undefined
  /** The range of `seq`, both included. */
  first: number
  last: number
  oldestFirst: boolean
  /** No others than these, in ascending order. */
  among?: readonly number[] | undefined
}

export interface FindRequest extends CountRequest {
  /** Ends when so many have been found. */
  count: number
}

export interface SliceRequest extends FindRequest {
  /** As many are passed over, then as many given in full; the others are counted. */
  skip: number
  take: number
}

export interface Counted {
  found: number
  unseen: number
  /** Where the next slice begins: its `last`, or its `first` when the oldest come first. Undefined when there is no more. */
  resume: number | undefined
}

export interface Slice extends Counted {
  messages: StoredSummary[]
}

/** One slice of a search. `onFound` is told of each that matches, in the order asked. */
export type Find = (request: FindRequest, onFound: (message: SearchedMessage) => void) => Pick<Counted, 'found' | 'resume'>

/** Goes through the range of one slice, a piece at a time. @returns where the next slice begins */
export type InPieces = (request: CountRequest, run: (first: number, last: number) => void) => number | undefined

export interface MatchRequest {
  conditions: NumberedConditions
  candidates: readonly MatchCandidate[]
}

/** Messages to look at next: of the range, those alone when they are named. */
interface Group {
  first: number
  last: number
  seqs?: number[]
}

export function createSearch(db: Database, prepared: Prepare) {
  const readConditions = createConditionReader()
  const readTextRow: ReadTextRow = (seq) =>
    prepared<[number], TextRow>('select inflated, text from search_text where seq = ?').get(seq)

  /** As far as there are messages. */
  function clip<R extends CountRequest>(request: R): R {
    const { first, last } = prepared<[], { first: number | null; last: number | null }>(
      'select (select min(seq) from message) as first, (select max(seq) from message) as last',
    ).get() ?? { first: 1, last: 0 }
    return { ...request, first: Math.max(request.first, first ?? 1), last: Math.min(request.last, last ?? 0) }
  }

  /** In the order asked. What SQL alone decides needs no signatures. */
  function* groups(request: CountRequest, isExact: boolean): Generator<Group> {
    const { query, first, last, oldestFirst, among } = request
    if (among && (isExact || among.length <= CANDIDATES)) return yield* named(oldestFirst ? among : [...among].reverse())
    if (isExact) return yield* ranges(request)
    const isAsked = toMember(among)
    const indexed = prepared<[], number | null>('select max(last_seq) from search_block').pluck().get() ?? 0
    const order = oldestFirst ? 'asc' : 'desc'
    const tail = prepared<[number, number], number>(`select seq from search_text where seq between ? and ? order by seq ${order}`)
      .pluck()
      .all(Math.max(first, indexed + 1), last)
      .filter(isAsked)
    if (!oldestFirst) yield* named(tail)
    const plan = toBitPlan(query)
    const readBits = prepared<[number], Buffer>('select bits from search_bits where id = ?').pluck()
    const blocks = prepared<[number, number], BlockRow>(
      `select * from search_block where last_seq >= ? and first_seq <= ? order by block ${order}`,
    ).all(first, Math.min(last, indexed))
    for (const row of blocks) {
      const { block, first_seq, last_seq } = row
      const slots = findSlots(plan, (number) => readBits.get(block * ROWS_PER_BLOCK + number))
      const seqs = seqsOf(row)
      const all = slots ? slots.map((slot) => seqs[slot] ?? 0) : seqs
      const within = all.filter((seq) => seq >= first && seq <= last && isAsked(seq))
      yield* named(oldestFirst ? within : within.reverse())
      // Where nothing was found a slice may end too.
      yield { first: Math.max(first, first_seq), last: Math.min(last, last_seq), seqs: [] }
    }
    if (oldestFirst) yield* named(tail)
  }

  /** In the order of their places. */
  function summaries(seqs: readonly number[]): StoredSummary[] {
    const select = prepared<[string], SummaryRow>(
      `select ${SUMMARY_COLUMNS} from json_each(?) join message on message.seq = json_each.value join mailbox using (mailbox_id)
       order by json_each.key`,
    )
    return seqs.length === 0 ? [] : select.all(JSON.stringify(seqs)).map(toSummary)
  }

  /**
   * Has what matches looked at, for as long as a slice takes.
   *
   * @param limit of rows that are read at once, where SQL alone decides
   * @param onFound answers true when it has seen enough
   * @param wholeRows when it looks at more than facts
   * @returns where the next slice begins; undefined when there is no more to look at
   */
  function walk(asked: CountRequest, limit: number, onFound: (row: FactRow) => boolean, wholeRows = false): number | undefined {
    const request = clip(asked)
    const { query, oldestFirst } = request
    const started = ticks()
    const sql = inMailbox(toSql(query), request.mailbox)
    const columns = wholeRows ? FOUND_COLUMNS : sql.isExact ? FACT_COLUMNS : lookedAtColumns(query)
    const select = (which: string) =>
      db.prepare<(string | number)[], FactRow>(
        `select ${columns}
         where ${which} and state <> 'received' and ${sql.condition} order by message.seq ${oldestFirst ? 'asc' : 'desc'} limit ?`,
      )
    const selectRange = select('message.seq between ? and ?')
    const selectNamed = select('message.seq in (select value from json_each(?))')
    for (const { first, last, seqs } of groups(request, sql.isExact)) {
      const which = seqs ? [JSON.stringify(seqs)] : [first, last]
      // Where more is let through than matches, all of it is looked at.
      const values = [...which, ...sql.parameters, sql.isExact ? limit : -1]
      const rows = seqs?.length === 0 ? [] : (seqs ? selectNamed : selectRange).all(...values)
      for (const row of rows) {
        if (!sql.isExact && !matches(query, toSearched(row as FoundRow, readTextRow))) continue
        if (onFound(row)) return undefined
      }
      if (ticks() - started >= SLICE_MS) return resumeAt(request, oldestFirst ? last : first)
    }
    return undefined
  }

  const find: Find = ({ count, ...request }, onFound) => {
    let found = 0
    const resume = walk(
      request,
      count,
      (row) => {
        onFound(toSearched(row as FoundRow))
        return ++found >= count
      },
      true,
    )
    return { found, resume }
  }

  const inPieces: InPieces = (asked, run) => {
    const request = clip(asked)
    const started = ticks()
    for (const { first, last } of ranges(request)) {
      run(first, last)
      if (ticks() - started > SLICE_MS) return resumeAt(request, first)
    }
    return undefined
  }

  const reads = {
    searchSlice({ skip, take, count, ...request }: SliceRequest): Slice {
      const slice = { found: 0, unseen: 0 }
      const shown: number[] = []
      const resume = walk(request, count, ({ seq, seen }) => {
        if (slice.found >= skip && shown.length < take) shown.push(seq)
        slice.found++
        if (seen === 0) slice.unseen++
        return slice.found >= count
      })
      return { ...slice, messages: summaries(shown), resume }
    },

    /** Which match, in full nowhere. */
    findSlice(request: CountRequest): { seqs: number[]; resume: number | undefined } {
      const seqs: number[] = []
      const resume = walk(request, -1, ({ seq }) => {
        seqs.push(seq)
        return false
      })
      return { seqs, resume }
    },

    /** How many match, of each mailbox. */
    tallySlice(request: CountRequest): { tallies: Tally[]; resume: number | undefined } {
      const tallies = new Map<string, Tally>()
      const resume = walk(request, -1, ({ mailbox, seen, pinned }) => {
        const tally = tallies.get(mailbox) ?? { mailbox, total: 0, unseen: 0, pinned: 0 }
        tallies.set(mailbox, tally)
        tally.total++
        if (seen === 0) tally.unseen++
        if (pinned === 1) tally.pinned++
        return false
      })
      return { tallies: [...tallies.values()], resume }
    },

    /** @returns answers for the first of the candidates, one at least: as many as a slice takes */
    matchSlice({ conditions: sent, candidates: asked }: MatchRequest): (MatchAnswer | undefined)[] {
      // First: those that come behind count on it, whatever happens to this one.
      const conditions = readConditions(sent)
      const started = ticks()
      const candidates = asked.slice(0, CANDIDATES)
      const select = prepared<[string], FoundRow>(
        `select ${FOUND_COLUMNS} where message.id in (select value from json_each(?)) and state <> 'received'`,
      )
      const rows = new Map(select.all(JSON.stringify(candidates.map(({ id }) => id))).map((row) => [row.id, row]))
      const summaryOf = new Map(summaries([...rows.values()].map(({ seq }) => seq)).map((summary) => [summary.seq, summary]))
      const answers: (MatchAnswer | undefined)[] = []
      for (const candidate of candidates) {
        if (answers.length > 0 && ticks() - started >= SLICE_MS) break
        answers.push(answer(candidate))
      }
      return answers

      function answer({ id, marks, marksBefore }: MatchCandidate): MatchAnswer | undefined {
        const row = rows.get(id)
        const summary = row && summaryOf.get(row.seq)
        if (!row || !summary) return undefined
        const message = readWhole(toSearched(row))
        const metWith = (marked: Marks | undefined) => {
          const asMarked = marked ? withMarks(message, marked) : message
          return conditions.flatMap(({ query, mailbox }, at) =>
            (mailbox === undefined || mailbox === asMarked.mailbox) && matches(query, asMarked) ? at : [],
          )
        }
        return { meets: metWith(marks), metBefore: marksBefore ? metWith(marksBefore) : [], summary }
      }
    },

    /** For a query that SQL alone decides: how many match. */
    countSlice(request: CountRequest): Counted {
      const sql = toCountSql(request)
      const count = db.prepare<(string | number)[], { found: number; unseen: number }>(
        `select count(*) as found, coalesce(sum(seen = 0), 0) as unseen from message join mailbox using (mailbox_id)
         where message.seq between ? and ? and state <> 'received' and ${sql.condition}`,
      )
      const all = { found: 0, unseen: 0 }
      const resume = inPieces(request, (first, last) => {
        const { found, unseen } = count.get(first, last, ...sql.parameters) ?? { found: 0, unseen: 0 }
        all.found += found
        all.unseen += unseen
      })
      return { ...all, resume }
    },
  }
  return { reads: { ...reads, ...createNewest(prepared, summaries) }, find, inPieces }
}

/** Whether a message is asked about; without a list, all are. */
function toMember(among: readonly number[] | undefined): (seq: number) => boolean {
  if (!among) return () => true
  const members = new Set(among)
  return (seq) => members.has(seq)
}

function* ranges({ first, last, oldestFirst }: Pick<SliceRequest, 'first' | 'last' | 'oldestFirst'>): Generator<Group> {
  if (oldestFirst)
    for (let start = first; start <= last; start += RANGE_SEQS)
      yield { first: start, last: Math.min(last, start + RANGE_SEQS - 1) }
  else for (let end = last; end >= first; end -= RANGE_SEQS) yield { first: Math.max(first, end - RANGE_SEQS + 1), last: end }
}

/** @param seqs in the order asked */
function* named(seqs: readonly number[]): Generator<Group> {
  for (let start = 0; start < seqs.length; start += CANDIDATES) {
    const some = seqs.slice(start, start + CANDIDATES)
    yield { first: Math.min(...some), last: Math.max(...some), seqs: some }
  }
}

function inMailbox(sql: SearchSql, mailbox: string | undefined, column = 'mailbox.name'): SearchSql {
  if (mailbox === undefined) return sql
  return { ...sql, condition: `${column} = ? and ${sql.condition}`, parameters: [mailbox, ...sql.parameters] }
}

/** The plus keeps SQLite from going by the mailbox: the index that counts need has all they look at, that of mailboxes has not. */
export function toCountSql({ query, mailbox }: Pick<CountRequest, 'query' | 'mailbox'>): SearchSql {
  return inMailbox(toSql(query), mailbox, '+mailbox.name')
}

/** Undefined when that was the last one of the range. */
function resumeAt({ first, last, oldestFirst }: CountRequest, reached: number): number | undefined {
  const next = oldestFirst ? reached + 1 : reached - 1
  return next < first || next > last ? undefined : next
}
