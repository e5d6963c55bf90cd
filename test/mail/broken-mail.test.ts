import { afterAll, beforeAll, expect, test } from 'vitest'
import { createParser } from '../../server/mail/parser.ts'
import { type RunningApp, startApp } from '../harness/app.ts'
import { HANGING_PARSER } from '../harness/sending.ts'
import { deliver } from '../smtp/mail-data.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startApp({ env: HANGING_PARSER })
})
afterAll(() => app[Symbol.asyncDispose]())

/** No mail is known that the parser does not come back from, so one is named. */
const HANGING = Buffer.from(
  'From: Eve <eve@x.test>\r\nTo: ann@x.test\r\nSubject: =?utf-8?q?hangs_=E2=80=A6?=\r\nX-Hang: yes\r\n\r\nbody\r\n',
)
/** Of 60 kB: each paragraph opens all of the formatting elements again (HTML standard §13.2.4.3), 16 million in the end. */
const MISNESTED = Buffer.from(
  `Subject: misnested\r\nContent-Type: text/html\r\n\r\n<p>${Array.from({ length: 4000 }, (_, i) => `<b id=${i}>`).join('')}${'<p>x'.repeat(4000)}\r\n`,
)

const HARMLESS = `From: a@a.test\r\nTo: to@b.test\r\nSubject: harmless\r\nDate: ${new Date().toUTCString()}\r\nMessage-ID: <1@a.test>\r\n\r\nbody\r\n`

test('a mail on which the parser hangs is kept and marked, and takes nothing else with it (DESIGN §2, promise 4)', async () => {
  const [hostile, next] = await Promise.all([deliver(app, HANGING), deliver(app, HARMLESS)])
  const message = await app.client.get(hostile)
  expect(message).toMatchObject({
    subject: 'hangs …',
    from: [{ displayName: 'Eve', addrSpec: 'eve@x.test' }],
    envelope: { reversePath: 'sender@a.test', forwardPaths: ['to@b.test'] },
    sizeOctets: HANGING.length,
    text: '',
    html: '',
    findings: [{ rule: 'parser-timeout', severity: 'error' }],
  })
  expect(message.headers.map(({ name }) => name)).toEqual(['From', 'To', 'Subject', 'X-Hang'])
  expect(Buffer.from(await app.client.raw(hostile)).equals(HANGING)).toBe(true)
  expect(await app.client.get(next)).toMatchObject({ subject: 'harmless', text: 'body\n', findings: [] })
  expect((await app.client.list()).messages).toHaveLength(2)
  expect((await app.client.info()).counters).toMatchObject({ accepted: 2, broken: 1 })
})

test('misnested formatting that would grow into millions of elements is read as far as it is sane', async () => {
  const message = await app.client.get(await deliver(app, MISNESTED))
  expect(message).toMatchObject({ subject: 'misnested', snippet: expect.stringMatching(/^x x x/) })
  expect(message.findings.filter(({ rule }) => /^parser-|^html-too/.test(rule))).toEqual([])
})

test('the time limit grows by 100 ms a MiB (DESIGN §4)', async () => {
  const parse = async (timeLimitMs: number, mailData: Buffer) => {
    const parser = createParser({ timeLimitMs })
    const envelope = { reversePath: '', forwardPaths: [] }
    const { findings } = await parser.parse({
      envelope,
      arrival: { receivedAt: Date.now(), hasSmtpUtf8: false },
      tagging: {
        rules: [],
        allowsField: true,
        arrival: { id: 'm', mailbox: 'default', origin: 'smtp', receivedAt: 0, sizeOctets: mailData.length, envelope },
      },
      sizeOctets: mailData.length,
      load: async () => new Uint8Array(mailData),
    })
    await parser.close()
    return findings
  }
  expect(await parse(1, MISNESTED)).toMatchObject([{ rule: 'parser-timeout', said: expect.stringContaining('longer than 7 ms') }])
  const padded = Buffer.concat([MISNESTED, Buffer.alloc(100 * 1024 - MISNESTED.length, ' ')])
  expect(await parse(1, padded)).toMatchObject([{ said: expect.stringContaining('longer than 11 ms') }])
})
