/** Many messages at once: counted first, changed and deleted in portions that mail finds its place between. */
import { afterAll, describe, expect, test } from 'vitest'
import { type RunningApp, startApp } from '../harness/app.ts'
import { problemOf, send, sendJson } from '../harness/http.ts'
import { mail } from '../harness/mail.ts'
import { composeTestMail, sendMail } from '../harness/sending.ts'
import { type LiveStream, openStream } from '../harness/stream.ts'

const app = await startApp()
afterAll(() => app[Symbol.asyncDispose]())
const messages = `${app.url}/api/messages`

const add = async (subject: string, mailbox: string, to: RunningApp = app) =>
  (await to.client.add(mail({ Subject: subject }), { mailbox })).id

/** Resolves when they are ready. */
async function fill(to: RunningApp, count: number): Promise<void> {
  for (let at = 0; at < count; at += 100)
    await Promise.all(Array.from({ length: 100 }, (_, i) => add(`many ${at + i}`, 'many', to)))
  await to.client.cursor()
}

const removedFrom = (stream: LiveStream) => stream.of('message.removed').flatMap(({ ids }) => ids)

describe('GET /api/messages/count', () => {
  test('says exactly how many, of each mailbox too, and up to where', async () => {
    const ids = [await add('fit 1', 'count-a'), await add('fit 2', 'count-a'), await add('fit 3', 'count-b')]
    await add('other', 'count-a')
    await app.client.patch({ select: { ids: ids.slice(0, 1) }, set: { seen: true, pinned: true } })
    expect(await app.client.count({ q: 'subject:fit mailbox:count-a OR mailbox:count-b' })).toEqual({
      ...{ total: 3, unseen: 2, pinned: 1 },
      mailboxes: [
        { name: 'count-a', total: 2, unseen: 1, pinned: 1 },
        { name: 'count-b', total: 1, unseen: 1, pinned: 0 },
      ],
      cursor: await app.client.cursor(),
    })
    expect(await app.client.count({ q: 'is:unseen', mailbox: 'count-a' })).toMatchObject({ total: 2 })
    expect(await app.client.count({ mailbox: 'count-a' })).toMatchObject({ total: 3, unseen: 2, pinned: 1 })
    expect(await app.client.count({ mailbox: 'none' })).toMatchObject({ total: 0, mailboxes: [] })
    expect((await app.client.count()).total).toBe((await app.client.list()).total)
  })

  test('does not stop where a list does', async () => {
    await using own = await startApp()
    await fill(own, 1100)
    expect(await own.client.list({ q: 'subject:many' })).toMatchObject({ total: 1000, totalIsAtLeast: true })
    expect(await own.client.count({ q: 'subject:many' })).toMatchObject({ total: 1100, unseen: 1100 })
  })

  test('counts to a cursor what was there then, it included', async () => {
    await add('1', 'count-to')
    const { cursor } = await app.client.get(await add('2', 'count-to'))
    await add('3', 'count-to')
    expect(await app.client.count({ mailbox: 'count-to', upTo: cursor })).toMatchObject({ total: 2, cursor })
    expect(await app.client.count({ mailbox: 'count-to', q: 'is:unseen', upTo: cursor })).toMatchObject({ total: 2 })
  })

  test.each(['q=', 'q=is:lost', 'q=(open', 'q=x&tz=Nowhere', 'upTo=x', 'all=true', 'limit=5'])(
    'takes no %s: what could not be deleted is not counted either',
    async (query) => {
      expect(problemOf(await send(`${messages}/count?${query}`))).toMatchObject({ status: 400, code: 'invalid' })
    },
  )
})

describe('`upTo`', () => {
  test('fixes what is deleted: what came after it stays', async () => {
    const [first, second] = [await add('first', 'up-to'), await add('second', 'up-to')]
    const { cursor: upTo } = await app.client.count({ mailbox: 'up-to' })
    const late = await add('late', 'up-to')
    const within = { mailbox: 'up-to', upTo }
    expect(await app.client.patch({ select: { all: true, ...within }, set: { pinned: true } })).toEqual({ changed: 2 })
    expect(await app.client.patch({ select: { q: 'is:unseen', ...within }, set: { seen: true } })).toEqual({ changed: 2 })
    expect(await app.client.patch({ select: { ids: [second, late], ...within }, set: { seen: false } })).toEqual({ changed: 1 })
    expect(await app.client.delete({ ids: [first, late], ...within })).toEqual({ removed: 1 })
    expect(await app.client.delete({ q: 'subject:late OR subject:second', ...within })).toEqual({ removed: 1 })
    expect(await app.client.delete({ all: true, ...within })).toEqual({ removed: 0 })
    expect((await app.client.list({ mailbox: 'up-to' })).messages.map(({ id }) => id)).toEqual([late])
  })

  test.each([
    ['a cursor of another database', 'ffffffffffff-1', 'stale_cursor'],
    ['no cursor', 'now', 'invalid'],
    ['nothing', '', 'invalid'],
  ])('that is %s is refused, and nothing is touched', async (_name, upTo, code) => {
    const id = await add('kept', 'up-to-wrong')
    const select = { all: true, mailbox: 'up-to-wrong', upTo }
    for (const answer of [
      await send(`${messages}?all=true&mailbox=up-to-wrong&upTo=${upTo}`, { method: 'DELETE' }),
      await send(`${messages}/count?mailbox=up-to-wrong&upTo=${upTo}`),
      await sendJson(messages, 'PATCH', { select, set: { seen: true } }),
    ])
      expect(problemOf(answer)).toMatchObject({ status: 400, code })
    expect((await app.client.get(id)).seen).toBe(false)
  })
})

describe('thousands', () => {
  test('are deleted in one call, told of in portions, while mail comes in and stays', async () => {
    await using own = await startApp()
    await fill(own, 1500)
    await using stream = await openStream(own.url)
    const deleting = own.client.delete({ q: 'subject:many' })
    let done = false
    void deleting.finally(() => {
      done = true
    })
    const replies: string[] = []
    while (!done) replies.push(await sendMail(own.smtp, composeTestMail({ subject: 'many, but late' })))
    expect(await deleting).toEqual({ removed: 1500 })
    expect(replies).not.toEqual([])
    expect(replies.filter((reply) => !reply.startsWith('250'))).toEqual([])
    expect((await own.client.list({ q: 'subject:many' })).total).toBe(replies.length)
    await stream.until(() => removedFrom(stream).length === 1500)
    expect(new Set(removedFrom(stream)).size).toBe(1500)
    expect(Math.max(...stream.of('message.removed').map(({ ids }) => ids.length))).toBeLessThanOrEqual(500)
  })

  test('are deleted to the end when nobody waits for the answer, unless that was to stop it', async () => {
    await using own = await startApp()
    await fill(own, 3000)
    await using stream = await openStream(own.url)
    const abandon = async (query: string) => {
      const before = removedFrom(stream).length
      const leaving = new AbortController()
      const target = `${own.url}/api/messages?q=subject:many&${query}`
      const answer = fetch(target, { method: 'DELETE', signal: leaving.signal })
      await stream.until(() => removedFrom(stream).length > before)
      leaving.abort()
      await expect(answer).rejects.toThrow('aborted')
    }
    await abandon('stoppable=true')
    const { total } = await own.client.count()
    expect(total).toBeGreaterThan(0)
    await abandon('')
    await stream.until(() => removedFrom(stream).length === 3000)
    expect((await own.client.count()).total).toBe(0)
  })

  test('are changed in one call, and more than 1,000 are one gap', async () => {
    await using own = await startApp()
    await fill(own, 1500)
    await using stream = await openStream(own.url)
    expect(await own.client.patch({ select: { q: 'subject:many' }, set: { seen: true } })).toEqual({ changed: 1500 })
    await stream.next('mailbox.changed')
    expect(stream.events.map(({ type }) => type)).toEqual(['hello', 'gap', 'mailbox.changed'])
    expect(await own.client.count({ q: 'is:unseen' })).toMatchObject({ total: 0 })
  })
})
