/**
 * A page of somebody else, in the same browser: by every way it has, under every name that leads here, it reads nothing and
 * changes nothing; and the app's own page beside it goes on (DESIGN §8).
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BrowserContext, Page } from '@playwright/test'
import type { RunningApp } from '../harness/app.ts'
import { PNG } from '../harness/mail.ts'
import { attack, type Target } from './attack-page.ts'
import { test as base, expect, openLive, row } from './fixtures.ts'

const SECRET = 'swordfish'
const PAGE = '<!doctype html><title>Evil</title><body>Evil'

type Send = (mail: { subject: string }) => Promise<void>

interface Attacker {
  port: number
}

const test = base.extend<{ attacker: Attacker }>({
  // Playwright reads the names of fixtures from this pattern.
  // biome-ignore lint/correctness/noEmptyPattern: it needs none
  attacker: async ({}, use) => {
    const server = createServer((request, response) => {
      // The second gives the page an opaque origin, and lets it do all else.
      const sandbox =
        request.url === '/opaque' ? { 'content-security-policy': 'sandbox allow-scripts allow-forms allow-popups' } : {}
      response.writeHead(200, { 'content-type': 'text/html', ...sandbox }).end(PAGE)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    await use({ port: (server.address() as AddressInfo).port })
    server.closeAllConnections()
    server.close()
  },
})

const executablePath = process.env.CHROME_PATH
test.use({
  launchOptions: {
    ...(executablePath && { executablePath }),
    args: [
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      // A name of the attacker that leads to this machine: what DNS rebinding comes down to.
      '--host-resolver-rules=MAP *.test 127.0.0.1',
      // Not every browser keeps pages of the network from asking this machine; ours has to hold without.
      '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests',
    ],
  },
})

/** All that a page could have changed. */
async function stateOf({ url, client }: RunningApp): Promise<unknown> {
  const json = async (path: string) => (await fetch(`${url}/api/${path}`)).json() as Promise<unknown>
  // The refused are events too.
  const { seq: _, ...page } = await client.list()
  return [page, await json('mailboxes'), await json('tags'), await json('tag-rules'), await json('waits')]
}

/** @param own page of the app, in the same browser */
async function attackBeside(own: Page, page: Page, name: string, { app, send }: { app: RunningApp; send: Send }): Promise<void> {
  test.slow()
  const before = await stateOf(app)
  let asked = 0
  page.on('request', () => asked++)
  expect(await page.evaluate(attack, targetOf(app, name))).toEqual([])
  expect(asked).toBeGreaterThan(300)
  // It has removed its frames; that they are gone is told a little later.
  await expect.poll(() => page.frames().length).toBe(1)
  expect(await page.content()).not.toContain(SECRET)
  expect(await stateOf(app)).toEqual(before)

  await send({ subject: 'After the attack' })
  await expect(row(own, 'After the attack')).toBeVisible()
  await row(own, SECRET).click()
  await own.getByTestId('action-pin').click()
  await expect.poll(async () => (await app.client.list()).messages.map(({ pinned }) => pinned)).toEqual([false, true])
}

function targetOf(app: RunningApp, name: string): Target {
  return { url: `http://${name}:${new URL(app.url).port}`, smtpUrl: `http://${name}:${app.smtp.port}`, secret: SECRET }
}

test.beforeEach(async ({ page, send }) => {
  await send({
    subject: SECRET,
    text: SECRET,
    html: `<p>${SECRET}</p>`,
    attachments: [{ filename: `${SECRET}.png`, content: PNG, contentType: 'image/png' }],
  })
  await openLive(page)
  await expect(row(page, SECRET)).toBeVisible()
})

for (const [what, address, name] of [
  ['of another host', (port: number) => `http://evil.test:${port}/`, '127.0.0.1'],
  ['of another port of this machine, which is the same site', (port: number) => `http://localhost:${port}/`, 'localhost'],
  ['of another port of the same address', (port: number) => `http://127.0.0.1:${port}/`, '127.0.0.1'],
  ['without an origin', (port: number) => `http://127.0.0.1:${port}/opaque`, 'localhost'],
] as const)
  test(`a page ${what} reads nothing and changes nothing`, async ({ page, app, send, context, attacker }) => {
    const evil = await context.newPage()
    await evil.goto(address(attacker.port))
    await attackBeside(page, evil, name, { app, send })
  })

/** Its own server has answered once; from then on the name leads here. */
async function openRebound(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage()
  await page.route(`${url}/start`, (route) => route.fulfill({ contentType: 'text/html', body: PAGE }))
  await page.goto(`${url}/start`)
  return page
}

for (const name of ['evil.test', 'localhost.evil.test'])
  test(`a page under ${name}, bound to this address after it was loaded, reads nothing and changes nothing`, async ({
    page,
    app,
    send,
    context,
  }) => {
    const evil = await openRebound(context, targetOf(app, name).url)
    await attackBeside(page, evil, name, { app, send })
    expect(await evil.evaluate(async () => (await fetch('/api/messages')).status)).toBe(421)
  })

test.describe('where a name is allowed,', () => {
  test.use({ flags: ['--allowed-hosts', 'evil.test'] })

  test('the same attack under it reads and changes all: it is able to', async ({ app, context }) => {
    test.slow()
    const evil = await openRebound(context, targetOf(app, 'evil.test').url)
    const gained = await evil.evaluate(attack, targetOf(app, 'evil.test'))
    const WAYS = [
      'cors /api/messages:',
      'same-origin POST /api/send',
      'same-origin DELETE',
      'xhr',
      'img',
      'websocket',
      'event source',
    ]
    expect(WAYS.filter((way) => !gained.some((line) => line.startsWith(way)))).toEqual([])
    expect(await app.client.list({ q: 'subject:Planted' })).not.toMatchObject({ total: 0 })
  })
})

test('a page that opens the app holds no handle on its window', async ({ page, context, attacker, app }) => {
  const evil = await context.newPage()
  await evil.goto(`http://evil.test:${attacker.port}/`)
  for (const path of ['/', '/sessions', '/api/docs']) {
    const opening = context.waitForEvent('page')
    await evil.evaluate((url) => {
      Object.assign(globalThis, { opened: open(url) })
    }, `${app.url}${path}`)
    const opened = await opening
    await opened.waitForLoadState()
    expect(await opened.evaluate(() => opener === null)).toBe(true)
    const isClosed = () => evil.evaluate(() => (globalThis as unknown as { opened: Window }).opened.closed)
    await expect.poll(isClosed).toBe(true)
    await opened.close()
  }
  await expect(page.getByTestId('stream-status')).toHaveAttribute('data-status', 'open')
})

test('a page that frames the app, or what the app shows, gets an empty frame', async ({ context, attacker, app }) => {
  const evil = await context.newPage()
  await evil.goto(`http://localhost:${attacker.port}/`)
  const { id } = await app.client.latest()
  for (const path of ['/', `/m/${id}`, `/api/messages/${id}/html`, `/api/messages/${id}/parts/2`, '/api/messages', '/api/docs']) {
    const failed = evil.waitForEvent('requestfailed')
    await evil.evaluate((url) => {
      const frame = document.createElement('iframe')
      frame.src = url
      document.body.replaceChildren(frame)
    }, `${app.url}${path}`)
    expect([path, (await failed).failure()?.errorText]).toEqual([path, expect.stringMatching(/ERR_BLOCKED_BY_(RESPONSE|CSP)/)])
  }
})

test('a link from elsewhere to a mail works: to the page, and to its octets', async ({ context, attacker, app }) => {
  const other = await context.newPage()
  await other.goto(`http://evil.test:${attacker.port}/`)
  const { id } = await app.client.latest()
  await other.evaluate((url) => {
    const link = document.createElement('a')
    link.href = url
    link.textContent = 'the mail'
    document.body.append(link)
  }, `${app.url}/m/${id}`)
  await other.getByText('the mail').click()
  await expect(other.getByTestId('reader')).toContainText(SECRET)
  await other.goto(`http://evil.test:${attacker.port}/`)
  const answered = other.waitForResponse(`${app.url}/api/messages/${id}/text`)
  await other.evaluate((url) => location.assign(url), `${app.url}/api/messages/${id}/text`)
  expect((await answered).status()).toBe(200)
})
