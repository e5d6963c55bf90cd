/** The promise: what is kept and how it is found again. Asynchronous and without SQL, so that another database can keep it. */
import type { Address } from '../../shared/model/address.ts'
import type { Envelope, EnvelopeParameters } from '../../shared/model/envelope.ts'
import type { EvictionReason } from '../../shared/model/event.ts'
import type { FindingPlace } from '../../shared/model/finding.ts'
import type { Mailbox } from '../../shared/model/mailbox.ts'
import type { MessageOrigin } from '../../shared/model/message.ts'
import type {
  ListedSession,
  SessionOutcome,
  SessionPage,
  SessionProtocol,
  SessionSummary,
  TranscriptLine,
} from '../../shared/model/session.ts'
import type { Tag, TagOrigin, TagReason, TagRule } from '../../shared/model/tag.ts'
import type { Feature, Query } from '../../shared/search/query.ts'
import type { AppError } from '../errors.ts'

/** Mail data is stored, and read, in chunks of this size; only the last one may be shorter. */
export const CHUNK_OCTETS = 1024 * 1024

export interface NewMessage {
  id: string
  mailbox: string
  /** What it has from the start. */
  flags?: Flags | undefined
  tags?: readonly string[] | undefined
  /** The message whose mail data this is: they share it. */
  copyOf?: number | undefined
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
  readonly small: Uint8Array<ArrayBuffer> | undefined
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
  contentLocation: string
  encoding: string
  charset: string
  charsetUsed: string
  sizeOctets: number
  headerOffset: number
  bodyOffset: number
  bodyOctets: number
}

/** What is told of it beside, its rule says. */
export interface StoredFinding {
  rule: string
  said: string
  where?: FindingPlace
}

export interface GivenTag {
  name: string
  origin: TagOrigin
  because: string
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
  /** The surest that it brings, as one types it. */
  code?: string | undefined
  /** The worst first. */
  findings: StoredFinding[]
  hasText: boolean
  hasHtml: boolean
  features: Feature[]
  tags: GivenTag[]
  /** From `packSearchText`. */
  searchText: string
  /** Root first, then in document order; empty when broken. */
  parts: StoredPart[]
}

/** A row of a list: everything but bodies, headers and parts. */
export interface StoredSummary
  extends Omit<ParsedMessage, 'state' | 'parts' | 'inReplyTo' | 'references' | 'features' | 'tags' | 'searchText'> {
  seq: number
  id: string
  mailbox: string
  origin: MessageOrigin
  receivedAt: number
  envelope: Envelope
  sizeOctets: number
  mailDataId: number
  seen: boolean
  pinned: boolean
  /** By name. */
  tags: string[]
  /** Some of it could not be read and is empty here. */
  damaged?: boolean | undefined
}

export interface StoredMessage extends StoredSummary, Pick<ParsedMessage, 'inReplyTo' | 'references' | 'parts'> {
  parameters: EnvelopeParameters
  session: SessionSummary | undefined
  tagReasons: TagReason[]
}

export interface ListRequest {
  /** Only messages that match. */
  query?: Query | undefined
  mailbox?: string | undefined
  /** Newest `seq` the answer may hold. */
  upTo: number
  /** Only later than this `seq`, the oldest of them first taken. */
  after?: number | undefined
  /** Only earlier than this `seq`. */
  before?: number | undefined
  offset: number
  limit: number
}

export interface NewestRequest {
  query: Query
  mailbox?: string | undefined
  /** Only later than this `seq`. */
  after: number
  upTo: number
  most: number
}

export interface ListAnswer {
  /** Newest first. */
  messages: StoredSummary[]
  /** True when there is more in the direction asked. */
  more: boolean
  total: number
  unseen: number
  /** Counting ended there: there may be more. */
  totalIsAtLeast?: true
  /** Removed by `evict` since the database was made. */
  evicted: number
}

export interface FacetRequest extends Pick<ListRequest, 'query' | 'mailbox' | 'upTo'> {
  /** What is counted. */
  clauses: readonly Query[]
}

export interface ValueCount {
  value: string
  count: number
}

export interface FacetAnswer {
  /** Messages that the counts are about. */
  total: number
  /** Counting ended at the newest `total` that match. */
  isAtLeast?: true
  /** For each clause: how many match it as well. */
  counts: number[]
  mailboxes: ValueCount[]
  /** By address, in any order; of spellings that mean the same to a search, the newest one stands for all. */
  senders: ValueCount[]
  /** Senders were counted in some of the messages. */
  sendersAreAtLeast?: true
}

export interface Selection {
  /** Only these, or only what matches: one of the three. */
  ids?: readonly string[] | undefined
  seqs?: readonly number[] | undefined
  query?: Query | undefined
  /** Those of `seqs`, in their order: what has moved meanwhile has another, and is not meant. */
  uids?: readonly number[] | undefined
  /** No others than those marked so, when their turn comes. */
  deleted?: true | undefined
  mailbox?: string | undefined
  /** Newest `seq` that may be meant: mail that came later is never changed by accident. */
  upTo: number
}

/** Of a message, what clients change. */
export interface Marks {
  seen?: boolean | undefined
  pinned?: boolean | undefined
  tags?: readonly string[] | undefined
  mailbox?: string | undefined
}

/** Flags as the store keeps them; `seen` is `\\Seen`, `pinned` is `\\Flagged`. */
export const FLAGS = ['seen', 'pinned', 'answered', 'draft', 'deleted'] as const
export type Flags = { [flag in (typeof FLAGS)[number]]?: boolean | undefined }

export interface MarkRequest extends Flags {
  addTags?: readonly string[] | undefined
  removeTags?: readonly string[] | undefined
  /** These take the place of all that it has. */
  tags?: readonly string[] | undefined
  /** Only what has not changed since (RFC 7162 §3.1.3). */
  unchangedSince?: number | undefined
}

/** What has really changed of one message. */
export interface MarkChange {
  now: Marks
  before: Marks
}

/** Part of a change of many messages, committed. */
export interface Portion {
  /** Of those that were really changed. */
  ids: string[]
  /** Theirs, in the same order. */
  seqs: number[]
  /** Counts after it. */
  mailboxes: MailboxCounts[]
}

export interface RemovedPortion extends Portion {
  /** Of each of `ids`, in their order, the mailbox that it was in. */
  mailboxOf: string[]
}

export interface MarkPortion extends Portion {
  /** Of each of `ids`, in their order. */
  changes: MarkChange[]
  /** Left as they are, as they have changed since `unchangedSince`. */
  refused: number[]
}

export interface MovePortion extends Portion {
  /** Of each of `ids`, in their order, the mailbox that it was in. */
  mailboxOf: string[]
  /** Of each of `ids`, in their order. */
  uids: number[]
}

/** Of one mailbox, how many messages a selection names. */
export interface Tally {
  mailbox: string
  total: number
  unseen: number
  pinned: number
}

/** What somebody waits for or follows. */
export interface Condition {
  query: Query
  mailbox?: string | undefined
}

/** A message as it was at one time, and before that. */
export interface MatchCandidate {
  id: string
  /** In place of those that it has now. */
  marks?: Marks | undefined
  /** Absent when nobody asks for before. */
  marksBefore?: Marks | undefined
}

/** Places of conditions among those asked. */
export interface MatchAnswer {
  meets: number[]
  metBefore: number[]
  summary: StoredSummary
}

/** What a mail client looks into. A name with a slash in it is a folder; messages in folders are seen nowhere else. */
export type MailView =
  | { type: 'mailbox'; name: string }
  /** What names this address in its envelope, and what is in the mailbox of its name. */
  | { type: 'address'; address: string; mailbox: string }
  | { type: 'all' }

/** A message as a mail client sees it in a list. */
export interface ViewEntry extends Required<{ [flag in keyof Flags]: boolean }> {
  seq: number
  uid: number
  modseq: number
  /** Milliseconds since 1970. */
  receivedAt: number
  sizeOctets: number
  isTagged: boolean
}

interface ViewFacts {
  /** Whatever is to be seen later has a higher one. */
  lastUid: number
  /** Of the change that was committed last. */
  lastModseq: number
  uidValidity: number
  /** Which of the folders ever made it is, under whatever name; 0 when it is none. */
  folderNumber: number
}

/** Of a view, what is asked for. */
export interface ViewPart {
  /** These, */
  seqs: readonly number[]
  /** and all that came or changed after this `modseq`. */
  changedSince?: number | undefined
}

/** Messages in the order of `uid`. */
export interface ViewList {
  readonly count: number
  /** Place of the first that is not seen. */
  readonly firstUnseen: number | undefined
  /** Of many, made when they are first asked for: who opens a mailbox looks at few of them. */
  readonly entries: readonly ViewEntry[]
}

export interface ViewAnswer extends ViewFacts, ViewList {}

export interface ViewStatus extends ViewFacts {
  total: number
  unseen: number
  deleted: number
  sizeOctets: number
}

/** A mailbox as a mail client keeps it: also when it is empty. */
export interface Folder {
  name: string
  /** Subscriptions are to names: this one may be left of a mailbox that is gone. */
  exists: boolean
  /** Absent when nobody has said. */
  subscribed?: boolean | undefined
  /** An attribute of RFC 6154 in lower case, as `drafts`; empty when none. */
  specialUse: string
}

export interface FolderChange extends Pick<Folder, 'name'> {
  /** Absent leaves it as it is. */
  specialUse?: string | undefined
}

/** What is kept of a mailbox, not counted. Messages take part from when they are ready. */
export interface MailboxCounts extends Pick<Mailbox, 'name' | 'total' | 'unseen' | 'sizeOctets' | 'evicted'> {
  /** Of two counts, those with the higher one are newer: answers may be handled in another order than they were committed. */
  revision: number
  pinned: number
  pinnedOctets: number
}

export interface MadeReady {
  seqs: number[]
  tags: ReadonlyMap<number, string[]>
  mailboxes: MailboxCounts[]
}

/** What may be kept, of one mailbox or of all together. */
export interface EvictRequest {
  mailbox?: string | undefined
  /** Newest `seq` that may go. */
  upTo: number
  storageOctets?: number | undefined
  messages?: number | undefined
  /** Milliseconds since 1970: what arrived earlier goes. */
  receivedBefore?: number | undefined
}

export interface EvictAnswer extends RemovedPortion {
  /** How many of them each limit took. */
  counts: Record<EvictionReason, number>
  /** True when a limit is still passed: call again. */
  more: boolean
  /** When the oldest message left that may go arrived. */
  oldestAt: number | undefined
  /** Of all messages that were there before, ready or not. */
  newestSeq: number
}

/** What is known of a message before it is parsed. */
export interface PendingMessage extends Pick<NewMessage, 'id' | 'mailbox' | 'origin' | 'receivedAt' | 'envelope' | 'parameters'> {
  seq: number
  mailDataId: number
  sizeOctets: number
  /** Absent when it did not come by SMTP. */
  sessionId?: string | undefined
}

/** A session as it is kept. */
export interface EndedSession {
  summary: ListedSession & { endedAt: string; outcome: SessionOutcome }
  messageIds: string[]
  /** From `packTranscript`. */
  transcript: string
}

const DIRECTIONS = { client: '>', server: '<', note: '#' } as const
const FROM = new Map(Object.entries(DIRECTIONS).map(([from, sign]) => [sign, from as TranscriptLine['from']]))

/**
 * Lines as one text, made where they are: it then changes threads at little cost. `12>EHLO client.test`, one below the other,
 * for no line of a dialogue holds a line feed; what has more to it than that is JSON.
 */
export function packTranscript(lines: readonly TranscriptLine[]): string {
  let packed = ''
  for (const line of lines) {
    const isPlain = line.findings === undefined && line.messageId === undefined && line.tls === undefined
    packed += isPlain ? `${line.offsetMs}${DIRECTIONS[line.from]}${line.text}\n` : `${JSON.stringify(line)}\n`
  }
  return packed
}

export function unpackTranscript(packed: string): TranscriptLine[] {
  return packed
    .split('\n')
    .slice(0, -1)
    .map((text) => {
      const [, offset, sign = '', rest = ''] = /^(\d+)([><#])(.*)$/s.exec(text) ?? []
      if (offset === undefined) return JSON.parse(text) as TranscriptLine
      return { offsetMs: Number(offset), from: FROM.get(sign as '>' | '<' | '#') ?? 'note', text: rest }
    })
}

export interface SessionListRequest {
  outcome?: SessionOutcome | undefined
  protocol?: SessionProtocol | undefined
  /** Only earlier than this place in the order in which sessions were added. */
  before?: number | undefined
  limit: number
}

export interface SessionListAnswer extends Pick<SessionPage, 'counts' | 'expired'> {
  /** The one added last first. */
  sessions: (ListedSession & { sessionSeq: number })[]
  more: boolean
}

export interface SessionLimits {
  sessions: number
  /** Of those with the outcome `read`. */
  readSessions: number
  /** Milliseconds since 1970: what ended earlier goes. */
  endedBefore: number
}

/**
 * A write fails with `insufficient_storage` when the disk is full, read-only or broken. Nothing of it is kept then, and the
 * store goes on: the next one may succeed.
 */
export interface Store {
  /** Random, made with the database: cursors carry it. */
  readonly databaseId: string
  /** Random, made with the database and never told: what is signed with it holds across restarts. */
  readonly secret: string
  /** The highest `seq` ever given, also when that message is gone. */
  readonly lastSeq: number
  readonly persistent: boolean
  /** What the person who runs this should know about where the database lies. */
  readonly warning: string | undefined

  openMailData(): MailDataWriter
  /**
   * Commits envelope and octets; they survive the death of the process once this has resolved.
   * Calls are committed in the order they were made, several in one transaction. The octets of small mail data are lent
   * to the store and come back with the answer; the handle has none then.
   * @throws {AppError} `insufficient_storage` when the disk is full or read-only
   */
  append(message: NewMessage): Promise<{ seq: number; small: Uint8Array<ArrayBuffer> | undefined }>
  /** Makes messages visible, in one commit. @returns those that were not before, and by `seq` the tags of those that have any */
  makeReady(parsed: readonly { seq: number; message: ParsedMessage }[]): Promise<MadeReady>
  /** Committed but not parsed yet, in order of `seq`: at most `limit` after `after`. */
  pending(after: number, limit: number): Promise<PendingMessage[]>

  /** @throws {AppError} `unavailable` when a search takes too long */
  list(request: ListRequest): Promise<ListAnswer>
  /** All that match, newest first unless asked otherwise, in groups: others get their turn in between. */
  search(
    request: Pick<ListRequest, 'mailbox' | 'upTo' | 'after'> & { query: Query; oldestFirst?: boolean | undefined },
  ): AsyncIterable<StoredSummary[]>
  /**
   * Several searches in one: what more than one of them has to look at is read once. Others get their turn in between.
   *
   * @returns for each what it finds, the newest first
   */
  newest(searches: readonly NewestRequest[]): Promise<StoredSummary[][]>
  /**
   * Exact where few match, and where columns alone tell.
   * @throws {AppError} `unavailable` when it takes too long
   */
  facets(request: FacetRequest): Promise<FacetAnswer>
  /**
   * @param key its id, or its `seq`
   * @throws {AppError} `damaged` when what is stored of it cannot be read; lists show it as far as it can
   */
  get(key: string | number): Promise<StoredMessage | undefined>
  /**
   * Reads each candidate once, however many conditions there are. A condition that is asked again should be the same object: it costs less.
   *
   * @returns an answer for each candidate, in their order; undefined when it is gone
   */
  match(request: {
    conditions: readonly Condition[]
    candidates: readonly MatchCandidate[]
  }): Promise<(MatchAnswer | undefined)[]>
  /**
   * Octets `start` to `end` (exclusive), in pieces of at most CHUNK_OCTETS.
   * @throws {AppError} `damaged` when they are not what was stored
   */
  readMailData(mailDataId: number, start: number, end: number): AsyncIterable<Uint8Array>
  mailboxes(): Promise<Mailbox[]>
  mailboxCounts(): Promise<MailboxCounts[]>

  /** Portion after portion, some mailboxes in several of them; has no deadline. Others get their turn in between. */
  count(selection: Pick<Selection, 'query' | 'mailbox' | 'upTo'>): AsyncIterable<Tally[]>
  /**
   * As `remove`, but sets or clears flags, and adds or removes tags.
   *
   * @throws {AppError} `conflict` when there are too many tags, of a message or in all
   */
  mark(selection: Selection, request: MarkRequest): AsyncIterable<MarkPortion>
  /**
   * A portion after the other, each a commit of its own, so that mail gets its turn in between. Nothing is done unless the
   * portions are asked for; who asks for no more leaves the rest as it is.
   */
  remove(selection: Selection): AsyncIterable<RemovedPortion>
  /** What a mail client sees there. */
  view(view: MailView, only?: ViewPart): Promise<ViewAnswer>
  viewStatus(view: MailView): Promise<ViewStatus>
  /**
   * Which of these match, some after the other, and often none: others get their turn in between.
   * @param request `seqs` in ascending order
   */
  find(request: { query: Query; seqs: readonly number[] }): AsyncIterable<readonly number[]>
  /** Date fields as they stand, of those that have one. */
  dateFieldsOf(seqs: readonly number[]): Promise<Map<number, string>>
  /** Those that may have a text attached, in a file or as a message: what no search looks in. */
  attachedTextOf(seqs: readonly number[]): Promise<number[]>
  /** Of the messages that have any, in their order. */
  tagsOf(seqs: readonly number[]): Promise<Map<number, string[]>>
  /** Of those that are still there. */
  idsOf(seqs: readonly number[]): Promise<Map<number, string>>
  /** As `remove`, but each message is then in that mailbox, under a new `uid`. */
  move(selection: Selection, mailbox: string): AsyncIterable<MovePortion>
  folders(): Promise<Folder[]>
  /** Makes the mailbox, or changes it. @returns its counts */
  putFolder(folder: FolderChange): Promise<MailboxCounts[]>
  setSubscribed(name: string, isSubscribed: boolean): Promise<void>
  /** @returns counts by both names. @throws {AppError} `not_found`, `conflict` when the new name is taken */
  renameFolder(name: string, newName: string): Promise<MailboxCounts[]>
  /** @returns its counts: nothing. @throws {AppError} `conflict` when messages are left in it */
  removeFolder(name: string): Promise<MailboxCounts[]>
  /** Those that messages have, by name. */
  tags(mailbox?: string): Promise<Tag[]>
  /** In the order in which they were added. */
  tagRules(): Promise<TagRule[]>
  /** Adds it, or takes the place of the one with that id. */
  putTagRule(rule: TagRule): Promise<void>
  /** @returns whether there was one */
  removeTagRule(id: string): Promise<boolean>
  /** Removes the oldest messages that are ready and not pinned until the limits hold: a slice at a time, so that mail is not stopped. */
  evict(request: EvictRequest): Promise<EvictAnswer>
  /** Has `listener` told of every write that the storage refused, whoever asked for it. */
  onWriteFault(listener: (fault: AppError) => void): void
  /** Writes something that nobody sees, as much as a mail has. */
  probe(): Promise<void>

  /** Keeps sessions that have ended, in this order, and removes as many of the oldest as are beyond the limits by it, in one commit. */
  addSessions(sessions: readonly EndedSession[], limits: SessionLimits): Promise<void>
  /**
   * Removes all that is beyond the limits, a slice at a time, so that mail gets its turn in between.
   * @returns when the oldest one left had ended
   */
  expireSessions(limits: SessionLimits): Promise<{ oldestEndedAt: number | undefined }>
  sessions(request: SessionListRequest): Promise<SessionListAnswer>
  session(id: string): Promise<EndedSession | undefined>
  /** Of any message that was acknowledged, ready or not. `sessionId` is absent when it did not come by SMTP. */
  originOf(messageId: string): Promise<{ mailbox: string; sessionId?: string | undefined } | undefined>
  close(): Promise<void>
}
