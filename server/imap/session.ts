/** What is known of a client between its commands (RFC 9051 §3). */
import { type MailSignedIn, type MailSignIn, mayDo } from '../access/mail-sign-in.ts'
import type { LineClient } from '../lines/line-client.ts'
import type { MailAccount, MailAccounts } from '../mail/mail-account.ts'
import type { Told } from './recent.ts'
import { Refusal } from './refusal.ts'
import { createResponses, type Responses } from './responses.ts'
import type { SelectedMailbox } from './selected-mailbox.ts'

export type State = 'not authenticated' | 'authenticated' | 'selected' | 'logout'
/** What a client has to switch on. */
export type Extension = 'IMAP4REV2' | 'CONDSTORE'

export interface ImapServices {
  accounts: MailAccounts
  signIn: MailSignIn
  /** Of a mail. */
  maxMessageOctets: number
  told: Told
}

export interface Session {
  readonly client: LineClient
  readonly responses: Responses
  readonly services: ImapServices
  readonly state: State
  readonly enabled: Set<Extension>
  /** Names of mailboxes are written in UTF-8 (RFC 9051 §5.1). */
  readonly isUtf8: boolean
  /** @throws when nobody has signed in */
  readonly account: MailAccount
  /** @throws when there is none */
  readonly selected: SelectedMailbox
  enter(signedIn: MailSignedIn): void
  /** `\Recent` is told of it, which IMAP4rev2 does not know. */
  isRecent(uid: number): boolean
  /** In place of the one before. */
  select(mailbox: SelectedMailbox | undefined): void
  /** @throws {Refusal} NO [NOPERM] */
  expectRight(what: Parameters<typeof mayDo>[1]): void
  has(what: Parameters<typeof mayDo>[1]): boolean
  leave(): void
  /** Lets go of all that it holds. */
  close(): void
}

export function createSession(client: LineClient, services: ImapServices): Session {
  const enabled = new Set<Extension>()
  let account: MailAccount | undefined
  let grant: MailSignedIn['grant'] | undefined
  let selected: SelectedMailbox | undefined
  let hasLeft = false
  let unwatch: (() => void) | undefined

  const has: Session['has'] = (what) => grant !== undefined && mayDo(grant, what)

  return {
    ...{ client, services, enabled, has },
    responses: createResponses(client),
    get state() {
      if (hasLeft) return 'logout'
      return selected ? 'selected' : account ? 'authenticated' : 'not authenticated'
    },
    get isUtf8() {
      return enabled.has('IMAP4REV2')
    },
    get account() {
      if (!account) throw new Error('nobody has signed in')
      return account
    },
    get selected() {
      if (!selected) throw new Error('no mailbox is selected')
      return selected
    },
    enter(signedIn) {
      grant = signedIn.grant
      unwatch = services.signIn.watch(grant, () => client.dismiss('What you have signed in with holds no more'))
      account = services.accounts(signedIn.account, signedIn.grant.mailbox)
    },
    isRecent: (uid) => !enabled.has('IMAP4REV2') && (selected?.recent.has(uid) ?? false),
    select(mailbox) {
      selected?.close()
      selected = mailbox
    },
    expectRight(what) {
      if (has(what)) return
      const does = what === 'add' ? 'add mail' : 'change anything'
      throw new Refusal('NO', `What you have signed in with may not ${does}`, 'NOPERM')
    },
    leave() {
      hasLeft = true
    },
    close() {
      unwatch?.()
      selected?.close()
      selected = undefined
    },
  }
}
