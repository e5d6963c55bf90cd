/** Our server, as {@link MailServer}. */
import { writeFile } from 'node:fs/promises'
import { startApp } from '../harness/app.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import type { MailServer } from './mail-server.ts'

export async function startMailmitt(flags: readonly string[] = []): Promise<MailServer> {
  const app = await startApp({ flags: ['--imap', '127.0.0.1:0', '--pop3', '127.0.0.1:0', '--pop3-delete', ...flags] })
  const folder = await temporaryFolder()
  const authorityFile = folder.path('ca.pem')
  const hasTls = flags.includes('--tls')
  if (hasTls) await writeFile(authorityFile, await (await fetch(`${app.url}/api/ca.pem`)).text())
  return {
    ...{ name: 'Mailmitt', imap: app.imap, pop3: app.pop3 },
    ...(hasTls && { tls: { imaps: app.imaps, pop3s: app.pop3s, authorityFile } }),
    async [Symbol.asyncDispose]() {
      await app[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}
