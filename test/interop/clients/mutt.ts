/** mutt in a terminal: open, read, flag, delete and save to a folder. */
import { deepEqual } from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { fill, flagsBySubject, mailNumbered, signIn } from '../mail-server.ts'
import { installed } from '../program.ts'
import type { ClientCheck, ClientRun } from './client-check.ts'
import { openTerminal } from './terminal.ts'

const USER = 'mutt'

export const mutt: ClientCheck = { check }

async function check({ server, folder, say }: ClientRun): Promise<void> {
  await installed('mutt', 'mutt')
  await fill(server, USER, 5)
  const place = `imap://${USER}@${server.imap.host}:${server.imap.port}/`
  const settings = [
    ...[
      `set imap_pass = "x"`,
      'set ssl_starttls = no',
      'set ssl_force_tls = no',
      `set folder = "${place}"`,
      'set spoolfile = "+INBOX"',
    ],
    ...['set confirmcreate = no', 'set confirmappend = no', 'set delete = yes', 'set quit = yes', 'set sort = mailbox-order'],
    ...['set mark_old = no', 'set wait_key = no', 'set mail_check = 1', 'set timeout = 1', 'set imap_idle = yes'],
  ]
  await writeFile(folder.path('rc'), `${settings.join('\n')}\n`)
  await using terminal = await openTerminal(`mutt -n -F ${folder.path('rc')}`, folder.path())
  await terminal.shows(/Mail number 1.*Mail number 5/s)
  say('opened: 5 mails are listed')
  await terminal.press('1', 'Enter', 'Enter')
  await terminal.shows(/Body of 1/)
  say('read the first')
  await terminal.press('q')
  await terminal.shows(/q:Quit/)
  await terminal.press('2', 'Enter', 'F')
  await terminal.shows(/2 .!? ?.*Mail number 2/)
  await terminal.press('3', 'Enter', 'd')
  await terminal.press('4', 'Enter', 's')
  await terminal.shows(/Save to mailbox/)
  await terminal.press('C-u', '=Kept', 'Enter')
  await terminal.press('$')
  await terminal.shows(/Msgs:3/)
  say('flagged the second, deleted the third, saved the fourth to a folder that it made')
  const expected = { 'Mail number 1': '\\Seen', 'Mail number 2': '\\Flagged', 'Mail number 5': '' }
  deepEqual(Object.fromEntries(await flagsBySubject(server, USER)), expected)
  deepEqual([...(await flagsBySubject(server, USER, 'Kept')).keys()], ['Mail number 4'])
  {
    await using imap = await signIn(server, USER)
    await imap.ok('APPEND INBOX {}', mailNumbered(6))
  }
  await terminal.shows(/Mail number 6/)
  say('a new mail appears while it idles')
  await terminal.press('q')
  await terminal.shows(/ended with 0/)
}
