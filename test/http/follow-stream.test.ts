import { expect, test } from 'vitest'
import { followStream, type StreamStatus } from '../../shared/client/events.ts'
import type { StreamEvent } from '../../shared/model/event.ts'
import { startApp } from '../harness/app.ts'
import { mail } from '../harness/mail.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

function follow(baseUrl: string) {
  const events: StreamEvent[] = []
  const statuses: StreamStatus[] = []
  let wake: (() => void) | undefined
  const stop = followStream({
    baseUrl,
    onEvent(event) {
      events.push(event)
      wake?.()
    },
    onStatus(status) {
      statuses.push(status)
      wake?.()
    },
  })
  return {
    events,
    statuses,
    stop,
    async until(holds: () => boolean): Promise<void> {
      while (!holds())
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    },
  }
}

test('a client that follows comes back after a restart, is told of the gap, and goes on', async () => {
  await using folder = await temporaryFolder()
  const database = folder.path('mail.db')
  const first = await startApp({ database })
  const { port } = new URL(first.url)
  const client = follow(first.url)
  await client.until(() => client.statuses.includes('open'))
  const before = await first.client.add(mail({ Subject: 'before' }))
  await client.until(() => client.events.some((event) => event.type === 'message.added' && event.message.id === before.id))
  await first.kill()
  await client.until(() => client.statuses.includes('reconnecting'))

  await using second = await startApp({ database, flags: ['--http', `127.0.0.1:${port}`] })
  await client.until(() => client.statuses.filter((status) => status === 'open').length === 2)
  const after = await second.client.add(mail({ Subject: 'after' }))
  await client.until(() => client.events.some((event) => event.type === 'message.added' && event.message.id === after.id))
  client.stop()
  const kinds = client.events.map(({ type }) => type).filter((type) => type !== 'mailbox.changed')
  expect(kinds).toEqual(['hello', 'message.added', 'hello', 'gap', 'message.added'])
  expect(client.statuses[0]).toBe('connecting')
})

test('a client that stopped is told no more, and opens no connection again', async () => {
  await using app = await startApp()
  const client = follow(app.url)
  await client.until(() => client.statuses.includes('open'))
  client.stop()
  const told = client.events.length
  const other = follow(app.url)
  await other.until(() => other.statuses.includes('open'))
  await app.client.add(mail({ Subject: 'x' }))
  await other.until(() => other.events.some(({ type }) => type === 'mailbox.changed'))
  other.stop()
  expect([client.events.length, client.statuses]).toEqual([told, ['connecting', 'open']])
})
