/** The promise: what is kept and how it is found again. Asynchronous and without SQL, so that another database can keep it. */
import type { Address } from '../../shared/model/address.ts'
import type { Envelope, EnvelopeParameters } from '../../shared/model/envelope.ts'
import type { Finding } from '../../shared/model/finding.ts'
import type { Mailbox } from '../../shared/model/mailbox.ts'
import type { MessageOrigin } from '../../shared/model/message.ts'
import type { HeaderField } from '../../shared/model/part.ts'
import type { SessionSummary } from '../../shared/model/session.ts'

/** Mail data is stored, and read, in chunks of this size; only the last one may be shorter. */
export const CHUNK_OCTETS = 1024 * 1024

export interface NewMessage {
  id: string
  mailbox: string
  origin: MessageOrigin
  /** Milliseconds since 1970. */
  receivedAt: number
  envelope: Envelope
  parameters: EnvelopeParameters
  session?: SessionSummary | undefined
  /** From `openMailData`; it belongs to the message once `append` has resolved. */
  mailData: MailDataHandle
}

/** Mail data on its way into the store. Whatever is never appended is gone at the next start. */
export interface MailDataHandle {
  readonly id: number
  readonly sizeOctets: number
  /** The octets, when there are few enough to have stayed in memory. */
  readonly small: Uint8Array | undefined
}

export interface MailDataWriter {
  /** Resolves when the next chunk is welcome: what a slow disk says to a fast sender. */
  write(octets: Uint8Array): Promise<void>
  finish(): Promise<MailDataHandle>
  /** Drops what was written. */
  abandon(): Promise<void>
}

/** A MIME part as stored: the tree is in the paths, in document order. */
export interface StoredPart {
  path: string
  contentType: string
  disposition: 'inline' | 'attachment' | ''
  filename: string
  contentId: string
  encoding: string
  charset: string
  sizeOctets: number
  headerOffset: number
  bodyOffset: number
  bodyOctets: number
}

/** What parsing adds to a message. */
export interface ParsedMessage {
  state: 'ready' | 'broken'
  from: Address[]
  to: Address[]
  cc: Address[]
  bcc: Address[]
  replyTo: Address[]
  subject: string
  snippet: string
  dateField: string
  messageIdField: string
  inReplyTo: string
  references: string[]
  attachmentCount: number
  findings: Finding[]
  text: string
  html: string
  headers: HeaderField[]
  /** Root first, then in document order; empty when broken. */
  parts: StoredPart[]
}

/** A row of a list: everything but bodies, headers and parts. */
export interface StoredSummary
  extends Pick<
    ParsedMessage,
    | 'from'
    | 'to'
    | 'cc'
    | 'bcc'
    | 'replyTo'
    | 'subject'
    | 'snippet'
    | 'dateField'
    | 'messageIdField'
    | 'attachmentCount'
    | 'findings'
  > {
  seq: number
  id: string
  mailbox: string
  origin: MessageOrigin
  receivedAt: number
  envelope: Envelope
  sizeOctets: number
  hasText: boolean
  hasHtml: boolean
  seen: boolean
  pinned: boolean
}

export interface StoredMessage
  extends StoredSummary,
    Pick<ParsedMessage, 'inReplyTo' | 'references' | 'text' | 'html' | 'headers' | 'parts'> {
  parameters: EnvelopeParameters
  session: SessionSummary | undefined
  mailDataId: number
}

export type StoredContent = Pick<ParsedMessage, 'text' | 'html' | 'headers'>

export interface ListRequest {
  mailbox?: string | undefined
  /** Newest `seq` the answer may hold. */
  upTo: number
  /** Only later than this `seq`, the oldest of them first taken. */
  after?: number | undefined
  /** Only earlier than this `seq`. */
  before?: number | undefined
  offset: number
  limit: number
  withContent: boolean
}

export interface ListAnswer {
  /** Newest first. */
  messages: (StoredSummary & { content?: StoredContent })[]
  /** True when there is more in the direction asked. */
  more: boolean
  total: number
  unseen: number
}

export interface Selection {
  ids?: readonly string[] | undefined
  mailbox?: string | undefined
  /** Newest `seq` that may be meant: mail that came later is never changed by accident. */
  upTo: number
}

export interface Flags {
  seen?: boolean | undefined
  pinned?: boolean | undefined
}

export interface MailboxCounts extends Pick<Mailbox, 'name' | 'total' | 'unseen'> {
  /** Of two counts, those with the higher one are newer: answers may be handled in another order than they were committed. */
  revision: number
}

export interface PendingMessage {
  seq: number
  mailDataId: number
  sizeOctets: number
  envelope: Envelope
}

export interface Store {
  /** Random, made with the database: cursors carry it. */
  readonly databaseId: string
  /** The highest `seq` ever given, also when that message is gone. */
  readonly lastSeq: number
  readonly persistent: boolean

  openMailData(): MailDataWriter
  /**
   * Commits envelope and octets; they survive the death of the process once this has resolved.
   * Calls are committed in the order they were made, several in one transaction.
   * @throws {AppError} `insufficient_storage` when the disk is full or read-only
   */
  append(message: NewMessage): Promise<{ seq: number }>
  /** Makes messages visible, in one commit. */
  makeReady(
    parsed: readonly { seq: number; message: ParsedMessage }[],
  ): Promise<{ messages: StoredSummary[]; mailboxes: MailboxCounts[] }>
  /** Committed but not parsed yet, in order of `seq`: at most `limit` after `after`. */
  pending(after: number, limit: number): Promise<PendingMessage[]>

  list(request: ListRequest): Promise<ListAnswer>
  get(id: string): Promise<StoredMessage | undefined>
  /** Octets `start` to `end` (exclusive), in pieces of at most CHUNK_OCTETS. */
  readMailData(mailDataId: number, start: number, end: number): AsyncIterable<Uint8Array>
  mailboxes(): Promise<Mailbox[]>

  /** @returns ids of the messages whose flags really changed, and the counts of their mailboxes after it */
  setFlags(selection: Selection, flags: Flags): Promise<{ ids: string[]; mailboxes: MailboxCounts[] }>
  /** @returns how many went, which of them when the selection has ids, and the counts of their mailboxes after it */
  remove(selection: Selection): Promise<{ removed: number; ids: string[]; mailboxes: MailboxCounts[] }>
  close(): Promise<void>
}
