/** What names the octets of a message for as long as there are any: EMAILID, which a copy has too (RFC 8474 §5.1). */
import type { StoredMessage } from '../mail/messages.ts'

/** A number alone may be given anew once its octets are gone; a copy keeps the time of arrival too. */
type Octets = Pick<StoredMessage, 'mailDataId' | 'receivedAt'>

export function emailId({ mailDataId, receivedAt }: Octets): string {
  return `M${mailDataId}-${receivedAt}`
}

/** @returns undefined when no message can have it */
export function readEmailId(id: string): Octets | undefined {
  const [, mailDataId, receivedAt] = /^M(\d{1,15})-(-?\d{1,15})$/.exec(id) ?? []
  return mailDataId === undefined ? undefined : { mailDataId: Number(mailDataId), receivedAt: Number(receivedAt) }
}
