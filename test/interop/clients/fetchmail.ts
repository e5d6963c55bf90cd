/** fetchmail by IMAP and POP3: mail that is kept is fetched once, mail that is not kept is gone from the server. */
import { deepEqual, equal, match } from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { fill, flagsBySubject, type MailServer, mailNumbered } from '../mail-server.ts'
import { installed, run } from '../program.ts'
import type { ClientCheck, ClientRun } from './client-check.ts'

const COUNT = 20
/** Its exit code for `nothing new`. */
const NO_MAIL = 1

export const fetchmail: ClientCheck = { check }

async function check({ server, folder, say }: ClientRun): Promise<void> {
  await installed('fetchmail', 'fetchmail')
  for (const protocol of ['IMAP', 'POP3'] as const)
    for (const keep of ['keep', 'nokeep'] as const) {
      const user = `fetch-${protocol}-${keep}`.toLowerCase()
      await fill(server, user, COUNT)
      const name = `${protocol}-${keep}`
      const output = folder.path(`${name}.mbox`)
      const configuration = folder.path(`${name}.rc`)
      await writeFile(configuration, configure({ server, protocol, keep, user, output, uidls: folder.path(`${name}.ids`) }), {
        mode: 0o600,
      })
      const first = await fetch(configuration, folder.path())
      const got = await readFile(output, 'latin1')
      for (let number = 1; number <= COUNT; number++)
        equal(got.includes(bodyOf(number)), true, `${name}: mail ${number} is not what was sent`)
      const second = await fetch(configuration, folder.path())
      equal(second.code, NO_MAIL, second.text)
      equal(await readFile(output, 'latin1'), got, `${name}: the second run fetched again`)
      const left = [...(await flagsBySubject(server, user)).values()]
      deepEqual(left, keep === 'nokeep' ? [] : Array(COUNT).fill(protocol === 'IMAP' ? '\\Seen' : ''))
      match(first.text, new RegExp(`^${COUNT} messages for ${user}`, 'm'))
      say(`${name}: ${first.text.split('\n').find((line) => / messages? for /.test(line))}; then ${second.text.trim()}`)
    }
}

interface Choices {
  server: MailServer
  protocol: 'IMAP' | 'POP3'
  keep: 'keep' | 'nokeep'
  user: string
  output: string
  uidls: string
}

function configure({ server, protocol, keep, user, output, uidls }: Choices): string {
  const { host, port } = protocol === 'IMAP' ? server.imap : server.pop3
  const uidl = protocol === 'POP3' ? 'uidl' : ''
  return `set idfile "${uidls}"
poll ${host} service ${port} protocol ${protocol} ${uidl} auth password
  user "${user}" password "x" sslproto "" ${keep} no rewrite mda "cat >> ${output}"
`
}

/** It writes lines with LF, and fields of its own before the others. */
function bodyOf(number: number): string {
  return mailNumbered(number).split('\r\n').slice(2).join('\n')
}

async function fetch(configuration: string, home: string): Promise<{ code: number; text: string }> {
  const env = { ...process.env, HOME: home, FETCHMAILHOME: home, LC_ALL: 'C' }
  try {
    return { code: 0, text: await run('fetchmail', ['--nodetach', '--verbose', '-f', configuration], { env }) }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    if (code !== NO_MAIL) throw new Error(`fetchmail ended with ${code}: ${stdout}${stderr}`, { cause: error })
    return { code, text: stdout.split('\n').find((line) => / no mail|for .* at /i.test(line)) ?? stdout }
  }
}
