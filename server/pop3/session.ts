/** One session of POP3, as its commands see it, and what a command is. */
import type { Grant } from '../access/access.ts'
import type { MailSignIn } from '../access/mail-sign-in.ts'
import { AppError } from '../errors.ts'
import type { LineClient } from '../lines/line-client.ts'
import type { MailAccount, MailAccounts } from '../mail/mail-account.ts'
import type { Maildrop } from './maildrop.ts'

export interface Pop3Session {
  readonly client: LineClient
  readonly accounts: MailAccounts
  readonly signIn: MailSignIn
  /** `--pop3-delete` */
  readonly isDeleting: boolean
  /** Of the greeting, for APOP; absent where that is not offered. */
  readonly timestamp: string | undefined
  /** What USER said, for PASS. */
  user: string | undefined
  /** After the sign-in: the session is in the TRANSACTION state (RFC 1939 §5). */
  opened: OpenedMaildrop | undefined
  /** Nothing more is read. */
  isOver: boolean
}

export interface OpenedMaildrop {
  account: MailAccount
  grant: Grant
  maildrop: Maildrop
  /** Ends the watch over its grant. */
  unwatch: () => void
}

/** What stands behind `+OK`; undefined when the command has answered itself. */
export type Reply = string | { text: string; body: AsyncIterable<string | Uint8Array> } | undefined

export interface Command {
  /** In which it may be given (RFC 1939 §3); both when absent. */
  state?: 'authorization' | 'transaction'
  /** What must stand behind the keyword. */
  syntax: RegExp
  /** The same for people. */
  usage: string
  /** @param args the groups of `syntax`. @throws {AppError} for `-ERR` */
  run: (session: Pop3Session, args: readonly (string | undefined)[]) => Promise<Reply>
}

export const NO_ARGUMENTS = /^ *$/

/** Of a command in the TRANSACTION state. */
export function openedOf({ opened }: Pop3Session): OpenedMaildrop {
  if (!opened) throw new AppError('internal', 'Nobody has signed in')
  return opened
}
