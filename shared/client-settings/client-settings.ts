/**
 * What a person types into a mail client to read the mail here, and to send some. The page, the documents that clients ask for
 * and the files to download are all made from this table.
 */
import type { Listener, ServerInfo } from '../model/server-info.ts'
import { reachedHost } from './reached-host.ts'

export interface ServerSettings {
  protocol: 'imap' | 'pop3' | 'smtp'
  host: string
  port: number
  security: Listener['security']
  /** Absent where nobody signs in. */
  userName: string | undefined
  /** Whichever one types, one's own (of a user, or a token), or no sign-in. */
  password: 'any' | 'own' | 'none'
}

export interface ClientSettings {
  emailAddress: string
  /** Best first: IMAP before POP3, TLS before the rest. Empty when neither listens. */
  incoming: ServerSettings[]
  outgoing: ServerSettings[]
}

export interface ClientSettingsFor {
  info: Pick<ServerInfo, 'listeners' | 'smtpAuth'>
  /** By which the page, or what asks, has reached us. */
  host: string
  /** Chooses whose mail it is: a mailbox, an address or `all`; before `*` when a user signs in for it. */
  login: string
  /** Not everybody is let in. */
  asksPassword: boolean
}

/** Says everything, whoever it was sent to. */
export const EVERYTHING = 'all'

const INCOMING = [
  ['imaps', 'imap'],
  ['imap', 'imap'],
  ['pop3s', 'pop3'],
  ['pop3', 'pop3'],
] as const
const OUTGOING = [
  ['smtps', 'smtp'],
  ['smtp', 'smtp'],
] as const

export function makeClientSettings({ info, host, login, asksPassword }: ClientSettingsFor): ClientSettings {
  const account = asksPassword ? accountOf(login) : login
  const at = (name: Listener['protocol']) => info.listeners.filter(({ protocol }) => protocol === name)
  const of = ({ host: listening, port, security }: Listener) => ({ host: reachedHost(listening, host), port, security })
  return {
    emailAddress: toEmailAddress(account, host),
    incoming: INCOMING.flatMap(([name, protocol]) =>
      at(name).map((listener) => ({
        ...{ protocol, ...of(listener), userName: login },
        password: asksPassword ? ('own' as const) : ('any' as const),
      })),
    ),
    outgoing: OUTGOING.flatMap(([name, protocol]) =>
      at(name).map((listener) => ({ protocol, ...of(listener), ...outgoingSignIn(account, listener, info.smtpAuth) })),
    ),
  }
}

/**
 * The SMTP user name is the mailbox of what is sent: an account of a mailbox keeps its mail together so. From any other, mail goes
 * where mail goes that says nothing, and signs in only where it must.
 */
function outgoingSignIn(
  account: string,
  { security }: Listener,
  { required, offered, anyCredentials }: ServerInfo['smtpAuth'],
): Pick<ServerSettings, 'userName' | 'password'> {
  const isOffered = offered === 'always' || (offered === 'tls' && security !== 'none')
  const isMailbox = account !== EVERYTHING && !isAddress(account)
  if (!isOffered || !(required || (isMailbox && anyCredentials))) return { userName: undefined, password: 'none' }
  return { userName: account, password: anyCredentials ? 'any' : 'own' }
}

/** Of `shop*ann`, who is Ann that asks for the mail of shop. The last one: an address may hold others (RFC 5321 §4.1.2). */
function accountOf(login: string): string {
  const at = login.lastIndexOf('*')
  return at > 0 ? login.slice(0, at) : login
}

function isAddress(account: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(account)
}

/** Clients want one of every account, and put it into From. */
function toEmailAddress(account: string, host: string): string {
  if (isAddress(account)) return account
  const localPart = account.replace(/[^\p{L}\p{N}_-]+/gu, '-').replace(/^-|-$/g, '') || EVERYTHING
  return `${localPart}@${isHostName(host) ? host : 'localhost'}`
}

/** And no IP address. */
export function isHostName(text: string): boolean {
  return /^([a-z0-9_-]+\.)*[a-z][a-z0-9_-]*$/i.test(text)
}
