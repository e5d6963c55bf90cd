/** The examples of docs/client.md: what stands there stands here, and runs; those of docs/embedded.md in its own tests. */
import { readdirSync, readFileSync } from 'node:fs'
import { parse } from 'parse5'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, createClient } from '../../shared/client/client.ts'
import { type RunningApp, startApp } from '../harness/app.ts'
import { attachment, multipart } from '../harness/mail.ts'
import { deliver, openSmtp } from '../harness/smtp.ts'

let app: RunningApp
let client: Client
beforeAll(async () => {
  app = await startApp()
  client = createClient({ baseUrl: app.url })
})
afterAll(() => app[Symbol.asyncDispose]())

/** What an app does. */
async function signUp(address: string): Promise<void> {
  const html = `<p>Your code is <b>482913</b></p><p><a href="https://shop.test/confirm?token=abc">Confirm address</a></p>`
  const parts = [
    { fields: { 'Content-Type': 'text/html' }, body: html },
    attachment('application/pdf', '%PDF-1.7', { filename: 'terms.pdf' }),
  ]
  const fields = { From: 'Shop <hello@shop.test>', To: address, Subject: 'Welcome to Shop' }
  await using smtp = await openSmtp(app.smtp)
  await deliver(smtp, multipart(parts, { fields }), { to: [address] })
}

test('wait for a mail', async () => {
  const address = client.address()
  const mark = await client.mark()
  await signUp(address)
  const mail = await client.waitFor({ to: address, subject: 'Welcome', since: mark })
  expect(mail.code).toBe('482913')
  expect(mail.link({ text: 'Confirm' }).href).toBe('https://shop.test/confirm?token=abc')
  expect(mail.header('Subject')).toBe('Welcome to Shop')
  const terms = await mail.attachment('terms.pdf').octets()
  expect(terms.length).toBe(8)
})

test('wait for several, and for none', async () => {
  const address = client.address()
  for (let times = 0; times < 2; times++) await signUp(address)
  const mails = await client.waitForAll({ to: address, count: 2, timeout: '1m' })
  expect(mails).toHaveLength(2)
  await client.expectNone({ to: address, since: mails[1]?.cursor, quiet: '100ms' })
})

test('search', async () => {
  const address = client.address()
  await signUp(address)
  await client.waitFor({ to: address })
  const { messages } = await client.search({ to: address, has: ['code', 'attachment'] })
  expect(messages).toHaveLength(1)
  const { total } = await client.search(`to:${address} (subject:welcome OR subject:hello) -is:pinned`)
  expect(total).toBe(1)
})

test('a mailbox of its own', async () => {
  const worker = client.mailbox(`worker-${process.env.VITEST_POOL_ID}`)
  await worker.send({ from: 'hello@shop.test', to: ['ann@x.test'], subject: 'Welcome' })
  const mail = await worker.waitFor({ subject: 'Welcome' })
  await worker.delete({ all: true })
  expect([mail.subject, (await worker.list()).total]).toEqual(['Welcome', 0])
})

test('follow what happens', async () => {
  const address = client.address()
  await using events = await client.stream({ to: address })
  await signUp(address)
  for await (const event of events) {
    if (event.type === 'message.added') break
  }
})

test('a parser of HTML', async () => {
  await signUp('ann@x.test')
  const baseUrl = app.url
  const client = createClient({ baseUrl, parseHtml: parse })
  const mail = await client.waitFor({ to: 'ann@x.test' })
  expect(mail.dom().childNodes).not.toEqual([])
})

test('every example stands in one of these tests as it is', () => {
  const dedent = (text: string) => text.replace(/^ +/gm, '').trim()
  const tests = ['.', '../embedded/'].flatMap((path) => {
    const folder = new URL(path, import.meta.url)
    return readdirSync(folder).map((name) => dedent(readFileSync(new URL(name, folder), 'utf8')))
  })
  for (const page of ['../../docs/client.md', '../../docs/embedded.md', '../../README.md']) {
    const examples = [...readFileSync(new URL(page, import.meta.url), 'utf8').matchAll(/^```ts\n([\s\S]*?)^```/gm)]
    expect(examples.length).toBeGreaterThan(0)
    for (const [, example = ''] of examples) {
      const body = dedent(example.replace(/^(?:import .*|const client = createClient\(\{ baseUrl: 'http.*)\n/gm, ''))
      expect(
        tests.some((text) => text.includes(body)),
        example,
      ).toBe(true)
    }
  }
})
