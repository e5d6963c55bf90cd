/** What a browser is told with every answer: every route there is, every file of the app, every kind of refusal (DESIGN §8). */
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { startApp } from '../harness/app.ts'
import { type RequestOptions, send, sendOctets } from '../harness/http.ts'
import { attachment, multipart } from '../harness/mail.ts'
import { upgrade } from '../harness/stream.ts'

const app = await startApp({ flags: ['--max-message-size', '64k', '--cors-origin', 'https://tool.test'] })
afterAll(() => app[Symbol.asyncDispose]())

const html = { fields: { 'Content-Type': 'text/html' }, body: '<p>Hello</p>' }
await app.client.add(multipart([html, attachment('image/svg+xml', '<svg/>', { filename: 'a.svg' })]))

/** The head of the answer alone: a stream has no end. */
async function headOf(method: string, path: string, { headers = {}, body }: RequestOptions = {}) {
  const { hostname, port } = new URL(app.url)
  const sent = request({ hostname, port, path, method, headers, agent: false })
  sent.on('error', () => sent.destroy()) // ours, once the head is there
  sent.end(body)
  const [{ statusCode = 0, headers: told }] = (await once(sent, 'response')) as [IncomingMessage]
  sent.destroy()
  return { status: statusCode, headers: told }
}

function expectTold(what: string, headers: IncomingHttpHeaders): void {
  expect([what, headers]).toEqual([
    what,
    expect.objectContaining({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'permissions-policy': expect.stringMatching(/^(?=.*camera=\(\))(?=.*geolocation=\(\))(?=.*microphone=\(\))/),
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': expect.stringMatching(/^default-src '(none|self)'/),
    }),
  ])
  const policy = String(headers['content-security-policy'])
  // A document in a sandbox may have no opener policy, and no window of its own anyway.
  expect([what, headers['cross-origin-opener-policy']]).toEqual([
    what,
    /\bsandbox\b/.test(policy) ? 'unsafe-none' : 'same-origin',
  ])
  expect([what, policy]).not.toEqual([what, expect.stringMatching(/unsafe-eval|script-src[^;]*(unsafe-inline|\*|https?:|data:)/)])
  expect([what, headers['x-powered-by'], headers.server, headers['set-cookie']]).toEqual([what, undefined, undefined, undefined])
}

interface Document {
  paths: Record<string, Record<string, unknown>>
}
const { paths } = (await send(`${app.url}/api/openapi.json`)).json() as Document
const operations = Object.entries(paths).flatMap(([template, methods]) =>
  Object.keys(methods).map((method): [method: string, template: string] => [method.toUpperCase(), template]),
)
/** With a message that is there; a call that changes things gets none that is. */
function pathOf(method: string, template: string): string {
  const values: Record<string, string> = {
    id: method === 'GET' ? 'latest' : 'nothing',
    other: 'latest',
    path: '1',
    name: 'nothing',
  }
  return template.replace(/\{(\w+)\}/g, (_match, name: string) => values[name] ?? '')
}

test('the walk knows every parameter of every route', () => {
  expect(operations.length).toBeGreaterThan(35)
  expect(operations.map(([method, template]) => pathOf(method, template)).filter((path) => /\/(\/|$)/.test(path))).toEqual([])
})

test.each(operations.filter(([method]) => method === 'GET'))(
  '%s %s says it, with what it gives and with what it refuses',
  async (_method, template) => {
    const path = pathOf('GET', template)
    for (const method of ['GET', 'HEAD']) {
      const { status, headers } = await headOf(method, path.replace('/api/export', '/api/export?format=zip'))
      expect([path, status]).toEqual([path, expect.toSatisfy((code: number) => code < 500)])
      expectTold(`${method} ${path}`, headers)
    }
    for (const headers of [{ origin: 'https://evil.test' }, { host: 'evil.test' }] as Record<string, string>[])
      expectTold(`${path} with ${JSON.stringify(headers)}`, (await headOf('GET', path, { headers })).headers)
    expectTold(`${path}?nonsense`, (await headOf('GET', `${path}?nonsense=1`)).headers)
  },
)

test.each(operations.filter(([method]) => method !== 'GET'))('%s %s says it', async (method, template) => {
  const path = pathOf(method, template)
  for (const type of ['application/json', 'text/plain', 'message/rfc822', 'x/y']) {
    const { headers } = await headOf(method, path, { headers: { 'content-type': type }, body: '"' })
    expectTold(`${method} ${path} as ${type}`, headers)
  }
  expectTold(`${method} ${path} from elsewhere`, (await headOf(method, path, { headers: { origin: 'null' } })).headers)
})

test.each([
  ['GET', '/', 200, {}],
  ['GET', '/m/any', 200, {}],
  ['GET', '/m/any/source', 200, {}],
  ['GET', '/sessions', 200, {}],
  ['GET', '/api/docs', 200, {}],
  ['GET', '/api/docs/start.js', 200, {}],
  ['GET', '/api/docs/swagger-ui.css', 200, {}],
  ['GET', '/api/docs/swagger-ui-bundle.js', 200, {}],
  ['GET', '/api/openapi.json', 200, {}],
  ['GET', '/nothing', 404, {}],
  ['GET', '/api/nothing', 404, {}],
  ['GET', '/assets/', 404, {}],
  ['GET', '/assets/..%2f..%2fpackage.json', 404, {}],
  ['GET', '/%zz', 400, {}],
  ['GET', `/api/messages/${'x'.repeat(2000)}`, 414, {}],
  ['TRACE', '/api/messages', 404, {}],
  ['PUT', '/', 404, {}],
  ['OPTIONS', '/api/messages', 403, { origin: 'https://evil.test' }],
  ['OPTIONS', '/api/messages', 204, { origin: 'https://tool.test' }],
  ['GET', '/api/messages', 200, { origin: 'https://tool.test' }],
  ['GET', '/api/messages/latest/raw', 206, { range: 'bytes=0-1' }],
  ['GET', '/api/messages/latest/raw', 416, { range: 'bytes=999999-' }],
  ['GET', '/api/messages/latest/raw', 304, { 'if-none-match': '*' }],
  ['GET', '/api/messages/latest/parts/1?view=forged', 403, {}],
])('%s %s, which is %i, says it', async (method, path, status, headers) => {
  const answer = await headOf(method, path, { headers: headers as Record<string, string> })
  expect(answer.status).toBe(status)
  expectTold(`${method} ${path}`, answer.headers)
})

test('every file of the app says it', async () => {
  const folder = fileURLToPath(new URL('../../dist/web', import.meta.url))
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
    (file) => file.isFile() && !/\.(br|gz)$|^index\.html$/.test(file.name),
  )
  expect(files.length).toBeGreaterThan(3)
  for (const { parentPath, name } of files) {
    const path = `${parentPath.slice(folder.length).replaceAll('\\', '/')}/${name}`
    for (const coding of ['identity', 'gzip', 'br']) {
      const { status, headers } = await headOf('GET', path, { headers: { 'accept-encoding': coding } })
      expect([path, status]).toEqual([path, 200])
      expectTold(path, headers)
    }
  }
})

test('a body that is too large, and one that does not come, are told it', async () => {
  const headers = { 'content-type': 'message/rfc822' }
  const { status, headers: told } = await send(`${app.url}/api/messages`, { method: 'POST', headers, body: 'x'.repeat(70_000) })
  expect(status).toBe(413)
  expectTold('too large', told)
})

test('an upgrade that is refused says it', async () => {
  for (const headers of [{ origin: 'null' }, { host: 'evil.test' }] as Record<string, string>[])
    for (const path of ['/', '/api/stream', '/nothing']) {
      const answer = await upgrade(app.url, path, headers)
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expectTold(`upgrade of ${path}`, answer.headers)
    }
})

test.each([
  ['what is no HTTP', 'NONSENSE\r\n\r\n', 400],
  ['a request with two hosts', 'GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\nConnection: close\r\n\r\n', 400],
  ['a request without a host', 'GET / HTTP/1.1\r\nConnection: close\r\n\r\n', 400],
  [
    'a request with two lengths',
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
  ],
  ['too large a header section', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
])('%s is told it', async (what, octets, status) => {
  const [first = '', ...lines] = (await sendOctets(app.url, octets)).split('\r\n\r\n')[0]?.split('\r\n') ?? []
  expect(first).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
  const fields = lines.map((line): [string, string] => [
    line.slice(0, line.indexOf(':')).toLowerCase(),
    line.slice(line.indexOf(':') + 1).trim(),
  ])
  expectTold(what, Object.fromEntries(fields))
})
