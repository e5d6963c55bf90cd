/**
 * What a person reads of a mail: text and HTML of its parts, decoded and joined the way mailparser joins them. A
 * differential test holds the two equal; mailparser itself is made of streams, which took most of the time of parsing.
 */
import libbase64 from 'libbase64'
import libqp from 'libqp'
import type { StoredPart } from '../store/store.ts'
import { decodeAs, decodeText, otherThanDeclared } from './charset.ts'
import { decodeField, decodeFields } from './decode-field.ts'
import { joinFlowed } from './flowed.ts'
import { findBodyOffset, firstField, type RawField } from './header-section.ts'
import { parseParameters, scanParts } from './part-tree.ts'
import { groupParts, isEmbedded, isReadable, ownParts } from './readable-parts.ts'

/** Messages in messages, as deep as they are read as part of the text. */
const MAX_EMBEDDED = 20
const EMBEDDED_FIELDS = ['From', 'Subject', 'Date', 'To', 'Cc', 'Bcc']

/** A part with its octets, as sent. */
export interface ReadablePart extends Pick<StoredPart, 'path' | 'contentType' | 'disposition' | 'encoding' | 'charset'> {
  headerSection: Uint8Array
  body: Uint8Array
}

interface Leaf {
  kind: 'text' | 'html' | 'fields'
  content: string
}

export interface ReadBody {
  text: string
  html: string
  /** By path, for the parts of the message itself that are read in another charset than they declare. */
  charsetsUsed: Map<string, string>
  /** Paths of those of which some octets mean nothing in the charset they are read in. */
  lossy: Set<string>
}

/** @param charset instead of the declared ones */
export function readBody(parts: readonly ReadablePart[], charset?: string): ReadBody {
  const charsetsUsed = new Map<string, string>()
  const lossy = new Set<string>()
  const read: Read = (part, depth) => {
    const { text, charsetUsed, isLossy } = readText(part, charset)
    // An embedded message has parts of the same numbers.
    if (charsetUsed !== '' && depth === 0) charsetsUsed.set(part.path, charsetUsed)
    if (isLossy && depth === 0) lossy.add(part.path)
    return text
  }
  const leaves = parts.flatMap((part) => (isEmbedded(part) ? readEmbedded(toBuffer(part.body), read) : toLeaf(part, 0, read)))
  const hasText = leaves.some(({ kind }) => kind === 'text')
  const hasHtml = leaves.some(({ kind }) => kind === 'html')
  const text: string[] = []
  const html: string[] = []
  for (const { kind, content } of leaves) {
    if (content === '') continue
    if (kind === 'html') html.push(content)
    else if (hasText) text.push(content)
    if (kind === 'fields' && hasHtml) html.push(`<pre>${escapeHtml(content)}</pre>`)
  }
  return { text: text.join('\n'), html: html.join('<br/>\n'), charsetsUsed, lossy }
}

/** Those of a whole mail that are read. */
export function readableParts(mailData: Uint8Array, parts: readonly StoredPart[]): ReadablePart[] {
  return ownParts(parts)
    .filter(isReadable)
    .map((part) => cutPart(mailData, part))
}

function cutPart(mailData: Uint8Array, part: StoredPart): ReadablePart {
  return {
    ...part,
    headerSection: mailData.subarray(part.headerOffset, part.bodyOffset),
    body: mailData.subarray(part.bodyOffset, part.bodyOffset + part.bodyOctets),
  }
}

/** @param depth of the message that the part belongs to: 0 for the outermost */
type Read = (part: ReadablePart, depth: number) => string

function toLeaf(part: ReadablePart, depth: number, read: Read): Leaf {
  return { kind: part.contentType === 'text/html' ? 'html' : 'text', content: read(part, depth) }
}

function readEmbedded(message: Buffer, read: Read): Leaf[] {
  const { parts, fields } = scanParts(message)
  return [fieldsLeaf(fields), ...readNested(message, parts, 1, read)]
}

/** The messages in an embedded message are in its part tree: scanned again for each level, mail could keep us busy for long. */
function readNested(message: Buffer, parts: readonly StoredPart[], depth: number, read: Read): Leaf[] {
  return groupParts(parts).flatMap(({ part, within }): Leaf[] => {
    if (!isReadable(part)) return []
    if (!isEmbedded(part)) return [toLeaf(cutPart(message, part), depth, read)]
    if (depth >= MAX_EMBEDDED) return []
    const end = part.bodyOffset + part.bodyOctets
    const fields = decodeFields(message.subarray(part.bodyOffset, findBodyOffset(message, part.bodyOffset, end)))
    return [fieldsLeaf(fields), ...readNested(message, within, depth + 1, read)]
  })
}

function fieldsLeaf(fields: readonly RawField[]): Leaf {
  const shown = EMBEDDED_FIELDS.flatMap((name) => {
    const value = decodeField(firstField(fields, name))
    return value ? `${name}: ${value}` : []
  })
  return { kind: 'fields', content: `\n${shown.join('\n')}\n` }
}

interface ReadText {
  text: string
  charsetUsed: string
  isLossy: boolean
}

function readText(part: ReadablePart, charset: string | undefined): ReadText {
  const octets = decodeTransfer(toBuffer(part.body), part.encoding)
  const isPlainText = part.contentType === 'text/plain'
  const decoded = decodeText(octets, {
    declared: part.charset,
    // Only looked at when all else has failed.
    get suggested() {
      return part.contentType === 'text/html' ? charsetOfHtml(octets) : ''
    },
    isPlainText,
  })
  const text = charset === undefined ? decoded.text : decodeAs(octets, charset, isPlainText)
  return {
    text: (isPlainText ? unflow(text, part.headerSection) : text).replaceAll('\r\n', '\n'),
    charsetUsed: otherThanDeclared(decoded, isPlainText),
    isLossy: decoded.isInvalid,
  }
}

/** What a page says of itself, where a browser looks for it (HTML Standard, "prescan a byte stream"). */
function charsetOfHtml(octets: Buffer): string {
  return /<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)/i.exec(octets.toString('latin1', 0, 1024))?.[1] ?? ''
}

/** Joins lines that a sender has broken (RFC 3676 §4). */
function unflow(text: string, headerSection: Uint8Array): string {
  const { params } = parseParameters(firstField(decodeFields(headerSection), 'Content-Type'))
  if (params.format?.trim().toLowerCase() !== 'flowed') return text
  return joinFlowed(text, params.delsp?.trim().toLowerCase() === 'yes')
}

/** Encodings that nobody knows are passed on as they are. */
export function decodeTransfer(body: Buffer, encoding: string): Buffer {
  if (encoding === 'base64') return libbase64.decode(body.toString('latin1'))
  return encoding === 'quoted-printable' ? libqp.decode(body) : body
}

function toBuffer(octets: Uint8Array): Buffer {
  return Buffer.from(octets.buffer, octets.byteOffset, octets.length)
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
