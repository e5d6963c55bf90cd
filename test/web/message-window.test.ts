/** The window on a list: what a running Mailmitt answers, what the stream tells, and messages that mail clients move. */
import { afterAll, describe, expect, test, vi } from 'vitest'
import type { MessageSummary } from '../../shared/model/message.ts'
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

function summary(id: string, mailbox: string): MessageSummary {
  return { id, mailbox, cursor: id, seen: false, pinned: false, tags: [] } as unknown as MessageSummary
}

/** A server with these messages, newest first, and a window that has read them. */
async function openWindow(mailbox: string | undefined, mailboxOf: Record<string, string>) {
  const all = () =>
    Object.entries(mailboxOf)
      .map(([id, name]) => summary(id, name))
      .filter((message) => mailbox === undefined || message.mailbox === mailbox)
      .sort((a, b) => (a.id > b.id ? -1 : 1))
  const list = vi.fn(async () => ({ messages: all(), total: all().length, unseen: 0, cursor: 'z', evicted: 0 }))
  const window = createMessageWindow({
    client: { list },
    scope: { mailbox, q: undefined },
    hidden: createStore(new Map()),
    leaving: createStore([]),
    countKept: () => all().length,
  })
  await window.reload()
  const ids = () => Array.from({ length: window.get().total }, (_, at) => window.get().rowAt(at)?.id)
  const move = (id: string, to: string) => {
    const from = mailboxOf[id]
    mailboxOf[id] = to
    window.apply({ type: 'message.changed', seq: 0, id, mailbox: to, mailboxBefore: from })
  }
  return { window, list, ids, move }
}

describe('a message that moves', () => {
  test('leaves the list of its old mailbox at once', async () => {
    const { list, ids, move } = await openWindow('shop', { a: 'shop', b: 'shop', c: 'shop' })
    const asked = list.mock.calls.length
    move('b', 'shop/Archive')
    expect(ids()).toEqual(['c', 'a'])
    expect(list).toHaveBeenCalledTimes(asked)
  })

  test('enters the list of its new one where it came in', async () => {
    const { window, ids, move } = await openWindow('shop', { a: 'shop', b: 'other', c: 'shop' })
    move('b', 'shop')
    await vi.waitFor(() => expect(ids()).toEqual(['c', 'b', 'a']))
    expect(window.get().isGone('b')).toBe(false)
  })

  test('comes back after it had left', async () => {
    const { window, ids, move } = await openWindow('shop', { a: 'shop', b: 'shop' })
    move('b', 'other')
    expect(window.get().isGone('b')).toBe(true)
    move('b', 'shop')
    await vi.waitFor(() => expect(ids()).toEqual(['b', 'a']))
    expect(window.get().isGone('b')).toBe(false)
  })

  test('stays in the list of all mail, under its new mailbox', async () => {
    const { window, list, ids, move } = await openWindow(undefined, { a: 'shop', b: 'shop' })
    const asked = list.mock.calls.length
    move('b', 'other')
    expect(ids()).toEqual(['b', 'a'])
    expect(window.get().rowAt(0)?.mailbox).toBe('other')
    expect(list).toHaveBeenCalledTimes(asked)
  })

  test('between two others is nothing to a list', async () => {
    const { list, ids, move } = await openWindow('shop', { a: 'shop', b: 'other', c: 'shop' })
    const asked = list.mock.calls.length
    move('b', 'third')
    expect(ids()).toEqual(['c', 'a'])
    expect(list).toHaveBeenCalledTimes(asked)
  })

  test('a thousand that enter cost a few readings', async () => {
    const others = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`m${String(i).padStart(4, '0')}`, 'other']))
    const { window, list, move } = await openWindow('shop', { ...others })
    const asked = list.mock.calls.length
    for (const id of Object.keys(others)) move(id, 'shop')
    await vi.waitFor(() => expect(window.get().total).toBe(1000))
    await window.reload()
    expect(list.mock.calls.length - asked).toBeLessThan(6)
  })
})
