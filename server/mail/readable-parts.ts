/** Which parts of a mail are its text, and which are attached to it. */
import type { StoredPart } from '../store/store.ts'

type Kind = Pick<StoredPart, 'contentType' | 'disposition'>

const TEXT_TYPES = new Set(['text/plain', 'text/html', 'message/delivery-status'])

/**
 * The parts of a message without those of messages in it. What is attached to an embedded message comes with that one
 * attachment, and its text is that of somebody else's mail.
 */
export function ownParts<T extends Pick<StoredPart, 'path' | 'contentType'>>(parts: readonly T[]): T[] {
  return groupParts(parts).map(({ part }) => part)
}

/** Those with the parts of the message that each may be; they follow it in document order. */
export function groupParts<T extends Pick<StoredPart, 'path' | 'contentType'>>(
  parts: readonly T[],
): { part: T; within: readonly T[] }[] {
  const groups: { part: T; within: readonly T[] }[] = []
  for (let i = 0; i < parts.length; ) {
    const part = parts[i]
    if (!part) break
    let end = i + 1
    if (isMessage(part.contentType)) while (parts[end]?.path.startsWith(`${part.path}.`)) end++
    groups.push({ part, within: end > i + 1 ? parts.slice(i + 1, end) : [] })
    i = end
  }
  return groups
}

/** What takes part in the text or the HTML of a message. */
export function isReadable(part: Kind & Pick<StoredPart, 'encoding'>): boolean {
  return isEmbedded(part) || (part.disposition !== 'attachment' && TEXT_TYPES.has(part.contentType))
}

/** A message that its sender wants to be read in place. */
export function isEmbedded(part: Kind & Pick<StoredPart, 'encoding'>): boolean {
  return part.contentType === 'message/rfc822' && part.disposition === 'inline' && isReadableMessage(part)
}

/** A message whose parts lie open in the octets of the one around it: no other encoding is allowed (RFC 2046 §5.2.1). */
export function isReadableMessage({ contentType, encoding }: Pick<StoredPart, 'contentType' | 'encoding'>): boolean {
  return isMessage(contentType) && /^([78]bit|binary)$/.test(encoding)
}

/** `message/global` is one with UTF-8 in its header section (RFC 6532 §3.7). */
function isMessage(contentType: string): boolean {
  return contentType === 'message/rfc822' || contentType === 'message/global'
}

/** What the HTML of a mail may show in its place; all else would need an element that is taken out. */
export function isShownInline({ contentType }: Pick<StoredPart, 'contentType'>): boolean {
  return /^(image|font)\//.test(contentType)
}

/** A leaf that is not part of the text a person reads. */
export function isAttachment({ contentType, disposition, filename }: Kind & Pick<StoredPart, 'filename'>): boolean {
  if (contentType.startsWith('multipart/')) return false
  return disposition === 'attachment' || filename !== '' || !/^text\/(plain|html)$/.test(contentType)
}
