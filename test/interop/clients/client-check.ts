/** A real mail client against a running server: it throws where the client fails, or where mail is not as it should be. */
import type { TemporaryFolder } from '../../harness/temporary-folder.ts'
import type { MailServer } from '../mail-server.ts'

export interface ClientRun {
  server: MailServer
  /** Its own, for its configuration and mail. */
  folder: TemporaryFolder
  /** Tells what was seen. */
  say: (line: string) => void
}

export type ClientCheck = (run: ClientRun) => Promise<void>
