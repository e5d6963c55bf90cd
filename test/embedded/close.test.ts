/** Closing while mail is under way: what is being sent arrives, and is answered. */
import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { expect, test, vi } from 'vitest'
import { startMailmitt } from '../../server/index.ts'
import { composeTestMail } from '../harness/sending.ts'
import { beginData, openSmtp, queuedId } from '../harness/smtp.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

test('mail whose data has begun is taken to its end, and is kept', async () => {
  await using folder = await temporaryFolder()
  const database = folder.path('mail.db')
  const server = await startMailmitt({ database })
  await using smtp = await openSmtp(server.smtp)
  await beginData(smtp)
  smtp.write(composeTestMail({ subject: 'under way' }))
  const closed = server.close()
  const id = queuedId(await smtp.say('.'))
  await closed

  await using again = await startMailmitt({ database })
  expect((await again.client.get(id)).subject).toBe('under way')
})

test('a client between two mails is told to come back, and new ones find nobody', async () => {
  const server = await startMailmitt()
  await using smtp = await openSmtp(server.smtp)
  await smtp.say('EHLO client.test')
  const closed = server.close()
  expect(await smtp.reply()).toMatch(/^421 /)
  await closed
  await expect(openSmtp(server.smtp)).rejects.toThrow('ECONNREFUSED')
})

test('mail that was acknowledged a moment before is no obstacle', async () => {
  const server = await startMailmitt()
  await using smtp = await openSmtp(server.smtp)
  for (let i = 0; i < 20; i++) {
    await beginData(smtp)
    queuedId(await smtp.say(`${composeTestMail({ octets: 50_000 })}.`))
  }
  await server.close()
  await expect(server.client.list()).rejects.toThrow()
})

test('connections that are kept for a next request do not hold it up', async () => {
  await using server = await startMailmitt()
  const { port } = new URL(server.url)
  // A client's pool: one that asked nothing yet, and one that waits when the server is told to stop.
  const spare = connect(Number(port), '127.0.0.1')
  await once(spare, 'connect')
  const agent = new Agent({ keepAlive: true })
  const asked = request(`${server.url}/api/wait`, { agent }).end()
  while ((await server.client.info()).waits === 0);
  const answered = once(asked, 'response') as Promise<[IncomingMessage]>
  // Time stands still short of what a request that goes on is given, after which all are ended by force.
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const closed = server.close()
    await vi.advanceTimersByTimeAsync(1500)
    const [answer] = await answered
    expect([answer.statusCode, answer.headers.connection]).toEqual([503, 'close'])
    answer.resume()
    await closed
  } finally {
    vi.useRealTimers()
    agent.destroy()
    spare.destroy()
  }
})
