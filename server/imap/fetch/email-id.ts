/** What names the octets of a message for as long as there are any (RFC 8474 §5.1): a copy has the same. */
import type { StoredMessage } from '../../mail/messages.ts'

/** A copy shares its octets with the message that it was made from, and its arrival. The number alone may be given anew once they are gone. */
export function emailId({ mailDataId, receivedAt }: Pick<StoredMessage, 'mailDataId' | 'receivedAt'>): string {
  return `M${mailDataId}-${Math.trunc(receivedAt).toString(36).replace('-', '_')}`
}
