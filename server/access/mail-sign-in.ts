/**
 * How mail clients sign in, by IMAP and POP3 alike: who it is, and whose mail they ask for. Where nobody is asked who they are, any
 * name and password do. Knows no protocol.
 */
import { AppError } from '../errors.ts'
import { canonicalMailbox } from '../mail/mailbox.ts'
import type { Access, Grant } from './access.ts'

export interface MailCredentials {
  /** What the client gives as its name (SASL's authentication identity). May be empty beside a token. */
  login: string
  /** A token may stand in its place: most mail clients have no other field for one. */
  password?: string | undefined
  /** Of XOAUTH2. */
  token?: string | undefined
  /** Whose mail it asks for (RFC 4616 §2), when that is another name. Empty is the same as absent. */
  authorizationIdentity?: string | undefined
  /** IP address of the client. */
  address: string
}

export interface MailSignedIn {
  /** The name to open an account with; with `grant.mailbox` beside it, or an address would be all that was sent to it. */
  account: string
  grant: Grant
}

export interface MailSignIn {
  /** Somebody who does not prove who they are gets nothing. */
  readonly isRequired: boolean
  /** @throws {AppError} `unauthenticated`, `too_many_attempts`; `forbidden` for who is known and may not read this account */
  signIn(credentials: MailCredentials): Promise<MailSignedIn>
  /** @returns a function that ends the watch. @param onEnd called once when the grant holds no more */
  watch(grant: Grant, onEnd: () => void): () => void
}

/** What a mail client does beside reading, each with the scope that the same takes by HTTP. */
const SCOPE_OF = {
  /** Flags, tags, moves, deletions and folders. */
  change: 'admin',
  /** APPEND and COPY. */
  add: 'send',
} as const

export function mayDo(grant: Grant, what: keyof typeof SCOPE_OF): boolean {
  return grant.scopes.has(SCOPE_OF[what])
}

export function createMailSignIn({ access }: { access: Access }): MailSignIn {
  return {
    isRequired: access.isRequired,
    watch: access.watch,
    async signIn({ login, password, token, authorizationIdentity, address }) {
      const asked = authorizationIdentity === '' ? undefined : authorizationIdentity
      // Where everybody reads everything there is nobody to tell from the account.
      const { user, account } = access.isRequired && asked === undefined ? splitLogin(login) : { user: login, account: asked }
      const grant = await access.checkLogin({ name: user, password, token, address })
      if (grant.by === 'token') return { account: accountOfToken(grant, asked ?? login), grant }
      return { account: account ?? user, grant }
    },
  }
}

/** `shop*ann` is Ann who asks for the mail of shop, as with Dovecot: for clients that know no authorization identity. */
function splitLogin(login: string): { user: string; account: string | undefined } {
  // The last one: an address may hold others (RFC 5321 §4.1.2).
  const at = login.lastIndexOf('*')
  return { user: login.slice(at + 1), account: login.slice(0, Math.max(0, at)) || undefined }
}

/** @throws {AppError} `forbidden` */
function accountOfToken({ name, scopes, mailbox }: Grant, asked: string): string {
  if (!scopes.has('read'))
    throw new AppError('forbidden', `The token ${JSON.stringify(name)} may not read: see the file of --tokens`)
  if (mailbox === undefined) return asked
  if (asked === '' || canonicalMailbox(asked) === mailbox) return mailbox
  throw new AppError('forbidden', `This token is for the mailbox ${JSON.stringify(mailbox)} alone: sign in with that as the name`)
}
