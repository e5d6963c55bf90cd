/** What mail clients see of mailboxes: numbers and flags of all messages, in one answer of few octets. */
import type { Database } from 'better-sqlite3'
import type { MailView, ViewAnswer, ViewEntry } from '../store.ts'
import { readNumbers } from './folders.ts'
import type { Prepare } from './reads.ts'
import { TAGGED } from './tags.ts'

/** Of each message, in this order; the flags are bits of the last one. */
const NUMBERS = ['seq', 'uid', 'modseq', 'received_at', 'size_octets', 'flags'] as const
const BITS = { seen: 1, pinned: 2, answered: 4, draft: 8, deleted: 16, isTagged: 32 } as const
const COLUMNS = `seq, uid, modseq, received_at, size_octets,
  seen + pinned * 2 + answered * 4 + draft * 8 + deleted * 16 + (features & ${TAGGED} <> 0) * 32 as flags`
const IN_FOLDER = `mailbox_id in (select mailbox_id from mailbox where instr(name, '/') > 0)`
const IN_MAILBOX = 'mailbox_id = (select mailbox_id from mailbox where name = :name)'
/** The source route before an address is no part of it (RFC 5321 §4.1.2). */
const NAMES_ADDRESS = `exists (select 1 from json_each(forward_paths)
  where lower(value) = lower(:name) or lower(value) like '@%:' || replace(replace(lower(:name), '%', '\\%'), '_', '\\_') escape '\\')`

export interface ViewRequest {
  view: MailView
  /** Only these. */
  seqs?: readonly number[] | undefined
  /** Of an address: which messages may name it; later ones than `upTo` are looked at as well. */
  candidates?: { seqs: readonly number[]; upTo: number } | undefined
}

/** As it changes threads. */
export interface PackedView extends Pick<ViewAnswer, 'lastUid' | 'lastModseq'> {
  numbers: Float64Array<ArrayBuffer>
}

export function createViewReads(db: Database, prepared: Prepare) {
  function select(condition: string, values: object): Float64Array<ArrayBuffer> {
    const rows = prepared<[object], number[]>(
      `select ${COLUMNS} from message where state <> 'received' and ${condition} order by uid`,
    )
      .raw()
      .all(values)
    const packed = new Float64Array(rows.length * NUMBERS.length)
    for (const [i, row] of rows.entries()) packed.set(row, i * NUMBERS.length)
    return packed
  }

  function read({ view, seqs, candidates }: ViewRequest): PackedView {
    const named = seqs ? 'seq in (select value from json_each(:seqs)) and ' : ''
    const values = seqs ? { seqs: JSON.stringify(seqs) } : {}
    const numbers = () => {
      if (view.type === 'all') return select(`${named}not ${IN_FOLDER}`, values)
      if (view.type === 'mailbox') return select(`${named}${IN_MAILBOX}`, { ...values, name: view.name })
      const may = candidates ? '(seq > :upTo or seq in (select value from json_each(:may))) and ' : ''
      return select(`${named}(${IN_MAILBOX} or (${may}not ${IN_FOLDER} and ${NAMES_ADDRESS}))`, {
        ...values,
        ...(candidates && { upTo: candidates.upTo, may: JSON.stringify(candidates.seqs) }),
        name: view.address,
      })
    }
    return { numbers: numbers(), ...readNumbers(prepared) }
  }
  const together = db.transaction(read)

  return {
    packedView: (request: ViewRequest): PackedView => together(request),

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
      for (const { seq, name } of rows) tags.set(seq, [...(tags.get(seq) ?? []), name])
      return tags
    },
  }
}

export function unpackView({ numbers, ...answer }: PackedView): ViewAnswer {
  const entries: ViewEntry[] = []
  for (let i = 0; i < numbers.length; i += NUMBERS.length) {
    const [seq = 0, uid = 0, modseq = 0, receivedAt = 0, sizeOctets = 0, flags = 0] = numbers.subarray(i, i + NUMBERS.length)
    entries.push({
      ...{ seq, uid, modseq, receivedAt, sizeOctets },
      seen: (flags & BITS.seen) !== 0,
      pinned: (flags & BITS.pinned) !== 0,
      answered: (flags & BITS.answered) !== 0,
      draft: (flags & BITS.draft) !== 0,
      deleted: (flags & BITS.deleted) !== 0,
      isTagged: (flags & BITS.isTagged) !== 0,
    })
  }
  return { entries, ...answer }
}
