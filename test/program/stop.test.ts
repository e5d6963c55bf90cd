import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { startApp } from '../harness/app.ts'
import { mail } from '../harness/mail.ts'
import { beginData, openSmtp, queuedId } from '../harness/smtp.ts'
import { openEventSource, openStream, upgrade } from '../harness/stream.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

const exitOf = async ({ process }: { process: import('node:child_process').ChildProcess }) => {
  const [code, signal] = (await once(process, 'close')) as [number | null, NodeJS.Signals | null]
  return signal ?? code
}

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  test('ends it with 0, whoever is connected and silent', async () => {
    const app = await startApp()
    const { port } = new URL(app.url)
    const idle = await Promise.all([
      openSmtp(app.smtp),
      openSmtp(app.smtp).then(async (smtp) => {
        await smtp.say('EHLO idle.test')
        await smtp.say('MAIL FROM:<a@a.test>')
        return smtp
      }),
    ])
    const http = connect({ host: '127.0.0.1', port: Number(port) })
    await once(http, 'connect')
    const half = connect({ host: '127.0.0.1', port: Number(port) })
    half.write('POST /api/send HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{')
    const live = await Promise.all([openStream(app.url), openEventSource(app.url)])
    const { socket: mute } = await upgrade(app.url, '/api/stream') // never answers a close frame
    for (const socket of [http, half, mute]) socket.on('error', () => socket.destroy())
    await fetch(`${app.url}/api/info`) // leaves a connection that is kept alive
    const exit = exitOf(app)
    const started = performance.now()
    app.process.kill(signal)
    expect(await exit).toBe(0)
    expect(performance.now() - started).toBeLessThan(8_000) // the limit, after which it would not wait, is 9 s
    for (const smtp of idle) expect(await smtp.reply()).toMatch(/^421 4\.3\.2 /)
    expect(await live[0].closed).toBe(1001)
    await live[1].closed
  })

  test('sent twice ends it at once, with 1', async () => {
    const app = await startApp()
    await using smtp = await openSmtp(app.smtp)
    await beginData(smtp) // a transaction that would be waited for
    const exit = exitOf(app)
    app.process.kill(signal)
    await once(app.process.stderr ?? app.process, 'data') // it has heard the first
    app.process.kill(signal === 'SIGTERM' ? 'SIGINT' : 'SIGTERM')
    expect(await exit).toBe(1)
  })
})

test('a transaction that runs is finished: its 250 is kept', async () => {
  await using folder = await temporaryFolder()
  const database = folder.path('mail.db')
  const app = await startApp({ database })
  await using smtp = await openSmtp(app.smtp)
  await beginData(smtp)
  smtp.write('Subject: late\r\n\r\nhalf\r\n')
  const exit = exitOf(app)
  app.process.kill('SIGTERM')
  await once(app.process.stderr ?? app.process, 'data')
  const id = queuedId(await smtp.say('rest\r\n.'))
  expect(await smtp.reply()).toMatch(/^421 /)
  expect(await exit).toBe(0)
  await using again = await startApp({ database })
  expect((await again.client.get(id)).text).toBe('half\nrest\n')
})

test('stopping while mail is being parsed leaves every message ready, now or at the next start', async () => {
  await using folder = await temporaryFolder()
  const database = folder.path('mail.db')
  const app = await startApp({ database })
  const added = await Promise.all(
    Array.from({ length: 60 }, (_, i) => app.client.add(mail({ Subject: `${i}` }, 'x'.repeat(20_000)))),
  )
  const exit = exitOf(app)
  app.process.kill('SIGTERM')
  expect(await exit).toBe(0)
  await using again = await startApp({ database })
  const { messages } = await again.client.list({ limit: 100 })
  expect(new Set(messages.map(({ id }) => id))).toEqual(new Set(added.map(({ id }) => id)))
  expect((await again.client.info()).counters.broken).toBe(0)
})
