import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClient, MailmittError } from '../../shared/client/client.ts'
import { type RunningApp, startApp } from '../harness/app.ts'
import { mail } from '../harness/mail.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app[Symbol.asyncDispose]())

test('addresses are fresh, and can be told apart and sent to any domain', () => {
  const { address } = app.client
  const many = Array.from({ length: 1000 }, () => address())
  expect(new Set(many).size).toBe(1000)
  for (const each of many) expect(each).toMatch(/^mail-[a-z2-7]{16}@example\.com$/)
  expect(address({ name: 'ann', domain: 'x.test' })).toMatch(/^ann-[a-z2-7]{16}@x\.test$/)
})

test('search takes criteria or text, and a page', async () => {
  const { client } = app
  const address = client.address()
  for (const Subject of ['one', 'two']) await client.add(mail({ To: address, Subject }))
  const subjects = async (...asked: Parameters<typeof client.search>) =>
    (await client.search(...asked)).messages.map(({ subject }) => subject)
  expect(await subjects({ to: address })).toEqual(['two', 'one'])
  expect(await subjects({ to: address, subject: 'one' })).toEqual(['one'])
  expect(await subjects(`to:${address} -subject:one`)).toEqual(['two'])
  expect(await subjects({ to: address }, { limit: 1 })).toEqual(['two'])
})

test('blind recipients are found by `to`', async () => {
  const { client } = app
  const address = client.address()
  await client.add(mail({ To: 'all@x.test' }), { rcptTo: [address] })
  expect((await client.search({ to: address })).total).toBe(1)
})

test('a mark is the place before what comes next', async () => {
  const { client } = app
  await client.add(mail({ Subject: 'before' }))
  const mark = await client.mark()
  await client.add(mail({ Subject: 'after' }))
  expect((await client.search({}, { after: mark })).messages.map(({ subject }) => subject)).toEqual(['after'])
})

test('a client of a mailbox sees, adds, changes and deletes there alone', async () => {
  const { client } = app
  const one = client.mailbox('worker-1')
  const two = client.mailbox('worker-2')
  const first = await one.add(mail({ Subject: 'first' }))
  await two.send({ from: 'a@a.test', to: ['b@b.test'], subject: 'second' })
  const subjectsOf = async (which: typeof client) => (await which.list()).messages.map(({ subject }) => subject)
  expect([await subjectsOf(one), await subjectsOf(two)]).toEqual([['first'], ['second']])
  expect([(await one.latest()).subject, (await two.get('latest')).subject]).toEqual(['first', 'second'])
  expect([(await two.count()).total, (await two.facets()).total]).toEqual([1, 1])
  await expect(two.get(first.id)).rejects.toThrow(MailmittError)
  expect(await two.patch({ select: { all: true }, addTags: ['mine'] })).toEqual({ changed: 1 })
  expect((await one.search({ tag: 'mine' })).total).toBe(0)
  expect(await two.delete({ all: true })).toEqual({ removed: 1 })
  expect([await subjectsOf(one), await subjectsOf(two)]).toEqual([['first'], []])
  expect((await two.mailbox('worker-1').list()).total).toBe(1)
})

test('what is wrong with a call is told in the words of the server', async () => {
  const { client } = app
  await expect(client.search('is:purple')).rejects.toThrow(/“is:” takes one of seen, unseen/)
  await expect(client.search({ larger: 'big' })).rejects.toMatchObject({ name: 'MailmittError', status: 400 })
  const elsewhere = createClient({ baseUrl: `${app.url}/nowhere` })
  await expect(elsewhere.mark()).rejects.toMatchObject({ status: 404 })
})

test('a call ends when its signal says so', async () => {
  await expect(app.client.list({}, { signal: AbortSignal.abort() })).rejects.toThrow('abort')
})
