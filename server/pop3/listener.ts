/** Serves mail clients by POP3 (RFC 1939). */
import type { MailSignIn } from '../access/mail-sign-in.ts'
import type { Config } from '../config/settings.ts'
import { LIMITS } from '../limits.ts'
import { type LineListener, startLineListener } from '../lines/line-listener.ts'
import type { Log } from '../log.ts'
import type { MailAccounts } from '../mail/mail-account.ts'
import type { Sessions } from '../mail/sessions.ts'
import type { Tls } from '../tls/tls.ts'
import { createPop3Server } from './connection.ts'

export interface Pop3ListenerOptions {
  config: Pick<Config, 'pop3s' | 'pop3-delete' | 'max-connections' | 'max-connections-per-address'>
  address: NonNullable<Config['pop3']>
  accounts: MailAccounts
  signIn: MailSignIn
  sessions: Sessions
  tls: Pick<Tls, 'mailCertificate' | 'onChange'> | undefined
  log: Log
}

export function startPop3Listener({ config, address, accounts, signIn, ...options }: Pop3ListenerOptions): Promise<LineListener> {
  return startLineListener({
    ...{ protocol: 'pop3', address, secureAddress: config.pop3s, ...options },
    connections: config['max-connections'],
    connectionsPerAddress: config['max-connections-per-address'],
    idleTimeoutMs: LIMITS.pop3.silence.value,
    // RFC 1939 §3: a client that fell silent is told nothing.
    farewell: (text, why) => (why === 'idle' ? '' : `-ERR ${text}\r\n`),
    serve: createPop3Server({ accounts, signIn, isDeleting: config['pop3-delete'], log: options.log }),
  })
}
