import { networkInterfaces } from 'node:os'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createViewProof } from '../../server/http/view-proof.ts'
import { startApp } from '../harness/app.ts'
import { type Answer, problemOf, send } from '../harness/http.ts'
import { attachment, mail, multipart, PNG } from '../harness/mail.ts'

const app = await startApp({ flags: ['--allowed-hosts', 'mail.test'] })
afterAll(() => app[Symbol.asyncDispose]())
const api = `${app.url}/api/messages`

const REMOTE =
  '<p>hi<img src="https://cdn.example.com/a.png"><img src="http://localhost:3000/logo.png"><img src="cid:dot@x"><img src="cid:gone">'
const { id } = await app.client.add(
  multipart(
    [
      { fields: { 'Content-Type': 'text/html' }, body: REMOTE },
      attachment('image/png', PNG, { fields: { 'Content-ID': '<dot@x>' } }),
      attachment('text/html', '<script>alert(1)</script>', { fields: { 'Content-ID': '<page@x>' } }),
      attachment('font/woff2', 'font', { fields: { 'Content-ID': '<font@x>' } }),
    ],
    { type: 'related' },
  ),
  { mailbox: 'html' },
)

function policyOf({ headers }: Answer): Record<string, string[]> {
  const directives = String(headers['content-security-policy'])
    .split('; ')
    .map((directive) => directive.split(' '))
  return Object.fromEntries(directives.map(([name = '', ...values]) => [name, values]))
}

describe('the document that shows a mail', () => {
  test('runs one script, ours, in a sandbox without an origin', async () => {
    const answer = await send(`${api}/${id}/html`)
    const policy = policyOf(answer)
    expect(policy['default-src']).toEqual([`'none'`])
    expect(policy.sandbox).toEqual(['allow-scripts', 'allow-modals', 'allow-popups', 'allow-popups-to-escape-sandbox'])
    expect([policy['form-action'], policy['base-uri'], policy['frame-ancestors']]).toEqual([[`'none'`], [`'none'`], [`'self'`]])
    const scripts = [...answer.text.matchAll(/<script([^>]*)>/g)].map(([, attributes]) => attributes)
    expect(scripts).toHaveLength(1)
    const [, nonce = ''] = /nonce="([0-9a-f]{32})"/.exec(scripts[0] ?? '') ?? []
    expect(policy['script-src']).toEqual([`'nonce-${nonce}'`])
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
  })

  test('has a new nonce each time', async () => {
    const nonces = await Promise.all([1, 2, 3].map(async () => policyOf(await send(`${api}/${id}/html`))['script-src']?.[0]))
    expect(new Set(nonces).size).toBe(3)
  })

  const LOOPBACK = new URL(app.url).host
  test.each([
    ['', LOOPBACK, ['https://cdn.example.com']],
    ['', 'localhost', ['https://cdn.example.com']],
    ['', 'x.localhost:99', ['https://cdn.example.com']],
    ['', '[::1]:8025', ['https://cdn.example.com']],
    ['', 'mail.test', []],
    ['', '192.0.2.1:8025', []],
    ['?remote=block', LOOPBACK, []],
    ['?remote=allow', LOOPBACK, ['https://cdn.example.com', 'http://localhost:3000']],
    ['?remote=allow', 'mail.test', ['https://cdn.example.com', 'http://localhost:3000']],
  ])('with %j under the host %s may load from %j', async (query, host, origins) => {
    const policy = policyOf(await send(`${api}/${id}/html${query}`, { headers: { host } }))
    expect(policy['img-src']).toEqual([`'self'`, 'data:', ...origins])
    expect(policy['style-src']).toEqual([`'unsafe-inline'`, ...origins])
  })

  test('loads from the hosts that are named, and from no other', async () => {
    const policy = policyOf(await send(`${api}/${id}/html?remote=block&remoteHosts=LOCALHOST:3000,a.test`))
    expect(policy['img-src']).toEqual([`'self'`, 'data:', 'http://localhost:3000'])
  })

  test('is the same as ever in a theme, but for its styles', async () => {
    const [light, byDefault, author, forced] = await Promise.all(
      ['?theme=light', '', '?theme=author-dark', '?theme=forced-dark'].map((query) => send(`${api}/${id}/html${query}`)),
    )
    const withoutNonce = (answer: Answer | undefined) => answer?.text.replace(/nonce="\w+"|view=[^"]+/g, '')
    expect(withoutNonce(byDefault)).toBe(withoutNonce(light))
    expect(forced?.text).toContain('filter:invert(1)')
    for (const answer of [author, forced]) {
      expect(answer?.text.match(/<script/g)).toHaveLength(1)
      expect(answer && policyOf(answer).sandbox).toEqual(light && policyOf(light).sandbox)
    }
    expect(problemOf(await send(`${api}/${id}/html?theme=sepia`)).status).toBe(400)
  })

  test('shows no image when told so', async () => {
    const answer = await send(`${api}/${id}/html?images=off&remote=allow`)
    expect(policyOf(answer)['img-src']).toEqual([`'none'`])
    expect(answer.text).not.toContain('view=')
  })

  const ownAddress = Object.values(networkInterfaces())
    .flat()
    .find((address) => address?.family === 'IPv4' && !address.internal)?.address
  test.skipIf(ownAddress === undefined)(
    'loads nothing from elsewhere for a peer that is not on loopback, whatever Host it says',
    async () => {
      await using open = await startApp({ flags: ['--http', '0.0.0.0:0'] })
      const added = await open.client.add(mail({ Subject: 'x', 'Content-Type': 'text/html' }, REMOTE))
      const { port } = new URL(open.url)
      const policy = policyOf(
        await send(`http://${ownAddress}:${port}/api/messages/${added.id}/html`, { headers: { host: 'localhost' } }),
      )
      expect(policy['img-src']).toEqual([`'self'`, 'data:'])
    },
  )

  test('of a mail without HTML is its text, escaped', async () => {
    const text = await app.client.add(mail({ Subject: 'x' }, '1 < 2 <script>alert(1)</script>'))
    const answer = await send(`${api}/${text.id}/html`)
    expect(answer.text).toContain('1 &lt; 2 &lt;script&gt;')
  })

  test('changes nothing by being read', async () => {
    for (const path of ['', '/html', '/text', '/raw', '/headers', '/parts', '/parts/2']) await send(`${api}/${id}${path}`)
    expect((await app.client.get(id)).seen).toBe(false)
  })
})

describe('an inline image in it', () => {
  /** As the frame asks: from an opaque origin. */
  const ask = (target: string, headers: Record<string, string> = { origin: 'null' }) => send(target, { headers })

  async function inlineImage(message = id): Promise<string> {
    const { text } = await send(`${api}/${message}/html${message === 'latest' ? '?mailbox=html' : ''}`)
    const [, src = ''] = /<img src="([^"]*view=[^"]*)"/.exec(text) ?? []
    return new URL(src.replaceAll('&amp;', '&'), `${api}/${message}/html`).href
  }
  const proofOf = async () => String(new URL(await inlineImage()).searchParams.get('view'))

  test('is had with its proof by an opaque origin', async () => {
    const { status, body, headers } = await ask(await inlineImage())
    expect([status, body.equals(PNG)]).toEqual([200, true])
    expect(headers).toMatchObject({
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    })
    expect(headers['access-control-allow-credentials']).toBeUndefined()
  })

  test('is had in the document of `latest` too', async () => {
    expect((await ask(await inlineImage('latest'))).status).toBe(200)
  })

  test('is refused to an opaque origin without proof', async () => {
    expect(problemOf(await ask(`${api}/${id}/parts/2`))).toMatchObject({ status: 403, code: 'forbidden' })
  })

  test('is for the app without proof, and stays on this origin then', async () => {
    const { status, headers } = await ask(`${api}/${id}/parts/2`, {})
    expect([status, headers['cross-origin-resource-policy'], headers['access-control-allow-origin']]).toEqual([
      200,
      'same-origin',
      undefined,
    ])
  })

  test.each([
    ['empty', async () => ''],
    ['made up', async () => 'zzzzzzzz.AAAA'],
    ['with another expiry', async () => `zzzzzzzzz.${(await proofOf()).split('.')[1]}`],
    ['cut short', async () => (await proofOf()).slice(0, -1)],
    ['followed by more', async () => `${await proofOf()}.x`],
    ['twice', async () => `${await proofOf()}&view=${await proofOf()}`],
  ])('is refused with a proof that is %s', async (name, proof) => {
    const target = `${api}/${id}/parts/2?view=${await proof()}`
    for (const headers of [{ origin: 'null' }, {}])
      expect([name, problemOf(await ask(target, headers)).status]).toEqual([
        name,
        name === 'twice' && !('origin' in headers) ? 400 : 403,
      ])
  })

  test('is refused with the proof of another part or another message', async () => {
    const proof = await proofOf()
    const other = (await app.client.add(multipart([{ fields: {}, body: 'x' }, attachment('image/png', PNG)]))).id
    for (const path of [`${id}/parts/4`, `${other}/parts/2`])
      expect(problemOf(await ask(`${api}/${path}?view=${proof}`)).status).toBe(403)
  })

  test('needs the exempt form: the same proof opens no other route', async () => {
    const proof = await proofOf()
    for (const path of ['/parts/2/raw', '/raw', '/html', '/text', ''])
      expect((await ask(`${api}/${id}${path}?view=${proof}`)).status).toBe(403)
    const { status } = await send(`${api}/${id}?view=${proof}`, { method: 'DELETE', headers: { origin: 'null' } })
    expect(status).toBe(403)
  })

  test('still needs a Host of ours', async () => {
    expect((await ask(await inlineImage(), { origin: 'null', host: 'evil.test' })).status).toBe(421)
  })
})

describe('a proof', () => {
  beforeEach(() => void vi.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00Z') }))
  afterEach(() => void vi.useRealTimers())

  test('holds for a day, for that part of that message, in this process', () => {
    const proof = createViewProof()
    const view = proof.sign('id', '1.2')
    expect(proof.verify('id', '1.2', view)).toBe(true)
    expect(proof.verify('id', '1.3', view)).toBe(false)
    expect(proof.verify('other', '1.2', view)).toBe(false)
    expect(createViewProof().verify('id', '1.2', view)).toBe(false)
    vi.setSystemTime(Date.parse('2026-01-01T23:59:59Z'))
    expect(proof.verify('id', '1.2', view)).toBe(true)
    vi.setSystemTime(Date.parse('2026-01-02T00:00:01Z'))
    expect(proof.verify('id', '1.2', view)).toBe(false)
  })

  test('is given to images and fonts only, and a page has none even if it is asked by name', async () => {
    vi.useRealTimers()
    const { text } = await send(
      `${api}/${
        (
          await app.client.add(
            multipart(
              [
                { fields: { 'Content-Type': 'text/html' }, body: '<img src="cid:page@x"><img src="cid:font@x">' },
                attachment('text/html', 'x', { fields: { 'Content-ID': '<page@x>' } }),
                attachment('font/woff2', 'x', { fields: { 'Content-ID': '<font@x>' } }),
              ],
              { type: 'related' },
            ),
          )
        ).id
      }/html`,
    )
    expect([...text.matchAll(/parts\/(\d)\?view/g)].map(([, path]) => path)).toEqual(['3'])
  })
})
