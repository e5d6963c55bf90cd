/** getmail6 by IMAP and POP3: each mail once, octet for octet; with `delete`, gone from the server. */
import { deepEqual, equal } from 'node:assert/strict'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fill, flagsBySubject, mailNumbered } from '../mail-server.ts'
import { installed, ordinaryUser, run } from '../program.ts'
import type { ClientCheck, ClientRun } from './client-check.ts'

const COUNT = 20
const MAX_ATTEMPTS = 4

export const getmail: ClientCheck = { check }

async function check(run: ClientRun): Promise<void> {
  await installed('getmail', 'getmail6')
  for (const protocol of ['IMAP', 'POP3'] as const)
    for (const deletes of [false, true])
      for (let attempt = 1; ; attempt++)
        try {
          await checkOne(run, { protocol, deletes, attempt })
          break
        } catch (error) {
          // Its own fault, with any server: it forks for each mail, and misses the end of one now and then.
          if (attempt === MAX_ATTEMPTS || !/waiting child pid \d+ timed out/.test(String(error))) throw error
          run.say(`${protocol}: getmail waited for a child of its own in vain; again`)
        }
}

interface Choices {
  protocol: 'IMAP' | 'POP3'
  deletes: boolean
  attempt: number
}

async function checkOne({ server, folder, say }: ClientRun, { protocol, deletes, attempt }: Choices): Promise<void> {
  const owner = await ordinaryUser()
  const name = `${protocol}-${deletes ? 'delete' : 'keep'}-${attempt}`.toLowerCase()
  const user = `getmail-${name}`
  await fill(server, user, COUNT)
  const home = folder.path(name)
  for (const inner of ['cur', 'new', 'tmp']) await mkdir(join(home, 'mail', inner), { recursive: true })
  const { host, port } = protocol === 'IMAP' ? server.imap : server.pop3
  const retriever = [
    `type = Simple${protocol}Retriever`,
    `server = ${host}`,
    `port = ${port}`,
    `username = ${user}`,
    'password = x',
  ]
  const destination = ['type = Maildir', `path = ${join(home, 'mail')}/`]
  const options = ['read_all = false', `delete = ${deletes}`, 'delivered_to = false', 'received = false']
  const sections = ['[retriever]', ...retriever, '[destination]', ...destination, '[options]', ...options, '']
  await writeFile(join(home, 'rc'), sections.join('\n'))
  if (owner) await run('chown', ['-R', `${owner.uid}:${owner.gid}`, folder.path()])
  const fetch = () => run('getmail', ['--getmaildir', home, '--rcfile', join(home, 'rc')], owner)
  const first = await fetch()
  const files = await readdir(join(home, 'mail', 'new'))
  const mails = await Promise.all(files.map((file) => readFile(join(home, 'mail', 'new', file), 'latin1')))
  const expected = Array.from({ length: COUNT }, (_, i) => mailNumbered(i + 1).replaceAll('\r\n', '\n'))
  // Some fields are of its own making.
  const added = /X-getmail-retrieved-from-mailbox: .*\n/
  deepEqual(mails.map((mail) => mail.slice(mail.indexOf('From: Shop')).replace(added, '')).sort(), expected.sort())
  const second = await fetch()
  equal((await readdir(join(home, 'mail', 'new'))).length, COUNT, 'the second run fetched again')
  equal((await flagsBySubject(server, user)).size, deletes ? 0 : COUNT)
  say(`${name}: ${summary(first)}; then ${summary(second)}`)
}

function summary(output: string): string {
  return (
    output
      .split('\n')
      .find((line) => line.includes('retrieved'))
      ?.trim() ?? output.trim()
  )
}
