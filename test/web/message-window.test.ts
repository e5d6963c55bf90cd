/** The window on a list: what a running Mailmitt answers, what its stream tells, and messages that mail clients move. */
import { afterAll, describe, expect, test, vi } from 'vitest'
import type { Client } from '../../shared/client/client.ts'
import { createMessageWindow, type MessageWindow } from '../../web/api/message-window.ts'
import { createStore } from '../../web/lib/external-store.ts'
import { startApp } from '../harness/app.ts'
import { openStream } from '../harness/stream.ts'
import { openMailbox } from '../imap/raw-imap.ts'

const app = await startApp({ flags: ['--imap', '127.0.0.1:0'] })
afterAll(() => app[Symbol.asyncDispose]())

function openWindow(client: Pick<Client, 'list'>, mailbox?: string): MessageWindow {
  return createMessageWindow({
    client,
    scope: { mailbox, q: undefined },
    hidden: createStore(new Map()),
    leaving: createStore([]),
    countKept: () => undefined,
  })
}

async function add(subject: string, mailbox: string): Promise<string> {
  return (await app.client.add(`Subject: ${subject}\r\n\r\n`, { mailbox })).id
}

function subjectsOf(window: MessageWindow): (string | undefined)[] {
  const { total, rowAt } = window.get()
  return Array.from({ length: total }, (_, at) => rowAt(at)?.subject)
}

test('what is told of while the list is read, and stands further down in it, does not come in again at its top', async () => {
  for (let at = 0; at < 120; at++) await add(String(at), 'window')
  const { messages } = await app.client.list({ mailbox: 'window', limit: 500 })
  const window = openWindow(app.client, 'window')
  for (const message of messages.toReversed()) window.apply({ type: 'message.added', seq: 1, message })
  await window.reload()
  expect(window.get().total).toBe(120)
  expect(window.get().rowAt(0)?.subject).toBe('119')
  for (const message of messages.slice(100)) window.apply({ type: 'message.added', seq: 1, message })
  expect(window.get().total).toBe(120)
  expect(window.get().rowAt(0)?.subject).toBe('119')
})

test('what had left a list when it was read, and is told of after it, does not leave it again', async () => {
  await using small = await startApp({ flags: ['--max-messages', '3'] })
  const ids: string[] = []
  for (const subject of 'abcde') ids.push((await small.client.add(`Subject: ${subject}\r\n\r\n`)).id)
  await expect.poll(async () => (await small.client.list()).total).toBe(3)
  const window = openWindow(small.client)
  await window.reload()
  for (const id of ids.slice(0, 2)) window.apply({ type: 'message.removed', seq: 1, ids: [id], evicted: true })
  expect(subjectsOf(window)).toEqual(['e', 'd', 'c'])
})

describe('a stream that begins after the list was read', () => {
  test('where something went in between has the list read again', async () => {
    const [, id] = [await add('stays', 'between-1'), await add('goes', 'between-1')]
    const window = openWindow(app.client, 'between-1')
    await window.reload()
    await app.client.delete({ ids: [id] })
    await using stream = await openStream(app.url)
    window.apply(await stream.next('hello'))
    await expect.poll(() => subjectsOf(window)).toEqual(['stays'])
  })

  test('and while it is read again', async () => {
    const [, id] = [await add('stays', 'between-2'), await add('goes', 'between-2')]
    const read = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<void>()
    const window = openWindow(
      {
        async list(query) {
          const page = await app.client.list(query)
          read.resolve()
          await answer.promise
          return page
        },
      },
      'between-2',
    )
    await read.promise
    await app.client.delete({ ids: [id] })
    await using stream = await openStream(app.url)
    window.apply(await stream.next('hello'))
    answer.resolve()
    await expect.poll(() => subjectsOf(window)).toEqual(['stays'])
  })

  test('where nothing has happened is nothing to it', async () => {
    await add('stays', 'between-3')
    const list = vi.fn(app.client.list)
    const window = openWindow({ list }, 'between-3')
    await window.reload()
    list.mockClear()
    await using stream = await openStream(app.url)
    window.apply(await stream.next('hello'))
    expect(list).not.toHaveBeenCalled()
  })
})

/** A mail client of `user` whose INBOX has `abc`, and a window that has read the list of `mailbox`. */
async function openMoving(user: string, mailbox: string | undefined) {
  const stream = await openStream(app.url)
  const imap = await openMailbox(app.imap, { user })
  await imap.ok('CREATE Archive')
  await imap.ok('CREATE Sent')
  const ids = new Map<string, string>()
  for (const subject of 'abc') ids.set(subject, await add(subject, user))
  const list = vi.fn(app.client.list)
  const window = openWindow({ list }, mailbox)
  await window.reload()
  list.mockClear()
  return {
    ...{ window, list },
    idOf: (subject: string) => ids.get(subject) ?? '',
    /** Resolves when the window was told of it. */
    async move(subject: string, from: string, to: string) {
      await imap.ok(`SELECT ${from}`)
      const found = /^\* SEARCH (\d+)$/m.exec(await imap.ok(`SEARCH SUBJECT ${subject}`))
      await imap.ok(`MOVE ${found?.[1]} ${to}`)
      const name = to === 'INBOX' ? user : `${user}/${to}`
      window.apply(await stream.next('message.changed', (event) => event.id === ids.get(subject) && event.mailbox === name))
    },
    async [Symbol.asyncDispose]() {
      await stream[Symbol.asyncDispose]()
      await imap[Symbol.asyncDispose]()
    },
  }
}

describe('a message that a mail client moves', () => {
  test('leaves the list of its old mailbox at once', async () => {
    await using moving = await openMoving('leaves', 'leaves')
    await moving.move('b', 'INBOX', 'Archive')
    expect(subjectsOf(moving.window)).toEqual(['c', 'a'])
    expect(moving.list).not.toHaveBeenCalled()
  })

  test('enters the list of its new one where it came in', async () => {
    await using moving = await openMoving('enters', 'enters/Archive')
    await moving.move('c', 'INBOX', 'Archive')
    await moving.move('a', 'INBOX', 'Archive')
    await expect.poll(() => subjectsOf(moving.window)).toEqual(['c', 'a'])
    await moving.move('b', 'INBOX', 'Archive')
    await expect.poll(() => subjectsOf(moving.window)).toEqual(['c', 'b', 'a'])
  })

  test('comes back after it had left', async () => {
    await using moving = await openMoving('back', 'back')
    await moving.move('b', 'INBOX', 'Archive')
    expect(moving.window.get().isGone(moving.idOf('b'))).toBe(true)
    await moving.move('b', 'Archive', 'INBOX')
    await expect.poll(() => subjectsOf(moving.window)).toEqual(['c', 'b', 'a'])
    expect(moving.window.get().isGone(moving.idOf('b'))).toBe(false)
  })

  test('stays in the list of all mail, under its new mailbox', async () => {
    await using moving = await openMoving('stays', undefined)
    const { total } = moving.window.get()
    await moving.move('b', 'INBOX', 'Archive')
    expect(moving.window.get()).toMatchObject({ total })
    expect(moving.window.get().rowAt(1)).toMatchObject({ subject: 'b', mailbox: 'stays/Archive' })
    expect(moving.list).not.toHaveBeenCalled()
  })

  test('between two others is nothing to a list', async () => {
    await using moving = await openMoving('between', 'between/Sent')
    await moving.move('b', 'INBOX', 'Archive')
    expect(subjectsOf(moving.window)).toEqual([])
    expect(moving.list).not.toHaveBeenCalled()
  })

  test('with a thousand others costs a few readings', async () => {
    await using stream = await openStream(app.url)
    await using imap = await openMailbox(app.imap, { user: 'many' })
    await imap.ok('CREATE Archive')
    await app.client.add('Subject: x\r\n\r\n', { mailbox: 'many' })
    for (let count = 1; count < 1000; count *= 2) await imap.ok('COPY 1:* INBOX')
    const list = vi.fn(app.client.list)
    const window = openWindow({ list }, 'many/Archive')
    await window.reload()
    list.mockClear()
    await imap.ok('MOVE 1:1000 Archive')
    await stream.until((events) => events.filter(({ type }) => type === 'message.changed').length >= 1000)
    for (const event of stream.of('message.changed')) window.apply(event)
    await expect.poll(() => window.get().total).toBe(1000)
    await window.reload()
    expect(list.mock.calls.length).toBeLessThan(6)
  })
})
