/** Holes that other catchers had, where no other test is about them. docs/security-tests.md has the whole list. */
import { readdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningApp, startApp } from '../harness/app.ts'
import { send } from '../harness/http.ts'
import { attachment, mail, multipart, PNG } from '../harness/mail.ts'
import { beginData, deliver, openSmtp, queuedId } from '../harness/smtp.ts'
import { type TemporaryFolder, temporaryFolder } from '../harness/temporary-folder.ts'

let app: RunningApp
let folder: TemporaryFolder
beforeAll(async () => {
  folder = await temporaryFolder()
  app = await startApp({ database: folder.path('mail.db'), flags: ['--max-message-size', '64k'] })
})
afterAll(async () => {
  await app[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

test('two attachments of one name, type and size are each what was sent (MailDev: the second overwrote the first)', async () => {
  const file = (content: string) => attachment('application/octet-stream', content, { filename: 'same.bin' })
  const { id } = await app.client.add(multipart([file('AAAA'), file('BBBB')]))
  const { attachments } = await app.client.get(id)
  expect(attachments.map(({ filename }) => filename)).toEqual(['same.bin', 'same.bin'])
  const contents = attachments.map(({ path }) => send(`${app.url}/api/messages/${id}/parts/${path}`))
  expect((await Promise.all(contents)).map(({ text }) => text)).toEqual(['AAAA', 'BBBB'])
})

test('the newest mail is the one that came last, however it is dated (MailDev sorted by Date)', async () => {
  await app.client.add(mail({ Subject: 'dated today', Date: new Date().toUTCString() }))
  const { id } = await app.client.add(mail({ Subject: 'dated 2020', Date: 'Wed, 1 Jan 2020 00:00:00 +0000' }))
  expect((await app.client.latest()).id).toBe(id)
  expect((await app.client.list({ limit: 1 })).messages[0]?.subject).toBe('dated 2020')
})

test('a restart keeps flags, the envelope with its blind copies, and octets of any charset (MailDev lost all three)', async () => {
  await using place = await temporaryFolder()
  const database = place.path('mail.db')
  const octets = Buffer.from('Subject: Latin\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\ncaf\xe9\r\n', 'latin1')
  const first = await startApp({ database })
  await using smtp = await openSmtp(first.smtp)
  const id = await deliver(smtp, octets, { from: 'real@sender.test', to: ['to@b.test', 'blind@b.test'] })
  await first.client.patch({ select: { ids: [id] }, set: { seen: true } })
  const before = await first.client.get(id)
  await first[Symbol.asyncDispose]()

  await using again = await startApp({ database })
  const after = await again.client.get(id)
  expect(after).toEqual(before)
  expect(after).toMatchObject({
    seen: true,
    text: 'café\n',
    envelope: { reversePath: 'real@sender.test', forwardPaths: ['to@b.test', 'blind@b.test'] },
  })
  expect(Buffer.from(await again.client.raw(id)).equals(octets)).toBe(true)
})

test('HTML that is read, shown or taken as source is the same afterwards (MailDev: reading it changed it)', async () => {
  const html = '<p onclick="x()">Hello<script>x()</script></p>'
  const { id } = await app.client.add(mail({ 'Content-Type': 'text/html' }, html))
  const before = await app.client.get(id)
  for (const path of ['html', 'raw', 'html-file', 'snapshot', 'parts/1', 'text?of=html'])
    await send(`${app.url}/api/messages/${id}/${path}`)
  expect(await app.client.get(id)).toEqual(before)
  expect(before.html).toContain('<script>')
})

test('a Content-ID or a file name that is a path opens no file, and none is written (MailDev, CVE-2024-27448)', async () => {
  const names = ['../../../etc/passwd', '..\\..\\evil.js', '/etc/passwd', 'mail.db', '%2e%2e%2fevil.js', '.*', '(a+)+$']
  const parts = names.map((name) =>
    attachment('image/png', PNG, { filename: name.replaceAll('\\', '\\\\'), fields: { 'Content-ID': `<${name}>` } }),
  )
  const html = names.map((name) => `<img src="cid:${name}">`).join('')
  const { id } = await app.client.add(
    multipart([{ fields: { 'Content-Type': 'text/html' }, body: html }, ...parts], { type: 'related' }),
  )
  const { text } = await send(`${app.url}/api/messages/${id}/html`)
  const sources = [...text.matchAll(/<img src="([^"]*)"/g)].map(([, source = '']) => source)
  // Each is the part of that name and of no other, though some are patterns.
  expect(sources.map((source) => /\/parts\/(\d+)\?view=/.exec(source)?.[1])).toEqual(names.map((_name, i) => String(i + 2)))
  for (const name of names)
    expect((await send(`${app.url}/api/messages/${id}/parts/${encodeURIComponent(name)}`)).status).toBe(400)
  await send(`${app.url}/api/export?format=zip`)
  expect(readdirSync(folder.path('.')).filter((file) => !file.startsWith('mail.db'))).toEqual([])
})

describe('an address with control characters (CVE-2026-23829)', () => {
  test.for(['\r', '\0', '\t', '\x1b[2J', '\x7f', '\x85', '\r\nX-Injected: yes\r\n '])(
    '%j is refused in each command, and nothing of it is in what is derived',
    async (control) => {
      await using smtp = await openSmtp(app.smtp)
      await smtp.say('EHLO client.test')
      const latin1 = (line: string) => {
        smtp.write(Buffer.from(`${line}\r\n`, 'latin1'))
        return smtp.reply()
      }
      const lines = control.split('\r\n').length
      expect(await latin1(`MAIL FROM:<a${control}@a.test>`)).toMatch(/^5/)
      for (let i = 1; i < lines; i++) expect(await smtp.reply()).toMatch(/^5/)
      expect(await smtp.say('MAIL FROM:<a@a.test>')).toMatch(/^250/)
      expect(await latin1(`RCPT TO:<b${control}@b.test>`)).toMatch(/^5/)
      for (let i = 1; i < lines; i++) expect(await smtp.reply()).toMatch(/^5/)
      expect(await smtp.say('RCPT TO:<b@b.test>')).toMatch(/^250/)
      await smtp.say('DATA')
      const { envelope } = await app.client.get(queuedId(await smtp.say('Subject: x\r\n\r\n.')))
      expect(envelope).toMatchObject({ reversePath: 'a@a.test', forwardPaths: ['b@b.test'] })
    },
  )
})

test('mail data without a line end is refused at its limit, while it comes, and the next mail is taken (CVE-2026-67447)', async () => {
  await using smtp = await openSmtp(app.smtp)
  await beginData(smtp)
  for (let i = 0; i < 64; i++) smtp.write('x'.repeat(64 * 1024))
  expect(await smtp.say('\r\n.')).toMatch(/^552 5\.3\.4 /)
  await deliver(smtp, 'Subject: next\r\n\r\n')
})

test('every call that takes a body has a limit to it (GHSA-28pq-6qxg-wg5r: one route only)', async () => {
  const { paths } = (await send(`${app.url}/api/openapi.json`)).json() as {
    paths: Record<string, Record<string, { requestBody?: unknown }>>
  }
  const calls = Object.entries(paths).flatMap(([template, methods]) =>
    Object.entries(methods).flatMap(([method, { requestBody }]) =>
      requestBody === undefined ? [] : [[method.toUpperCase(), template.replace(/\{\w+\}/g, 'none')] as const],
    ),
  )
  expect(calls.length).toBeGreaterThan(5)
  const body = JSON.stringify({ text: 'x'.repeat(1_100_000) })
  for (const [method, path] of calls) {
    const type = method === 'POST' && path === '/api/messages' ? 'message/rfc822' : 'application/json'
    const { status } = await send(`${app.url}${path}`, { method, headers: { 'content-type': type }, body })
    expect([method, path, status]).toEqual([method, path, 413])
  }
})

test('no page tells of the inside of the process (Mailpit 1.27.10 showed /debug/vars)', async () => {
  for (const path of [
    '/debug/vars',
    '/debug/pprof/',
    '/metrics',
    '/.env',
    '/.git/config',
    '/server-status',
    '/api/debug',
    '/node_modules/',
  ])
    expect([path, (await send(`${app.url}${path}`)).status]).toEqual([path, 404])
})

test('a proxy of ours for addresses in mails there is none (CVE-2026-21859)', async () => {
  for (const path of [
    '/proxy?url=http%3A%2F%2Flocalhost',
    '/api/proxy?url=http%3A%2F%2Flocalhost',
    '/api/messages/latest/links?check=true',
  ])
    expect([path, (await send(`${app.url}${path}`)).status]).toEqual([path, 404])
})

test('names that are SQL are names: of mailboxes, tags, files, hosts and in searches', async () => {
  const nasty = `'; drop table message; -- " % _ \\ ) or 1=1`
  await using smtp = await openSmtp(app.smtp)
  await smtp.say(`EHLO ${nasty}`)
  await smtp.say('EHLO client.test')
  const id = await deliver(
    smtp,
    multipart([attachment('text/plain', 'x', { filename: nasty.replaceAll('\\', '\\\\').replaceAll('"', '\\"') })], {
      fields: { Subject: nasty, 'X-Tags': nasty, 'X-Mailmitt-Mailbox': nasty, 'Message-ID': `<${nasty}>` },
    }),
    { from: `"';drop table message;--"@a.test` },
  )
  const { mailbox, tags, subject } = await app.client.get(id)
  expect(subject).toBe(nasty)
  expect((await app.client.list({ mailbox })).total).toBe(1)
  for (const tag of tags)
    expect(
      (await app.client.list({ q: `tag:"${tag.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"` })).messages.map(
        (found) => found.id,
      ),
    ).toContain(id)
  for (const field of ['', 'subject:', 'mailbox:', 'tag:', 'from:', 'attachment:', 'header:', 'id:', 'messageid:'])
    for (const text of [nasty, "'", '%', '_', '*', '\\', '"', ')', 'x" OR "x', 'NEAR(x y)', '\0'])
      expect(
        (await send(`${app.url}/api/messages?q=${encodeURIComponent(`${field}"${text.replaceAll('"', '')}"`)}`)).status,
      ).toBeLessThan(500)
  for (const path of ['messages', 'sessions', 'tag-rules', 'mailboxes'])
    expect((await send(`${app.url}/api/${path}/${encodeURIComponent("x' or 1=1 --")}`)).status).toBeLessThan(500)
  expect((await app.client.get(id)).subject).toBe(nasty)
})
