/** A server that mail clients read from. */
import type { ImapPlace } from './imap-connection.ts'

export interface MailServer extends AsyncDisposable {
  name: string
  imap: ImapPlace
  pop3: ImapPlace
}
