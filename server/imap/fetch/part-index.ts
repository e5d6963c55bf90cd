/**
 * The parts of a message as IMAP numbers them (RFC 9051 §6.4.5.1), with the octets of each. The numbers are those of the part tree;
 * what that leaves closed is opened here as far as clients need it.
 */
import type { StoredMessage } from '../../mail/messages.ts'
import { isReadableMessage } from '../../mail/readable-parts.ts'
import { fieldText } from './header-fields.ts'
import { parseHeaderValue } from './header-value.ts'
import type { OctetReader, Range } from './octet-reader.ts'

export interface BodyPart {
  path: string
  contentType: string
  encoding: string
  headerOffset: number
  bodyOffset: number
  bodyEnd: number
  /** Of a multipart, its parts; of a message, those in it. */
  children: BodyPart[]
}

/** A message, whole or in another. */
export interface WholeMessage {
  headerOffset: number
  bodyOffset: number
  bodyEnd: number
  body: BodyPart
}

export interface PartIndex {
  readonly message: WholeMessage
  find(path: string): Promise<BodyPart | undefined>
  /** Of a part for which `holdsMessage`. */
  embedded(part: BodyPart): Promise<WholeMessage>
}

export function isMultipart({ contentType }: Pick<BodyPart, 'contentType'>): boolean {
  return contentType.startsWith('multipart/')
}

/** `message/global` is one with UTF-8 in its header section (RFC 6532 §3.7). */
export function holdsMessage({ contentType }: Pick<BodyPart, 'contentType'>): boolean {
  return contentType === 'message/rfc822' || contentType === 'message/global'
}

export async function createPartIndex(
  { parts, sizeOctets }: Pick<StoredMessage, 'parts' | 'sizeOctets'>,
  reader: OctetReader,
): Promise<PartIndex> {
  const byPath = new Map<string, BodyPart>()
  const opened = new Map<BodyPart, WholeMessage>()
  for (const { path, contentType, encoding, headerOffset, bodyOffset, bodyOctets } of parts) {
    const part = { path, contentType, encoding, headerOffset, bodyOffset, bodyEnd: bodyOffset + bodyOctets, children: [] }
    const parent = path === '' ? undefined : byPath.get(parentOf(path))
    if (parent && isWholeBody(part, parent)) {
      // The line break before a delimiter is not of the message, be it the end of its last field (RFC 2046 §5.1.1).
      part.bodyOffset = Math.min(part.bodyOffset, parent.bodyEnd)
      part.bodyEnd = Math.min(part.bodyEnd, parent.bodyEnd)
    }
    byPath.set(path, part)
    parent?.children.push(part)
  }
  const [first] = byPath.values()
  const root = first ?? (await readBroken())
  byPath.set(root.path, root)
  for (const part of [...byPath.values()]) fill(part)

  /** A mail that could not be parsed is one part, of the type that it declares unless that would hold others. */
  async function readBroken(): Promise<BodyPart> {
    const bodyOffset = await reader.headerEnd({ start: 0, end: sizeOctets })
    const { type, encoding } = await readKind({ start: 0, end: bodyOffset })
    const isLeaf = /^[\w.+-]+\/[\w.+-]+$/.test(type) && !/^(multipart|message)\//.test(type)
    const contentType = isLeaf ? type : 'text/plain'
    return { ...textPart('1', bodyOffset, sizeOctets), headerOffset: 0, contentType, encoding }
  }

  async function readKind(range: Range): Promise<{ type: string; encoding: string }> {
    const { fields } = await reader.header(range)
    const declared = (name: string) => parseHeaderValue(fieldText(fields, name) ?? '').value.toLowerCase()
    return { type: declared('Content-Type'), encoding: declared('Content-Transfer-Encoding') || '7bit' }
  }

  /** The grammar wants a part in each (RFC 9051 §9, `body-type-mpart`). */
  function fill(part: BodyPart): void {
    if (!isMultipart(part) || part.children.length > 0) return
    const empty = textPart(part.path === '' ? '1' : `${part.path}.1`, part.bodyEnd, part.bodyEnd)
    part.children.push(empty)
    byPath.set(empty.path, empty)
  }

  async function open(part: BodyPart): Promise<WholeMessage> {
    const { bodyOffset: headerOffset, bodyEnd, children, path } = part
    const [child] = children
    if (child && isWholeBody(child, part)) return { headerOffset, bodyOffset: child.bodyOffset, bodyEnd, body: child }
    const bodyOffset = await reader.headerEnd({ start: headerOffset, end: bodyEnd })
    const { type: contentType } = await readKind({ start: headerOffset, end: bodyOffset })
    const isOpen = isMultipart({ contentType }) && (child || isReadableMessage(part))
    if (!isOpen)
      return { headerOffset, bodyOffset, bodyEnd, body: { ...textPart(`${path}.1`, bodyOffset, bodyEnd), headerOffset } }
    const body = { path, contentType, encoding: '7bit', headerOffset, bodyOffset, bodyEnd, children }
    fill(body)
    return { headerOffset, bodyOffset, bodyEnd, body }
  }

  async function embedded(part: BodyPart): Promise<WholeMessage> {
    const message = opened.get(part) ?? (await open(part))
    opened.set(part, message)
    return message
  }

  return {
    message: { headerOffset: 0, bodyOffset: root.bodyOffset, bodyEnd: sizeOctets, body: root },
    embedded,
    async find(path) {
      const known = byPath.get(path)
      if (known) return known
      const parent = byPath.get(parentOf(path))
      if (!parent || !holdsMessage(parent)) return undefined
      const { body } = await embedded(parent)
      return body.path === path ? body : byPath.get(path)
    },
  }
}

/** Of a message in a message: any other child stands behind a delimiter. */
function isWholeBody({ headerOffset }: BodyPart, parent: BodyPart): boolean {
  return holdsMessage(parent) && headerOffset === parent.bodyOffset
}

/** What cannot be made out is text (RFC 2045 §5.2). */
function textPart(path: string, bodyOffset: number, bodyEnd: number): BodyPart {
  return { path, contentType: 'text/plain', encoding: '7bit', headerOffset: bodyOffset, bodyOffset, bodyEnd, children: [] }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('.')))
}
