/** Our server, as {@link MailServer}. */
import { startApp } from '../harness/app.ts'
import type { MailServer } from './mail-server.ts'

export async function startMailmitt(): Promise<MailServer> {
  const app = await startApp()
  return { name: 'Mailmitt', imap: app.imap, pop3: app.pop3, [Symbol.asyncDispose]: () => app[Symbol.asyncDispose]() }
}
