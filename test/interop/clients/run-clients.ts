/** `npm run interop -- mutt …`: real mail clients, one after the other, each on a server and in a folder of its own. */
import { temporaryFolder } from '../../harness/temporary-folder.ts'
import type { MailServer } from '../mail-server.ts'
import { alpine } from './alpine.ts'
import type { ClientCheck } from './client-check.ts'
import { fetchmail } from './fetchmail.ts'
import { getmail } from './getmail.ts'
import { mbsync } from './mbsync.ts'
import { mutt } from './mutt.ts'
import { offlineimap } from './offlineimap.ts'
import { thunderbird } from './thunderbird.ts'

export const CLIENTS: Record<string, ClientCheck> = { fetchmail, getmail, mbsync, offlineimap, mutt, alpine, thunderbird }

export async function runClients(
  names: readonly string[],
  start: (flags?: readonly string[]) => Promise<MailServer>,
): Promise<void> {
  for (const name of names) {
    const client = CLIENTS[name]
    await using server = await start(client?.flags)
    await using folder = await temporaryFolder()
    try {
      await client?.check({ server, folder, say: (line) => console.log(`${name}: ${line}`) })
      console.log(`${name}: well`)
    } catch (error) {
      process.exitCode = 1
      console.log(`${name}: FAILED`, error)
    }
  }
}
