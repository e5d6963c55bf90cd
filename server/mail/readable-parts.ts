/** Which parts of a mail are its text, and which are attached to it. */
import type { StoredPart } from '../store/store.ts'

type Kind = Pick<StoredPart, 'contentType' | 'disposition'>

const TEXT_TYPES = new Set(['text/plain', 'text/html', 'message/delivery-status'])

/** What takes part in the text or the HTML of a message. */
export function isReadable(part: Kind & Pick<StoredPart, 'encoding'>): boolean {
  return isEmbedded(part) || (part.disposition !== 'attachment' && TEXT_TYPES.has(part.contentType))
}

/** A message that its sender wants to be read in place. */
export function isEmbedded({ contentType, disposition, encoding }: Kind & Pick<StoredPart, 'encoding'>): boolean {
  return contentType === 'message/rfc822' && disposition === 'inline' && /^([78]bit|binary)$/.test(encoding)
}

/** A leaf that is not part of the text a person reads. */
export function isAttachment({ contentType, disposition, filename }: Kind & Pick<StoredPart, 'filename'>): boolean {
  if (contentType.startsWith('multipart/')) return false
  return disposition === 'attachment' || filename !== '' || !/^text\/(plain|html)$/.test(contentType)
}
