/** Which mailbox a message goes to (DESIGN §5). */
import { BlockList, isIPv6 } from 'node:net'
import { matchGlob } from '../../shared/glob.ts'
import type { Envelope } from '../../shared/model/envelope.ts'
import type { SessionSummary } from '../../shared/model/session.ts'
import { LIMITS } from '../limits.ts'
import type { StoredFinding } from '../store/store.ts'
import { finding } from './findings.ts'
import { findBodyOffset, firstField, splitFields } from './header-section.ts'
import { normalizeMailbox } from './mailbox.ts'

const DEFAULT_MAILBOX = 'default'
const MAX_MAILBOXES = LIMITS.mail.mailboxes.value

/** Header field by which an app names its mailbox. */
const MAILBOX_FIELD = 'X-Mailmitt-Mailbox'
const MAILBOX_LINE = /^X-Mailmitt-Mailbox[ \t]*:/im
/** Of a message, as much is looked at to route it. */
const ROUTING_OCTETS = 64 * 1024

export interface RoutingRule {
  by: 'rcpt' | 'client' | 'helo'
  /** `*` stands for any characters; of `client`, an address or a network. */
  pattern: string
  /** `$1` is what the first `*` stands for. */
  mailbox: string
}

export interface Routed {
  mailbox: string
  /** When it is not where it was meant to go. */
  finding?: StoredFinding
}

export interface RoutedMail {
  /** Start of the mail data. */
  head: Uint8Array
  envelope: Envelope
  session?: Pick<SessionSummary, 'authenticatedAs' | 'clientAddress' | 'heloName'> | undefined
  /** When the sender names it outright. */
  mailbox?: string | undefined
}

export type Router = (mail: RoutedMail) => Promise<Routed>

export interface RouterOptions {
  rules: readonly RoutingRule[]
  /** The mailboxes that there are. */
  known: readonly string[]
  /** Everyone has proved who they are: the user name comes before what a mail says of itself. */
  isByUserFirst?: boolean
}

export function createRouter({ rules, known, isByUserFirst = false }: RouterOptions): Router {
  const mailboxes = new Set(known)
  const apply = rules.map(createRule)

  return async ({ head, envelope, session, mailbox }) => {
    const byRule = () => apply.reduce((found, rule) => found || rule(envelope, session), '')
    const wanted =
      mailbox ||
      (isByUserFirst && normalizeMailbox(session?.authenticatedAs ?? '')) ||
      normalizeMailbox(await namedMailbox(head)) ||
      normalizeMailbox(byRule()) ||
      normalizeMailbox(session?.authenticatedAs ?? '') ||
      DEFAULT_MAILBOX
    if (!mailboxes.has(wanted)) {
      if (mailboxes.size >= MAX_MAILBOXES && wanted !== DEFAULT_MAILBOX)
        return { mailbox: DEFAULT_MAILBOX, finding: finding('too-many-mailboxes', `It was meant for mailbox ${wanted}`) }
      mailboxes.add(wanted)
    }
    return { mailbox: wanted }
  }
}

type Rule = (envelope: Envelope, session: RoutedMail['session']) => string

/** The rule answers with a mailbox, empty when it has none for this mail. */
function createRule({ by, pattern, mailbox }: RoutingRule): Rule {
  if (by === 'client') {
    const network = toNetwork(pattern)
    return (_envelope, session) => (session && network.check(...toAddress(session.clientAddress)) ? mailbox : '')
  }
  const folded = pattern.toLowerCase()
  const match = (text: string) => {
    const stars = matchGlob(folded, text.toLowerCase())
    return stars ? mailbox.replace(/\$(\d)/g, (_, number: string) => stars[Number(number) - 1] ?? '') : ''
  }
  if (by === 'helo') return (_envelope, session) => (session ? match(session.heloName) : '')
  return ({ forwardPaths }) => forwardPaths.reduce((found, path) => found || match(path.replace(/^@[^:]*:/, '')), '')
}

function toNetwork(pattern: string): BlockList {
  const [address = '', bits] = pattern.split('/')
  const family = isIPv6(address) ? 'ipv6' : 'ipv4'
  const network = new BlockList()
  if (bits === undefined) network.addAddress(address, family)
  else network.addSubnet(address, Number(bits), family)
  return network
}

function toAddress(clientAddress: string): [string, 'ipv4' | 'ipv6'] {
  return [clientAddress, isIPv6(clientAddress) ? 'ipv6' : 'ipv4']
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
