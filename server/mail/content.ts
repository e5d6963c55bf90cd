/**
 * Text, HTML and header fields of a message, decoded from its octets when someone asks: kept beside them, they took a
 * tenth of the database and of the time of taking mail in.
 */
import { extname } from 'node:path'
import type { CodeFound } from '../../shared/model/code.ts'
import type { Explanation } from '../../shared/model/explanation.ts'
import type { ImageFound, LinkFound } from '../../shared/model/link.ts'
import type { ExplanationKind, HeaderField, InlineParts, PartHeaders } from '../../shared/model/part.ts'
import type { TagRule } from '../../shared/model/tag.ts'
import { AppError } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { CHUNK_OCTETS, type Store, type StoredMessage, type StoredPart } from '../store/store.ts'
import type { ReadablePart } from './body-text.ts'
import type { PartToExplain } from './explain/explain.ts'
import { findBodyOffset } from './header-section.ts'
import { createJobWorker } from './job-worker.ts'
import { isReadable, ownParts } from './readable-parts.ts'
import type { CompareRequest, Comparison } from './snapshot/diff.ts'
import type { SnapshotRequest } from './snapshot/sections.ts'

/** Of a header section, as much as is shown. */
const MAX_HEADER_OCTETS = LIMITS.mail.headerSection.value
const TIME_LIMIT_MS = 5000
/** Short, since whoever reads another message waits behind it: HTML that takes longer was made to. */
const EXTRACT_LIMIT_MS = 1000
const EXPLAIN_LIMIT_MS = 2000
const SNAPSHOT_LIMIT_MS = 3000
const COMPARE_LIMIT_MS = 6000
/** Of an encoded part that explains itself, as much as is read. */
const MAX_EXPLAINED_OCTETS = 1024 * 1024

export interface MessageContent {
  text: string
  html: string
  headers: HeaderField[]
}

/** What a program wants of a mail: looked for in what a person sees of it. */
export interface Extract {
  codes: CodeFound[]
  links: LinkFound[]
  images: ImageFound[]
  inlineParts: InlineParts
}

export interface ExtractRequest extends Pick<MessageContent, 'text' | 'html'> {
  subject: string
  parts: StoredPart[]
}

export interface TagRequest extends MessageContent {
  rule: TagRule
  subject: string
}

export type ContentJob =
  | { encoded: EncodedContent }
  | { extractFrom: ExtractRequest }
  | { explain: PartToExplain }
  | { snapshot: SnapshotRequest }
  | { compare: CompareRequest }
  | { tagBy: TagRequest }
  | { visibleIn: string }
export type ContentResult = MessageContent | Extract | Explanation | string | string[] | Comparison

/** The octets that content is decoded from: of attachments, none. */
export interface EncodedContent {
  headerSection: Uint8Array
  parts: ReadablePart[]
  /** Instead of the declared ones. */
  charset?: string | undefined
}

export interface ContentReader {
  /** @throws {AppError} `damaged`; `not_found` when the message is deleted meanwhile; `unavailable` when it is too much to decode */
  read: (message: StoredMessage, charset?: string) => Promise<MessageContent>
  /** @returns undefined when its HTML is too much to look through */
  extract: (message: Pick<StoredMessage, 'subject' | 'parts'>, content: MessageContent) => Promise<Extract | undefined>
  /** @throws {AppError} `damaged`; `not_found` when the message is deleted meanwhile; `unavailable` when it is too much to read */
  explain: (message: StoredMessage, part: StoredPart, kind: ExplanationKind) => Promise<Explanation>
  /** @throws {AppError} `damaged`; `not_found` when the message is deleted meanwhile; `unavailable` when it is too much to decode */
  partHeaders: (message: StoredMessage, part: StoredPart) => Promise<PartHeaders>
  /** @returns what a reader sees of the HTML. @throws {AppError} `unavailable` when it is too much to read */
  visibleText: (html: string) => Promise<string>
  /** @throws {AppError} `unavailable` when it is too much to read */
  snapshot: (request: SnapshotRequest) => Promise<string>
  /** @throws {AppError} `unavailable` when it is too much to read */
  compare: (request: CompareRequest) => Promise<Comparison>
  /** @returns the tags that a rule with a pattern would give; undefined when that takes too long */
  tagsOf: (request: TagRequest) => Promise<string[] | undefined>
  close: () => Promise<void>
}

export function createContentReader(store: Store): ContentReader {
  // Not the thread that builds documents: a document may keep that busy until its time is up.
  const worker = createJobWorker<ContentJob, ContentResult>({
    file: new URL(`./content-worker${extname(import.meta.url)}`, import.meta.url),
    name: 'content',
  })
  const readOctets = async ({ mailDataId }: StoredMessage, start: number, end: number) => {
    const pieces: Uint8Array[] = []
    for await (const piece of store.readMailData(mailDataId, start, end)) pieces.push(piece)
    return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)
  }
  return {
    async read(message, charset) {
      const encoded = await gatherContent(message, (start, end) => readOctets(message, start, end))
      return worker.run({ encoded: { ...encoded, charset } }, TIME_LIMIT_MS).then(
        (said) => said as MessageContent,
        (cause: unknown) => {
          throw new AppError('unavailable', 'The text of this mail cannot be decoded; look at its source', { cause })
        },
      )
    },
    extract: ({ subject, parts }, { text, html }) =>
      worker.run({ extractFrom: { subject, parts, text, html } }, EXTRACT_LIMIT_MS).then(
        (found) => found as Extract,
        () => undefined,
      ),
    async explain(message, { contentType, encoding, charset, headerOffset, bodyOffset, bodyOctets }, kind) {
      const isCut = bodyOctets > MAX_EXPLAINED_OCTETS
      const part: PartToExplain = {
        ...{ kind, contentType, encoding, charset, isCut },
        headerSection: await readOctets(message, headerOffset, Math.min(bodyOffset, headerOffset + MAX_HEADER_OCTETS)),
        body: await readOctets(message, bodyOffset, bodyOffset + Math.min(bodyOctets, MAX_EXPLAINED_OCTETS)),
      }
      return worker.run({ explain: part }, EXPLAIN_LIMIT_MS).then(
        (explanation) => explanation as Explanation,
        (cause: unknown) => {
          throw new AppError('unavailable', 'This part takes too long to read; look at it as it was sent', { cause })
        },
      )
    },
    async partHeaders(message, { contentType, headerOffset, bodyOffset, bodyOctets }) {
      const fieldsOf = async (start: number, end: number) => {
        const octets = await readOctets(message, start, Math.min(end, start + MAX_HEADER_OCTETS))
        const headerSection = octets.subarray(0, findBodyOffset(octets, 0, octets.length))
        const content = await worker.run({ encoded: { headerSection, parts: [] } }, TIME_LIMIT_MS).catch((cause: unknown) => {
          throw new AppError('unavailable', 'These header fields cannot be decoded; look at the source', { cause })
        })
        return (content as MessageContent).headers
      }
      const fields = await fieldsOf(headerOffset, bodyOffset)
      return contentType === 'message/rfc822' || contentType === 'message/global'
        ? { fields, message: await fieldsOf(bodyOffset, bodyOffset + bodyOctets) }
        : { fields }
    },
    visibleText: (html) =>
      worker.run({ visibleIn: html }, EXTRACT_LIMIT_MS).then(
        (text) => text as string,
        (cause: unknown) => {
          throw new AppError('unavailable', 'The HTML of this mail takes too long to read as text; look at its source', { cause })
        },
      ),
    tagsOf: (request) =>
      worker.run({ tagBy: request }, EXTRACT_LIMIT_MS).then(
        (tags) => tags as string[],
        () => undefined,
      ),
    snapshot: (request) =>
      worker.run({ snapshot: request }, SNAPSHOT_LIMIT_MS).then(
        (text) => text as string,
        (cause: unknown) => {
          throw new AppError('unavailable', 'This mail takes too long to write as a snapshot; look at its source', { cause })
        },
      ),
    compare: (request) =>
      worker.run({ compare: request }, COMPARE_LIMIT_MS).then(
        (comparison) => comparison as Comparison,
        (cause: unknown) => {
          throw new AppError('unavailable', 'These mails take too long to compare; compare their sources', { cause })
        },
      ),
    close: () => worker.close(),
  }
}

/** @param readOctets octets of the mail data, `start` to `end` (exclusive) */
export async function gatherContent(
  { sizeOctets, parts }: Pick<StoredMessage, 'sizeOctets' | 'parts'>,
  readOctets: (start: number, end: number) => Promise<Uint8Array>,
): Promise<EncodedContent> {
  // Parts follow each other: what is stored in one piece is read once for all that lie in it.
  let read: { start: number; octets: Uint8Array } = { start: 0, octets: new Uint8Array() }
  const cut = async (start: number, end: number) => {
    if (start < read.start || end > read.start + read.octets.length)
      read = { start, octets: await readOctets(start, Math.min(sizeOctets, Math.max(end, start + CHUNK_OCTETS))) }
    const octets = read.octets.subarray(start - read.start, end - read.start)
    // Whoever gets it gets all of the memory that it lies in: of the one piece that there is, once; of several, only its own.
    return sizeOctets <= CHUNK_OCTETS ? octets : new Uint8Array(octets)
  }
  const start = await cut(0, Math.min(parts[0]?.bodyOffset ?? sizeOctets, MAX_HEADER_OCTETS))
  const readable: ReadablePart[] = []
  for (const { path, contentType, disposition, encoding, charset, headerOffset, bodyOffset, bodyOctets } of ownParts(
    parts,
  ).filter(isReadable))
    readable.push({
      ...{ path, contentType, disposition, encoding, charset },
      headerSection: await cut(headerOffset, bodyOffset),
      body: await cut(bodyOffset, bodyOffset + bodyOctets),
    })
  return { headerSection: start.subarray(0, findBodyOffset(start, 0, start.length)), parts: readable }
}
