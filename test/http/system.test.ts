import { afterAll, describe, expect, test } from 'vitest'
import { startApp } from '../harness/app.ts'
import { problemOf, send, sendOctets } from '../harness/http.ts'
import { mail } from '../harness/mail.ts'
import { beginData, openSmtp } from '../harness/smtp.ts'

const app = await startApp({ flags: ['--max-recipients', '7', '--max-message-size', '2000'] })
afterAll(() => app[Symbol.asyncDispose]())
const api = `${app.url}/api`

describe('GET /api/mailboxes', () => {
  test('has name, counts, size and the newest arrival of each', async () => {
    const { id } = await app.client.add(mail({ Subject: 'one' }), { mailbox: 'box' })
    await app.client.add(mail({ Subject: 'two' }), { mailbox: 'box' })
    await app.client.patch({ select: { ids: [id] }, set: { seen: true } })
    const { messages } = await app.client.list({ mailbox: 'box' })
    const [newest] = messages
    expect((await app.client.mailboxes()).filter(({ name }) => name === 'box')).toEqual([
      {
        name: 'box',
        total: 2,
        unseen: 1,
        sizeOctets: messages.reduce((sum, message) => sum + message.sizeOctets, 0),
        evicted: 0,
        latestAt: newest?.receivedAt ?? '',
      },
    ])
  })

  test.each([
    'a/b',
    'Ünïcödé',
    '東京',
    '\u{1f4e7} inbox',
    'a?b=c&d#e',
    'per%cent',
    "it's",
    '..',
    'é'.repeat(127),
    '漢'.repeat(85),
    'x'.repeat(255),
    'x'.repeat(300),
  ])('a mailbox named %j is reached by the name it is listed with', async (wish) => {
    const { id } = await app.client.add(mail({ Subject: 'x' }), { mailbox: wish })
    const { mailbox } = await app.client.get(id)
    expect(Buffer.byteLength(mailbox)).toBeLessThanOrEqual(255)
    expect((await app.client.mailboxes()).map(({ name }) => name)).toContain(mailbox)
    expect((await app.client.list({ mailbox })).messages.map((message) => message.id)).toEqual([id])
    expect(await app.client.emptyMailbox(mailbox)).toEqual({ removed: 1 })
  })
})

test('GET /api/info says what runs, where, within which limits, and counts', async () => {
  const before = await app.client.info()
  await using smtp = await openSmtp(app.smtp)
  await beginData(smtp)
  await smtp.say('Subject: accepted\r\n\r\n.')
  await beginData(smtp)
  expect(await smtp.say(`${'x'.repeat(3000)}\r\n.`)).toMatch(/^552 /)
  const info = await app.client.info()
  const { port } = new URL(app.url)
  expect(info).toMatchObject({
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    listeners: [
      { protocol: 'smtp', ...app.smtp },
      { protocol: 'http', host: '127.0.0.1', port: Number(port) },
    ],
    persistent: false,
    limits: { messageOctets: 2000, recipients: 7 },
    retention: { all: { storageOctets: 2 * 1024 ** 3 }, mailboxes: [] },
  })
  expect(info.counters.accepted - before.counters.accepted).toBe(1)
  expect(info.counters.refused - before.counters.refused).toBe(1)
  expect(Date.parse(info.startedAt)).toBeLessThanOrEqual(
    Date.parse((await app.client.list({ limit: 1 })).messages[0]?.receivedAt ?? ''),
  )
})

test.each(['live', 'ready'])('GET /api/health/%s answers under any Host', async (which) => {
  for (const host of ['localhost', 'mailmitt', 'health.example.com', '10.1.2.3:9999']) {
    const answer = await send(`${api}/health/${which}`, { headers: { host } })
    expect([host, answer.status, answer.json()]).toEqual([host, 200, { status: 'ok' }])
  }
})

describe('what is not there', () => {
  test.each([
    ['GET', '/api/nothing'],
    ['GET', '/api/messages/x/y/z'],
    ['GET', '/api/v1/messages'],
    ['PUT', '/api/messages'],
    ['POST', '/api/messages/x'],
    ['DELETE', '/api/mailboxes'],
    ['GET', '/favicon.png'],
    ['GET', '/assets/nothing.js'],
    ['GET', '/../package.json'],
    ['GET', '/assets/..%2f..%2fpackage.json'],
    ['GET', '/%2e%2e/%2e%2e/package.json'],
  ])('%s %s is a problem that says where to look', async (method, path) => {
    const answer = await send(`${app.url}${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      body: method === 'GET' ? '' : '{}',
    })
    expect(problemOf(answer)).toMatchObject({ status: 404, code: 'no_such_route' })
    expect(problemOf(answer).detail).toContain(method)
  })

  test.each(['/api/messages/%zz', '/api/mailboxes/%', '/%E0%A4%A'])(
    '%s cannot be read, and that is a problem too',
    async (path) => {
      expect(problemOf(await send(`${app.url}${path}`))).toMatchObject({ status: 400, code: 'invalid' })
    },
  )

  test('a name too long for any mailbox is not looked for', async () => {
    expect(problemOf(await send(`${api}/mailboxes/${'x'.repeat(2000)}`, { method: 'DELETE' })).status).toBe(414)
  })

  test('an id that is none is 404, however odd', async () => {
    for (const id of ['x', '%00', '..', "'", '%F0%9F%93%A7', 'x'.repeat(1000)])
      expect([id, (await send(`${api}/messages/${id}`)).status]).toEqual([id, 404])
  })
})

test('what is no HTTP is refused as a problem, and the next request is served', async () => {
  expect(await sendOctets(app.url, 'NONSENSE\r\n\r\n')).toMatch(
    /^HTTP\/1\.1 400 [\s\S]*application\/problem\+json[\s\S]*"code":"invalid"/,
  )
  expect((await send(`${api}/info`)).status).toBe(200)
})

test('an offer of HTTP/2, as Java sends it, is passed over', async () => {
  const { port } = new URL(app.url)
  const answer = await sendOctets(
    app.url,
    `GET /api/info HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r\n\r\n`,
  )
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/)
})

test('every answer says how it may be used', async () => {
  for (const path of ['/', '/api/messages', '/api/nothing', '/api/docs', '/api/messages/%zz'])
    expect((await send(`${app.url}${path}`)).headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': expect.stringContaining(`default-src '`),
    })
  const refused = await send(`${api}/messages`, { headers: { host: 'evil.test' } })
  expect(refused.headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringContaining(`default-src 'none'`),
  })
})

test('an expectation that cannot be met is refused as a problem too (RFC 9110 §10.1.1)', async () => {
  const answer = await send(`${api}/info`, { headers: { expect: 'x' } })
  expect(answer.status).toBe(417)
  expect(problemOf(answer).detail).toContain('"x"')
})
