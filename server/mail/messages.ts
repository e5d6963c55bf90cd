/** Reading and changing what was caught. Every read first waits for what was acknowledged before it began (DESIGN §2, promise 2). */
import type { MessageDiff } from '../../shared/model/diff.ts'
import type { MailEvent } from '../../shared/model/event.ts'
import type { Explanation } from '../../shared/model/explanation.ts'
import type { Mailbox } from '../../shared/model/mailbox.ts'
import type {
  ListExtra,
  Message,
  MessageCount,
  MessagePage,
  MessageSelection,
  MessageSummary,
} from '../../shared/model/message.ts'
import type { Attachment, HeaderField, Part, PartHeaders } from '../../shared/model/part.ts'
import { AppError, toAppError } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import type {
  FolderChange,
  ListRequest,
  MailboxCounts,
  MarkChange,
  MarkPortion,
  MarkRequest,
  Selection,
  Store,
  StoredMessage,
  StoredPart,
  StoredSummary,
} from '../store/store.ts'
import type { ContentReader, Extract, MessageContent } from './content.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { ifDamaged } from './damaged.ts'
import { createEventFilter, type FollowedScope } from './event-filter.ts'
import type { EventHub } from './event-hub.ts'
import { EXPLAINED_TYPES, explainedKind } from './explain/kind.ts'
import { finding, tellFinding } from './findings.ts'
import type { Ingest } from './ingest.ts'
import { isHttpsUrl, isOneClick, readUnsubscribeUrls } from './list-unsubscribe.ts'
import { canonicalMailbox } from './mailbox.ts'
import { addUp, workOff } from './portions.ts'
import { isAttachment, ownParts } from './readable-parts.ts'
import type { Retention } from './retention.ts'
import { readSearch, readSelection, type SearchRequest } from './search.ts'
import type { SnapshotRequest } from './snapshot/sections.ts'
import { toMessageSummary } from './summary.ts'
import { normalizeTagName } from './tag-name.ts'

export type { StoredMessage, StoredPart }

/** Beyond this many changes one `gap` is cheaper for everyone than an event each. */
const MAX_CHANGE_EVENTS = LIMITS.stream.changes.value

/** Which messages a call is about. */
export interface Scope extends SearchRequest {
  mailbox?: string | undefined
}

export interface PageQuery extends Scope {
  limit: number
  before?: string | undefined
  after?: string | undefined
  offset: number
  fields: readonly ListExtra[]
}

/** As who names messages knows them: what is otherwise now is not meant. */
export type AsKnown = Pick<Selection, 'uids' | 'deleted'>

export type Messages = ReturnType<typeof createMessages>

export interface MessagesDependencies {
  store: Store
  content: ContentReader
  ingest: Ingest
  retention: Retention
  events: EventHub
}

export function createMessages({ store, content, ingest, retention, events }: MessagesDependencies) {
  const { databaseId } = store
  const toSeq = (cursor: string | undefined) => (cursor === undefined ? undefined : decodeCursor(databaseId, cursor))

  async function find(id: string, scope: Scope = {}): Promise<StoredMessage> {
    const mailbox = canonical(scope.mailbox)
    const query = readSearch(scope)
    if (query && id !== 'latest') throw new AppError('invalid', '`q` goes with `latest`; an id names one message already')
    const upTo = await ingest.settled()
    if (id !== 'latest') {
      const message = await store.get(id)
      if (message && (mailbox === undefined || message.mailbox === mailbox)) return message
      throw new AppError('not_found', `There is no message ${id}${inMailbox(mailbox)}; it may have been deleted`)
    }
    const newest = await findNewest({ query, mailbox, upTo })
    const latest = newest && (await store.get(newest.id))
    if (!latest) throw new AppError('not_found', `No message ${query ? 'that matches ' : ''}has arrived${inMailbox(mailbox)} yet`)
    return latest
  }

  /** A list would also count what a search finds. */
  async function findNewest({
    query,
    ...range
  }: Pick<ListRequest, 'query' | 'mailbox' | 'upTo'>): Promise<StoredSummary | undefined> {
    if (!query) return (await store.list({ ...range, offset: 0, limit: 1 })).messages[0]
    for await (const [newest] of store.search({ ...range, query })) return newest
    return undefined
  }

  /** A list goes on where one of its messages is damaged or has been deleted meanwhile. */
  async function withFields(summary: StoredSummary, fields: readonly ListExtra[]): Promise<MessagePage['messages'][number]> {
    if (fields.length === 0) return toMessageSummary(summary, databaseId)
    const found = await store.get(summary.id).catch(ifDamaged)
    const said = found && (await content.read(found).catch(ifDamaged))
    const wantsExtract = fields.includes('codes') || fields.includes('links')
    const extracted = said && wantsExtract ? await content.extract(found, said) : undefined
    return {
      ...toMessageSummary(said ? summary : { ...summary, damaged: true }, databaseId),
      ...pick({ ...(said ?? NO_CONTENT), ...(extracted ?? NOTHING_FOUND) }, fields),
    }
  }

  /** Of a message whose text is too much to decode, all else. @throws {AppError} `unavailable` when it is not the text that fails */
  async function withoutText(message: StoredMessage): Promise<MessageContent> {
    const [root] = message.parts
    const headers = root ? (await content.partHeaders(message, root)).fields : []
    message.findings.push(finding('text-too-complex', 'Decoding it takes too long, or too much memory'))
    return { ...NO_CONTENT, headers }
  }

  async function toSnapshotRequest(message: StoredMessage): Promise<SnapshotRequest> {
    return { ...pick(message, ['subject', 'parts']), ...(await content.read(message)) }
  }

  /** What comes from here on is not meant. */
  async function toSelection(select: MessageSelection): Promise<Selection> {
    const query = 'q' in select ? readSelection(select) : undefined
    const bound = toSeq(select.upTo) ?? Number.POSITIVE_INFINITY
    const upTo = Math.min(bound, await ingest.settled())
    return { query, mailbox: canonical(select.mailbox), upTo, ...('ids' in select && { ids: select.ids }) }
  }

  function removeSelected(selection: Selection, signal?: AbortSignal): Promise<number> {
    return workOff(store.remove(selection), {
      ...{ signal, verb: 'deleted' },
      onPortion({ mailboxes, ...removed }) {
        events.publishRemoved(removed)
        mailboxesChanged(mailboxes)
      },
    })
  }

  const remove = async (select: MessageSelection, signal?: AbortSignal) => removeSelected(await toSelection(select), signal)

  /** @returns how many have changed, and those that were refused */
  async function markSelected(
    selection: Selection,
    { addTags, removeTags, tags, ...flags }: MarkRequest,
    signal?: AbortSignal,
  ): Promise<{ changed: number; refused: number[] }> {
    const names = (given: readonly string[] | undefined) => given?.map(normalizeTagName).filter((name) => name !== '')
    const request = { ...flags, addTags: names(addTags), removeTags: names(removeTags), tags: names(tags) }
    const told: MailEvent[] = []
    const refused: number[] = []
    const counts = new Map<string, MailboxCounts>()
    const onPortion = ({ ids, seqs, changes, mailboxes, ...portion }: MarkPortion) => {
      events.touched(seqs)
      refused.push(...portion.refused)
      if (told.length <= MAX_CHANGE_EVENTS) told.push(...changes.map((change, i) => toChangedEvent(ids[i] ?? '', change)))
      for (const mailbox of mailboxes) counts.set(mailbox.name, mailbox)
      retention.changed(mailboxes)
    }
    try {
      return { changed: await workOff(store.mark(selection, request), { signal, verb: 'changed', onPortion }), refused }
    } finally {
      if (told.length > MAX_CHANGE_EVENTS) events.publish({ type: 'gap' })
      else for (const event of told) events.publish(event)
      events.publishCounts([...counts.values()])
    }
  }

  /** Of a mail client, which knows what it means: all of these, however late they came. */
  const named = (seqs: readonly number[], meant: AsKnown): Selection => ({ ...meant, seqs, upTo: Number.POSITIVE_INFINITY })

  function mailboxesChanged(mailboxes: readonly MailboxCounts[]): void {
    events.publishCounts(mailboxes)
    retention.changed(mailboxes)
  }

  function foldersChanged(mailboxes: readonly MailboxCounts[]): void {
    events.touched('any')
    mailboxesChanged(mailboxes)
    events.publish({ type: 'gap' })
  }

  return {
    /** @throws {AppError} `invalid` */
    filterEvents: (scope: FollowedScope) => createEventFilter(store, scope),

    async cursor(): Promise<string> {
      return encodeCursor(databaseId, await ingest.settled())
    },

    async list({ limit, before, after, offset, fields, ...scope }: PageQuery): Promise<MessagePage> {
      const range = { after: toSeq(after), before: toSeq(before) }
      const query = readSearch(scope)
      // Taken before the store is read: what happens in between is told twice over rather than never.
      const { seq } = events
      const upTo = await ingest.settled()
      const request: ListRequest = { query, mailbox: canonical(scope.mailbox), upTo, offset, limit, ...range }
      const { messages, more, total, totalIsAtLeast, unseen, evicted } = await store.list(request)
      const page: MessagePage['messages'] = []
      // One after another: together they might not fit into memory.
      for (const stored of messages) page.push(await withFields(stored, fields))
      const next = more ? (after === undefined ? page.at(-1) : page[0])?.cursor : undefined
      return {
        messages: page,
        ...(next !== undefined && { next }),
        total,
        ...(totalIsAtLeast && { totalIsAtLeast }),
        unseen,
        cursor: encodeCursor(databaseId, upTo),
        seq,
        evicted,
      }
    },

    async get(id: string, scope?: Scope): Promise<Message> {
      const message = await find(id, scope)
      const said = await content.read(message).catch((error: unknown): Promise<MessageContent> | undefined => {
        const { code } = toAppError(error)
        if (code === 'unavailable') return withoutText(message)
        // Whoever reads what is deleted meanwhile is not told that it is damaged.
        if (code === 'not_found') throw error
        ifDamaged(error)
      })
      if (!said)
        message.findings.push(
          finding('damaged', 'Its octets cannot be read from the database, and so neither text nor header fields'),
        )
      const found = said && (await content.extract(message, said))
      const isTold = message.findings.some(({ rule }) => rule === 'html-too-complex')
      if (said && !found && !isTold) message.findings.push(finding('html-too-complex', 'Reading it takes longer than a second'))
      return toMessage(message, { ...(said ?? NO_CONTENT), ...(found ?? NOTHING_FOUND) }, databaseId)
    },

    find,

    /**
     * Decoded text, HTML and header fields.
     *
     * @param charset instead of those that its parts declare
     */
    content: (message: StoredMessage, charset?: string) => content.read(message, charset),

    /** What a reader sees of its HTML, as text; empty when it has none. */
    async visibleText(message: StoredMessage, charset?: string): Promise<string> {
      const { html } = await content.read(message, charset)
      return html === '' ? '' : content.visibleText(html)
    },

    partHeaders: (message: StoredMessage, path: string): Promise<PartHeaders> =>
      content.partHeaders(message, findPart(message, path)),

    /** @throws {AppError} `not_found`, also for a part that is of no kind that explains itself */
    async explain(message: StoredMessage, path: string): Promise<Explanation> {
      const part = findPart(message, path)
      const kind = explainedKind(part)
      if (kind) return content.explain(message, part, kind)
      const what = part.filename === '' ? part.contentType : `${part.contentType} of the name ${part.filename}`
      throw new AppError(
        'not_found',
        `Part ${path || '(root)'} is ${what}, which is not explained; explained are ${EXPLAINED_TYPES}`,
      )
    },

    /** The mail as text that is the same for each mail of its template. */
    snapshot: async (message: StoredMessage): Promise<string> => content.snapshot(await toSnapshotRequest(message)),

    async compare(left: StoredMessage, right: StoredMessage, isMasked: boolean): Promise<MessageDiff> {
      const [one, other] = [await toSnapshotRequest(left), await toSnapshotRequest(right)]
      return { left: left.id, right: right.id, ...(await content.compare({ left: one, right: other, isMasked })) }
    },

    /** Octets of the mail data, or of a part of it, in pieces. */
    octets(message: StoredMessage, start: number, end: number): AsyncIterable<Uint8Array> {
      return store.readMailData(message.mailDataId, start, end)
    },

    async mailboxes(): Promise<Mailbox[]> {
      await ingest.settled()
      return store.mailboxes()
    },

    /** Exactly, however many there are. */
    async count(select: Exclude<MessageSelection, { ids: unknown }>, signal?: AbortSignal): Promise<MessageCount> {
      const selection = await toSelection(select)
      return { ...(await addUp(store.count(selection), signal)), cursor: encodeCursor(databaseId, selection.upTo) }
    },

    /** @returns how many messages have changed */
    async mark(select: MessageSelection, request: MarkRequest, signal?: AbortSignal): Promise<number> {
      return (await markSelected(await toSelection(select), request, signal)).changed
    },

    /** @returns those that have changed since `unchangedSince`, and are left as they are */
    async markNamed(seqs: readonly number[], request: MarkRequest, meant: AsKnown = {}): Promise<number[]> {
      return (await markSelected(named(seqs, meant), request)).refused
    },

    removeNamed: (seqs: readonly number[], meant: AsKnown = {}): Promise<number> => removeSelected(named(seqs, meant)),

    /** @returns their new `uid` by `seq`; those that are gone have none */
    async moveNamed(seqs: readonly number[], mailbox: string, meant: AsKnown = {}): Promise<Map<number, number>> {
      const moved = new Map<number, number>()
      let told = 0
      await workOff(store.move(named(seqs, meant), mailbox), {
        ...{ signal: undefined, verb: 'moved' },
        onPortion({ ids, seqs: done, uids, mailboxOf, mailboxes }) {
          for (const [i, seq] of done.entries()) moved.set(seq, uids[i] ?? 0)
          told += ids.length
          if (told > MAX_CHANGE_EVENTS) events.publish({ type: 'gap' })
          else
            for (const [i, mailboxBefore] of mailboxOf.entries())
              if (mailboxBefore !== mailbox) events.publish({ type: 'message.changed', id: ids[i] ?? '', mailbox, mailboxBefore })
          events.touched(done)
          mailboxesChanged(mailboxes)
        },
      })
      return moved
    },

    async putFolder(folder: FolderChange): Promise<void> {
      mailboxesChanged(await store.putFolder(folder))
    },

    /** All that is in it has another mailbox then: who follows events is to read again. @throws {AppError} `not_found`, `conflict` */
    async renameFolder(name: string, newName: string): Promise<void> {
      foldersChanged(await store.renameFolder(name, newName))
    },

    /** @throws {AppError} `conflict` when messages are left in it */
    async removeFolder(name: string): Promise<void> {
      foldersChanged(await store.removeFolder(name))
    },

    remove,

    /** @throws {AppError} `not_found` when there is no such mailbox */
    async emptyMailbox(name: string, signal?: AbortSignal): Promise<number> {
      const mailbox = canonicalMailbox(name)
      if (!(await store.mailboxes()).some((known) => known.name === mailbox))
        throw new AppError('not_found', `There is no mailbox ${name}; one exists once mail has arrived for it`)
      return remove({ all: true, mailbox }, signal)
    },
  }
}

function toChangedEvent(id: string, { now: { tags, ...flags }, before }: MarkChange): MailEvent {
  return {
    type: 'message.changed',
    id,
    ...flags,
    ...(tags && { tags: [...tags], tagsBefore: [...(before.tags ?? [])] }),
  }
}

/** @throws {AppError} `not_found` */
export function findPart(message: StoredMessage, path: string): StoredPart {
  const part = message.parts.find((candidate) => candidate.path === path)
  if (!part)
    throw new AppError(
      'not_found',
      `Message ${message.id} has no part ${path}; its parts are ${message.parts.map((known) => known.path || '(root)').join(', ')}`,
    )
  return part
}

export function toPartTree(parts: readonly StoredPart[]): Part {
  const tree = parts.map((part): Part => ({ ...part, parts: [] }))
  const byPath = new Map(tree.map((part) => [part.path, part]))
  const [root] = tree
  for (const part of tree) {
    if (part === root) continue
    const parent = byPath.get(part.path.replace(/\.?\d+$/, '')) ?? root
    parent?.parts.push(part)
  }
  return root ?? { ...NO_PART, parts: [] }
}

/** Stands for the whole of a message whose structure is unknown. */
const NO_PART: StoredPart = {
  path: '',
  contentType: 'text/plain',
  disposition: '',
  filename: '',
  contentId: '',
  contentLocation: '',
  encoding: '7bit',
  charset: '',
  charsetUsed: '',
  sizeOctets: 0,
  headerOffset: 0,
  bodyOffset: 0,
  bodyOctets: 0,
}

function toMessage(stored: StoredMessage, content: MessageContent & Extract, databaseId: string): Message {
  const { parameters, session, parts, hasText, hasHtml, ...rest } = stored
  const summary: MessageSummary = toMessageSummary({ ...rest, hasText, hasHtml }, databaseId)
  return {
    ...summary,
    ...content,
    ...pick(stored, ['inReplyTo', 'references', 'tagReasons']),
    findings: stored.findings.map(tellFinding),
    envelope: { ...stored.envelope, parameters },
    parts: toPartTree(parts),
    attachments: ownParts(parts).filter(isAttachment).map(toAttachment),
    ...(session && { session }),
    ...listUnsubscribe(content.headers),
  }
}

function listUnsubscribe(headers: readonly HeaderField[]): Pick<Message, 'listUnsubscribe'> {
  const valueNamed = (name: string) => headers.find((field) => field.name.toLowerCase() === name)?.value
  const value = valueNamed('list-unsubscribe')
  if (value === undefined) return {}
  const { urls } = readUnsubscribeUrls(value)
  return { listUnsubscribe: { urls, oneClick: urls.some(isHttpsUrl) && isOneClick(valueNamed('list-unsubscribe-post') ?? '') } }
}

function toAttachment(part: StoredPart): Attachment {
  const explains = explainedKind(part)
  return {
    ...pick(part, ['path', 'filename', 'contentType', 'disposition', 'contentId', 'sizeOctets']),
    ...(explains && { explains }),
  }
}

const NO_CONTENT: MessageContent = { text: '', html: '', headers: [] }
const NOTHING_FOUND: Extract = { codes: [], links: [], images: [], inlineParts: { used: [], missing: [], unused: [] } }

function pick<T extends object, K extends keyof T>(from: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.map((key) => [key, from[key]])) as Pick<T, K>
}

function canonical(mailbox: string | undefined): string | undefined {
  return mailbox === undefined ? undefined : canonicalMailbox(mailbox)
}

function inMailbox(mailbox: string | undefined): string {
  return mailbox === undefined ? '' : ` in mailbox ${mailbox}`
}
