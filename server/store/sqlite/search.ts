/**
 * Finds messages: by the signatures of their texts, then by SQL on their columns, then by looking at what is left. Goes a
 * slice at a time, so that other readers get their turn and a search that takes too long can be ended.
 */
import type { Database } from 'better-sqlite3'
import type { Address } from '../../../shared/model/address.ts'
import { matches, type SearchedMessage } from '../../../shared/search/match.ts'
import type { Feature, Query } from '../../../shared/search/query.ts'
import { NO_SEARCH_TEXT, type SearchText, unpackSearchText } from '../../../shared/search/search-text.ts'
import { ticks } from '../../clock.ts'
import type { Marks, MatchAnswer, MatchCandidate, StoredSummary, Tally } from '../store.ts'
import { parseList } from './damage.ts'
import type { Prepare } from './reads.ts'
import { SUMMARY_COLUMNS, type SummaryRow, toSummary } from './rows.ts'
import { findSlots, ROWS_PER_BLOCK } from './search-blocks.ts'
import { FEATURE_BITS, type SearchSql, toBitPlan, toSql } from './search-sql.ts'
import { readText } from './search-text.ts'
import { TAGS_COLUMN } from './tags.ts'

/** A slice ends when it has taken so long. */
const SLICE_MS = 10
/** Messages that are read at once. */
const CANDIDATES = 128
/** Where SQL alone decides, as much of the order of arrival as is looked at at once. */
const RANGE_SEQS = 4096

export interface SliceRequest {
  query: Query
  mailbox?: string | undefined
  /** The range of `seq`, both included. */
  first: number
  last: number
  oldestFirst: boolean
  /** As many are passed over, then as many given in full; the others are counted. */
  skip: number
  take: number
  /** Ends when so many have been found. */
  count: number
}

export type CountRequest = Pick<SliceRequest, 'query' | 'mailbox' | 'first' | 'last' | 'oldestFirst'>

export interface Slice {
  messages: StoredSummary[]
  found: number
  unseen: number
  /** Where the next slice begins: its `last`, or its `first` when the oldest come first. Undefined when there is no more. */
  resume: number | undefined
}

export interface MatchRequest {
  query: Query
  mailbox?: string | undefined
  candidates: readonly MatchCandidate[]
}

/** What may decide whether a message matches: of a thousand that do, a page is shown. */
const FOUND_COLUMNS = `message.seq, message.id, mailbox.name as mailbox, origin, received_at, reverse_path, forward_paths,
  message.size_octets, seen, pinned, from_addresses, to_addresses, cc_addresses, bcc_addresses, reply_to_addresses, subject,
  message_id_field, state, session_id, features, ${TAGS_COLUMN}, zstd, text
  from message join mailbox using (mailbox_id) left join search_text using (seq)`

type FactRow = Pick<SummaryRow, 'seq' | 'mailbox' | 'seen' | 'pinned'>

interface FoundRow
  extends Omit<SummaryRow, 'snippet' | 'date_field' | 'attachment_count' | 'has_text' | 'has_html' | 'findings'> {
  state: string
  session_id: string | null
  features: number
  zstd: number | null
  text: Buffer | null
}

/** Enough where SQL alone decides: nobody looks at the message. */
const FACT_COLUMNS = `message.seq, mailbox.name as mailbox, seen, pinned from message join mailbox using (mailbox_id)`

interface BlockRow {
  block: number
  first_seq: number
  last_seq: number
  seqs: Buffer
}

/** Messages to look at next: of the range, those alone when they are named. */
interface Group {
  first: number
  last: number
  seqs?: number[]
}

export function createSearch(db: Database, prepared: Prepare) {
  /** As far as there are messages. */
  function clip<R extends CountRequest>(request: R): R {
    const { first, last } = prepared<[], { first: number | null; last: number | null }>(
      'select (select min(seq) from message) as first, (select max(seq) from message) as last',
    ).get() ?? { first: 1, last: 0 }
    return { ...request, first: Math.max(request.first, first ?? 1), last: Math.min(request.last, last ?? 0) }
  }

  /** In the order asked. What SQL alone decides needs no signatures. */
  function* groups(request: CountRequest, isExact: boolean): Generator<Group> {
    const { query, first, last, oldestFirst } = request
    if (isExact) return yield* ranges(request)
    const indexed = prepared<[], number | null>('select max(last_seq) from search_block').pluck().get() ?? 0
    const order = oldestFirst ? 'asc' : 'desc'
    const tail = prepared<[number, number], number>(`select seq from search_text where seq between ? and ? order by seq ${order}`)
      .pluck()
      .all(Math.max(first, indexed + 1), last)
    if (!oldestFirst) yield* named(tail)
    const plan = toBitPlan(query)
    const readBits = prepared<[number], Buffer>('select bits from search_bits where id = ?').pluck()
    const blocks = prepared<[number, number], BlockRow>(
      `select * from search_block where last_seq >= ? and first_seq <= ? order by block ${order}`,
    ).all(first, Math.min(last, indexed))
    for (const { block, first_seq, last_seq, seqs } of blocks) {
      const slots = findSlots(plan, (row) => readBits.get(block * ROWS_PER_BLOCK + row))
      const offsets = new Uint32Array(seqs.buffer.slice(seqs.byteOffset, seqs.byteOffset + seqs.length))
      const all = Array.from(slots ?? offsets.keys(), (slot) => first_seq + (offsets[slot] ?? 0))
      const within = all.filter((seq) => seq >= first && seq <= last)
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
   * @returns where the next slice begins; undefined when there is no more to look at
   */
  function walk(asked: CountRequest, limit: number, onFound: (row: FactRow) => boolean): number | undefined {
    const request = clip(asked)
    const { query, oldestFirst } = request
    const started = ticks()
    const sql = inMailbox(toSql(query), request.mailbox)
    const select = (which: string) =>
      db.prepare<(string | number)[], FactRow>(
        `select ${sql.isExact ? FACT_COLUMNS : FOUND_COLUMNS}
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
        if (!sql.isExact && !matches(query, toSearched(row as FoundRow))) continue
        if (onFound(row)) return undefined
      }
      if (ticks() - started >= SLICE_MS) return resumeAt(request, oldestFirst ? last : first)
    }
    return undefined
  }

  return {
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

    match({ query, mailbox, candidates }: MatchRequest): (MatchAnswer | undefined)[] {
      const select = prepared<[string], FoundRow>(
        `select ${FOUND_COLUMNS} where message.id in (select value from json_each(?)) and state <> 'received'`,
      )
      const rows = new Map(select.all(JSON.stringify(candidates.map(({ id }) => id))).map((row) => [row.id, row]))
      const summaryOf = new Map(summaries([...rows.values()].map(({ seq }) => seq)).map((summary) => [summary.seq, summary]))
      return candidates.map(({ id, marks, marksBefore }) => {
        const row = rows.get(id)
        const summary = row && summaryOf.get(row.seq)
        if (!row || !summary) return undefined
        const isThere = mailbox === undefined || row.mailbox === mailbox
        const message = toSearched(row)
        const matchesWith = (marked: Marks) => isThere && matches(query, withMarks(message, marked))
        return { matches: matchesWith(marks), matchedBefore: matchesWith(marksBefore), summary }
      })
    },

    /** For a query that SQL alone decides: how many match. */
    countSlice(asked: CountRequest): Omit<Slice, 'messages'> {
      const request = clip(asked)
      const started = ticks()
      const sql = inMailbox(toSql(request.query), request.mailbox)
      const count = db.prepare<(string | number)[], { found: number; unseen: number }>(
        `select count(*) as found, coalesce(sum(seen = 0), 0) as unseen from message join mailbox using (mailbox_id)
         where message.seq between ? and ? and state <> 'received' and ${sql.condition}`,
      )
      const counted = { found: 0, unseen: 0 }
      for (const { first, last } of ranges(request)) {
        const { found, unseen } = count.get(first, last, ...sql.parameters) ?? { found: 0, unseen: 0 }
        counted.found += found
        counted.unseen += unseen
        if (ticks() - started > SLICE_MS) return { ...counted, resume: resumeAt(request, first) }
      }
      return { ...counted, resume: undefined }
    },
  }
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

function inMailbox(sql: SearchSql, mailbox: string | undefined): SearchSql {
  if (mailbox === undefined) return sql
  return { ...sql, condition: `mailbox.name = ? and ${sql.condition}`, parameters: [mailbox, ...sql.parameters] }
}

/** Undefined when that was the last one of the range. */
function resumeAt({ first, last, oldestFirst }: CountRequest, reached: number): number | undefined {
  const next = oldestFirst ? reached + 1 : reached - 1
  return next < first || next > last ? undefined : next
}

/** Its getters are kept. */
function withMarks(
  message: SearchedMessage,
  { seen = message.seen, pinned = message.pinned, tags = message.tags }: Marks,
): SearchedMessage {
  return Object.create(message, { seen: { value: seen }, pinned: { value: pinned }, tags: { value: tags } }) as SearchedMessage
}

/** Most of a message is never asked for: each of it is read when it is. */
function toSearched(row: FoundRow): SearchedMessage {
  let text: SearchText | undefined
  const list = <T>(json: string): T[] => parseList<T>(json) ?? []
  return {
    id: row.id,
    mailbox: row.mailbox,
    origin: row.origin,
    sessionId: row.session_id ?? '',
    receivedAt: row.received_at,
    reversePath: row.reverse_path,
    get forwardPaths() {
      return list<string>(row.forward_paths)
    },
    get from() {
      return list<Address>(row.from_addresses)
    },
    get to() {
      return list<Address>(row.to_addresses)
    },
    get cc() {
      return list<Address>(row.cc_addresses)
    },
    get bcc() {
      return list<Address>(row.bcc_addresses)
    },
    get replyTo() {
      return list<Address>(row.reply_to_addresses)
    },
    subject: row.subject,
    messageIdField: row.message_id_field,
    sizeOctets: row.size_octets,
    get features() {
      return (Object.keys(FEATURE_BITS) as Feature[]).filter((feature) => (row.features & FEATURE_BITS[feature]) !== 0)
    },
    seen: row.seen === 1,
    pinned: row.pinned === 1,
    broken: row.state === 'broken',
    get tags() {
      return list<string>(row.tags)
    },
    searchText() {
      text ??= toSearchText(row)
      return text
    },
  }
}

function toSearchText({ zstd, text }: FoundRow): SearchText {
  const packed = text && zstd !== null ? readText({ text, zstd }) : undefined
  return packed === undefined ? NO_SEARCH_TEXT : unpackSearchText(packed)
}
