/** Strings of an answer (RFC 9051 §4.3). Text here is octets as latin1: none is altered, whatever charset it is in. */

const MAX_QUOTED_OCTETS = 1000
/** Quoted, 8-bit octets would have to be UTF-8, and in IMAP4rev1 there may be none. */
const QUOTABLE = /^[^\0\r\n\x80-\xff]*$/
/** Most by far: nothing to escape either. */
const PLAIN = /^[ !#-[\]-~]*$/

export function imapString(octets: string): string {
  if (octets.length <= MAX_QUOTED_OCTETS && PLAIN.test(octets)) return `"${octets}"`
  if (octets.length <= MAX_QUOTED_OCTETS && QUOTABLE.test(octets)) return `"${octets.replace(/["\\]/g, '\\$&')}"`
  return `{${octets.length}}\r\n${octets}`
}

export function imapNstring(octets: string | undefined): string {
  return octets === undefined ? 'NIL' : imapString(octets)
}
