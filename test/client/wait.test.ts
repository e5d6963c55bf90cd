import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { createClient, MailmittError } from '../../shared/client/client.ts'
import { type RunningApp, startApp } from '../harness/app.ts'
import { mail } from '../harness/mail.ts'
import { deliver, openSmtp } from '../harness/smtp.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app[Symbol.asyncDispose]())
afterEach(() => void vi.useRealTimers())

async function sendTo(address: string, Subject: string, body?: string): Promise<void> {
  await using smtp = await openSmtp(app.smtp)
  await deliver(smtp, mail({ From: 'shop@shop.test', To: address, Subject }, body), { to: [address] })
}

describe('waitFor', () => {
  test('gives the mail when it comes, and not another', async () => {
    const { client } = app
    const address = client.address()
    const waiting = client.waitFor({ to: address, subject: 'Your code' })
    await sendTo(address, 'News')
    await sendTo(client.address(), 'Your code')
    await sendTo(address, 'Your code', 'Your code is 482913\r\n')
    const received = await waiting
    expect([received.subject, received.code]).toEqual(['Your code', '482913'])
  })

  test('looks only behind its mark, and the next wait behind the mail that it gave', async () => {
    const { client } = app
    const to = client.address()
    await sendTo(to, 'stale')
    const mark = await client.mark()
    await sendTo(to, 'one')
    await sendTo(to, 'two')
    const first = await client.waitFor({ to, since: mark })
    const second = await client.waitFor({ to, since: first.cursor })
    expect([first.subject, second.subject]).toEqual(['one', 'two'])
  })

  test('takes text, with its options beside it; a client of a mailbox waits there', async () => {
    const mailbox = app.client.mailbox('ci')
    const { id } = await mailbox.add(mail({ Subject: 'here' }))
    expect((await mailbox.waitFor('subject:here OR subject:there', { timeout: '5s' })).id).toBe(id)
    expect((await mailbox.waitFor()).id).toBe(id)
    await expect(app.client.waitFor('subject:here', { mailbox: 'other', timeout: 1 })).rejects.toThrow('No message')
  })

  test('fails with what did come', async () => {
    const { client } = app
    const address = client.address()
    const mark = await client.mark()
    await sendTo(address, 'Welcom Ann')
    await sendTo(client.address(), 'Something else')
    const error = await client
      .waitFor({ to: address, subject: 'Welcome', since: mark, timeout: '50ms' })
      .catch((thrown) => thrown)
    expect(error).toBeInstanceOf(MailmittError)
    expect(error).toMatchObject({ status: 404, code: 'no_match' })
    expect(error.message).toMatch(/^2 messages arrived, none matched: .*`subject:Welcome` did not \("Welcom Ann"\)/)
    expect(error.message.split('\n')[1]).toMatch(/^“Something else” \(\w+\): .*`subject:Welcome` did not \("Something else"\)$/)
    expect(error.problem.nearMisses).toHaveLength(2)
  })

  test('asks again where a single call may not wait as long', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    const asked: (string | null)[] = []
    /** The real server, in a world where its clock is faster. */
    const client = createClient({
      baseUrl: app.url,
      async fetch(target, init) {
        const sooner = new URL(String(target))
        asked.push(sooner.searchParams.get('timeout'))
        sooner.searchParams.set('timeout', '1ms')
        const response = await fetch(sooner, init)
        vi.advanceTimersByTime(240_000)
        return response
      },
    })
    await expect(client.waitFor({ to: client.address(), timeout: '9m' })).rejects.toMatchObject({ code: 'no_match' })
    expect(asked).toEqual(['240000ms', '240000ms', '60000ms'])
  })

  test('ends when its signal says so', async () => {
    const abort = new AbortController()
    const waiting = app.client.waitFor({ to: app.client.address(), signal: abort.signal })
    abort.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
  })

  test('a time or a search that has no meaning is refused at once', async () => {
    const { client } = app
    await expect(client.waitFor({ timeout: 'soon' })).rejects.toThrow('“soon” is not a duration; write for example 30s')
    await expect(client.waitFor('is:purple')).rejects.toThrow(/“is:” takes one of/)
  })
})

describe('waitForAll', () => {
  test('gives as many as were asked for, in the order of arrival', async () => {
    const { client } = app
    const to = client.address()
    const waiting = client.waitForAll({ to, count: 2 })
    for (const subject of ['one', 'two', 'three']) await sendTo(to, subject)
    expect((await waiting).map(({ subject }) => subject)).toEqual(['one', 'two'])
    expect(await client.waitForAll(`to:${to}`, { count: 3, quiet: '10ms' })).toHaveLength(3)
  })

  test('fails when one more comes while it has to be quiet', async () => {
    const { client } = app
    const to = client.address()
    for (const subject of ['one', 'two']) await sendTo(to, subject)
    await expect(client.waitForAll({ to, count: 1, quiet: '1s' })).rejects.toThrow('“two”')
  })

  test('has to know how many', async () => {
    await expect(app.client.waitForAll({})).rejects.toThrow('count')
  })
})

describe('expectNone', () => {
  test('passes when nothing came, and fails with what did', async () => {
    const { client } = app
    const to = client.address()
    await client.expectNone({ to, quiet: 10 })
    await sendTo(to, 'once')
    await expect(client.expectNone({ to, quiet: '1s' })).rejects.toMatchObject({ status: 409, message: /“once”/ })
    await client.expectNone(`to:${to}`, { since: await client.mark(), quiet: '10ms' })
  })

  test('watches longer than a single call may', async () => {
    const asked: (string | null)[] = []
    const client = createClient({
      baseUrl: app.url,
      fetch(target, init) {
        const sooner = new URL(String(target))
        if (!sooner.pathname.endsWith('/wait')) return fetch(target, init)
        asked.push(sooner.searchParams.get('quiet'))
        for (const name of ['quiet', 'timeout']) sooner.searchParams.set(name, '1ms')
        return fetch(sooner, init)
      },
    })
    await client.expectNone({ to: client.address(), quiet: '9m' })
    expect(asked).toEqual(['240000ms', '240000ms', '60000ms'])
  })
})
