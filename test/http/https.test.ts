import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { get } from 'node:https'
import { connect as connectPlain } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startMailmitt } from '../../server/index.ts'
import { issueAuthority, issueServer } from '../../server/tls/certificate.ts'
import { type RunningApp, runProgram, startApp } from '../harness/app.ts'
import { send } from '../harness/http.ts'
import { deliver, dialogueOver } from '../harness/smtp.ts'
import { type TemporaryFolder, temporaryFolder } from '../harness/temporary-folder.ts'

const DAY_MS = 86_400_000
const validity = { fromMs: Date.now() - DAY_MS, untilMs: Date.now() + 300 * DAY_MS }

async function ask(url: string, ca: string, headers: Record<string, string> = {}) {
  const [response] = await once(get(url, { ca, headers, agent: false, servername: 'localhost' }), 'response')
  return { status: response.statusCode as number, body: await buffer(response) }
}

async function encryptedTo(address: { host: string; port: number }, ca: string): Promise<TLSSocket> {
  const socket = connect({ ...address, ca, servername: 'localhost' })
  await once(socket, 'secureConnect')
  return socket
}

const addressOf = (url: string) => ({ host: '127.0.0.1', port: Number(new URL(url).port) })
const serialOf = (socket: TLSSocket) => (socket.getPeerCertificate() as PeerCertificate).serialNumber

describe('--https', () => {
  let folder: TemporaryFolder
  let app: RunningApp
  let ca: string
  beforeAll(async () => {
    folder = await temporaryFolder()
    // Notes of what runs are kept where temporary files are.
    app = await startApp({ flags: ['--https', '--tls'], env: { TMPDIR: folder.path() } })
    ca = (await insecurely(`${app.url}/api/ca.pem`)).toString()
  })
  afterAll(async () => {
    await app[Symbol.asyncDispose]()
    await folder[Symbol.asyncDispose]()
  })

  async function insecurely(url: string): Promise<Buffer> {
    const [response] = await once(get(url, { rejectUnauthorized: false, agent: false }), 'response')
    return buffer(response)
  }

  test('the ready line says https, and who trusts the CA reads the API', async () => {
    expect(app.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/)
    expect((await ask(`${app.url}/api/info`, ca)).status).toBe(200)
    const info = JSON.parse((await ask(`${app.url}/api/info`, ca)).body.toString())
    expect(info.listeners).toMatchObject([
      { protocol: 'smtp', security: 'starttls' },
      { protocol: 'smtps', security: 'tls', port: app.smtps.port },
      { protocol: 'http', security: 'tls' },
    ])
  })

  test('Host and Origin are checked as without TLS', async () => {
    expect((await ask(`${app.url}/api/info`, ca, { host: 'evil.test' })).status).toBe(421)
    expect((await ask(`${app.url}/api/info`, ca, { origin: 'https://evil.test' })).status).toBe(403)
    expect((await ask(`${app.url}/api/info`, ca, { origin: app.url })).status).toBe(200)
  })

  test('the live stream is upgraded over TLS', async () => {
    const socket = await encryptedTo(addressOf(app.url), ca)
    const key = 'dGhlIHNhbXBsZSBub25jZQ=='
    socket.write(
      `GET /api/stream HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`,
    )
    const [octets] = (await once(socket, 'data')) as [Buffer]
    expect(octets.toString('latin1')).toMatch(/^HTTP\/1\.1 101 /)
    socket.destroy()
  })

  test('HTTP in the clear, garbage and a client that leaves end themselves only', async () => {
    for (const octets of ['GET /api/info HTTP/1.1\r\nHost: localhost\r\n\r\n', '\x16\x03\x01\xff\xff', '']) {
      const socket = connectPlain(addressOf(app.url))
        .on('error', () => undefined)
        .resume()
      socket.end(octets)
      await once(socket, 'close')
    }
    expect((await ask(`${app.url}/api/health/ready`, ca)).status).toBe(200)
  })

  test('the commands find it and trust its CA by themselves', async () => {
    const env = { TMPDIR: folder.path() }
    const sent = runProgram(['send', '--from', 'shop@a.test', '--to', 'ann@b.test', '--subject', 'over https', '--text', 'x'], {
      env,
    })
    expect([await sent.exitCode, sent.log()]).toEqual([0, ''])
    const byAddress = runProgram(['list', '--url', app.url], { env })
    expect([await byAddress.exitCode, byAddress.stdout()]).toEqual([0, expect.stringContaining('over https')])
    const health = runProgram(['health'], { env })
    expect([await health.exitCode, health.log()]).toEqual([0, ''])
  }, 60_000)
})

test('GET /api/ca.pem is 404 without TLS, and says how to get one', async () => {
  await using app = await startApp()
  const answer = await send(`${app.url}/api/ca.pem`)
  expect([answer.status, answer.text]).toEqual([404, expect.stringContaining('--tls')])
})

test('GET /api/ca.pem is the certificate alone, to be saved as a file', async () => {
  await using app = await startApp({ flags: ['--tls'] })
  const { headers, text } = await send(`${app.url}/api/ca.pem`)
  expect(headers).toMatchObject({
    'content-type': 'application/x-pem-file',
    'content-disposition': 'attachment; filename="mailmitt-ca.pem"',
  })
  expect(text).toMatch(/^-----BEGIN CERTIFICATE-----\n[\w+/=\n]+-----END CERTIFICATE-----\n$/)
})

test('a certificate that was brought is read again when it changes; connections that stand keep theirs', async () => {
  await using folder = await temporaryFolder()
  const authority = issueAuthority('a company', validity)
  const write = ({ certificate, privateKey } = issueServer(authority, ['localhost'], validity)) => {
    writeFileSync(folder.path('cert.pem'), certificate)
    writeFileSync(folder.path('key.pem'), privateKey)
  }
  write()
  const brought = ['--tls-cert', folder.path('cert.pem'), '--tls-key', folder.path('key.pem')]
  await using app = await startApp({ flags: ['--tls', '--https', ...brought] })
  expect((await ask(`${app.url}/api/ca.pem`, authority.certificate)).status).toBe(404)

  const standing = await encryptedTo(app.smtps, authority.certificate)
  await using smtp = await dialogueOver(standing, { isGreeted: true })
  const first = serialOf(standing)
  writeFileSync(folder.path('cert.pem'), 'garbage')
  while (!app.log().includes('cannot be used; the one before stays')) await ask(`${app.url}/api/info`, authority.certificate)
  const meanwhile = await encryptedTo(app.smtps, authority.certificate)
  expect(serialOf(meanwhile)).toBe(first)
  meanwhile.destroy()

  write()
  for (const address of [app.smtps, addressOf(app.url)]) {
    for (;;) {
      const socket = await encryptedTo(address, authority.certificate)
      const serial = serialOf(socket)
      socket.destroy()
      if (serial !== first) break
    }
  }
  expect(await deliver(smtp, 'Subject: still the same connection\r\n\r\nx\r\n')).toMatch(/^\w+$/)
}, 60_000)

test('inside a program: `tls` gives the CA, and a port of TLS that it signed', async () => {
  await using mailmitt = await startMailmitt({ tls: true, tlsNames: ['mail.test'] })
  const socket = connect({ ...mailmitt.smtps, ca: mailmitt.ca, servername: 'mail.test' })
  await once(socket, 'secureConnect')
  await using smtp = await dialogueOver(socket, { isGreeted: true })
  await deliver(smtp, 'Subject: embedded\r\n\r\nx\r\n')
  await mailmitt.client.waitFor('embedded')

  await using plain = await startMailmitt()
  expect([plain.ca, plain.smtps]).toEqual([undefined, undefined])
}, 60_000)
