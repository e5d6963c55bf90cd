import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { createTransport } from 'nodemailer'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningApp, startApp } from '../harness/app.ts'
import { type TemporaryFolder, temporaryFolder } from '../harness/temporary-folder.ts'
import { runClient } from './run-client.ts'

const SCRIPT = fileURLToPath(new URL('tls.py', import.meta.url))
const KINDS = ['starttls', 'implicit'] as const
type Kind = (typeof KINDS)[number]

let folder: TemporaryFolder
beforeAll(async () => {
  folder = await temporaryFolder()
})
afterAll(() => folder[Symbol.asyncDispose]())

/** @returns the path of its CA too */
async function start(...flags: string[]) {
  const app = await startApp({ flags: ['--tls', ...flags] })
  const path = folder.path(`ca-${app.smtp.port}.pem`)
  writeFileSync(path, await (await fetch(`${app.url}/api/ca.pem`)).text())
  return { app, path }
}

const portOf = (app: RunningApp, kind: Kind) => String((kind === 'implicit' ? app.smtps : app.smtp).port)

async function sendByPython(app: RunningApp, kind: Kind, { ca = '', name = 'localhost' }) {
  const output = await runClient('python3', [SCRIPT, '127.0.0.1', portOf(app, kind), kind, ca, name])
  return JSON.parse(output) as { version?: string; error?: string }
}

function sendByNodemailer(app: RunningApp, kind: Kind, ca?: string, servername = 'localhost') {
  const transport = createTransport({
    host: '127.0.0.1',
    port: Number(portOf(app, kind)),
    secure: kind === 'implicit',
    requireTLS: true,
    tls: { servername, ...(ca !== undefined && { ca }) },
  })
  return transport
    .sendMail({ from: 'shop@a.test', to: 'ann@b.test', subject: 'over TLS', text: 'Hello' })
    .finally(() => transport.close())
}

/** The last mail came over TLS. */
async function expectMail(app: RunningApp, mark: string) {
  const { messages } = await app.client.list({ after: mark })
  expect(messages).toHaveLength(1)
  expect((await app.client.get(messages[0]?.id ?? '')).session?.tls).toBe(true)
}

describe('a client that trusts the CA delivers', () => {
  let app: RunningApp
  let path: string
  beforeAll(async () => {
    ;({ app, path } = await start())
  }, 60_000)
  afterAll(() => app[Symbol.asyncDispose]())

  test.each(KINDS)('Python’s ssl, %s', async (kind) => {
    const mark = await app.client.cursor()
    for (const name of ['localhost', '127.0.0.1', '::1'])
      expect(await sendByPython(app, kind, { ca: path, name })).toEqual({ version: 'TLSv1.3' })
    expect((await app.client.list({ after: mark })).messages).toHaveLength(3)
  })

  test.each(KINDS)('nodemailer, %s', async (kind) => {
    const mark = await app.client.cursor()
    const ca = await (await fetch(`${app.url}/api/ca.pem`)).text()
    await sendByNodemailer(app, kind, ca)
    await expectMail(app, mark)
  })

  test.each(KINDS)('swaks, %s', async (kind) => {
    const mark = await app.client.cursor()
    const how = kind === 'implicit' ? '--tls-on-connect' : '--tls'
    const to = ['--server', 'localhost', '--port', portOf(app, kind), '--to', 'ann@b.test', '--from', 'shop@a.test']
    await runClient('swaks', [...to, how, '--tls-verify', '--tls-ca-path', path, '--tls-sni', 'localhost'])
    await expectMail(app, mark)
  })

  test.each(KINDS)('curl, %s', async (kind) => {
    const mark = await app.client.cursor()
    const url = `${kind === 'implicit' ? 'smtps' : 'smtp'}://localhost:${portOf(app, kind)}`
    const mail = folder.path('mail.eml')
    writeFileSync(mail, 'Subject: over TLS\r\n\r\nHello\r\n')
    const paths = ['--mail-from', 'shop@a.test', '--mail-rcpt', 'ann@b.test', '--upload-file', mail]
    await runClient('curl', ['--silent', '--show-error', '--ssl-reqd', '--cacert', path, '--url', url, ...paths])
    await expectMail(app, mark)
  })

  test.each(KINDS)('openssl s_client verifies, %s', async (kind) => {
    const args = ['s_client', '-connect', `127.0.0.1:${portOf(app, kind)}`, '-CAfile', path, '-verify_return_error']
    const client = execFile('openssl', [
      ...args,
      '-verify_hostname',
      'localhost',
      ...(kind === 'starttls' ? ['-starttls', 'smtp'] : []),
    ])
    let output = ''
    client.stdout?.on('data', (text: string) => {
      output += text
      if (output.includes('Verify return code')) client.stdin?.end('QUIT\r\n')
    })
    await once(client, 'close')
    expect(output).toContain('Verify return code: 0 (ok)')
  })

  test.each(KINDS)('one that does not trust it gets a clean failure, %s, and the server lives', async (kind) => {
    expect((await sendByPython(app, kind, {})).error).toMatch(/CERTIFICATE_VERIFY_FAILED.*unable to get local issuer certificate/)
    await expect(sendByNodemailer(app, kind)).rejects.toThrow(/unable to verify the first certificate|unable to get local issuer/)
    const mark = await app.client.cursor()
    expect(await sendByPython(app, kind, { ca: path })).toEqual({ version: 'TLSv1.3' })
    await expectMail(app, mark)
  })
})

describe('to see whether an app checks certificates:', () => {
  test.each([
    ['expired', /certificate has expired/, /certificate has expired/],
    ['wrong-host', /Hostname mismatch|not valid for 'localhost'/, /altnames/],
  ])('--tls-profile %s fails with the right error, and only that', async (profile, ofPython, ofNode) => {
    const { app, path } = await start('--tls-profile', profile)
    await using _ = app
    const ca = await (await fetch(`${app.url}/api/ca.pem`)).text()
    for (const kind of KINDS) {
      expect((await sendByPython(app, kind, { ca: path })).error).toMatch(ofPython)
      await expect(sendByNodemailer(app, kind, ca)).rejects.toThrow(ofNode)
    }
    expect((await app.client.list()).messages).toEqual([])
    expect((await app.client.info()).tls).toMatchObject({ profile })
    // All else of it is right: who asks for the wrong host finds it.
    if (profile === 'wrong-host') await sendByNodemailer(app, 'implicit', ca, 'wrong-host.invalid')
  })
})
