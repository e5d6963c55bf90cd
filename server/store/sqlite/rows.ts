/** Rows to values and back: the one place where snake_case and camelCase meet. */
import type { Address } from '../../../shared/model/address.ts'
import type { Envelope, EnvelopeParameters } from '../../../shared/model/envelope.ts'
import type { MessageOrigin } from '../../../shared/model/message.ts'
import type { SessionSummary } from '../../../shared/model/session.ts'
import {
  FLAGS,
  type MailboxCounts,
  type NewMessage,
  type ParsedMessage,
  type PendingMessage,
  type StoredFinding,
  type StoredPart,
  type StoredSummary,
} from '../store.ts'
import { parseList } from './damage.ts'
import { FEATURE_BITS } from './search-sql.ts'
import { TAGS_COLUMN } from './tags.ts'

export interface EnvelopeRow {
  reverse_path: string
  forward_paths: string
}

export interface SummaryRow extends EnvelopeRow {
  seq: number
  id: string
  mailbox: string
  origin: string
  received_at: number
  size_octets: number
  mail_data_id: number
  seen: number
  pinned: number
  from_addresses: string
  to_addresses: string
  cc_addresses: string
  bcc_addresses: string
  reply_to_addresses: string
  subject: string
  snippet: string
  date_field: string
  message_id_field: string
  attachment_count: number
  code: string
  has_text: number
  has_html: number
  findings: string
  tags: string
}

/** Columns of SummaryRow; `message` joined with `mailbox`. */
export const SUMMARY_COLUMNS = `message.seq, message.id, mailbox.name as mailbox, origin, received_at, reverse_path, forward_paths,
  message.size_octets, mail_data_id, seen, pinned, from_addresses, to_addresses, cc_addresses, bcc_addresses, reply_to_addresses,
  subject, snippet, date_field, message_id_field, attachment_count, code, has_text, has_html, findings, ${TAGS_COLUMN}`

export interface MessageRow extends SummaryRow {
  parameters: string
  session_id: string | null
  session_started_at: string | null
  client_address: string | null
  helo_name: string | null
  tls: number | null
  authenticated_as: string | null
  in_reply_to: string
  references_ids: string
}

export const MESSAGE_COLUMNS = `${SUMMARY_COLUMNS}, parameters, session_id, session_started_at, client_address, helo_name, tls,
  authenticated_as, in_reply_to, references_ids`

export function toSummary(row: SummaryRow): StoredSummary {
  let damaged = false
  const list = <T>(json: string): T[] => {
    const found = parseList<T>(json)
    damaged ||= found === undefined
    return found ?? []
  }
  const summary = {
    seq: row.seq,
    id: row.id,
    mailbox: row.mailbox,
    origin: row.origin as MessageOrigin,
    receivedAt: row.received_at,
    envelope: { reversePath: row.reverse_path, forwardPaths: list<string>(row.forward_paths) },
    sizeOctets: row.size_octets,
    mailDataId: row.mail_data_id,
    seen: row.seen === 1,
    pinned: row.pinned === 1,
    from: list<Address>(row.from_addresses),
    to: list<Address>(row.to_addresses),
    cc: list<Address>(row.cc_addresses),
    bcc: list<Address>(row.bcc_addresses),
    replyTo: list<Address>(row.reply_to_addresses),
    subject: row.subject,
    snippet: row.snippet,
    dateField: row.date_field,
    messageIdField: row.message_id_field,
    attachmentCount: row.attachment_count,
    ...(row.code !== '' && { code: row.code }),
    hasText: row.has_text === 1,
    hasHtml: row.has_html === 1,
    findings: list<StoredFinding>(row.findings),
    tags: list<string>(row.tags).sort(),
  }
  return damaged ? { ...summary, damaged } : summary
}

export type PendingRow = Pick<
  MessageRow,
  | 'seq'
  | 'id'
  | 'mailbox'
  | 'origin'
  | 'received_at'
  | 'mail_data_id'
  | 'size_octets'
  | 'reverse_path'
  | 'forward_paths'
  | 'parameters'
  | 'session_id'
>

export function toPending(row: PendingRow): PendingMessage {
  return {
    seq: row.seq,
    id: row.id,
    mailbox: row.mailbox,
    origin: row.origin as MessageOrigin,
    receivedAt: row.received_at,
    mailDataId: row.mail_data_id,
    sizeOctets: row.size_octets,
    envelope: toEnvelope(row),
    parameters: toParameters(row),
    ...(row.session_id !== null && { sessionId: row.session_id }),
  }
}

export function toEnvelope(row: EnvelopeRow): Envelope {
  return { reversePath: row.reverse_path, forwardPaths: parseList<string>(row.forward_paths) ?? [] }
}

/** A row of `mailbox`. */
export interface CountsRow {
  name: string
  total: number
  unseen: number
  size_octets: number
  pinned_total: number
  pinned_octets: number
  evicted: number
}

export function toCounts(row: CountsRow, revision: number): MailboxCounts {
  return {
    revision,
    name: row.name,
    total: row.total,
    unseen: row.unseen,
    sizeOctets: row.size_octets,
    pinned: row.pinned_total,
    pinnedOctets: row.pinned_octets,
    evicted: row.evicted,
  }
}

export function toSession(row: MessageRow): SessionSummary | undefined {
  if (row.session_id === null) return undefined
  return {
    id: row.session_id,
    clientAddress: row.client_address ?? '',
    heloName: row.helo_name ?? '',
    tls: row.tls === 1,
    ...(row.authenticated_as !== null && { authenticatedAs: row.authenticated_as }),
    startedAt: row.session_started_at ?? '',
  }
}

export function toParameters(row: Pick<MessageRow, 'parameters'>): EnvelopeParameters {
  return JSON.parse(row.parameters) as EnvelopeParameters
}

export function fromNewMessage(message: NewMessage, mailboxId: number) {
  const { session } = message
  return {
    id: message.id,
    mailbox_id: mailboxId,
    origin: message.origin,
    received_at: message.receivedAt,
    reverse_path: message.envelope.reversePath,
    forward_paths: JSON.stringify(message.envelope.forwardPaths),
    parameters: JSON.stringify(message.parameters),
    session_id: session?.id ?? null,
    session_started_at: session?.startedAt ?? null,
    client_address: session?.clientAddress ?? null,
    helo_name: session?.heloName ?? null,
    tls: session ? Number(session.tls) : null,
    authenticated_as: session?.authenticatedAs ?? null,
    mail_data_id: message.mailData.id,
    size_octets: message.mailData.sizeOctets,
    ...Object.fromEntries(FLAGS.map((flag) => [flag, Number(message.flags?.[flag] ?? false)])),
    is_shared: Number(message.copyOf !== undefined),
  }
}

export function fromParsed(parsed: ParsedMessage) {
  return {
    state: parsed.state,
    from_addresses: JSON.stringify(parsed.from),
    to_addresses: JSON.stringify(parsed.to),
    cc_addresses: JSON.stringify(parsed.cc),
    bcc_addresses: JSON.stringify(parsed.bcc),
    reply_to_addresses: JSON.stringify(parsed.replyTo),
    subject: parsed.subject,
    snippet: parsed.snippet,
    date_field: parsed.dateField,
    message_id_field: parsed.messageIdField,
    in_reply_to: parsed.inReplyTo,
    references_ids: JSON.stringify(parsed.references),
    attachment_count: parsed.attachmentCount,
    code: parsed.code ?? '',
    has_text: Number(parsed.hasText),
    has_html: Number(parsed.hasHtml),
    findings: JSON.stringify(parsed.findings),
    features: parsed.features.reduce((bits, feature) => bits | FEATURE_BITS[feature], 0),
  }
}

export interface PartRow {
  path: string
  content_type: string
  disposition: string
  filename: string
  content_id: string
  content_location: string
  encoding: string
  charset: string
  charset_used: string
  size_octets: number
  header_offset: number
  body_offset: number
  body_octets: number
}

export function fromPart(part: StoredPart): PartRow {
  return {
    path: part.path,
    content_type: part.contentType,
    disposition: part.disposition,
    filename: part.filename,
    content_id: part.contentId,
    content_location: part.contentLocation,
    encoding: part.encoding,
    charset: part.charset,
    charset_used: part.charsetUsed,
    size_octets: part.sizeOctets,
    header_offset: part.headerOffset,
    body_offset: part.bodyOffset,
    body_octets: part.bodyOctets,
  }
}

export function toPart(row: PartRow): StoredPart {
  return {
    path: row.path,
    contentType: row.content_type,
    disposition: row.disposition as StoredPart['disposition'],
    filename: row.filename,
    contentId: row.content_id,
    contentLocation: row.content_location,
    encoding: row.encoding,
    charset: row.charset,
    charsetUsed: row.charset_used,
    sizeOctets: row.size_octets,
    headerOffset: row.header_offset,
    bodyOffset: row.body_offset,
    bodyOctets: row.body_octets,
  }
}
