/** A message of which only the envelope can be told. */
import { domainToUnicode } from 'node:url'
import type { Address } from '../../shared/model/address.ts'
import type { Envelope } from '../../shared/model/envelope.ts'
import type { ParsedMessage, StoredFinding } from '../store/store.ts'

export function envelopeMessage(envelope: Envelope, why: StoredFinding): ParsedMessage {
  return {
    state: 'broken',
    from: [],
    to: [],
    cc: [],
    bcc: blindRecipients(envelope, []),
    replyTo: [],
    subject: '',
    snippet: '',
    dateField: '',
    messageIdField: '',
    inReplyTo: '',
    references: [],
    attachmentCount: 0,
    findings: [why],
    hasText: false,
    hasHtml: false,
    features: ['finding'],
    tags: [],
    searchText: '',
    parts: [],
  }
}

/** Forward-paths that no recipient field names: how a Bcc shows itself. */
export function blindRecipients({ forwardPaths }: Envelope, named: readonly Address[]): Address[] {
  const known = new Set(named.map(({ addrSpec }) => fold(addrSpec)))
  const blind = forwardPaths.filter((path) => !known.has(fold(withoutRoute(path))))
  return [...new Set(blind)].map((path) => ({ displayName: '', addrSpec: withoutRoute(path) }))
}

/** Of those named, the ones that no forward-path is. */
export function unaddressedRecipients({ forwardPaths }: Envelope, named: readonly Address[]): Address[] {
  const paths = new Set(forwardPaths.map((path) => fold(withoutRoute(path))))
  return named.filter(({ addrSpec }) => !paths.has(fold(addrSpec)))
}

/** Folded; empty when there is none. */
export function domainOf(path: string): string {
  return path.includes('@') ? fold(path.slice(path.lastIndexOf('@') + 1)) : ''
}

/** Equal for equal addresses: case aside, the domain in U-labels, which the parser makes of A-labels (RFC 5890 §2.3.2). */
function fold(addrSpec: string): string {
  const domain = addrSpec.slice(addrSpec.lastIndexOf('@') + 1)
  // Most domains by far are the same in both forms, and telling so is ten times as fast.
  if (!/xn--|[^!-~]/i.test(domain)) return addrSpec.toLowerCase()
  return `${addrSpec.slice(0, addrSpec.length - domain.length)}${domainToUnicode(domain) || domain}`.toLowerCase()
}

/** `@relay.test:joe@x.test` → `joe@x.test` (RFC 5321 §4.1.2, source routes). */
function withoutRoute(path: string): string {
  return path.replace(/^@[^:]*:/, '')
}
