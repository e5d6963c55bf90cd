import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningApp, startApp } from '../harness/app.ts'
import { mail } from '../harness/mail.ts'
import { type TemporaryFolder, temporaryFolder } from '../harness/temporary-folder.ts'
import { runClient } from './run-client.ts'

const SCRIPT = fileURLToPath(new URL('pop3.py', import.meta.url))
const MAILS = [
  mail({ Subject: 'dots', From: 'shop@a.test' }, '.\r\n..two\r\nend.\r\n'),
  mail({ Subject: 'long' }, `${'a line of it\r\n'.repeat(5000)}`),
  mail({ Subject: 'İstanbul' }, 'ığüşöç\r\n'),
]

interface Read {
  capabilities: string[]
  ids: string[]
  mails: { octets: string; size: number; received: number; top: number; uidl: string }[]
  farewell: string
}

let app: RunningApp
let folder: TemporaryFolder
let ids: string[]
beforeAll(async () => {
  folder = await temporaryFolder()
  app = await startApp({ flags: ['--pop3', '127.0.0.1:0', '--tls'] })
  writeFileSync(folder.path('ca.pem'), await (await fetch(`${app.url}/api/ca.pem`)).text())
  ids = []
  for (const each of MAILS) ids.push((await app.client.add(each, { mailbox: 'shop' })).id)
})
afterAll(async () => {
  await app[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

test.each(['plain', 'stls', 'implicit', 'apop'])('Python’s poplib, %s, reads each mail octet for octet', async (kind) => {
  const { host, port } = kind === 'implicit' ? app.pop3s : app.pop3
  const output = await runClient('python3', [SCRIPT, host, String(port), kind, folder.path('ca.pem'), 'shop', 'any'])
  const read = JSON.parse(output) as Read
  expect(read.capabilities).toContain('UIDL')
  expect(read.ids).toEqual(ids)
  expect(read.mails.map(({ octets }) => Buffer.from(octets, 'base64').toString())).toEqual(MAILS)
  for (const [i, { size, top, uidl }] of read.mails.entries()) {
    expect(size).toBe(Buffer.byteLength(MAILS[i] ?? ''))
    expect([top > 0, uidl]).toEqual([true, ids[i]])
  }
  expect(read.farewell).toContain('--pop3-delete is off')
})

describe('curl', () => {
  const curl = (...args: string[]) => runClient('curl', ['--silent', '--show-error', '--cacert', folder.path('ca.pem'), ...args])

  test.each([
    ['in the clear', 'pop3', []],
    ['with STLS', 'pop3', ['--ssl-reqd']],
    ['with TLS from the start', 'pop3s', []],
    ['with AUTH LOGIN', 'pop3', ['--login-options', 'AUTH=LOGIN']],
    ['with APOP', 'pop3', ['--login-options', 'AUTH=+APOP']],
  ] as const)('%s lists and reads', async (_, scheme, options) => {
    const { port } = scheme === 'pop3s' ? app.pop3s : app.pop3
    const url = `${scheme}://localhost:${port}/`
    const list = await curl(...options, '--user', 'shop:any', url)
    expect(list).toBe(MAILS.map((text, i) => `${i + 1} ${Buffer.byteLength(text)}\r\n`).join(''))
    for (const [i, text] of MAILS.entries()) expect(await curl(...options, '--user', 'shop:any', `${url}${i + 1}`)).toBe(text)
  })

  test('asks with commands of its own', async () => {
    const url = `pop3://localhost:${app.pop3.port}/`
    expect(await curl('--user', 'shop:any', '--request', 'UIDL', url)).toBe(ids.map((id, i) => `${i + 1} ${id}\r\n`).join(''))
    expect(await curl('--user', 'shop:any', '--request', 'TOP 3 0', url)).toBe('Subject: İstanbul\r\n\r\n')
  })
})

test('where --pop3-delete is on, what they delete is gone', async () => {
  await using deleting = await startApp({ flags: ['--pop3', '127.0.0.1:0', '--pop3-delete'] })
  const { client, pop3 } = deleting
  const kept = async () => (await client.list()).messages.map(({ subject }) => subject)
  for (const each of MAILS) await client.add(each, { mailbox: 'shop' })
  await runClient('python3', [SCRIPT, pop3.host, String(pop3.port), 'plain', '', 'shop', 'any'])
  expect(await kept()).toEqual(['İstanbul', 'long'])
  const url = `pop3://${pop3.host}:${pop3.port}/1`
  await runClient('curl', ['--silent', '--show-error', '--user', 'shop:any', '--request', 'DELE', '--list-only', url])
  expect(await kept()).toEqual(['İstanbul'])
})
