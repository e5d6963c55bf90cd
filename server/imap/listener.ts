/** Serves mail clients by IMAP (RFC 9051, RFC 3501). */
import type { MailSignIn } from '../access/mail-sign-in.ts'
import type { Config } from '../config/settings.ts'
import { LIMITS } from '../limits.ts'
import { type LineListener, startLineListener } from '../lines/line-listener.ts'
import type { Log } from '../log.ts'
import type { MailAccounts } from '../mail/mail-account.ts'
import type { Sessions } from '../mail/sessions.ts'
import type { Tls } from '../tls/tls.ts'
import { createImapService } from './connection.ts'

export interface ImapListenerOptions {
  config: Pick<Config, 'imaps' | 'max-connections' | 'max-connections-per-address' | 'max-message-size'>
  address: NonNullable<Config['imap']>
  accounts: MailAccounts
  signIn: MailSignIn
  sessions: Sessions
  tls: Pick<Tls, 'mailCertificate' | 'onChange'> | undefined
  log: Log
}

export function startImapListener({
  config,
  address,
  accounts,
  signIn,
  sessions,
  tls,
  log,
}: ImapListenerOptions): Promise<LineListener> {
  return startLineListener({
    ...{ protocol: 'imap', address, secureAddress: config.imaps, tls, sessions, log },
    connections: config['max-connections'],
    connectionsPerAddress: config['max-connections-per-address'],
    idleTimeoutMs: LIMITS.imap.silenceBeforeSignIn.value,
    farewell: (text) => `* BYE ${text}\r\n`,
    serve: createImapService({ accounts, signIn, maxMessageOctets: config['max-message-size'], log }),
  })
}
