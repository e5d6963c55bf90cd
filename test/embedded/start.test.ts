/** What an embedded server is when nobody says otherwise, what can be said, and what it leaves alone. */
import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { startMailmitt } from '../../server/index.ts'
import { composeTestMail, sendMail } from '../harness/sending.ts'
import { openSmtp } from '../harness/smtp.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

/** Folders of databases that this process keeps in memory. */
function privateDatabases(): string[] {
  const base = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
  return readdirSync(base).filter((name) => name.startsWith(`mailmitt-memory-${process.pid}-`))
}

// The first here: what one server installs, the next may find.
test('installs no listener on the process, and reads none of its variables', async () => {
  const listeners = () => process.eventNames().map((name) => [name, process.listenerCount(name)])
  const before = listeners()
  process.env.MAILMITT_SMTP = 'nonsense'
  try {
    await using server = await startMailmitt()
    await sendMail(server.smtp, composeTestMail())
    await server.client.latest()
    expect(listeners()).toEqual(before)
  } finally {
    delete process.env.MAILMITT_SMTP
  }
})

test('without options: free ports on this machine, a private database that is gone at close', async () => {
  const server = await startMailmitt()
  expect(server.smtp).toEqual({ host: '127.0.0.1', port: expect.any(Number) })
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect((await server.client.info()).persistent).toBe(false)
  await sendMail(server.smtp, composeTestMail({ subject: 'hello' }))
  expect((await server.client.latest()).subject).toBe('hello')
  expect(privateDatabases()).toHaveLength(1)
  await server.close()
  expect(privateDatabases()).toEqual([])
  await server.close()
})

test('listens for mail clients where it is told to, and only there', async () => {
  await using without = await startMailmitt()
  expect([without.imap, without.imaps, without.pop3, without.pop3s]).toEqual([undefined, undefined, undefined, undefined])
  await using server = await startMailmitt({ imap: 'localhost:0', tls: true })
  const at = { host: '127.0.0.1', port: expect.any(Number) }
  expect([server.imap, server.imaps, server.pop3, server.pop3s]).toEqual([at, at, undefined, undefined])
})

test('`await using` closes it', async () => {
  let url: string
  {
    await using server = await startMailmitt()
    ;({ url } = server)
    expect((await fetch(`${url}/api/health/ready`)).status).toBe(200)
  }
  await expect(fetch(`${url}/api/health/ready`)).rejects.toThrow()
})

test('takes the settings under names of JavaScript, as text, numbers and lists', async () => {
  await using server = await startMailmitt({
    hostname: 'mx.shop.test',
    maxMessageSize: 2048,
    maxRecipients: '7',
    idleTimeout: '30s',
    allowedHosts: ['mail.test', '*.dev.test'],
    mailboxRules: 'rcpt:*@shop.test=shop',
    tagsField: 'ignore',
    http: '0.0.0.0:0',
  })
  expect((await server.client.info()).limits).toMatchObject({ messageOctets: 2048, recipients: 7 })
  await using smtp = await openSmtp(server.smtp)
  expect(smtp.greeting).toContain('mx.shop.test')
  expect((await fetch(server.url, { headers: { host: 'a.dev.test' } })).status).toBe(200)
})

test('tells of every option that cannot be used at once', async () => {
  const options = { maxMesageSize: '1k', smtp: 'nowhere', maxRecipients: 0, log: undefined, database: {} as string }
  await expect(startMailmitt(options)).rejects.toThrow(
    [
      'maxMesageSize: no such option; did you mean maxMessageSize?',
      'database: must be text, a number, true or false',
      'smtp: "nowhere" is not host:port; write for example 127.0.0.1:1025, [::1]:1025 or 1025',
      'maxRecipients: "0" is not a whole number above 0',
    ].join('\n'),
  )
})

test('a port that is taken is told, and nothing is left open', async () => {
  await using first = await startMailmitt()
  const { port } = first.smtp
  await expect(startMailmitt({ smtp: port })).rejects.toThrow(`127.0.0.1:${port} is in use by another program`)
  expect(privateDatabases()).toHaveLength(1)
})

test('a database that is named is kept', async () => {
  await using folder = await temporaryFolder()
  const database = folder.path('mail.db')
  {
    await using server = await startMailmitt({ database })
    await sendMail(server.smtp, composeTestMail({ subject: 'kept' }))
    await expect(startMailmitt({ database })).rejects.toThrow('is in use by process')
  }
  await using again = await startMailmitt({ database })
  expect((await again.client.latest()).subject).toBe('kept')
})

test('logs nowhere, or line by line where it is told to', async () => {
  const lines: string[] = []
  {
    await using server = await startMailmitt({ log: { write: (line) => lines.push(line) }, logLevel: 'debug' })
    await server.client.info()
  }
  expect(lines.length).toBeGreaterThan(0)
  expect(lines.map((line) => JSON.parse(line).msg)).toContain('ready')
})
