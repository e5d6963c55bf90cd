/** The examples of docs/embedded.md: what stands there stands here, and runs. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Mailmitt, startMailmitt } from '../../server/index.ts'
import { deliver, openSmtp } from '../harness/smtp.ts'

let mails: Mailmitt
beforeAll(async () => {
  mails = await startMailmitt()
})
beforeEach(() => mails.client.delete({ all: true }))
afterAll(() => mails.close())

/** What an app does. */
async function startShop({ smtpHost: host, smtpPort: port }: { smtpHost: string; smtpPort: number }) {
  return {
    async signUp(address: string) {
      await using smtp = await openSmtp({ host, port })
      await deliver(smtp, `To: ${address}\r\nSubject: Your code is 482913\r\n\r\n`, { to: [address] })
    },
  }
}

test('a server for all tests of a file begins each of them empty', async () => {
  await (await startShop({ smtpHost: mails.smtp.host, smtpPort: mails.smtp.port })).signUp('ann@x.test')
  expect((await mails.client.list()).total).toBe(1)
})

test('a server for one test', async () => {
  await using mails = await startMailmitt()

  const app = await startShop({ smtpHost: mails.smtp.host, smtpPort: mails.smtp.port })
  await app.signUp('ann@x.test')
  const { subject, codes } = await mails.client.latest({ q: 'to:ann@x.test' })
  expect(subject).toBe('Your code is 482913')
  expect(codes[0]?.value).toBe('482913')
})

test('settings', async () => {
  await using server = await startMailmitt({
    maxMessageSize: '20MiB',
    idleTimeout: '30s',
    allowedHosts: ['mail.test'],
    log: process.stderr,
    logLevel: 'warn',
  })
  expect((await server.client.info()).limits.messageOctets).toBe(20 * 1024 ** 2)
})

test('has an address of its own for all that a test needs', async () => {
  await using mails = await startMailmitt() // mails.smtp, mails.url, mails.client
  expect(mails.smtp.port).not.toBe(Number(new URL(mails.url).port))
})
