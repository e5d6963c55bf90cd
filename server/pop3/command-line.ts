/** A command of POP3 as it is sent: a keyword, and what stands behind it (RFC 1939 §3, RFC 2449 §4). */
import { isUtf8 } from 'node:buffer'

export interface CommandLine {
  /** The whole of it. */
  text: string
  /** In capitals. */
  keyword: string
  /** All behind the first space: a password may hold spaces, and end with them (RFC 1939 §7). */
  rest: string
}

/** Octets that are no UTF-8 stay what they are, one by one. */
export function parseCommandLine(octets: Buffer): CommandLine {
  const text = octets.toString(isUtf8(octets) ? 'utf8' : 'latin1')
  const space = text.indexOf(' ')
  const keyword = space < 0 ? text : text.slice(0, space)
  return { text, keyword: keyword.toUpperCase(), rest: space < 0 ? '' : text.slice(space + 1) }
}
