/** The window on a list, with what a running Mailmitt answers; what the stream tells comes when the test says so. */
import { afterAll, expect, test } from 'vitest'
import { createMessageWindow } from '../../web/api/message-window.ts'
import { createStore } from '../../web/lib/external-store.ts'
import { startApp } from '../harness/app.ts'

const app = await startApp()
afterAll(() => app[Symbol.asyncDispose]())

test('what is told of while the list is read, and stands further down in it, does not come in again at its top', async () => {
  for (let at = 0; at < 120; at++) await app.client.add(`Subject: ${at}\r\n\r\n`, { mailbox: 'window' })
  const { messages } = await app.client.list({ mailbox: 'window', limit: 500 })
  const window = createMessageWindow({
    client: app.client,
    scope: { mailbox: 'window', q: undefined },
    hidden: createStore(new Map()),
    leaving: createStore([]),
    countKept: () => undefined,
  })
  for (const message of messages.toReversed()) window.apply({ type: 'message.added', seq: 1, message })
  await window.reload()
  expect(window.get().total).toBe(120)
  expect(window.get().rowAt(0)?.subject).toBe('119')
  for (const message of messages.slice(100)) window.apply({ type: 'message.added', seq: 1, message })
  expect(window.get().total).toBe(120)
  expect(window.get().rowAt(0)?.subject).toBe('119')
})
