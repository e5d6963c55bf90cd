/** Messages as a search looks at them. */
import type { Address } from '../../../shared/model/address.ts'
import type { SearchedMessage } from '../../../shared/search/match.ts'
import type { Feature } from '../../../shared/search/query.ts'
import { NO_SEARCH_TEXT, type SearchText, unpackSearchText } from '../../../shared/search/search-text.ts'
import type { Marks } from '../store.ts'
import { parseList } from './damage.ts'
import type { SummaryRow } from './rows.ts'
import { FEATURE_BITS } from './search-sql.ts'
import { readText } from './search-text.ts'
import { TAGS_COLUMN } from './tags.ts'

/** What may decide whether a message matches: of a thousand that do, a page is shown. */
export const FOUND_COLUMNS = `message.seq, message.id, mailbox.name as mailbox, origin, received_at, reverse_path, forward_paths,
  message.size_octets, seen, pinned, from_addresses, to_addresses, cc_addresses, bcc_addresses, reply_to_addresses, subject,
  message_id_field, state, session_id, features, ${TAGS_COLUMN}, inflated, text
  from message join mailbox using (mailbox_id) left join search_text using (seq)`

export type FactRow = Pick<SummaryRow, 'seq' | 'mailbox' | 'seen' | 'pinned'>

export interface FoundRow
  extends Omit<
    SummaryRow,
    'mail_data_id' | 'snippet' | 'date_field' | 'attachment_count' | 'code' | 'has_text' | 'has_html' | 'findings'
  > {
  state: string
  session_id: string | null
  features: number
  inflated: number | null
  text: Buffer | null
}

/** Enough where SQL alone decides: nobody looks at the message. */
export const FACT_COLUMNS = `message.seq, mailbox.name as mailbox, seen, pinned from message join mailbox using (mailbox_id)`

/** Its getters are kept. */
export function withMarks(
  message: SearchedMessage,
  { seen = message.seen, pinned = message.pinned, tags = message.tags }: Marks,
): SearchedMessage {
  return Object.create(message, { seen: { value: seen }, pinned: { value: pinned }, tags: { value: tags } }) as SearchedMessage
}

/** For many queries in a row: what getters give is read once. */
export function readWhole(message: SearchedMessage): SearchedMessage {
  return { ...message }
}

/** Most of a message is never asked for: each of it is read when it is. */
export function toSearched(row: FoundRow): SearchedMessage {
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

function toSearchText({ inflated, text }: FoundRow): SearchText {
  const packed = text && inflated !== null ? readText({ text, inflated }) : undefined
  return packed === undefined ? NO_SEARCH_TEXT : unpackSearchText(packed)
}
