/** Names of mailboxes (DESIGN §5): what may stand in one. */
import { createHash } from 'node:crypto'
import { LIMITS } from '../limits.ts'

const MAX_OCTETS = LIMITS.mail.mailboxName.value
const HASH_DIGITS = 12
/** Words of the API, and what no path of an address can hold. */
const RESERVED = new Set(['all', 'latest', '.', '..'])

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
