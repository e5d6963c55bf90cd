/** Names of mailboxes as clients write them: modified UTF-7 (RFC 3501 §5.1.3), or UTF-8 where the session has IMAP4rev2 (RFC 9051 §5.1). */
import { INBOX } from '../mail/mail-account.ts'
import { Refusal } from './refusal.ts'

export const DELIMITER = '/'

/** @throws {Refusal} NO, when it is not modified UTF-7 */
export function readMailboxName(text: string, isUtf8: boolean): string {
  const name = (isUtf8 ? text : decodeUtf7(text)).toWellFormed().normalize('NFC')
  // INBOX is one in any case (RFC 9051 §5.1); so that there is one tree below it, there too.
  return name.replace(/^inbox(?=\/|$)/i, INBOX)
}

export function writeMailboxName(name: string, isUtf8: boolean): string {
  return quote(isUtf8 ? name : encodeUtf7(name))
}

/** As an atom where it is a plain one, else as a quoted string (RFC 9051 §4.3). */
function quote(text: string): string {
  if (/^[\w./&+,-]+$/.test(text) && text.toUpperCase() !== 'NIL') return text
  return `"${text.replace(/[\r\n\0]/g, ' ').replace(/["\\]/g, '\\$&')}"`
}

export function decodeUtf7(text: string): string {
  const name = text.replace(/&([^-]*)-/g, (_shift, encoded: string) => {
    const octets = Buffer.from(encoded.replaceAll(',', '/'), 'base64')
    return encoded === ''
      ? '&'
      : octets
          .subarray(0, octets.length & ~1)
          .swap16()
          .toString('utf16le')
  })
  // Another way to write the same would be another name for a client. Octets are what some send who mean UTF-8.
  if (encodeUtf7(name) === text || (!text.includes('&') && isPrintable(text))) return name
  throw new Refusal('NO', `${JSON.stringify(text.slice(0, 80))} is not modified UTF-7 (RFC 3501 §5.1.3)`, 'CANNOT')
}

function isPrintable(text: string): boolean {
  return !/\p{Cc}/u.test(text)
}

export function encodeUtf7(name: string): string {
  return name.replaceAll('&', '&-').replace(/[^\x20-\x7e]+/g, encodeShift)
}

function encodeShift(text: string): string {
  return `&${Buffer.from(text, 'utf16le').swap16().toString('base64').replace(/=+$/, '').replaceAll('/', ',')}-`
}
