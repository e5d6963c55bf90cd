/** offlineimap3 both ways: mail down, flags and a new mail up, and a run that finds nothing to do. */
import { deepEqual, equal } from 'node:assert/strict'
import { mkdir, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fill, flagsBySubject, mailNumbered } from '../mail-server.ts'
import { installed, run } from '../program.ts'
import type { ClientCheck, ClientRun } from './client-check.ts'

const COUNT = 50
const USER = 'offline'

export const offlineimap: ClientCheck = { check }

async function check({ server, folder, say }: ClientRun): Promise<void> {
  await installed('offlineimap', 'offlineimap3')
  await fill(server, USER, COUNT)
  const configuration = folder.path('rc')
  await mkdir(folder.path('state'))
  const { host, port } = server.imap
  const general = ['[general]', `metadata = ${folder.path('state')}`, 'accounts = one', 'ui = basic', 'socktimeout = 60']
  const account = ['[Account one]', 'localrepository = here', 'remoterepository = there']
  const here = ['[Repository here]', 'type = Maildir', `localfolders = ${folder.path('mail')}`]
  const there = [
    '[Repository there]',
    'type = IMAP',
    `remotehost = ${host}`,
    `remoteport = ${port}`,
    `remoteuser = ${USER}`,
    'remotepass = x',
  ]
  await writeFile(configuration, [...general, ...account, ...here, ...there, 'ssl = no', 'starttls = no', ''].join('\n'))
  const sync = () => run('offlineimap', ['-c', configuration, '-o'], { env: { ...process.env, HOME: folder.path() } })
  await sync()
  const inbox = folder.path('mail', 'INBOX')
  const files = await mailsIn(inbox)
  equal(files.length, COUNT)
  say(`first: ${files.length} mails here`)

  for (const file of files.slice(0, 10))
    await rename(join(inbox, file), join(inbox, 'cur', `${file.replace(/^.*\//, '').replace(/:2,.*$/, '')}:2,S`))
  await writeFile(join(inbox, 'new', 'made.here'), mailNumbered(COUNT + 1).replaceAll('\r\n', '\n'))
  await sync()
  const flags = [...(await flagsBySubject(server, USER)).values()]
  deepEqual([flags.length, flags.filter((words) => words === '\\Seen').length], [COUNT + 1, 10])
  say(`changed here: ${flags.length} mails there, 10 of them read`)

  const before = await mailsIn(inbox)
  await sync()
  deepEqual(await mailsIn(inbox), before)
  equal((await flagsBySubject(server, USER)).size, COUNT + 1)
  say('once more: nothing changed')
}

async function mailsIn(mailbox: string): Promise<string[]> {
  const folders = await Promise.all(
    ['cur', 'new'].map(async (inner) => (await readdir(join(mailbox, inner))).map((file) => join(inner, file))),
  )
  return folders.flat().sort()
}
