import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fixture } from '../fixtures/fixture.ts'
import { type RunningApp, startApp } from '../harness/app.ts'
import { runClient } from './run-client.ts'

let app: RunningApp
let folder: string
beforeAll(async () => {
  app = await startApp()
  folder = await mkdtemp(join(tmpdir(), 'mailmitt-clients-'))
})
afterAll(async () => {
  await app[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const MAILS: Record<string, Buffer> = {
  'nested parts': fixture('nested-multipart.eml'),
  'Turkish, 8-bit': fixture('turkish.eml'),
  Japanese: fixture('japanese.eml'),
  dots: Buffer.from('Subject: dots\r\n\r\n.\r\n..\r\n...x\r\n'),
}

async function latest() {
  const message = await app.client.get('latest')
  return { message, octets: Buffer.from(await app.client.raw(message.id)).toString('latin1') }
}

const AUTH = [[], ['PLAIN', 'any password'], ['LOGIN', 'pässwörd']] as const

describe('curl smtp://', () => {
  test.for(Object.entries(MAILS).flatMap(([name, octets]) => AUTH.map((auth) => ({ name, octets, auth }))))(
    '$name, AUTH $auth.0: kept octet for octet',
    async ({ name, octets, auth: [method, password] }) => {
      const file = join(folder, 'curl.eml')
      await writeFile(file, octets)
      await runClient('curl', [
        ...['--silent', '--show-error', `smtp://127.0.0.1:${app.smtp.port}/curl.test`],
        ...['--mail-from', 'curl@a.test', '--mail-rcpt', 'ann@b.test', '--mail-rcpt', 'hidden@b.test', '--upload-file', file],
        ...(method ? ['--user', `curl-${method}:${password}`, '--login-options', `AUTH=${method}`] : []),
      ])
      const { message, octets: kept } = await latest()
      expect(kept, name).toBe(octets.toString('latin1'))
      expect(message.envelope).toMatchObject({ reversePath: 'curl@a.test', forwardPaths: ['ann@b.test', 'hidden@b.test'] })
      expect(message.session).toMatchObject({ heloName: 'curl.test', ...(method && { authenticatedAs: `curl-${method}` }) })
      expect(message.mailbox).toBe(method ? `curl-${method}` : 'default')
    },
  )
})

describe('swaks', () => {
  const swaks = (...args: string[]) =>
    runClient('swaks', [
      ...['--server', '127.0.0.1', '--port', String(app.smtp.port), '--helo', 'swaks.test', '--from', 'swaks@a.test'],
      ...['--to', 'ann@b.test,hidden@b.test', ...args],
    ])

  test.for(Object.entries(MAILS).flatMap(([name, octets]) => AUTH.map((auth) => ({ name, octets, auth }))))(
    '$name, AUTH $auth.0: kept octet for octet',
    async ({ name, octets, auth: [method, password] }) => {
      const file = join(folder, 'swaks.eml')
      await writeFile(file, octets.subarray(0, -2)) // swaks ends what it sends with a line break of its own
      await swaks(
        ...['--data', `@${file}`],
        ...(method ? ['--auth', method, '--auth-user', `swaks-${method}`, '--auth-password', password] : []),
      )
      const { message, octets: kept } = await latest()
      expect(kept, name).toBe(octets.toString('latin1'))
      expect(message.envelope).toMatchObject({ reversePath: 'swaks@a.test', forwardPaths: ['ann@b.test', 'hidden@b.test'] })
      expect(message.session).toMatchObject({ heloName: 'swaks.test', ...(method && { authenticatedAs: `swaks-${method}` }) })
    },
  )

  test('a mail of its own making, with an attachment: what it says it sent is what is kept', async () => {
    const file = join(folder, 'terms.txt')
    await writeFile(file, 'Terms\n.\n')
    const transcript = await swaks('--header', 'Subject: from swaks', '--body', 'Hello', '--attach', `@${file}`)
    const [, data = ''] = /354 [^\n]*\n((?: -> [^\n]*\r\n)+) -> \.\n/.exec(transcript) ?? []
    const { message, octets } = await latest()
    expect(octets).toBe(data.replace(/^ -> /gm, ''))
    expect(message).toMatchObject({
      subject: 'from swaks',
      to: [{ addrSpec: 'ann@b.test' }, { addrSpec: 'hidden@b.test' }],
      attachments: [{ filename: 'terms.txt', sizeOctets: 8 }],
    })
    expect(message.text.trim()).toBe('Hello')
  })
})
