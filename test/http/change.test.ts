import { afterAll, describe, expect, test } from 'vitest'
import { startApp } from '../harness/app.ts'
import { type Answer, problemOf, send, sendJson } from '../harness/http.ts'
import { mail } from '../harness/mail.ts'

const app = await startApp()
afterAll(() => app[Symbol.asyncDispose]())
const messages = `${app.url}/api/messages`

async function fill(mailbox: string, count: number): Promise<string[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, i) => (await app.client.add(mail({ Subject: `${i}` }), { mailbox })).id),
  )
}
const flags = async (id: string) => {
  const { seen, pinned } = await app.client.get(id)
  return { seen, pinned }
}
const countOf = async (mailbox: string) => (await app.client.list({ mailbox })).total

describe('PATCH /api/messages', () => {
  test('sets and clears flags of the ids named, and says how many really changed', async () => {
    const [a = '', b = ''] = await fill('patch-ids', 2)
    expect(await app.client.patch({ select: { ids: [a] }, set: { seen: true, pinned: true } })).toEqual({ changed: 1 })
    expect(await app.client.patch({ select: { ids: [a, b, 'none'] }, set: { seen: true } })).toEqual({ changed: 1 })
    expect(await app.client.patch({ select: { ids: [a, b] }, set: { seen: true } })).toEqual({ changed: 0 })
    expect([await flags(a), await flags(b)]).toEqual([
      { seen: true, pinned: true },
      { seen: true, pinned: false },
    ])
    await app.client.patch({ select: { ids: [a] }, set: { pinned: false } })
    expect(await flags(a)).toEqual({ seen: true, pinned: false })
  })

  test('of `all` in a mailbox leaves the others alone', async () => {
    await fill('patch-all', 3)
    const [other = ''] = await fill('patch-other', 1)
    expect(await app.client.patch({ select: { all: true, mailbox: 'patch-all' }, set: { seen: true } })).toEqual({ changed: 3 })
    expect((await app.client.list({ mailbox: 'patch-all' })).unseen).toBe(0)
    expect((await flags(other)).seen).toBe(false)
  })

  test('of ids counts only those in the mailbox named', async () => {
    const [mine = ''] = await fill('patch-mine', 1)
    expect(await app.client.patch({ select: { ids: [mine], mailbox: 'patch-theirs' }, set: { seen: true } })).toEqual({
      changed: 0,
    })
    expect((await flags(mine)).seen).toBe(false)
  })

  const type = { 'content-type': 'application/json' }
  test.each<[string, string, Record<string, string>]>([
    ['an empty body', '', type],
    ['no body and no type', '', {}],
    ['{}', '{}', type],
    ['null', 'null', type],
    ['a list', '[]', type],
    ['text', '"all"', type],
    ['no selection', '{"set":{"seen":true}}', type],
    ['an empty selection', '{"select":{},"set":{"seen":true}}', type],
    ['no ids', '{"select":{"ids":[]},"set":{"seen":true}}', type],
    ['all that is not true', '{"select":{"all":false},"set":{"seen":true}}', type],
    ['both ids and all', '{"select":{"ids":["x"],"all":true},"set":{"seen":true}}', type],
    ['only a mailbox', '{"select":{"mailbox":"guarded"},"set":{"seen":true}}', type],
    ['an unknown selector', '{"select":{"all":true,"q":"x"},"set":{"seen":true}}', type],
    ['nothing to set', '{"select":{"all":true}}', type],
    ['an empty set', '{"select":{"all":true},"set":{}}', type],
    ['an unknown flag', '{"select":{"all":true},"set":{"read":true}}', type],
    ['a flag of another type', '{"select":{"all":true},"set":{"seen":"true"}}', type],
    ['JSON cut short', '{"select":{"all":true},"set":{"seen":tr', type],
    ['JSON with a prototype', '{"select":{"all":true},"set":{"seen":true},"__proto__":{}}', type],
    ['text that is JSON', '{"select":{"all":true},"set":{"seen":true}}', { 'content-type': 'text/plain' }],
    ['an unknown type', '{"select":{"all":true},"set":{"seen":true}}', { 'content-type': 'application/x-yaml' }],
  ])('changes nothing for %s', async (_name, body, headers) => {
    const [id = ''] = await fill('guarded', 1)
    const answer = await send(messages, { method: 'PATCH', headers, body })
    expect([400, 415]).toContain(answer.status)
    problemOf(answer)
    expect(await flags(id)).toEqual({ seen: false, pinned: false })
  })

  test('takes 10,000 ids and no more', async () => {
    const patch = (count: number) =>
      sendJson(messages, 'PATCH', { select: { ids: Array.from({ length: count }, (_, i) => `${i}`) }, set: { seen: true } })
    expect((await patch(10_000)).status).toBe(200)
    expect((await patch(10_001)).status).toBe(400)
  })

  test('has a body of at most 1 MiB', async () => {
    const answer = await sendJson(messages, 'PATCH', { select: { ids: ['x'.repeat(1024 ** 2)] }, set: { seen: true } })
    expect(problemOf(answer)).toMatchObject({ status: 413, code: 'too_large' })
  })
})

describe('DELETE', () => {
  const remove = (query: string): Promise<Answer> => send(`${messages}${query}`, { method: 'DELETE' })

  test('/api/messages/{id} takes one, once', async () => {
    const [id = '', other = ''] = await fill('delete-one', 2)
    expect((await remove(`/${id}`)).json()).toEqual({ removed: 1 })
    for (const answer of [
      await remove(`/${id}`),
      await send(`${messages}/${id}`),
      await send(`${messages}/${id}/raw`),
      await send(`${messages}/${id}/parts/1`),
    ])
      expect(problemOf(answer)).toMatchObject({ status: 404, code: 'not_found' })
    expect((await app.client.get(other)).id).toBe(other)
  })

  test('/api/messages?ids takes those, up to 200', async () => {
    const [a = '', b = '', c = ''] = await fill('delete-ids', 3)
    expect(await app.client.delete({ ids: [a, b, a, 'none'] })).toEqual({ removed: 2 })
    expect(await countOf('delete-ids')).toBe(1)
    expect(await app.client.delete({ ids: [c], mailbox: 'elsewhere' })).toEqual({ removed: 0 })
    const many = Array.from({ length: 201 }, (_, i) => `${i}`)
    expect((await remove(`?ids=${many.slice(1).join()}`)).status).toBe(200)
    expect((await remove(`?ids=${many.join()}`)).status).toBe(400)
  })

  test('/api/messages?all=true&mailbox takes that mailbox', async () => {
    await fill('delete-mailbox', 3)
    await fill('delete-not', 1)
    expect(await app.client.delete({ all: true, mailbox: 'delete-mailbox' })).toEqual({ removed: 3 })
    expect([await countOf('delete-mailbox'), await countOf('delete-not')]).toEqual([0, 1])
  })

  test('/api/mailboxes/{name} empties it, and the mailbox stays', async () => {
    await fill('emptied', 2)
    expect(await app.client.emptyMailbox('emptied')).toEqual({ removed: 2 })
    expect((await app.client.mailboxes()).find(({ name }) => name === 'emptied')).toEqual({
      name: 'emptied',
      total: 0,
      unseen: 0,
      sizeOctets: 0,
      evicted: 0,
    })
    expect(problemOf(await send(`${app.url}/api/mailboxes/never`, { method: 'DELETE' }))).toMatchObject({
      status: 404,
      code: 'not_found',
    })
  })

  test.each([
    '',
    '?',
    '?ids=',
    '?ids=,',
    '?all=',
    '?all=false',
    '?all=1',
    '?all=TRUE',
    '?all=true&ids=x',
    '?mailbox=kept',
    '?all=true&all=true',
    '?ALL=true',
    '/',
    '?all=true&mailbx=kept',
  ])('/api/messages%s takes nothing', async (query) => {
    await fill('kept', 1)
    const before = await countOf('kept')
    expect([400, 404]).toContain((await remove(query)).status)
    expect(await countOf('kept')).toBe(before)
  })

  test('all=true takes everything that was there, and mail goes on arriving', async () => {
    await using own = await startApp()
    for (let i = 0; i < 5; i++) await own.client.add(mail({ Subject: `${i}` }), { mailbox: `m${i % 2}` })
    expect(await own.client.delete({ all: true })).toEqual({ removed: 5 })
    expect(await own.client.list()).toMatchObject({ messages: [], total: 0, unseen: 0 })
    const { id } = await own.client.add(mail({ Subject: 'after' }))
    expect((await own.client.list()).messages.map((message) => message.id)).toEqual([id])
  })
})

describe('two ways of writing the name of one mailbox', () => {
  test('mean the same: Unicode forms, white space around it, INBOX in any case', async () => {
    await app.client.add(mail({ Subject: 'x' }), { mailbox: 'caf\u0065\u0301' })
    await app.client.add(mail({ Subject: 'x' }), { mailbox: 'inbox' })
    expect((await app.client.list({ mailbox: 'caf\u00e9' })).total).toBe(1)
    expect((await app.client.list({ mailbox: 'cafe\u0301' })).total).toBe(1)
    expect((await app.client.list({ mailbox: ' INBOX ' })).total).toBe(1)
    expect((await app.client.get('latest')).mailbox).toBe('INBOX')
    expect((await send(`${messages}/latest?mailbox=Inbox`)).status).toBe(200)
    expect(await app.client.patch({ select: { all: true, mailbox: 'inbox' }, set: { seen: true } })).toEqual({ changed: 1 })
    expect(await app.client.emptyMailbox('iNbOx')).toEqual({ removed: 1 })
    expect(await app.client.delete({ all: true, mailbox: 'cafe\u0301' })).toEqual({ removed: 1 })
  })
})
