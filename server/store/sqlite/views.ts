/** What mail clients see of mailboxes: numbers and flags of all messages, in one answer of few octets. */
import type { Database } from 'better-sqlite3'
import type { MailView, ViewAnswer, ViewEntry, ViewPart, ViewStatus } from '../store.ts'
import { readNumbers, type ViewNumbers } from './folders.ts'
import type { Prepare } from './reads.ts'
import { TAGGED } from './tags.ts'

/** Of each message so many numbers, in the order of `COLUMNS`; the flags are bits of the last one. */
const NUMBERS = 6
const BITS = { seen: 1, pinned: 2, answered: 4, draft: 8, deleted: 16, isTagged: 32 } as const
const COLUMNS = `seq, uid, modseq, received_at, size_octets,
  seen + pinned * 2 + answered * 4 + draft * 8 + deleted * 16 + (features & ${TAGGED} <> 0) * 32`
/** Hundreds of thousands of numbers, as one text: as rows that each become an object they take twice the time. */
const PACKED = `'[' || coalesce(group_concat(concat_ws(',', ${COLUMNS})), '') || ']'`
const IN_FOLDER = `mailbox_id in (select mailbox_id from mailbox where instr(name, '/') > 0)`
const IN_MAILBOX = 'mailbox_id = (select mailbox_id from mailbox where name = :name)'
/**
 * The source route before an address is no part of it (RFC 5321 §4.1.2). Most paths are that address alone or are without it:
 * those are not taken apart.
 */
const NAMES_ADDRESS = `case
  when lower(forward_paths) = '["' || :written || '"]' then 1
  when instr(lower(forward_paths), :written) = 0 or not json_valid(forward_paths) then 0
  else exists (select 1 from json_each(forward_paths)
    where lower(value) = :address or (value like '@%:%' and lower(substr(value, instr(value, ':') + 1)) = :address)) end`
const NAMING = `select seq from message indexed by message_by_recipients where forward_paths <> '' and ${NAMES_ADDRESS}`
/** Of all messages: to read a row costs about ten times what it costs to pass over one in the index that has all columns. */
const SMALL_SHARE = 0.1
/**
 * What has come, changed or moved since is there by an index, and beside it what is named. The bound stands before what the index
 * asks for: SQLite seeks to the first of the two, and goes through all from there.
 */
const ONLY = `seq in (select value from json_each(:seqs)
  union all select seq from message indexed by message_by_modseq where modseq > :changedSince and modseq > 0)`

export interface ViewRequest {
  view: MailView
  only?: ViewPart | undefined
}

/** As it changes threads. */
export interface PackedView extends ViewNumbers {
  numbers: Float64Array<ArrayBuffer>
}

export function createViewReads(db: Database, prepared: Prepare) {
  /** Its rows alone are fewer than what an index of all has to be gone through for. */
  function isSmall(mailbox: string): boolean {
    const share = prepared<[string], number | null>(
      'select 1.0 * (select total from mailbox where name = ?) / sum(total) from mailbox',
    )
    return (share.pluck().get(mailbox) ?? 0) < SMALL_SHARE
  }

  /** What is in the view: a condition, and the values in it. */
  function within({ view, only }: ViewRequest): { table: string; condition: string; values: object } {
    const table = only || (view.type === 'mailbox' && isSmall(view.name)) ? 'message' : 'message indexed by message_facts'
    const ready = `state <> 'received'${only ? ` and ${ONLY}` : ''}`
    const values = only && { seqs: JSON.stringify(only.seqs), changedSince: only.changedSince ?? Number.MAX_SAFE_INTEGER }
    if (view.type === 'all') return { table, condition: `${ready} and not ${IN_FOLDER}`, values: { ...values } }
    if (view.type === 'mailbox') return { table, condition: `${ready} and ${IN_MAILBOX}`, values: { ...values, name: view.name } }
    const address = toLowerAscii(view.address)
    return {
      table,
      condition: `${ready} and (${IN_MAILBOX} or (${only ? NAMES_ADDRESS : `seq in (${NAMING})`} and not ${IN_FOLDER}))`,
      values: { ...values, name: view.mailbox, address, written: JSON.stringify(address).slice(1, -1) },
    }
  }

  const numbersOf = (view: MailView) => readNumbers(prepared, view.type === 'mailbox' ? view.name : undefined)

  const readEntries = db.transaction((request: ViewRequest): PackedView => {
    const { table, condition, values } = within(request)
    const packed = prepared<[object], string>(`select ${PACKED} from ${table} where ${condition}`).pluck().get(values)
    const numbers = new Float64Array(JSON.parse(packed ?? '[]') as number[])
    return { numbers: orderByUid(numbers), ...numbersOf(request.view) }
  })

  const readStatus = db.transaction((request: ViewRequest): ViewStatus => {
    const { table, condition, values } = within(request)
    const counts = prepared<[object], Pick<ViewStatus, 'total' | 'unseen' | 'deleted' | 'sizeOctets'>>(
      `select count(*) as total, count(*) - coalesce(sum(seen), 0) as unseen, coalesce(sum(deleted), 0) as deleted,
         coalesce(sum(size_octets), 0) as sizeOctets from ${table} where ${condition}`,
    ).get(values)
    return { ...(counts ?? { total: 0, unseen: 0, deleted: 0, sizeOctets: 0 }), ...numbersOf(request.view) }
  })

  return {
    packedView: (request: ViewRequest): PackedView => readEntries(request),
    viewStatus: (request: ViewRequest): ViewStatus => readStatus(request),

    dateFieldsOf(seqs: readonly number[]): Map<number, string> {
      const rows = prepared<[string], [number, string]>(
        `select seq, date_field from message where seq in (select value from json_each(?)) and date_field <> ''`,
      ).raw()
      return new Map(rows.all(JSON.stringify(seqs)))
    },

    /** What is read as part of the text of a message is in the text that is searched. */
    attachedTextOf(seqs: readonly number[]): number[] {
      return prepared<[string], number>(
        `select distinct seq from part where seq in (select value from json_each(?)) and (
           content_type in ('message/rfc822', 'message/global')
           or (content_type like 'text/%'
             and (disposition = 'attachment' or content_type not in ('text/plain', 'text/html'))))
         order by seq`,
      )
        .pluck()
        .all(JSON.stringify(seqs))
    },

    tagsOf(seqs: readonly number[]): Map<number, string[]> {
      const rows = prepared<[string], { seq: number; name: string }>(
        `select message_tag.seq, name from message_tag join tag using (tag_id)
         where message_tag.seq in (select value from json_each(?)) order by message_tag.seq, name`,
      ).all(JSON.stringify(seqs))
      const tags = new Map<number, string[]>()
      for (const { seq, name } of rows) {
        const known = tags.get(seq)
        if (known) known.push(name)
        else tags.set(seq, [name])
      }
      return tags
    },

    idsOf(seqs: readonly number[]): Map<number, string> {
      const rows = prepared<[string], [number, string]>(
        `select seq, id from message where state <> 'received' and seq in (select value from json_each(?))`,
      )
      return new Map(rows.raw().all(JSON.stringify(seqs)) as unknown as [number, string][])
    },
  }
}

/** In the order of arrival they mostly are in that of `uid` too: SQLite would sort them all the same. */
function orderByUid(numbers: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const uidAt = (start: number) => numbers[start + 1] ?? 0
  let at = NUMBERS
  while (at < numbers.length && uidAt(at) > uidAt(at - NUMBERS)) at += NUMBERS
  if (at >= numbers.length) return numbers
  const starts = Array.from({ length: numbers.length / NUMBERS }, (_, i) => i * NUMBERS).sort((a, b) => uidAt(a) - uidAt(b))
  const ordered = new Float64Array(numbers.length)
  for (const [i, start] of starts.entries()) ordered.set(numbers.subarray(start, start + NUMBERS), i * NUMBERS)
  return ordered
}

/** As SQLite does: what is beyond ASCII stays. */
function toLowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

export function unpackView({ numbers, ...facts }: PackedView): ViewAnswer {
  let packed: Float64Array | undefined = numbers
  let entries: ViewEntry[] = []
  return {
    ...facts,
    count: numbers.length / NUMBERS,
    firstUnseen: findFirstUnseen(numbers),
    get entries() {
      if (packed) entries = unpackEntries(packed)
      packed = undefined
      return entries
    },
  }
}

function findFirstUnseen(numbers: Float64Array): number | undefined {
  for (let i = 5; i < numbers.length; i += NUMBERS) if (((numbers[i] ?? 0) & BITS.seen) === 0) return Math.floor(i / NUMBERS)
  return undefined
}

function unpackEntries(numbers: Float64Array): ViewEntry[] {
  const entries: ViewEntry[] = []
  for (let i = 0; i < numbers.length; i += NUMBERS) {
    const flags = numbers[i + 5] ?? 0
    entries.push({
      seq: numbers[i] ?? 0,
      uid: numbers[i + 1] ?? 0,
      modseq: numbers[i + 2] ?? 0,
      receivedAt: numbers[i + 3] ?? 0,
      sizeOctets: numbers[i + 4] ?? 0,
      seen: (flags & BITS.seen) !== 0,
      pinned: (flags & BITS.pinned) !== 0,
      answered: (flags & BITS.answered) !== 0,
      draft: (flags & BITS.draft) !== 0,
      deleted: (flags & BITS.deleted) !== 0,
      isTagged: (flags & BITS.isTagged) !== 0,
    })
  }
  return entries
}
