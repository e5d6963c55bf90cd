/** Names of mailboxes (DESIGN §5): what may stand in one, and which mailbox a message goes to. */
import { createHash } from 'node:crypto'
import { findBodyOffset, firstField, splitFields } from './header-section.ts'

const DEFAULT_MAILBOX = 'default'

const MAX_OCTETS = 255
const HASH_DIGITS = 12
/** Words of the API, and what no path of an address can hold. */
const RESERVED = new Set(['all', 'latest', '.', '..'])

/** Header field by which an app names its mailbox. */
const MAILBOX_FIELD = 'X-Mailmitt-Mailbox'
const MAILBOX_LINE = /^X-Mailmitt-Mailbox[ \t]*:/im

/** Of a message, as much is looked at to route it. */
const ROUTING_OCTETS = 64 * 1024

/**
 * The first that says something: header field, then the user name of AUTH, else the default.
 *
 * @param head start of the mail data
 */
export async function routeToMailbox({
  head,
  authenticatedAs,
}: {
  head: Uint8Array
  authenticatedAs: string | undefined
}): Promise<string> {
  return normalizeMailbox(await namedMailbox(head)) || normalizeMailbox(authenticatedAs ?? '') || DEFAULT_MAILBOX
}

async function namedMailbox(head: Uint8Array): Promise<string> {
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, ROUTING_OCTETS))
  const headerSection = start.subarray(0, findBodyOffset(start, 0, start.length))
  // Most mail does not say, and is spared the splitting.
  if (!MAILBOX_LINE.test(headerSection.toString('latin1'))) return ''
  const field = firstField(splitFields(headerSection), MAILBOX_FIELD)
  if (!field.includes('=?')) return field
  const { decodeField } = await import('./decode-field.ts')
  return decodeField(field)
}

/** The one way to write a name, so that each means one mailbox: NFC, trimmed, INBOX in capitals (RFC 9051 §5.1). */
export function canonicalMailbox(text: string): string {
  const name = text.toWellFormed().normalize('NFC').trim()
  return name.toUpperCase() === 'INBOX' ? 'INBOX' : name
}

/** @returns a name that mail may be routed to; empty when nothing is left of it */
export function normalizeMailbox(text: string): string {
  const name = canonicalMailbox(text.replace(/[/%*\p{Cc}]/gu, '_'))
  if (RESERVED.has(name)) return '_'
  if (Buffer.byteLength(name) <= MAX_OCTETS) return name
  const hash = createHash('sha256').update(name).digest('hex').slice(0, HASH_DIGITS)
  let head = name.slice(0, MAX_OCTETS)
  while (Buffer.byteLength(head) > MAX_OCTETS - HASH_DIGITS - 1) head = head.slice(0, -1)
  return `${head.toWellFormed()}-${hash}`
}
