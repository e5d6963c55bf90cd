/** alpine in a terminal: open, read, flag, delete, save to a folder. */
import { deepEqual } from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { fill, flagsBySubject, mailNumbered, signIn } from '../mail-server.ts'
import { installed } from '../program.ts'
import type { ClientCheck, ClientRun } from './client-check.ts'
import { openTerminal } from './terminal.ts'

const USER = 'alpine'

export const alpine: ClientCheck = { check }

async function check({ server, folder, say }: ClientRun): Promise<void> {
  await installed('alpine', 'alpine')
  await fill(server, USER, 5)
  const place = `{${server.imap.host}:${server.imap.port}/imap/notls/user=${USER}}`
  const settings = [
    ...['personal-name=Ann', 'user-domain=b.test', `inbox-path=${place}INBOX`, `folder-collections="Mail" ${place}[]`],
    ...['feature-list=enable-flag-cmd,expunge-without-confirm,quit-without-confirm,auto-move-read-msgs'],
    ...['last-version-used=9.99', 'new-version-threshold=9.99', `mail-directory=${folder.path('mail')}`, 'sort-key=Arrival'],
  ]
  await writeFile(folder.path('pinerc'), `${settings.join('\n')}\n`)
  // The password is asked for; none is kept.
  await using terminal = await openTerminal(`alpine -p ${folder.path('pinerc')} -I I`, folder.path())
  await terminal.shows(/PASSWORD|Password/i)
  await terminal.press('x', 'Enter')
  await terminal.shows(/Preserve password/)
  await terminal.press('N')
  await terminal.shows(/Mail number 1.*Mail number 5/s)
  say('opened: 5 mails are listed')
  await terminal.press('J', '1', 'Enter', 'Enter')
  await terminal.shows(/Body of 1/)
  await terminal.press('<')
  say('read the first')
  await terminal.press('J', '2', 'Enter', '*')
  await terminal.shows(/Important/)
  await terminal.press('*')
  await terminal.press('J', '3', 'Enter', 'D', 'J', '4', 'Enter', 'S')
  await terminal.shows(/SAVE/)
  await terminal.press('C-u', 'Kept', 'Enter')
  await terminal.shows(/Create\?/)
  await terminal.press('Y')
  // The other is said when it takes long.
  await terminal.shows(/Message 4 copied|Saving +DONE/)
  await terminal.press('X')
  await terminal.shows(/of 3/)
  say('flagged the second, deleted the third, saved the fourth to a folder that it made')
  const expected = { 'Mail number 1': '\\Seen', 'Mail number 2': '\\Flagged', 'Mail number 5': '' }
  deepEqual(Object.fromEntries(await flagsBySubject(server, USER)), expected)
  deepEqual([...(await flagsBySubject(server, USER, 'Kept')).keys()], ['Mail number 4'])
  {
    await using imap = await signIn(server, USER)
    await imap.ok('APPEND INBOX {}', mailNumbered(6))
  }
  await terminal.press('C-l')
  await terminal.shows(/Mail number 6/)
  say('a new mail appears when it looks again')
  await terminal.press('Q')
  await terminal.shows(/ended with 0/)
}
