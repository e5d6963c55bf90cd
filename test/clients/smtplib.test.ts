import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningApp, startApp } from '../harness/app.ts'
import { runClient } from './run-client.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app[Symbol.asyncDispose]())

const SCRIPT = fileURLToPath(new URL('send.py', import.meta.url))

test.for(['none', 'PLAIN', 'LOGIN'])(
  'Python’s smtplib, AUTH %s: every mail is kept octet for octet and read right',
  async (method) => {
    const mark = await app.client.cursor()
    const lines = (await runClient('python3', [SCRIPT, app.smtp.host, String(app.smtp.port), method])).trim().split('\n')
    const sent = lines.map((line) => Buffer.from(JSON.parse(line).octets, 'base64'))
    const { messages } = await app.client.list({ after: mark })
    const ids = messages.map(({ id }) => id).reverse()
    expect(ids).toHaveLength(5)
    for (const [i, id] of ids.entries())
      expect(Buffer.from(await app.client.raw(id)).toString('latin1')).toBe(sent[i]?.toString('latin1'))

    const [plain, html, attachment, turkish, japanese] = await Promise.all(ids.map((id) => app.client.get(id)))
    expect(plain).toMatchObject({
      subject: 'plain',
      text: 'Hello,\n.\n..two dots\n\nBye\n',
      from: [{ displayName: 'Shop', addrSpec: 'shop@a.test' }],
      to: [{ displayName: 'Ann', addrSpec: 'ann@b.test' }],
      cc: [{ addrSpec: 'zoe@b.test' }],
      bcc: [{ addrSpec: 'hidden@b.test' }],
      envelope: { reversePath: 'shop@a.test', forwardPaths: ['ann@b.test', 'hidden@b.test', 'zoe@b.test'] },
      mailbox: method === 'none' ? 'default' : 'python',
    })
    expect(plain?.session).toMatchObject({ heloName: 'smtplib.test', ...(method !== 'none' && { authenticatedAs: 'python' }) })
    expect(html).toMatchObject({ text: 'Hello\n', html: '<p>Hello <img src="cid:logo@a.test"></p>\n', attachmentCount: 0 })
    const logo = html?.attachments[0]
    expect(logo).toMatchObject({ filename: 'logo.png', contentType: 'image/png', contentId: 'logo@a.test' })
    expect(attachment?.attachments).toMatchObject([{ filename: 'fatura ığüş.bin', sizeOctets: 5120 }])
    expect(
      Buffer.from(await app.client.part(ids[2] ?? '', attachment?.attachments[0]?.path ?? '')).equals(
        Buffer.from(Array.from({ length: 5120 }, (_, i) => i % 256)),
      ),
    ).toBe(true)
    expect(turkish).toMatchObject({ subject: "İstanbul'dan ığüşöç", text: 'İyi günler, ığüşöç.\n' })
    expect(japanese).toMatchObject({
      subject: 'ご注文ありがとう',
      text: '東京からこんにちは。\n',
      to: [{ displayName: '山田', addrSpec: 'yamada@b.test' }],
    })
  },
)
