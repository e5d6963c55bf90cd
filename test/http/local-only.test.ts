import { connect } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { afterAll, describe, expect, test } from 'vitest'
import { startApp } from '../harness/app.ts'
import { type Answer, problemOf, send, sendOctets } from '../harness/http.ts'
import { mail } from '../harness/mail.ts'
import { readFrames, upgrade } from '../harness/stream.ts'

const app = await startApp({
  flags: ['--allowed-hosts', 'mail.test,*.dev.test', '--cors-origin', 'https://app.test:3000,http://tool.test'],
})
const open = await startApp({ flags: ['--http', '0.0.0.0:0'] })
afterAll(async () => {
  await app[Symbol.asyncDispose]()
  await open[Symbol.asyncDispose]()
})
const { id } = await app.client.add(mail({ Subject: 'secret' }))
const beyondLoopback = `http://127.0.0.1:${new URL(open.url).port}`
const own = new URL(app.url).host

/** Every kind of route, with what it takes. */
const ROUTES: [method: string, path: string][] = [
  ['GET', '/'],
  ['GET', `/m/${id}`],
  ['GET', '/favicon.svg'],
  ['GET', '/api/messages'],
  ['HEAD', '/api/messages'],
  ['PATCH', '/api/messages'],
  ['DELETE', '/api/messages?all=true'],
  ['POST', '/api/messages'],
  ['GET', `/api/messages/${id}`],
  ['DELETE', `/api/messages/${id}`],
  ['GET', `/api/messages/${id}/raw`],
  ['GET', `/api/messages/${id}/html`],
  ['GET', `/api/messages/${id}/parts/1`],
  ['POST', '/api/send'],
  ['POST', '/api/sample'],
  ['GET', '/api/mailboxes'],
  ['DELETE', '/api/mailboxes/default'],
  ['GET', '/api/cursor'],
  ['GET', '/api/info'],
  ['GET', '/api/stream'],
  ['GET', '/api/openapi.json'],
  ['GET', '/api/docs'],
  ['GET', '/api/docs/start.js'],
  ['GET', '/nothing'],
]
const API_ROUTES = ROUTES.filter(([, path]) => path.startsWith('/api'))
const NOT_JSON = new Set(['HEAD'])

function ask(method: string, path: string, headers: Record<string, string>, base = app.url): Promise<Answer> {
  const body = method === 'POST' || method === 'PATCH' ? '{}' : ''
  return send(`${base}${path}`, { method, headers: { ...(body && { 'content-type': 'application/json' }), ...headers }, body })
}

describe('Host', () => {
  test.each(ROUTES)('a foreign one is 421 on %s %s', async (method, path) => {
    const answer = await ask(method, path, { host: 'evil.test' })
    expect(answer.status).toBe(421)
    if (!NOT_JSON.has(method))
      expect(problemOf(answer)).toMatchObject({
        code: 'misdirected',
        detail: expect.stringContaining('--allowed-hosts evil.test'),
      })
  })

  test.each([
    'localhost',
    'LocalHost:1',
    'localhost.',
    'x.localhost',
    'a.b.localhost:8025',
    '127.0.0.1',
    '127.0.0.1:9',
    '10.0.0.7:8025',
    '192.0.2.1',
    '[::1]',
    '[::1]:8025',
    '[fe80::1]',
    '[::FFFF:127.0.0.1]:8025',
    'mail.test',
    'MAIL.test.:80',
    'x.dev.test',
    'a.b.dev.test:1',
  ])('%s is ours', async (host) => {
    expect((await ask('GET', '/api/cursor', { host })).status).toBe(200)
  })

  test.each([
    'evil.test',
    'localhost.evil.test',
    'xlocalhost',
    'evil.test:8025',
    '127.0.0.1.evil.test',
    '127.0.0.1.nip.io',
    'mailmitt',
    'mailmitt:8025',
    'dev.test',
    'xdev.test',
    'mail.test.evil',
    'xmail.test',
    '1.2.3',
    '2130706433',
    '[::1',
    'localhost:80:80',
    'user@localhost',
    'localhost/',
    'localhost..',
    '.localhost',
    'evil.test/.localhost',
    'evil.test#.localhost',
    'evil.test?.localhost',
    'evil.test:80@x.localhost',
    'evil.test .localhost',
    'evil.test, localhost',
    'localhost:999999',
    'localhost:8a',
    '%6cocalhost',
    '127.1',
    '0x7f.1',
    '[127.0.0.1]',
    '[localhost]',
    '[fe80::1%25eth0]',
    '[fe80::1%eth0]',
    '::1',
    'http://localhost',
  ])('%j is not', async (host) => {
    expect((await ask('GET', '/api/cursor', { host })).status).toBe(421)
  })

  const request = (target: string, ...fields: string[]) =>
    sendOctets(app.url, [`GET ${target} HTTP/1.1`, ...fields, 'Connection: close', '', ''].join('\r\n'))

  test('must be said, and once (RFC 9112 §3.2)', async () => {
    expect(await request('/api/cursor', 'Host:')).toMatch(/^HTTP\/1\.1 421 /)
    expect(await sendOctets(app.url, 'GET /api/cursor HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 421 /)
    for (const hosts of [[], ['localhost', 'evil.test'], ['evil.test', 'localhost'], ['localhost', 'localhost']])
      for (const path of ['/', '/api/cursor', '/nothing'])
        expect(await request(path, ...hosts.map((host) => `Host: ${host}`))).toMatch(/^HTTP\/1\.1 400 .*"code":"invalid"/s)
  })

  test('of a whole address in the first line is looked at too (RFC 9112 §3.2.2)', async () => {
    expect(await request(`http://${own}/api/cursor`, `Host: ${own}`)).toMatch(/^HTTP\/1\.1 200 /)
    for (const [target, host] of [
      ['http://evil.test/api/cursor', own],
      ['HTTP://EVIL.test/', own],
      ['http://evil.test', own],
      ['http://localhost@evil.test/api/cursor', own],
      [`http://${own}/api/cursor`, 'evil.test'],
    ])
      expect([target, await request(target ?? '', `Host: ${host}`)]).toEqual([target, expect.stringMatching(/^HTTP\/1\.1 421 /)])
    const fromElsewhere = await request(`http://${own}/api/cursor`, `Host: ${own}`, 'Origin: http://evil.test')
    expect(fromElsewhere).toMatch(/^HTTP\/1\.1 403 /)
  })

  test('of one label is for compose services, and so only where HTTP listens beyond loopback', async () => {
    expect((await ask('GET', '/api/cursor', { host: 'mailmitt:8025' }, beyondLoopback)).status).toBe(200)
    expect((await ask('GET', '/api/cursor', { host: 'mail_1' }, beyondLoopback)).status).toBe(200)
    expect((await ask('GET', '/api/cursor', { host: 'evil.test' }, beyondLoopback)).status).toBe(421)
  })

  test('is looked at also when the address of the request names another one', async () => {
    expect(
      (await send(`${app.url}/api/cursor`, { headers: { host: 'evil.test', 'x-forwarded-host': 'localhost' } })).status,
    ).toBe(421)
  })
})

describe('Origin', () => {
  test.each(API_ROUTES)('a foreign one is refused on %s %s, and changes nothing', async (method, path) => {
    for (const origin of [
      'https://evil.test',
      'null',
      `http://${own}.evil.test`,
      'http://localhost',
      `https://evil.test/http://${own}`,
      'http://127.0.0.1:1',
      `http://evil.test@${own}`,
      `http://${own}@evil.test`,
      `http://${own}/path`,
      `http://${own}, https://evil.test`,
      `http://${own} https://evil.test`,
      `ftp://${own}`,
      `//${own}`,
      own,
    ]) {
      const answer = await ask(method, path, { origin })
      expect([origin, answer.status]).toEqual([origin, 403])
      expect(answer.headers['access-control-allow-origin']).toBeUndefined()
      if (!NOT_JSON.has(method)) expect(problemOf(answer)).toMatchObject({ code: 'forbidden' })
    }
    expect((await app.client.get(id)).subject).toBe('secret')
  })

  test('the refusal shows both values and how to mend it', async () => {
    const { detail } = problemOf(await ask('GET', '/api/messages', { origin: 'https://evil.test' }))
    for (const part of ['https://evil.test', own, 'proxy_set_header Host', 'X-Forwarded-Host', '--cors-origin'])
      expect(detail).toContain(part)
  })

  test.each([
    [`http://${own}`, {}],
    [`https://${own}`, {}],
    ['http://localhost', { host: 'localhost:80' }],
    ['https://mail.test', { host: 'mail.test' }],
    ['https://mail.test:443', { host: 'mail.test' }],
    ['http://MAIL.test', { host: 'mail.TEST' }],
    ['https://proxy.test', { 'x-forwarded-host': 'proxy.test' }],
    ['http://proxy.test:8443', { 'x-forwarded-host': 'proxy.test:8443' }],
    ['https://front.test', { 'x-forwarded-host': 'front.test, inner.test:8080' }],
    ['https://inner.test:8080', { 'x-forwarded-host': 'front.test,inner.test:8080' }],
  ])('%s is our own with %j', async (origin, headers) => {
    expect((await ask('GET', '/api/messages', { origin, ...headers })).status).toBe(200)
    expect((await ask('POST', '/api/sample', { origin, ...headers })).status).toBe(202)
  })

  test.each([
    ['http://localhost:3000', { host: 'localhost:8025' }],
    ['http://mail.test.evil', { host: 'mail.test' }],
    ['nonsense', {}],
    ['', {}],
    ['file://', {}],
    ['chrome-extension://abc', {}],
    ['null', { 'x-forwarded-host': 'null' }],
    ['', { 'x-forwarded-host': '' }],
    ['https://evil.test', { 'x-forwarded-host': 'evil.test.proxy.test, proxy.test' }],
  ])('%j is not our own with %j', async (origin, headers) => {
    expect((await ask('GET', '/api/messages', { origin, ...headers })).status).toBe(403)
  })

  test('the way an address is written opens no way around', async () => {
    for (const path of ['/%61pi/messages', '/api/%6dessages', '/api/messages?x', '/api/messages/%6c%61test'])
      expect([path, (await ask('GET', path, { origin: 'https://evil.test' })).status]).toEqual([path, 403])
  })

  test('said twice is refused, whichever comes first', async () => {
    const twice = ['https://evil.test', `http://${own}`]
    for (const origins of [twice, twice.toReversed()]) {
      const octets = [`GET /api/messages HTTP/1.1`, `Host: ${own}`, ...origins.map((origin) => `Origin: ${origin}`)]
      expect(await sendOctets(app.url, [...octets, 'Connection: close', '', ''].join('\r\n'))).toMatch(/^HTTP\/1\.1 403 /)
    }
  })

  test('a field that names another method changes none', async () => {
    for (const method of ['GET', 'POST'])
      for (const name of ['x-http-method-override', 'x-http-method', 'x-method-override'])
        await ask(method, '/api/messages?all=true&_method=DELETE', { [name]: 'DELETE' })
    expect((await app.client.get(id)).subject).toBe('secret')
  })

  test('the files of the app are exempt: Chromium names an origin for its own module scripts', async () => {
    const { text } = await send(`${app.url}/`)
    const [, script = ''] = /<script type="module"[^>]* src="([^"]+)"/.exec(text) ?? []
    expect(script).not.toBe('')
    for (const path of ['/', new URL(script, `${app.url}/`).pathname])
      expect((await ask('GET', path, { origin: 'https://evil.test' })).status).toBe(200)
  })
})

describe('--cors-origin', () => {
  test.each(['https://app.test:3000', 'http://tool.test'])(
    '%s may call, and is named exactly, never with credentials',
    async (origin) => {
      for (const path of ['/api/messages', '/api/messages/none']) {
        const { headers } = await ask('GET', path, { origin })
        expect(headers).toMatchObject({ 'access-control-allow-origin': origin, vary: expect.stringMatching(/origin/i) })
        expect(headers['access-control-allow-credentials']).toBeUndefined()
        expect(headers['access-control-expose-headers']).toContain('Mailmitt-Cursor')
      }
      expect((await ask('POST', '/api/sample', { origin })).status).toBe(202)
    },
  )

  test.each(['https://app.test', 'http://app.test:3000', 'https://app.test:3000.evil.test', 'https://xapp.test:3000', 'null'])(
    '%s is not one of them',
    async (origin) => {
      const answer = await ask('GET', '/api/messages', { origin })
      expect([answer.status, answer.headers['access-control-allow-origin']]).toEqual([403, undefined])
    },
  )

  test('a preflight is answered for them and refused to others', async () => {
    const preflight = (origin: string, path = '/api/messages') =>
      send(`${app.url}${path}`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'content-type' },
      })
    const { status, headers } = await preflight('http://tool.test')
    expect(status).toBe(204)
    expect(headers).toMatchObject({
      'access-control-allow-origin': 'http://tool.test',
      'access-control-allow-headers': 'content-type',
    })
    expect(headers['access-control-allow-methods']).toMatch(/PATCH.*DELETE/)
    expect((await preflight('https://evil.test')).status).toBe(403)
    const none = await send(`${beyondLoopback}/api/messages`, {
      method: 'OPTIONS',
      headers: { origin: 'http://tool.test', 'access-control-request-method': 'PATCH' },
    })
    expect([none.status, none.headers['access-control-allow-origin']]).toEqual([404, undefined])
  })
})

describe('what an HTML form can send changes nothing', () => {
  const POSTS = ['/api/messages', '/api/send', '/api/sample']
  const TYPES = [
    'text/plain',
    'text/plain;charset=utf-8',
    'TEXT/PLAIN',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    undefined,
  ]

  test.each(POSTS.flatMap((path) => TYPES.map((type): [string, string | undefined] => [path, type])))(
    'POST %s as %s without an Origin',
    async (path, type) => {
      const { total } = await app.client.list({ limit: 1 })
      const answer = await send(`${app.url}${path}`, {
        method: 'POST',
        headers: type === undefined ? {} : { 'content-type': type },
        body: '{"from":"a@x.test","to":["b@x.test"]}',
      })
      expect(problemOf(answer)).toMatchObject({ status: 403, code: 'forbidden' })
      expect((await app.client.list({ limit: 1 })).total).toBe(total)
    },
  )

  test.each(['text/plain, application/json', 'text/plain;application/json', ' text/plain', '; application/json', ''])(
    '%j is no way around: the sample is not sent',
    async (type) => {
      const { total } = await app.client.list({ limit: 1 })
      const { status } = await send(`${app.url}/api/sample`, { method: 'POST', headers: { 'content-type': type }, body: '{}' })
      expect([403, 415]).toContain(status)
      expect((await app.client.list({ limit: 1 })).total).toBe(total)
    },
  )

  test('a type that no form has needs no Origin: command lines and tests send none', async () => {
    expect((await ask('POST', '/api/sample', {})).status).toBe(202)
  })
})

describe('what a page elsewhere embeds, which names no Origin (Fetch Metadata)', () => {
  const EMBEDDED: [mode: string, destination: string][] = [
    ['no-cors', 'image'],
    ['no-cors', 'script'],
    ['no-cors', 'style'],
    ['no-cors', 'empty'],
    ['navigate', 'iframe'],
    ['navigate', 'object'],
    ['navigate', 'embed'],
  ]
  const asks = (site: string, mode: string, destination: string) => ({
    'sec-fetch-site': site,
    'sec-fetch-mode': mode,
    'sec-fetch-dest': destination,
  })

  test.each(EMBEDDED)('%s for %s is refused on the API', async (mode, destination) => {
    for (const site of ['cross-site', 'same-site'])
      for (const path of ['/api/messages', `/api/messages/${id}/html`, `/api/messages/${id}/parts/1`, '/api/wait', '/api/docs'])
        expect([path, (await ask('GET', path, asks(site, mode, destination))).status]).toEqual([path, 403])
    for (const site of ['same-origin', 'none'])
      expect((await ask('GET', '/api/messages', asks(site, mode, destination))).status).toBe(200)
  })

  test('a link that a person follows is answered', async () => {
    expect((await ask('GET', `/api/messages/${id}/raw`, asks('cross-site', 'navigate', 'document'))).status).toBe(200)
    expect((await ask('GET', '/', asks('cross-site', 'navigate', 'document'))).status).toBe(200)
  })
})

describe('an upgrade to a websocket', () => {
  const PATHS = ['/api/stream', '/api/%73tream', '/%61pi/stream', '/api/stream?afterSeq=1', '/%61%70%69/%73%74%72%65%61%6d']

  test.each(PATHS)('of %s is refused to a foreign Origin and under a foreign Host', async (path) => {
    for (const origin of ['https://evil.test', 'null', 'http://localhost:1']) {
      const { status, text } = await upgrade(app.url, path, { origin })
      expect([origin, status]).toEqual([origin, 403])
      expect(JSON.parse(text)).toMatchObject({ code: 'forbidden' })
    }
    expect((await upgrade(app.url, path, { host: 'evil.test' })).status).toBe(421)
    expect((await upgrade(app.url, path, { host: 'evil.test', origin: 'http://evil.test' })).status).toBe(421)
  })

  test.each(PATHS)('of %s is accepted from our own origin, and from none', async (path) => {
    for (const headers of [{}, { origin: `http://${own}` }, { origin: 'http://tool.test' }] as Record<string, string>[]) {
      const { status, socket } = await upgrade(app.url, path, headers)
      socket.destroy()
      expect([headers, status]).toEqual([headers, 101])
    }
  })

  test.each(['//api/stream', '/api//stream', '/api/stream/', '/API/stream', '/api/./stream', '/api/messages?all=true'])(
    'of %s is refused',
    async (path) => {
      expect((await upgrade(app.url, path)).status).toBeGreaterThanOrEqual(400)
    },
  )

  test.each(['/', '/m/x', '/nothing', '/favicon.svg', '/api/messages', '/api/health/live', '/api/nothing'])(
    'of %s, which is no stream, is refused to a foreign Origin',
    async (path) => {
      expect((await upgrade(app.url, path, { origin: 'https://evil.test' })).status).toBe(403)
    },
  )

  test.each(['/', '/api/messages', `/api/messages/${id}/raw`])(
    'of %s, which is no stream, says nothing and ends',
    async (path) => {
      const { socket } = await upgrade(app.url, path)
      expect((await readFrames(socket)).filter(({ opcode }) => opcode !== 8)).toEqual([])
    },
  )

  test.each([
    ['/api/stream', { origin: 'https://evil.test' }],
    ['/api/stream', { host: 'evil.test' }],
    ['/api/stream?afterSeq=x', {}],
    ['/api/nothing', {}],
    ['/%zz', {}],
    [`/api/messages/${'x'.repeat(1100)}`, {}],
  ] as const)('that is refused holds no connection open: %.30s %j', async (path, headers) => {
    const { port } = new URL(app.url)
    const fields = Object.entries({
      ...{ host: `127.0.0.1:${port}`, connection: 'Upgrade', upgrade: 'websocket' },
      ...{ 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version': '13', ...headers },
    })
    const socket = connect({ host: '127.0.0.1', port: Number(port), allowHalfOpen: true })
    socket.write(`GET ${path} HTTP/1.1\r\n${fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`)
    // Ends when the server closes: this end never does.
    expect((await buffer(socket)).toString()).toMatch(/^HTTP\/1\.1 4\d\d /)
    socket.destroy()
  })

  test('of a call that changes things changes nothing', async () => {
    const { port } = new URL(app.url)
    const answer = await send(`http://127.0.0.1:${port}/api/messages?all=true`, {
      method: 'DELETE',
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'sec-websocket-version': '13',
        origin: 'https://evil.test',
      },
    })
    expect(answer.status).toBe(403)
    expect((await app.client.get(id)).subject).toBe('secret')
  })
})
