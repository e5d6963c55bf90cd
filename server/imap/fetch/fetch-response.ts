/**
 * What FETCH answers of one message (RFC 9051 §7.5.2). Sections are cut from the stored octets and never rebuilt, so mail whose lines
 * end in a bare LF, or that holds NUL, is given as it was sent: RFC822.SIZE is the length of BODY[], and each octet that of the mail.
 */
import type { StoredMessage } from '../../mail/messages.ts'
import { emailId } from '../email-id.ts'
import { Refusal } from '../refusal.ts'
import { checkDecodable, cutStream, decodeBody, measure } from './binary.ts'
import { writeStructure } from './body-structure.ts'
import { writeEnvelope } from './envelope.ts'
import { imapString } from './imap-string.ts'
import type { BinaryItem, FetchItem, SectionItem } from './items.ts'
import { createOctetReader, type OctetReader, type ReadOctets } from './octet-reader.ts'
import { createPartIndex, type PartIndex } from './part-index.ts'
import type { Span } from './section-spec.ts'
import { findSection } from './sections.ts'
import { type FetchedEntry, simpleItem } from './simple-items.ts'

export interface FetchRequest {
  items: readonly FetchItem[]
  entry: FetchedEntry
  /** Between their parentheses: `\Seen $label`. */
  flags: string
  message: Pick<StoredMessage, 'parts' | 'sizeOctets' | 'mailDataId' | 'receivedAt' | 'snippet'>
  octets: ReadOctets
  /** The client has enabled IMAP4rev2. */
  isRev2: boolean
}

/** Octets that follow their label: a literal, streamed. */
interface Literal {
  octets: number
  /** It may hold NUL (RFC 3516 §4.2). */
  is8: boolean
  stream: () => AsyncIterable<Uint8Array>
}

/** As latin1. */
type Answer = string | Literal

/** RFC 8970 §3.3, in characters. */
const MAX_PREVIEW = 200

/**
 * What stands between the parentheses. All that can be refused or found damaged before octets are streamed is so at the first step:
 * whoever takes that before writing anything can still say NO.
 *
 * @throws {Refusal}
 */
export async function* fetchResponse(request: FetchRequest): AsyncGenerator<Uint8Array> {
  const { items, message, octets } = request
  const reader = createOctetReader(octets, message.sizeOctets)
  let opening: Promise<PartIndex> | undefined
  const index = () => (opening ??= createPartIndex(message, reader))
  const answers: Answer[] = []
  for (const item of items) answers.push(await answerItem(item, request, reader, index))
  let said = ''
  for (const [i, answer] of answers.entries()) {
    said += `${i === 0 ? '' : ' '}${typeof answer === 'string' ? answer : ''}`
    if (typeof answer === 'string') continue
    yield Buffer.from(`${said}${items[i]?.label} ${answer.is8 ? '~' : ''}{${answer.octets}}\r\n`, 'latin1')
    yield* answer.stream()
    said = ''
  }
  if (said !== '') yield Buffer.from(said, 'latin1')
}

async function answerItem(
  item: FetchItem,
  { entry, flags, message, isRev2 }: FetchRequest,
  reader: OctetReader,
  index: () => Promise<PartIndex>,
): Promise<Answer> {
  switch (item.type) {
    case 'section':
      return answerSection(item, await index(), reader)
    case 'binary':
      return answerBinary(item, await index(), reader)
    case 'binary size':
      return `${item.label} ${await binarySize(item.path, message, await index(), reader)}`
    case 'ENVELOPE': {
      const { headerOffset, bodyOffset } = (await index()).message
      return `ENVELOPE ${writeEnvelope((await reader.header({ start: headerOffset, end: bodyOffset })).fields)}`
    }
    case 'BODY':
    case 'BODYSTRUCTURE': {
      const isExtended = item.type === 'BODYSTRUCTURE'
      return `${item.type} ${await writeStructure({ index: await index(), reader, isExtended, isRev2 })}`
    }
    case 'EMAILID':
      return `EMAILID (${emailId(message)})`
    // RFC 8474 §5.2: of servers that know no threads.
    case 'THREADID':
      return 'THREADID NIL'
    case 'PREVIEW': {
      const preview = Array.from(message.snippet).slice(0, MAX_PREVIEW).join('')
      return `PREVIEW ${imapString(Buffer.from(preview).toString('latin1'))}`
    }
    default:
      return simpleItem(item, entry, flags) ?? ''
  }
}

/** NIL says that there is no such part; an empty one is an empty string. */
async function answerSection(item: SectionItem, index: PartIndex, reader: OctetReader): Promise<Answer> {
  const section = await findSection(item, index, reader)
  if (!section) return `${item.label} NIL`
  if (Buffer.isBuffer(section)) {
    const { start, end } = cutPartial(section.length, item.partial)
    return `${item.label} ${imapString(section.toString('latin1', start, end))}`
  }
  const { start, end } = cutPartial(section.end - section.start, item.partial)
  if (start === end) return `${item.label} ""`
  return { octets: end - start, is8: false, stream: () => reader.stream(section.start + start, section.start + end) }
}

async function answerBinary({ path, label, partial }: BinaryItem, index: PartIndex, { stream }: OctetReader): Promise<Answer> {
  const part = path === '' ? undefined : await index.find(path)
  if (path !== '' && !part) return `${label} NIL`
  if (part) checkDecodable(part)
  // Nothing encodes a message as a whole.
  const decode = () => (part ? decodeBody(part, stream) : stream(0, index.message.bodyEnd))
  const cut = () => (partial ? cutStream(decode(), partial) : decode())
  const { octets, hasNul } = await measure(cut())
  return octets === 0 ? `${label} ""` : { octets, is8: hasNul, stream: cut }
}

/** The part tree has measured what is in it when the mail came. @throws {Refusal} */
async function binarySize(
  path: string,
  { parts, sizeOctets }: FetchRequest['message'],
  index: PartIndex,
  { stream }: OctetReader,
): Promise<number> {
  if (path === '') return sizeOctets
  const part = await index.find(path)
  if (!part) throw new Refusal('NO', `There is no part ${path}`)
  checkDecodable(part)
  return parts.find((known) => known.path === path)?.sizeOctets ?? (await measure(decodeBody(part, stream))).octets
}

function cutPartial(octets: number, partial: Span | undefined): { start: number; end: number } {
  if (!partial) return { start: 0, end: octets }
  const start = Math.min(octets, partial.start)
  return { start, end: Math.min(octets, start + partial.octets) }
}
