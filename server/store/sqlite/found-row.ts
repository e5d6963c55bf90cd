/** Messages as a search looks at them. */
import type { Address } from '../../../shared/model/address.ts'
import type { SearchedMessage } from '../../../shared/search/match.ts'
import type { Clause, Feature, Query } from '../../../shared/search/query.ts'
import { NO_SEARCH_TEXT, type SearchText, unpackSearchText } from '../../../shared/search/search-text.ts'
import type { Marks } from '../store.ts'
import { parseList } from './damage.ts'
import type { SummaryRow } from './rows.ts'
import { FEATURE_BITS } from './search-sql.ts'
import { readText, type TextRow } from './search-text.ts'
import { TAGS_COLUMN } from './tags.ts'

/** What may decide whether a message matches: of a thousand that do, a page is shown. */
export const FOUND_COLUMNS = `message.seq, message.id, mailbox.name as mailbox, origin, received_at, reverse_path, forward_paths,
  message.size_octets, seen, pinned, from_addresses, to_addresses, cc_addresses, bcc_addresses, reply_to_addresses, subject,
  message_id_field, state, session_id, features, ${TAGS_COLUMN}, inflated, text
  from message join mailbox using (mailbox_id) left join search_text using (seq)`

const ADDRESS_COLUMNS = ['from_addresses', 'to_addresses', 'cc_addresses', 'bcc_addresses', 'reply_to_addresses'] as const
const FIELD_COLUMNS = {
  from: ['from_addresses'],
  to: ['to_addresses'],
  cc: ['cc_addresses'],
  bcc: ['bcc_addresses'],
  replyTo: ['reply_to_addresses'],
  rcpt: ['forward_paths'],
  mailFrom: [],
  addressed: ['forward_paths', ...ADDRESS_COLUMNS],
} as const
type LongColumn = (typeof ADDRESS_COLUMNS)[number] | 'forward_paths' | 'subject' | 'tags'

/** As FOUND_COLUMNS, but what the query does not look at is empty, and the text is not among them: to read it all costs several times as much. */
export function lookedAtColumns(query: Query): string {
  const needed = new Set(neededBy(query))
  const list = (column: LongColumn) => (needed.has(column) ? column : `'[]' as ${column}`)
  return `message.seq, message.id, mailbox.name as mailbox, origin, received_at, reverse_path, message.size_octets, seen, pinned,
    message_id_field, state, session_id, features, ${['forward_paths' as const, ...ADDRESS_COLUMNS].map(list).join(', ')},
    ${needed.has('subject') ? 'subject' : `'' as subject`}, ${needed.has('tags') ? TAGS_COLUMN : `'[]' as tags`}
    from message join mailbox using (mailbox_id)`
}

function neededBy(query: Query): readonly LongColumn[] {
  if (query.type === 'and' || query.type === 'or') return query.of.flatMap(neededBy)
  if (query.type === 'not') return neededBy(query.of)
  return query.type === 'term' ? columnsOf(query.clause) : []
}

function columnsOf(clause: Clause): readonly LongColumn[] {
  switch (clause.kind) {
    case 'text':
      if (clause.field === 'any') return ['subject', ...FIELD_COLUMNS.addressed]
      return clause.field === 'subject' ? ['subject'] : []
    case 'address':
      return FIELD_COLUMNS[clause.field]
    case 'tag':
      return ['tags']
    case 'is':
      return clause.flag === 'tagged' ? ['tags'] : []
    default:
      return []
  }
}

export type FactRow = Pick<SummaryRow, 'seq' | 'mailbox' | 'seen' | 'pinned'>

export interface FoundRow
  extends Omit<
    SummaryRow,
    'mail_data_id' | 'snippet' | 'date_field' | 'attachment_count' | 'code' | 'has_text' | 'has_html' | 'findings'
  > {
  state: string
  session_id: string | null
  features: number
  /** Absent when it is read only where it is looked at. */
  inflated?: number | null
  text?: Buffer | null
}

/** Enough where SQL alone decides: nobody looks at the message. */
export const FACT_COLUMNS = `message.seq, mailbox.name as mailbox, seen, pinned from message join mailbox using (mailbox_id)`

/** Its getters are kept. */
export function withMarks(
  message: SearchedMessage,
  { seen = message.seen, pinned = message.pinned, tags = message.tags, mailbox = message.mailbox }: Marks,
): SearchedMessage {
  return Object.create(message, {
    ...{ seen: { value: seen }, pinned: { value: pinned } },
    ...{ tags: { value: tags }, mailbox: { value: mailbox } },
  }) as SearchedMessage
}

/** For many queries in a row: what getters give is read once. */
export function readWhole(message: SearchedMessage): SearchedMessage {
  return { ...message }
}

/** What is kept of the text, of a row without it. */
export type ReadTextRow = (seq: number) => TextRow | undefined

/** Most of a message is never asked for: each of it is read when it is. */
export function toSearched(row: FoundRow, readTextRow: ReadTextRow = () => undefined): SearchedMessage {
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
      text ??= toSearchText(row, readTextRow)
      return text
    },
  }
}

function toSearchText({ seq, inflated, text }: FoundRow, readTextRow: ReadTextRow): SearchText {
  const kept = inflated === undefined ? readTextRow(seq) : { inflated, text }
  const packed = kept?.text && kept.inflated !== null ? readText({ text: kept.text, inflated: kept.inflated }) : undefined
  return packed === undefined ? NO_SEARCH_TEXT : unpackSearchText(packed)
}
