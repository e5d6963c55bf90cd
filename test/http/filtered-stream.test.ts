/** The stream of one who follows a search or a mailbox (API.md §4). */
import { afterAll, describe, expect, test } from 'vitest'
import type { StreamEvent } from '../../shared/model/event.ts'
import { startApp } from '../harness/app.ts'
import { send } from '../harness/http.ts'
import { mail } from '../harness/mail.ts'
import { openEventSource, openStream, type StreamQuery, upgrade } from '../harness/stream.ts'

const app = await startApp()
afterAll(() => app[Symbol.asyncDispose]())
const add = async (subject: string, mailbox = 'default') => (await app.client.add(mail({ Subject: subject }), { mailbox })).id

/** What came of messages up to the one with this subject: it comes last, so that nothing is waited for. */
const told = (events: readonly StreamEvent[]) =>
  events.flatMap((event) => {
    if (event.type === 'message.added') return [`added ${event.message.subject}`]
    if (event.type === 'message.changed' || event.type === 'message.left') return [`${event.type.slice(8)} ${event.id}`]
    return []
  })

describe.each([
  ['websocket', openStream],
  ['server-sent events', openEventSource],
] as const)('%s', (_name, openLive: typeof openStream) => {
  test('only what matches comes, in order, also in a burst', async () => {
    await using stream = await openLive(app.url, { q: 'subject:wanted' })
    await Promise.all(Array.from({ length: 60 }, (_, i) => add(i % 3 === 0 ? `wanted ${i}` : `other ${i}`)))
    await add('wanted last')
    await stream.next('message.added', ({ message }) => message.subject === 'wanted last')
    const added = stream.of('message.added')
    expect(added).toHaveLength(21)
    expect(added.map(({ message }) => message.subject)).toEqual(expect.not.arrayContaining([expect.stringMatching(/other/)]))
    const places = added.map(({ seq }) => seq)
    expect(places).toEqual([...places].sort((a, b) => a - b))
  })

  test('a message that begins or stops to match comes or leaves', async () => {
    await using stream = await openLive(app.url, { q: 'is:unseen subject:letter' })
    const id = await add('letter')
    const other = await add('postcard')
    const flag = (seen: boolean) => app.client.patch({ select: { ids: [id, other] }, set: { seen } })
    await flag(true)
    await stream.next('message.left')
    await app.client.patch({ select: { ids: [id] }, set: { pinned: true } })
    // What comes behind says that this one, which matches neither before nor after, was looked at.
    await add('letter two')
    await stream.next('message.added', ({ message }) => message.subject === 'letter two')
    await flag(false)
    await app.client.patch({ select: { ids: [id] }, set: { pinned: false } })
    await stream.next('message.changed', (event) => event.pinned === false)
    expect(told(stream.events)).toEqual(['added letter', `left ${id}`, 'added letter two', 'added letter', `changed ${id}`])
  })

  test('one mailbox alone, with its counts', async () => {
    await using stream = await openLive(app.url, { mailbox: 'mine' })
    await add('for them', 'theirs')
    await add('for me', 'mine')
    await stream.next('mailbox.changed')
    expect(told(stream.events)).toEqual(['added for me'])
    expect(stream.of('mailbox.changed').map(({ name }) => name)).toEqual(['mine'])
  })

  test('resumes where it was', async () => {
    await using first = await openLive(app.url, { q: 'subject:resumed' })
    await add('resumed one')
    const { seq } = await first.next('message.added')
    await add('unrelated')
    await add('resumed two')
    await first.next('message.added', ({ message }) => message.subject === 'resumed two')
    await using second = await openLive(app.url, { q: 'subject:resumed', afterSeq: seq })
    await second.next('message.added')
    expect(told(second.events)).toEqual(['added resumed two'])
  })
})

test('what is deleted before it is told of does not come', async () => {
  await using stream = await openStream(app.url, { q: 'subject:gone OR subject:stays' })
  await app.client.delete({ ids: [await add('gone')] })
  await add('stays')
  await stream.next('message.added', ({ message }) => message.subject === 'stays')
  await stream.next('message.removed')
})

test.for<StreamQuery>([{ q: 'is:purple' }, { q: 'after:soon' }])('a search without meaning is refused: %j', async (query) => {
  const path = `/api/stream?${new URLSearchParams({ q: query.q ?? '' })}`
  expect((await send(`${app.url}${path}`, { headers: { accept: 'text/event-stream' } })).status).toBe(400)
  const { status, socket } = await upgrade(app.url, path)
  socket.destroy()
  expect(status).toBe(400)
})
