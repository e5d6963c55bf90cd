import { expect, test } from 'vitest'
import type { EventStream, StreamEvent } from '../../shared/client/client.ts'
import { startApp } from '../harness/app.ts'
import { mail } from '../harness/mail.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

/** The next event of that type; others are passed over. */
async function next<T extends StreamEvent['type']>(events: EventStream, type: T): Promise<Extract<StreamEvent, { type: T }>> {
  for (;;) {
    const { value, done } = await events.next()
    if (done) throw new Error(`the stream ended without ${type}`)
    if (value.type === type) return value as Extract<StreamEvent, { type: T }>
  }
}

test('what happens from its opening on comes out of the loop, of what matches', async () => {
  await using app = await startApp()
  const { client } = app
  await using events = await client.stream({ to: 'ann@x.test' })
  await client.add(mail({ To: 'bob@x.test', Subject: 'other' }))
  // U+2028 is no line end in JSON.
  await client.add(mail({ To: 'ann@x.test', Subject: '=?utf-8?q?mine=E2=80=A8_it_is?=' }))
  const types: string[] = []
  for await (const event of events) {
    types.push(event.type)
    if (event.type === 'message.added') {
      expect(event.message.to[0]?.addrSpec).toBe('ann@x.test')
      break
    }
  }
  expect(types[0]).toBe('hello')
  expect(types).not.toContain('message.left')
})

test('a client of a mailbox hears of that mailbox', async () => {
  await using app = await startApp()
  const { client } = app
  await using events = await client.mailbox('ci').stream()
  await client.add(mail({ Subject: 'elsewhere' }))
  await client.mailbox('ci').add(mail({ Subject: 'here' }))
  expect((await next(events, 'message.added')).message.subject).toBe('here')
})

test('it goes on where it was after a restart of the server', async () => {
  await using folder = await temporaryFolder()
  const database = folder.path('mail.db')
  const first = await startApp({ database })
  const { port } = new URL(first.url)
  await using events = await first.client.stream()
  await first.client.add(mail({ Subject: 'before' }))
  expect((await next(events, 'message.added')).message.subject).toBe('before')
  await first.kill()
  const awaited = next(events, 'gap')
  await using second = await startApp({ database, flags: ['--http', `127.0.0.1:${port}`] })
  await awaited
  await second.client.add(mail({ Subject: 'after' }))
  expect((await next(events, 'message.added')).message.subject).toBe('after')
})

test('it can begin after an event that was seen', async () => {
  await using app = await startApp()
  await using events = await app.client.stream()
  await app.client.add(mail({ Subject: 'one' }))
  const { seq } = await next(events, 'message.added')
  await app.client.add(mail({ Subject: 'two' }))
  await using later = await app.client.stream({}, { afterSeq: seq })
  expect((await next(later, 'message.added')).message.subject).toBe('two')
})

test('a search that has no meaning is told at once', async () => {
  await using app = await startApp()
  await expect(app.client.stream('is:purple')).rejects.toThrow(/“is:” takes one of/)
})

test('closing ends the loop, also one that waits; so does its end', async () => {
  await using app = await startApp()
  const events = await app.client.stream()
  await next(events, 'hello')
  const waiting = events.next()
  await events.close()
  expect(await waiting).toEqual({ value: undefined, done: true })
  expect(await events.next()).toEqual({ value: undefined, done: true })
  await (await app.client.stream()).close()
})

test('its signal ends it with the reason', async () => {
  await using app = await startApp()
  const abort = new AbortController()
  await using events = await app.client.stream({}, {}, { signal: abort.signal })
  await next(events, 'hello')
  const waiting = events.next()
  abort.abort(new Error('enough'))
  await expect(waiting).rejects.toThrow('enough')
})
