import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { startApp } from '../harness/app.ts'
import { problemOf, send } from '../harness/http.ts'

const app = await startApp()
const behindProxy = await startApp({ flags: ['--base-path', '/tools/mail'] })
afterAll(async () => {
  await app[Symbol.asyncDispose]()
  await behindProxy[Symbol.asyncDispose]()
})
const baseOf = (html: string) => /<base href="([^"]*)"/.exec(html)?.[1]

describe('the shell of the app', () => {
  test.each([
    ['/', './'],
    ['/?q=x/y', './'],
    ['/m/x', '../'],
    ['/m/x/text', '../../'],
    ['/m/a%2Fb/text', '../../'],
    ['/sessions', './'],
    ['/sessions/x', '../'],
  ])('at %s has its root at %s', async (path, base) => {
    const { status, headers, text } = await send(`${app.url}${path}`)
    expect([status, headers['content-type'], headers['cache-control'], baseOf(text)]).toEqual([
      200,
      'text/html; charset=utf-8',
      'no-cache',
      base,
    ])
    expect(new URL(baseOf(text) ?? '', `${app.url}${path}`).href).toBe(`${app.url}/`)
  })

  test('runs no script but its own files, and is framed by nobody', async () => {
    const { headers, text } = await send(`${app.url}/`)
    const policy = String(headers['content-security-policy']).split('; ')
    for (const directive of [
      `default-src 'none'`,
      `script-src 'self'`,
      `base-uri 'self'`,
      `frame-ancestors 'none'`,
      `form-action 'none'`,
    ])
      expect(policy).toContain(directive)
    const scripts = [...text.matchAll(/<script([^>]*)>([^<]*)/g)]
    expect(scripts.length).toBeGreaterThan(0)
    expect(scripts.filter(([, attributes = '', content]) => !attributes.includes(' src=') || content !== '')).toEqual([])
    expect(text).not.toMatch(/ on\w+=|(?:src|href)="(?:https?:)?\/\//)
  })

  test('is whole: what it names is served, with the right type and for as long as its name says', async () => {
    const { text } = await send(`${app.url}/`)
    const files = [...text.matchAll(/(?:src|href)="\.?\/?([\w/.-]+\.(?:js|css|svg))"/g)].map(([, file = '']) => file)
    expect(files.some((file) => file.endsWith('.js'))).toBe(true)
    expect(files.some((file) => file.endsWith('.css'))).toBe(true)
    for (const file of files) {
      const { status, headers, body } = await send(`${app.url}/${file}`)
      const type = { js: 'application/javascript; charset=utf-8', css: 'text/css; charset=utf-8', svg: 'image/svg+xml' }[
        file.split('.').at(-1) ?? ''
      ]
      expect([file, status, headers['content-type'], body.length > 0]).toEqual([file, 200, type, true])
      expect(headers['cache-control']).toBe(file.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache')
    }
  })

  test('comes compressed to those who take it so, and as it is to all others', async () => {
    const { text } = await send(`${app.url}/`)
    const [, file] = /src="\.?\/?(assets\/[\w.-]+\.js)"/.exec(text) ?? []
    const url = `${app.url}/${file}`
    const ask = (encoding?: string) => send(url, encoding === undefined ? {} : { headers: { 'accept-encoding': encoding } })
    const plain = await ask()
    expect(plain.headers).toMatchObject({ vary: 'accept-encoding', 'content-length': String(plain.body.length) })
    expect(plain.headers['content-encoding']).toBeUndefined()
    for (const [accepted, encoding, decompress] of [
      ['gzip, deflate, br, zstd', 'br', brotliDecompressSync],
      ['gzip', 'gzip', gunzipSync],
    ] as const) {
      const { status, headers, body } = await ask(accepted)
      expect([status, headers['content-encoding'], headers['content-type']]).toEqual([
        200,
        encoding,
        'application/javascript; charset=utf-8',
      ])
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable')
      expect(headers.vary).toBe('accept-encoding')
      expect(headers.etag).not.toBe(plain.headers.etag) // other octets
      expect(body.length).toBeLessThan(plain.body.length / 2)
      expect(decompress(body).equals(plain.body)).toBe(true)
      const again = await send(url, { headers: { 'accept-encoding': accepted, 'if-none-match': String(headers.etag) } })
      expect([again.status, again.headers.etag, again.headers.vary]).toEqual([304, headers.etag, 'accept-encoding'])
    }
    for (const ending of ['br', 'gz']) expect((await send(`${url}.${ending}`)).status).toBe(404)
  })
})

describe('--base-path', () => {
  test.each(['/tools/mail/', '/tools/mail', '/tools/mail/m/x/text', '/'])(
    '%s is the app, with its root where the proxy has it',
    async (path) => {
      const { status, text } = await send(`${behindProxy.url}${path}`)
      expect([status, baseOf(text)]).toEqual([200, '/tools/mail/'])
    },
  )

  test('the API is there with the prefix that the proxy keeps, and without it', async () => {
    for (const path of ['/tools/mail/api/info', '/api/info']) expect((await send(`${behindProxy.url}${path}`)).status).toBe(200)
    expect(problemOf(await send(`${behindProxy.url}/tools/mailx/api/info`)).status).toBe(404)
  })

  test('the rules for Host and Origin hold behind the prefix', async () => {
    const target = `${behindProxy.url}/tools/mail/api/messages`
    expect((await send(target, { headers: { origin: 'https://evil.test' } })).status).toBe(403)
    expect((await send(target, { headers: { host: 'evil.test' } })).status).toBe(421)
    expect((await send(`${target}?all=true`, { method: 'DELETE', headers: { origin: 'null' } })).status).toBe(403)
  })
})
