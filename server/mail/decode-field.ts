/** What header fields say: unfolded, encoded-words decoded. Apart from the fields as sent, since its tables of charsets are large. */
import libmime from 'libmime'
import type { HeaderField } from '../../shared/model/part.ts'
import type { RawField } from './header-section.ts'

/** Fields beyond this are not shown; the octets keep them. */
const MAX_FIELDS = 5000
/** A longer value is shown as sent: decoding encoded-words costs more than a person can read. */
const MAX_DECODED_OCTETS = 256 * 1024

/** Unfolds (RFC 5322 §2.2.3) and decodes encoded-words (RFC 2047). */
export function decodeField(body: string): string {
  const unfolded = body.replace(/\r?\n([ \t])/g, '$1').trim()
  if (unfolded.length > MAX_DECODED_OCTETS || !unfolded.includes('=?')) return unfolded
  try {
    return libmime.decodeWords(unfolded)
  } catch (error) {
    // An encoded-word in a charset nobody knows is shown as sent.
    if (error instanceof Error) return unfolded
    throw error
  }
}

export function toHeaderFields(fields: readonly RawField[]): HeaderField[] {
  return fields.slice(0, MAX_FIELDS).map(({ name, body, raw }) => ({ name, value: decodeField(body), raw }))
}
