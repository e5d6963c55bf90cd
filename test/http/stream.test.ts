import { once } from 'node:events'
import { connect } from 'node:net'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { StreamEvent } from '../../shared/model/event.ts'
import { type RunningApp, startApp } from '../harness/app.ts'
import { problemOf, send } from '../harness/http.ts'
import { mail } from '../harness/mail.ts'
import { beginData, openSmtp, queuedId } from '../harness/smtp.ts'
import { type LiveStream, openEventSource, openStream, readFrames, upgrade } from '../harness/stream.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

const app = await startApp()
afterAll(() => app[Symbol.asyncDispose]())
const add = async (mailbox: string, subject = 'x', to: RunningApp = app) =>
  (await to.client.add(mail({ Subject: subject }), { mailbox })).id
/** Resolves when everything acknowledged is ready, and so its events are out. */
const settled = (of: RunningApp = app) => of.client.cursor()
/** One that shares its commit, and so its events, with no other. */
async function addReady(mailbox: string, to: RunningApp = app): Promise<string> {
  const id = await add(mailbox, 'x', to)
  await settled(to)
  return id
}
const withoutHello = (events: readonly StreamEvent[]) => events.filter(({ type }) => type !== 'hello')

describe.each([
  ['websocket', openStream],
  ['server-sent events', openEventSource],
])('%s', (_name, openLive: (url: string, options?: { afterSeq?: number }) => Promise<LiveStream>) => {
  test('begins with hello: where it stands, who speaks, and the cursor that means now', async () => {
    await add('hello')
    await settled()
    await using stream = await openLive(app.url)
    expect(stream.events).toEqual([
      { type: 'hello', seq: expect.any(Number), version: (await app.client.info()).version, cursor: await app.client.cursor() },
    ])
  })

  test('tells of a message once it can be read', async () => {
    await settled()
    await using stream = await openLive(app.url)
    await using smtp = await openSmtp(app.smtp)
    await beginData(smtp)
    const id = queuedId(await smtp.say('Subject: committed\r\n\r\nbody\r\n.'))
    const { message } = await stream.next('message.added', (event) => event.message.id === id)
    expect((await send(`${app.url}/api/messages/${message.id}/text`)).text).toBe('body\n')
    const [listed] = (await app.client.list()).messages
    expect(message).toEqual(listed)
    await smtp.say('QUIT')
    await stream.next('session.ended') // the next test counts on hearing of its own doings only
  })

  test('tells of every kind of change, in order, each in the shape of its schema', async () => {
    await settled()
    await using stream = await openLive(app.url)
    const first = await addReady('kinds')
    const second = await addReady('kinds')
    await app.client.patch({ select: { ids: [first] }, set: { seen: true } })
    await app.client.patch({ select: { ids: [first] }, set: { seen: true } }) // changes nothing, so it says nothing
    await app.client.delete({ ids: [first] })
    await app.client.emptyMailbox('kinds')
    await stream.until((events) => events.filter(({ type }) => type === 'mailbox.changed').length === 5)
    expect(
      withoutHello(stream.events).map(({ seq: _seq, ...event }) =>
        'message' in event ? { ...event, message: event.message.id } : event,
      ),
    ).toEqual([
      { type: 'message.added', message: first },
      { type: 'mailbox.changed', name: 'kinds', total: 1, unseen: 1, evicted: 0 },
      { type: 'message.added', message: second },
      { type: 'mailbox.changed', name: 'kinds', total: 2, unseen: 2, evicted: 0 },
      { type: 'message.changed', id: first, seen: true },
      { type: 'mailbox.changed', name: 'kinds', total: 2, unseen: 1, evicted: 0 },
      { type: 'message.removed', ids: [first], mailbox: 'kinds' },
      { type: 'mailbox.changed', name: 'kinds', total: 1, unseen: 1, evicted: 0 },
      { type: 'message.removed', ids: [second], mailbox: 'kinds' },
      { type: 'mailbox.changed', name: 'kinds', total: 0, unseen: 0, evicted: 0 },
    ])
    for (const event of stream.events) expect(StreamEvent.parse(event)).toEqual(event)
  })

  test('tells only of those messages as removed that are', async () => {
    await settled()
    await using stream = await openLive(app.url)
    const [here, there] = [await add('removed-here'), await add('removed-there')]
    await app.client.delete({ ids: [here, there, 'none'], mailbox: 'removed-here' })
    expect((await stream.next('message.removed')).ids).toEqual([here])
    expect((await app.client.get(there)).id).toBe(there)
  })

  test('counts its places up, one by one', async () => {
    await settled()
    await using stream = await openLive(app.url)
    for (let i = 0; i < 5; i++) await addReady('places')
    await stream.until((events) => events.length === 11)
    const [start = 0, ...places] = stream.events.map(({ seq }) => seq)
    expect(places).toEqual(Array.from({ length: 10 }, (_, i) => start + 1 + i))
  })

  test('picked up anywhere, however often, loses and repeats nothing', async () => {
    await settled()
    await using whole = await openLive(app.url)
    const seen: StreamEvent[] = []
    let seq = whole.events[0]?.seq ?? 0
    const cut = fc.record({ changes: fc.nat(6), readFirst: fc.boolean() })
    await fc.assert(
      fc.asyncProperty(fc.array(cut, { maxLength: 6 }), async (cuts) => {
        for (const { changes, readFirst } of cuts) {
          await using part = await openLive(app.url, { afterSeq: seq })
          const work = Promise.all(Array.from({ length: changes }, () => add('resumed')))
          if (readFirst && changes > 0) await part.next('message.added')
          part.close()
          await part.closed
          await work
          seen.push(...withoutHello(part.events))
          seq = seen.at(-1)?.seq ?? seq
        }
      }),
      { numRuns: 15 },
    )
    await add('resumed', 'the last')
    await whole.next('message.added', ({ message }) => message.subject === 'the last')
    await using rest = await openLive(app.url, { afterSeq: seq })
    await rest.next('message.added', ({ message }) => message.subject === 'the last')
    seen.push(...withoutHello(rest.events))
    const upTo = seen.at(-1)?.seq ?? 0
    expect(seen).toEqual(withoutHello(whole.events).filter((event) => event.seq <= upTo))
  })

  test('says gap when the place asked for is from before a restart, or from the future, and goes on', async () => {
    await settled()
    const now = await openLive(app.url)
    const { seq } = await now.next('hello')
    now.close()
    for (const afterSeq of [0, 1, seq - 10 ** 9, seq + 10 ** 9]) {
      await using stream = await openLive(app.url, { afterSeq })
      const gap = await stream.next('gap')
      const id = await add('gap')
      const added = await stream.next('message.added')
      expect([added.message.id, stream.events[1]]).toEqual([id, gap])
      await settled()
      expect(added.seq).toBeGreaterThan(gap.seq)
      expect(gap.seq).toBeGreaterThanOrEqual(seq)
    }
  })

  test('ends when the program does', async () => {
    const own = await startApp()
    const stream = await openLive(own.url)
    await own[Symbol.asyncDispose]()
    expect([0, 1001]).toContain(await stream.closed)
  })
})

test('a websocket is closed with 1001, going away, when the program ends', async () => {
  const own = await startApp()
  const streams = await Promise.all([openStream(own.url), openStream(own.url)])
  await own[Symbol.asyncDispose]()
  expect(await Promise.all(streams.map(({ closed }) => closed))).toEqual([1001, 1001])
})

test('history is 2,000 events long: further back is a gap', async () => {
  await using own = await startApp()
  await using stream = await openStream(own.url)
  const start = (await stream.next('hello')).seq
  await Promise.all(Array.from({ length: 500 }, () => add('many', 'x', own)))
  const toggle = async (seen: boolean) => own.client.patch({ select: { all: true }, set: { seen } })
  for (let i = 0; i < 9; i++) expect(await toggle(i % 2 === 0)).toEqual({ changed: 500 })
  const place = async () => {
    await using now = await openStream(own.url)
    return (await now.next('hello')).seq
  }
  const kindAfter = async (afterSeq: number) => {
    await using again = await openStream(own.url, { afterSeq })
    await again.until((events) => events.length > 1)
    return again.events[1]
  }
  const newest = await place()
  expect(newest - start).toBeGreaterThan(5001)
  expect(await kindAfter(newest - 2000)).toMatchObject({ seq: newest - 1999 })
  expect(await kindAfter(newest - 2001)).toEqual({ type: 'gap', seq: newest })
})

test('a change of more than 1,000 messages is one gap, not an event each', async () => {
  await using own = await startApp()
  await Promise.all(Array.from({ length: 1001 }, () => add('crowd', 'x', own)))
  await settled(own)
  await using stream = await openStream(own.url)
  await own.client.patch({ select: { all: true }, set: { seen: true } })
  await stream.next('mailbox.changed')
  expect(stream.events.map(({ type }) => type)).toEqual(['hello', 'gap', 'mailbox.changed'])
})

test('places never repeat across restarts', async () => {
  await using folder = await temporaryFolder()
  const database = folder.path('mail.db')
  let last = 0
  for (let run = 0; run < 3; run++) {
    await using own = await startApp({ database })
    await using stream = await openStream(own.url)
    expect((await stream.next('hello')).seq).toBeGreaterThan(last)
    for (let i = 0; i < 3; i++) await addReady('x', own)
    await stream.until((events) => events.length === 7)
    last = stream.events.at(-1)?.seq ?? 0
  }
})

test('the last counts told of a mailbox are its counts, however much happens at once', async () => {
  await using stream = await openStream(app.url)
  for (let round = 0; round < 20; round++) {
    const mailbox = `busy ${round}`
    const ids = await Promise.all(Array.from({ length: 20 }, () => add(mailbox)))
    await Promise.all(ids.flatMap((id) => [app.client.delete({ ids: [id] }), add(mailbox)]))
    await add(`after ${round}`)
    await stream.next('mailbox.changed', ({ name }) => name === `after ${round}`)
    const told = stream.events.findLast((event) => event.type === 'mailbox.changed' && event.name === mailbox)
    expect(told).toMatchObject({ total: 20, unseen: 20 })
  }
})

describe('frames', () => {
  test('are JSON arrays; what happens at once comes in one of them', async () => {
    await Promise.all(Array.from({ length: 100 }, () => add('burst')))
    await settled()
    const { socket } = await upgrade(app.url, '/api/stream')
    const frames = readFrames(socket)
    await using other = await openStream(app.url)
    await app.client.patch({ select: { all: true, mailbox: 'burst' }, set: { pinned: true } })
    await other.next('mailbox.changed')
    socket.write(Buffer.from('888000000000', 'hex')) // a close frame, masked as clients must
    const [hello, burst, ...rest] = (await frames)
      .filter(({ opcode }) => opcode === 1)
      .map(({ payload }) => JSON.parse(payload.toString()) as StreamEvent[])
    expect(hello?.map(({ type }) => type)).toEqual(['hello'])
    expect([burst?.length, rest]).toEqual([101, []])
  })

  test('that a client sends may be 1 KiB long: it has nothing to say', async () => {
    const { socket } = await upgrade(app.url, '/api/stream')
    socket.write(Buffer.concat([Buffer.from('82fe0800', 'hex'), Buffer.alloc(4 + 2048)]))
    const close = (await readFrames(socket)).find(({ opcode }) => opcode === 8)
    expect(close?.payload.readUInt16BE(0)).toBe(1009)
    expect((await send(`${app.url}/api/info`)).status).toBe(200)
  })

  test('that break RFC 6455 are closed with 1002, and are no error in the log', async () => {
    const { socket } = await upgrade(app.url, '/api/stream')
    // Of an opcode that there is not.
    socket.write(Buffer.from('8f8000000000', 'hex'))
    const close = (await readFrames(socket)).find(({ opcode }) => opcode === 8)
    expect(close?.payload.readUInt16BE(0)).toBe(1002)
    expect((await send(`${app.url}/api/info`)).status).toBe(200)
    expect(app.log()).not.toContain('WS_ERR')
  })
})

describe('a client that does not read', () => {
  /** Some 60 kB of event each, so that a few dozen fill every buffer between the program and a client that sleeps. */
  const heavy = mail({
    To: Array.from({ length: 999 }, (_, i) => `recipient-number-${i}@a-long-name-of-a-domain.test`).join(', '),
    Subject: 'heavy',
  })

  async function flood(): Promise<void> {
    for (let i = 0; i < 10; i++) await Promise.all(Array.from({ length: 12 }, () => app.client.add(heavy, { mailbox: 'heavy' })))
  }

  test('is closed with 1013, try again later, and can pick up where it was', async () => {
    const { socket } = await upgrade(app.url, '/api/stream')
    socket.pause()
    await using attentive = await openStream(app.url)
    await flood()
    await attentive.until((events) => events.filter(({ type }) => type === 'message.added').length === 120)
    const frames = await readFrames(socket)
    const close = frames.at(-1)
    expect([close?.opcode, close?.payload.readUInt16BE(0)]).toEqual([8, 1013])
    const read = frames
      .filter(({ opcode }) => opcode === 1)
      .flatMap(({ payload }) => JSON.parse(payload.toString()) as StreamEvent[])
    expect(read.length).toBeLessThan(attentive.events.length)
    await using resumed = await openStream(app.url, { afterSeq: read.at(-1)?.seq })
    await resumed.until((events) => events.at(-1)?.seq === attentive.events.at(-1)?.seq)
    expect([...withoutHello(read), ...withoutHello(resumed.events)].map(({ seq }) => seq)).toEqual(
      withoutHello(attentive.events).map(({ seq }) => seq),
    )
  })

  test('of server-sent events is cut off, and the program goes on', async () => {
    const { hostname, port } = new URL(app.url)
    const socket = connect({ host: hostname, port: Number(port) })
    socket.write(`GET /api/stream HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n`)
    const [start] = (await once(socket, 'data')) as [Buffer]
    socket.pause()
    await using attentive = await openEventSource(app.url)
    await flood()
    await attentive.until((events) => events.filter(({ type }) => type === 'message.added').length === 120)
    let octets = start.length
    socket.on('data', (piece: Buffer) => {
      octets += piece.length
    })
    socket.on('error', () => socket.destroy())
    socket.resume()
    await once(socket, 'close')
    expect(octets).toBeLessThan(JSON.stringify(attentive.events).length)
    expect((await send(`${app.url}/api/health/ready`)).status).toBe(200)
  })
})

describe('server-sent events', () => {
  test('say what they are, and may be read by this origin alone', async () => {
    await using stream = await openEventSource(app.url)
    expect(Object.fromEntries(stream.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    })
  })

  test('resume by Last-Event-ID, which wins over the place in the address: a browser reconnects with both', async () => {
    await using stream = await openEventSource(app.url)
    const early = (await stream.next('hello')).seq
    const [first, second] = [await addReady('last-id'), await addReady('last-id')]
    const { seq } = await stream.next('mailbox.changed', ({ total }) => total === 1)
    await stream.next('message.added', ({ message }) => message.id === second)
    await using resumed = await openEventSource(app.url, { afterSeq: early, lastEventId: seq })
    await resumed.next('message.added', ({ message }) => message.id === second)
    expect(withoutHello(resumed.events).filter((event) => 'message' in event && event.message.id === first)).toEqual([])
    await using replayed = await openEventSource(app.url, { afterSeq: early, lastEventId: 'nonsense' })
    await replayed.next('message.added', ({ message }) => message.id === first)
  })

  test('have no HEAD, which would never end', async () => {
    expect((await send(`${app.url}/api/stream`, { method: 'HEAD' })).status).toBe(404)
  })
})

test.each(['x', '-1', '1.5', ''])('afterSeq=%s is refused, by a websocket too', async (afterSeq) => {
  expect(problemOf(await send(`${app.url}/api/stream?afterSeq=${afterSeq}`))).toMatchObject({
    status: 400,
    errors: [{ pointer: '/query/afterSeq' }],
  })
  expect((await upgrade(app.url, `/api/stream?afterSeq=${afterSeq}`)).status).toBe(400)
})
