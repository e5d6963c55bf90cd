import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { MailmittError } from '../../shared/client/client.ts'
import { startApp } from '../harness/app.ts'
import { problemOf, send } from '../harness/http.ts'
import { mail } from '../harness/mail.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

const app = await startApp()
afterAll(() => app[Symbol.asyncDispose]())
const list = `${app.url}/api/messages`

async function addMany(mailbox: string, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let i = 1; i <= count; i++)
    ids.push((await app.client.add(mail({ Subject: `${mailbox} ${i}`, To: 'b@b.test' }), { mailbox })).id)
  return ids
}

const subjects = ({ messages }: { messages: { subject: string }[] }) => messages.map(({ subject }) => subject)

describe('a page', () => {
  test('is newest first, and at most `limit` long', async () => {
    await addMany('order', 3)
    expect(subjects(await app.client.list({ mailbox: 'order' }))).toEqual(['order 3', 'order 2', 'order 1'])
    expect(subjects(await app.client.list({ mailbox: 'order', limit: 2 }))).toEqual(['order 3', 'order 2'])
  })

  test('of `after` takes the oldest later ones, newest of them first, so that a poller loses none', async () => {
    await addMany('after', 5)
    const [first] = (await app.client.list({ mailbox: 'after' })).messages.slice(-1)
    const page = await app.client.list({ mailbox: 'after', after: first?.cursor, limit: 2 })
    expect(subjects(page)).toEqual(['after 3', 'after 2'])
    const rest = await app.client.list({ mailbox: 'after', after: page.next, limit: 2 })
    expect(subjects(rest)).toEqual(['after 5', 'after 4'])
    expect(rest.next).toBeUndefined()
    expect(subjects(await app.client.list({ mailbox: 'after', after: rest.cursor }))).toEqual([])
  })

  test('of `before` holds only earlier ones', async () => {
    await addMany('before', 3)
    const [newest] = (await app.client.list({ mailbox: 'before' })).messages
    expect(subjects(await app.client.list({ mailbox: 'before', before: newest?.cursor }))).toEqual(['before 2', 'before 1'])
  })

  test('begins at `offset`', async () => {
    await addMany('offset', 4)
    const page = await app.client.list({ mailbox: 'offset', offset: 1, limit: 2 })
    expect(subjects(page)).toEqual(['offset 3', 'offset 2'])
    expect(page.total).toBe(4)
    expect(subjects(await app.client.list({ mailbox: 'offset', offset: 4 }))).toEqual([])
  })

  test('counts its mailbox, or everything: total and unseen', async () => {
    const [seen = ''] = await addMany('counts', 3)
    await app.client.patch({ select: { ids: [seen] }, set: { seen: true } })
    expect(await app.client.list({ mailbox: 'counts', limit: 1 })).toMatchObject({ total: 3, unseen: 2, evicted: 0 })
    const all = await app.client.list({ limit: 500 })
    expect(all.total).toBe(all.messages.length)
    expect(all.unseen).toBe(all.messages.filter((message) => !message.seen).length)
  })

  test('of a mailbox that no mail has made is empty', async () => {
    expect(await app.client.list({ mailbox: 'nobody' })).toMatchObject({ messages: [], total: 0, unseen: 0 })
  })

  test('carries the fields asked for and no other', async () => {
    await app.client.add(mail({ Subject: 'fields', 'Content-Type': 'text/html' }, '<p>hi'), { mailbox: 'fields' })
    const keys = async (fields: ('text' | 'html' | 'headers')[]) => {
      const [message] = (await app.client.list({ mailbox: 'fields', fields })).messages
      return ['text', 'html', 'headers'].filter((name) => name in (message ?? {}))
    }
    expect(await keys([])).toEqual([])
    expect(await keys(['html'])).toEqual(['html'])
    expect(await keys(['text', 'html', 'headers'])).toEqual(['text', 'html', 'headers'])
    const [message] = (await app.client.list({ mailbox: 'fields', fields: ['html', 'headers'] })).messages
    expect(message?.html).toBe('<p>hi')
    expect(message?.headers?.[0]).toEqual({ name: 'Subject', value: 'fields', raw: 'Subject: fields' })
  })

  test('is compressed when asked, and only then', async () => {
    await addMany('compressed', 3)
    const plain = await send(`${list}?mailbox=compressed`)
    expect(plain.headers['content-encoding']).toBeUndefined()
    for (const [encoding, decompress] of [
      ['br', brotliDecompressSync],
      ['gzip', gunzipSync],
    ] as const) {
      const { headers, body } = await send(`${list}?mailbox=compressed`, { headers: { 'accept-encoding': encoding } })
      expect(headers['content-encoding']).toBe(encoding)
      expect(headers.vary).toContain('accept-encoding')
      expect(decompress(body).toString()).toBe(plain.text)
      expect(body.length).toBeLessThan(plain.body.length / 2)
    }
  })
})

describe('a cursor', () => {
  test('walks every message once, however much arrives meanwhile', async () => {
    const before = await addMany('walk', 23)
    const walked: string[] = []
    let arrived = 0
    for (
      let page = await app.client.list({ mailbox: 'walk', limit: 4 });
      ;
      page = await app.client.list({ mailbox: 'walk', limit: 4, before: page.next })
    ) {
      walked.push(...page.messages.map(({ id }) => id))
      if (!page.next) break
      arrived += (await addMany('walk', 2)).length
    }
    expect(arrived).toBe(10)
    expect(walked).toEqual(before.reverse())
  })

  test('lets a poller see every message once and in order while they arrive', async () => {
    let { cursor } = await app.client.list({ mailbox: 'poll', limit: 1 })
    const sent = Promise.all(Array.from({ length: 60 }, (_, i) => app.client.add(mail({ Subject: `${i}` }), { mailbox: 'poll' })))
    const seen: string[] = []
    while (seen.length < 60) {
      const page = await app.client.list({ mailbox: 'poll', after: cursor, limit: 7 })
      seen.push(...page.messages.map(({ id }) => id).reverse())
      cursor = page.next ?? page.cursor
    }
    const all = (await app.client.list({ mailbox: 'poll', limit: 500 })).messages.map(({ id }) => id)
    expect(seen).toEqual(all.reverse())
    expect(new Set(seen)).toEqual(new Set((await sent).map(({ id }) => id)))
  })

  test('stands in the answer, in its header and at /api/cursor alike', async () => {
    const { headers, json } = await send(list)
    const { cursor } = json() as { cursor: string }
    expect(headers['mailmitt-cursor']).toBe(cursor)
    expect(await app.client.cursor()).toBe(cursor)
  })

  test('of `add` is the place of that message', async () => {
    const { id, cursor } = await app.client.add(mail({ Subject: 'placed' }), { mailbox: 'placed' })
    const [message] = (await app.client.list({ mailbox: 'placed' })).messages
    expect([message?.id, message?.cursor]).toEqual([id, cursor])
    expect((await app.client.list({ after: cursor })).messages).toEqual([])
  })

  test('from another database is refused as stale, never taken for a place in this one', async () => {
    await using other = await startApp()
    await other.client.add(mail({ Subject: 'x' }))
    const foreign = await other.client.cursor()
    for (const query of [{ after: foreign }, { before: foreign }])
      await expect(app.client.list(query)).rejects.toMatchObject({ status: 400, code: 'stale_cursor' })
  })

  test('holds across restarts', async () => {
    await using folder = await temporaryFolder()
    const database = folder.path('mail.db')
    let cursor: string
    let ids: string[]
    {
      await using first = await startApp({ database })
      ids = await Promise.all([1, 2, 3].map(async (i) => (await first.client.add(mail({ Subject: `${i}` }))).id))
      cursor = (await first.client.list({ limit: 1 })).cursor
      await first.client.add(mail({ Subject: 'later' }))
    }
    await using second = await startApp({ database })
    expect(subjects(await second.client.list({ after: cursor }))).toEqual(['later'])
    expect(
      (await second.client.list()).messages
        .slice(1)
        .map(({ id }) => id)
        .sort(),
    ).toEqual(ids.sort())
  })

  test('keeps its place when that message is deleted', async () => {
    const [first = '', second = ''] = await addMany('deleted', 3)
    const { cursor } = await app.client.get(second)
    await app.client.delete({ ids: [second] })
    expect(subjects(await app.client.list({ mailbox: 'deleted', after: cursor }))).toEqual(['deleted 3'])
    expect((await app.client.list({ mailbox: 'deleted', before: cursor })).messages.map(({ id }) => id)).toEqual([first])
  })
})

describe('a bad query', () => {
  test.each([
    ['limit=0', '/query/limit'],
    ['limit=501', '/query/limit'],
    ['limit=ten', '/query/limit'],
    ['limit=', '/query/limit'],
    ['limit=1&limit=2', '/query/limit'],
    ['offset=-1', '/query/offset'],
    ['offset=', '/query/offset'],
    ['fields=text,subject', '/query/fields/1'],
    ['mailbox=a&mailbox=b', '/query/mailbox'],
    ['limt=5', '/query'],
    ['Limit=5', '/query'],
    ['query=x', '/query'],
  ])('%s is refused, and the pointer says where', async (query, pointer) => {
    const answer = await send(`${list}?${query}`)
    expect(answer.status).toBe(400)
    expect(problemOf(answer)).toMatchObject({ code: 'invalid', errors: [{ pointer }] })
  })

  test('names every fault at once', async () => {
    const { errors } = problemOf(await send(`${list}?limit=0&offset=-1&x=1`))
    expect(errors?.map(({ pointer }) => pointer).sort()).toEqual(['/query', '/query/limit', '/query/offset'])
  })

  test.each(['after=nonsense', 'before=0-', 'after='])('%s is no cursor', async (query) => {
    expect(problemOf(await send(`${list}?${query}`))).toMatchObject({ status: 400, code: 'invalid' })
  })

  test('cannot ask both directions at once', async () => {
    const cursor = await app.client.cursor()
    expect(problemOf(await send(`${list}?after=${cursor}&before=${cursor}`)).detail).toMatch(/before.*after|after.*before/)
  })
})

test('the client throws what the server explains', async () => {
  const error = await app.client.list({ limit: 0 }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(MailmittError)
  expect(error).toMatchObject({ status: 400, code: 'invalid' })
  expect((error as Error).message).toContain('/query/limit')
})
