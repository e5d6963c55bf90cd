/** mbsync both ways: 1,000 mails, changed on both sides, synced; the run after that does nothing. */
import { deepEqual, equal, match } from 'node:assert/strict'
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fill, flagsBySubject, mailNumbered, signIn } from '../mail-server.ts'
import { installed, run } from '../program.ts'
import type { ClientCheck, ClientRun } from './client-check.ts'

const COUNT = 1000
const USER = 'mbsync'

export const mbsync: ClientCheck = { flags: ['--tls'], check }

async function check({ server, folder, say }: ClientRun): Promise<void> {
  await installed('mbsync', 'isync')
  await fill(server, USER, COUNT)
  const mail = folder.path('mail')
  await mkdir(mail)
  const configuration = folder.path('mbsyncrc')
  const configure = (connection: string) => writeFile(configuration, connection + stores(mail))
  await configure(`IMAPStore far\nHost 127.0.0.1\nPort ${server.imap.port}\nSSLType None\n`)
  // It tells how much it did to a terminal alone.
  const sync = async () =>
    (await run('script', ['-qec', `mbsync --config ${configuration} --all`, '/dev/null'])).trim().split('\r').at(-1) ?? ''
  say(`first: ${await sync()}`)
  const inbox = join(mail, 'INBOX')
  const files = await near(inbox)
  equal(files.length, COUNT)

  // Here: the first hundred are read, ten deleted, five written, and a folder made.
  const flagged = files.slice(0, 100)
  for (const file of flagged) await rename(join(inbox, file), join(inbox, 'cur', `${basenameOf(file)}:2,S`))
  for (const file of files.slice(100, 110)) await rm(join(inbox, file))
  for (let number = 1; number <= 5; number++)
    await writeFile(join(inbox, 'new', `${number}.made.here`), mailNumbered(COUNT + number).replaceAll('\r\n', '\n'))
  for (const inner of ['cur', 'new', 'tmp']) await mkdir(join(mail, 'Archive', inner), { recursive: true })
  await writeFile(join(mail, 'Archive', 'new', 'one.made.here'), mailNumbered(2000).replaceAll('\r\n', '\n'))
  // There: fifty flagged, ten deleted, five more, and a folder made.
  {
    await using imap = await signIn(server, USER)
    await imap.ok('SELECT INBOX')
    await imap.ok(`STORE ${COUNT - 99}:${COUNT - 50} +FLAGS.SILENT (\\Flagged)`)
    await imap.ok(`STORE ${COUNT - 9}:${COUNT} +FLAGS.SILENT (\\Deleted)`)
    await imap.ok('EXPUNGE')
    for (let number = 1; number <= 5; number++) await imap.ok('APPEND INBOX {}', mailNumbered(3000 + number))
    await imap.ok('CREATE Made-there')
    await imap.ok('APPEND Made-there {}', mailNumbered(4000))
  }
  say(`changed on both sides: ${await sync()}`)
  const flags = [...(await flagsBySubject(server, USER)).values()]
  const names = await near(inbox)
  // What was here a thousand, less ten and ten, five and five more.
  deepEqual([flags.length, names.length], [COUNT - 10, COUNT - 10])
  deepEqual(
    [flags.filter((words) => words === '\\Seen').length, flags.filter((words) => words === '\\Flagged').length],
    [100, 50],
  )
  equal(names.filter((name) => /:2,F?S?$/.test(name) && name.includes('F')).length, 50, 'flags from there')
  deepEqual([...(await flagsBySubject(server, USER, 'Archive')).keys()], ['Mail number 2000'])
  equal((await near(join(mail, 'Made-there'))).length, 1)

  const last = await sync()
  match(last, /F: \+0\/0 \*0\/0 #0\/0 +N: \+0\/0 \*0\/0 #0\/0/)
  say(`once more: ${last}`)

  if (!server.tls) return
  const { imaps, authorityFile } = server.tls
  for (const [type, { port }] of Object.entries({ STARTTLS: server.imap, IMAPS: imaps })) {
    await configure(`IMAPStore far\nHost localhost\nPort ${port}\nSSLType ${type}\nCertificateFile ${authorityFile}\n`)
    equal(await sync(), last)
    say(`${type}, trusting our CA alone: ${last}`)
  }
}

function stores(mail: string): string {
  return `User ${USER}
Pass x
AuthMechs LOGIN

MaildirStore near
Path ${mail}/
Inbox ${mail}/INBOX
SubFolders Verbatim

Channel both
Far :far:
Near :near:
Patterns *
Create Both
Remove Both
Expunge Both
SyncState *
`
}

/** In the order of their UIDs, which mbsync keeps in the names. */
async function near(mailbox: string): Promise<string[]> {
  const folders = await Promise.all(
    ['cur', 'new'].map(async (inner) => (await readdir(join(mailbox, inner))).map((file) => join(inner, file))),
  )
  const uidOf = (file: string) => Number(/U=(\d+)/.exec(file)?.[1])
  return folders.flat().sort((a, b) => uidOf(a) - uidOf(b))
}

function basenameOf(file: string): string {
  return file.replace(/^.*\//, '').replace(/:2,.*$/, '')
}
