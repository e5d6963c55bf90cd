/**
 * What a person reads of a mail: text and HTML of its parts, decoded and joined the way mailparser joins them. A
 * differential test holds the two equal; mailparser itself is made of streams, which took most of the time of parsing.
 */
import libbase64 from 'libbase64'
import libmime from 'libmime'
import libqp from 'libqp'
import { decodeField, firstField } from './header-section.ts'
import { type ScannedPart, scanParts } from './part-tree.ts'

/** Messages in messages, as deep as they are read as part of the text. */
const MAX_EMBEDDED = 20
const EMBEDDED_FIELDS = ['From', 'Subject', 'Date', 'To', 'Cc', 'Bcc']

interface Leaf {
  kind: 'text' | 'html' | 'fields'
  content: string
}

export function readBody(mailData: Buffer, parts: readonly ScannedPart[]): { text: string; html: string } {
  const leaves = readLeaves(mailData, parts, 0)
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
  return { text: text.join('\n'), html: html.join('<br/>\n') }
}

function readLeaves(mailData: Buffer, parts: readonly ScannedPart[], depth: number): Leaf[] {
  return parts.flatMap((part): Leaf[] => {
    const { contentType, disposition } = part
    if (isEmbedded(part)) return depth < MAX_EMBEDDED ? readEmbedded(bodyOf(mailData, part), depth + 1) : []
    if (disposition === 'attachment' || !TEXT_TYPES.has(contentType)) return []
    return [{ kind: contentType === 'text/html' ? 'html' : 'text', content: decodeText(bodyOf(mailData, part), part) }]
  })
}

const TEXT_TYPES = new Set(['text/plain', 'text/html', 'message/delivery-status'])

/** A message that its sender wants to be read in place. */
function isEmbedded({ contentType, disposition, encoding }: ScannedPart): boolean {
  return contentType === 'message/rfc822' && disposition === 'inline' && /^([78]bit|binary)$/.test(encoding)
}

function readEmbedded(message: Buffer, depth: number): Leaf[] {
  const { parts, fields } = scanParts(message)
  const shown = EMBEDDED_FIELDS.flatMap((name) => {
    const value = decodeField(firstField(fields, name))
    return value ? `${name}: ${value}` : []
  })
  return [{ kind: 'fields', content: `\n${shown.join('\n')}\n` }, ...readLeaves(message, parts, depth)]
}

function bodyOf(mailData: Buffer, { bodyOffset, bodyOctets }: ScannedPart): Buffer {
  return mailData.subarray(bodyOffset, bodyOffset + bodyOctets)
}

function decodeText(body: Buffer, { encoding, charset, flowed }: ScannedPart): string {
  const text = decodeCharset(decodeTransfer(body, encoding), charset)
  return (flowed ? libmime.decodeFlowed(text, flowed.delSp) : text).replaceAll('\r\n', '\n')
}

function decodeTransfer(body: Buffer, encoding: string): Buffer {
  if (encoding === 'base64') return libbase64.decode(body.toString('latin1'))
  return encoding === 'quoted-printable' ? libqp.decode(body) : body
}

function decodeCharset(octets: Buffer, charset: string): string {
  if (/^$|^(us-?)?ascii$|^utf-?8$/i.test(charset)) return octets.toString()
  try {
    return new TextDecoder(charset, { ignoreBOM: true }).decode(octets)
  } catch (error) {
    // A name that browsers do not know. It may be one that mail does.
    if (error instanceof RangeError) return libmime.decodeWord(charset, 'B', octets.toString('base64'))
    throw error
  }
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
