/** What a Mailmitt that listens for everything says of itself. */
import type { ServerInfo } from '../../shared/model/server-info.ts'

export function infoWith({ tls = false } = {}): Pick<ServerInfo, 'listeners' | 'smtpAuth'> {
  const security = tls ? 'starttls' : 'none'
  const at = { host: '127.0.0.1' }
  const listeners: ServerInfo['listeners'] = [
    { protocol: 'smtp', ...at, port: 1025, security },
    { protocol: 'http', ...at, port: 8025, security: 'none' },
    { protocol: 'pop3', ...at, port: 1110, security },
    { protocol: 'imap', ...at, port: 1143, security },
  ]
  if (tls)
    listeners.push(
      { protocol: 'smtps', ...at, port: 1465, security: 'tls' },
      { protocol: 'imaps', ...at, port: 1993, security: 'tls' },
      { protocol: 'pop3s', ...at, port: 1995, security: 'tls' },
    )
  return { listeners, smtpAuth: { required: false, offered: 'always', anyCredentials: true } }
}
