import { expect, test } from 'vitest'
import { startApp } from '../harness/app.ts'
import { mail } from '../harness/mail.ts'
import { openSmtp } from '../harness/smtp.ts'
import { openStream } from '../harness/stream.ts'
import { sendMailData } from './mail-data.ts'

const CONNECTIONS = 12
const EACH = 25

/** @returns ids of what was acknowledged, by connection in their order */
function burst(app: { smtp: { host: string; port: number } }): Promise<string[][]> {
  return Promise.all(
    Array.from({ length: CONNECTIONS }, async (_, connection) => {
      await using smtp = await openSmtp(app.smtp)
      const ids: string[] = []
      for (let i = 0; i < EACH; i++) ids.push(await sendMailData(smtp, mail({ Subject: `${connection}.${i}` })))
      return ids
    }),
  )
}

test('a burst that nobody looks at is parsed behind its 250s, and whoever then looks sees all of it', async () => {
  await using app = await startApp()
  const ids = (await burst(app)).flat()
  const { messages, total } = await app.client.list({ limit: 500 })
  expect(total).toBe(CONNECTIONS * EACH)
  expect(new Set(messages.map(({ id }) => id))).toEqual(new Set(ids))
})

test('a reader in the middle of a burst gets what was acknowledged before it asked', async () => {
  await using app = await startApp()
  const sending = burst(app)
  await using smtp = await openSmtp(app.smtp)
  for (let i = 0; i < 10; i++) {
    const id = await sendMailData(smtp, mail({ Subject: `asked for ${i}` }))
    expect((await app.client.get(id)).subject).toBe(`asked for ${i}`)
  }
  await sending
})

test('somebody who comes to follow in the middle of a burst is told of each message that becomes ready', async () => {
  await using app = await startApp()
  const sending = burst(app)
  await using stream = await openStream(app.url)
  await sending
  const last = await app.client.add(mail({ Subject: 'last' }))
  await stream.next('message.added', ({ message }) => message.id === last.id)
  const { messages } = await app.client.list({ limit: 500 })
  const told = stream.of('message.added').map(({ message }) => message.id)
  expect(told).toEqual(
    messages
      .map(({ id }) => id)
      .reverse()
      .slice(-told.length),
  )
})
