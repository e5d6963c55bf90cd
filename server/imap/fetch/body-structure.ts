/** BODY and BODYSTRUCTURE (RFC 9051 §7.5.2): the tree of parts with what their header fields say, as sent. */
import type { RawField } from '../../mail/header-section.ts'
import { writeEnvelope } from './envelope.ts'
import { fieldText } from './header-fields.ts'
import { type HeaderValue, parseHeaderValue } from './header-value.ts'
import { imapNstring, imapString } from './imap-string.ts'
import type { OctetReader, Range } from './octet-reader.ts'
import { type BodyPart, holdsMessage, isMultipart, type PartIndex, type WholeMessage } from './part-index.ts'

export interface StructureRequest {
  index: PartIndex
  reader: OctetReader
  /** `BODYSTRUCTURE`. */
  isExtended: boolean
  /** A `message/global` is opened for clients that know of it (RFC 9051 §9, `media-message`). */
  isRev2: boolean
}

/** A part with all that is told of it but its lines. */
interface Described {
  part: BodyPart
  type: string
  fields: RawField[]
  children: Described[]
  message: { whole: WholeMessage; fields: RawField[]; body: Described } | undefined
}

type CountLines = (range: Range) => number

export async function writeStructure({ index, reader, isExtended, isRev2 }: StructureRequest): Promise<string> {
  const counted: Range[] = []

  async function describe(part: BodyPart): Promise<Described> {
    const { fields } = await reader.header({ start: part.headerOffset, end: part.bodyOffset })
    const type = typeOf(part, fields)
    const isMessage = type === 'message/rfc822' || (isRev2 && holdsMessage(part))
    if (isMessage || type.startsWith('text/')) counted.push(bodyRange(part))
    const children: Described[] = []
    if (isMultipart(part)) for (const child of part.children) children.push(await describe(child))
    return { part, type, fields, children, message: isMessage ? await describeMessage(await index.embedded(part)) : undefined }
  }

  async function describeMessage(whole: WholeMessage): Promise<Described['message']> {
    const { fields } = await reader.header({ start: whole.headerOffset, end: whole.bodyOffset })
    return { whole, fields, body: await describe(whole.body) }
  }

  const root = await describe(index.message.body)
  return writeBody(root, await reader.countLines(counted), isExtended)
}

function writeBody(
  { part, type: contentType, fields, children, message }: Described,
  countLines: CountLines,
  isExtended: boolean,
): string {
  const declared = parseHeaderValue(fieldText(fields, 'Content-Type') ?? '')
  const [type = '', subtype = ''] = contentType.split('/')
  if (isMultipart(part)) {
    const bodies = children.map((child) => writeBody(child, countLines, isExtended)).join('')
    const extension = isExtended ? ` ${writeParameters(declared.params)} ${writeExtension(fields)}` : ''
    return `(${bodies} ${imapString(subtype)}${extension})`
  }
  const octets = part.bodyEnd - part.bodyOffset
  const written = [
    imapString(type),
    imapString(subtype),
    writeParameters(withCharset(type, declared)),
    imapNstring(fieldText(fields, 'Content-ID')),
    imapNstring(fieldText(fields, 'Content-Description')),
    imapString(readEncoding(fields)),
    octets,
  ]
  if (message) written.push(writeEnvelope(message.fields), writeBody(message.body, countLines, isExtended))
  if (message || type === 'text') written.push(countLines(bodyRange(part)))
  if (isExtended) written.push(imapNstring(fieldText(fields, 'Content-MD5')), writeExtension(fields))
  return `(${written.join(' ')})`
}

/** Of a leaf that declares no type, the default (RFC 2045 §5.2): that its file name tells of another is for clients to say. */
function typeOf(part: BodyPart, fields: readonly RawField[]): string {
  const isLeaf = !isMultipart(part) && !holdsMessage(part)
  return isLeaf && !fieldText(fields, 'Content-Type') ? 'text/plain' : part.contentType
}

/** Disposition, language, location (RFC 2183, RFC 3282, RFC 2557). */
function writeExtension(fields: readonly RawField[]): string {
  const disposition = parseHeaderValue(fieldText(fields, 'Content-Disposition') ?? '')
  // What is no token is no disposition (RFC 2183 §2).
  const kind = /^[^\s()<>@,;:\\"/[\]?=]+$/.test(disposition.value)
    ? `(${imapString(disposition.value)} ${writeParameters(disposition.params)})`
    : 'NIL'
  const languages = (fieldText(fields, 'Content-Language') ?? '')
    .replace(/\([^()]*\)/g, '')
    .split(/[\s,]+/)
    .filter((language) => language !== '')
  const language = languages.length === 0 ? 'NIL' : `(${languages.map(imapString).join(' ')})`
  return `${kind} ${language} ${imapNstring(fieldText(fields, 'Content-Location'))}`
}

/** Text has a charset, be it the default (RFC 2045 §5.2). */
function withCharset(type: string, { params }: HeaderValue): HeaderValue['params'] {
  if (type !== 'text' || params.some(([name]) => name.toLowerCase() === 'charset')) return params
  return [...params, ['charset', 'us-ascii']]
}

function writeParameters(params: HeaderValue['params']): string {
  if (params.length === 0) return 'NIL'
  return `(${params.map(([name, value]) => `${imapString(name)} ${imapString(value)}`).join(' ')})`
}

/** 7bit is the default (RFC 2045 §6.1). */
function readEncoding(fields: readonly RawField[]): string {
  return parseHeaderValue(fieldText(fields, 'Content-Transfer-Encoding') ?? '').value || '7bit'
}

function bodyRange({ bodyOffset, bodyEnd }: BodyPart): Range {
  return { start: bodyOffset, end: bodyEnd }
}
