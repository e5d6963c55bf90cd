import { afterAll, beforeAll, expect, test } from 'vitest'
import { createParser } from '../../server/mail/parser.ts'
import { type RunningApp, startApp } from '../harness/app.ts'
import { deliver } from '../smtp/mail-data.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app[Symbol.asyncDispose]())

/** Of 60 kB: each paragraph opens all of the formatting elements again (HTML standard §13.2.4.3), 16 million in the end. */
const HOSTILE = Buffer.from(
  `From: Eve <eve@x.test>\r\nTo: ann@x.test\r\nSubject: =?utf-8?q?hangs_=E2=80=A6?=\r\nContent-Type: text/html\r\n\r\n<p>${Array.from({ length: 4000 }, (_, i) => `<b id=${i}>`).join('')}${'<p>x'.repeat(4000)}\r\n`,
)

test('a mail on which the parser hangs is kept and marked, and takes nothing else with it (DESIGN §2, promise 4)', async () => {
  const [hostile, next] = await Promise.all([deliver(app, HOSTILE), deliver(app, 'Subject: harmless\r\n\r\nbody\r\n')])
  const message = await app.client.get(hostile)
  expect(message).toMatchObject({
    subject: 'hangs …',
    from: [{ displayName: 'Eve', addrSpec: 'eve@x.test' }],
    envelope: { reversePath: 'sender@a.test', forwardPaths: ['to@b.test'] },
    sizeOctets: HOSTILE.length,
    text: '',
    html: '',
    // On a fast machine its thread runs out of memory before it runs out of time.
    findings: [{ rule: expect.stringMatching(/^parser-(timeout|failed)$/), severity: 'error' }],
  })
  expect(message.headers.map(({ name }) => name)).toEqual(['From', 'To', 'Subject', 'Content-Type'])
  expect(Buffer.from(await app.client.raw(hostile)).equals(HOSTILE)).toBe(true)
  expect(await app.client.get(next)).toMatchObject({ subject: 'harmless', text: 'body\n', findings: [] })
  expect((await app.client.list()).messages).toHaveLength(2)
  expect((await app.client.info()).counters).toMatchObject({ accepted: 2, broken: 1 })
})

test('the time limit grows by 100 ms a MiB (DESIGN §4)', async () => {
  const parser = createParser({ timeLimitMs: 1 })
  const request = (mailData: Buffer) => ({
    envelope: { reversePath: '', forwardPaths: [] },
    sizeOctets: mailData.length,
    load: async () => new Uint8Array(mailData),
  })
  const broken = await parser.parse(request(HOSTILE))
  expect(broken.findings).toMatchObject([{ rule: 'parser-timeout', detail: expect.stringContaining('longer than 7 ms') }])
  const padded = Buffer.concat([HOSTILE, Buffer.alloc(5 * 1024 ** 2 - HOSTILE.length, ' ')])
  const { findings } = await parser.parse(request(padded))
  expect(findings).toMatchObject([{ detail: expect.stringContaining('longer than 501 ms') }])
  await parser.close()
})
