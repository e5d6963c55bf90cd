/** What a check of a mail client is. */
import type { TemporaryFolder } from '../../harness/temporary-folder.ts'
import type { MailServer } from '../mail-server.ts'

export interface ClientRun {
  server: MailServer
  /** Its own, for its configuration and mail. */
  folder: TemporaryFolder
  /** Tells what was seen. */
  say: (line: string) => void
}

/** A real mail client against a running server: it throws where the client fails, or where mail is not as it should be. */
export interface ClientCheck {
  /** What Mailmitt is started with. */
  flags?: readonly string[]
  check: (run: ClientRun) => Promise<void>
}
