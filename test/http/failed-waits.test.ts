import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { startApp } from '../harness/app.ts'
import { send } from '../harness/http.ts'
import { mail } from '../harness/mail.ts'

const app = await startApp()
afterAll(() => app[Symbol.asyncDispose]())
const { client } = app

let mark = ''
beforeEach(async () => {
  await client.add(mail({ Subject: 'between two tests' }))
  mark = await client.mark()
})

const waitInVain = (query: string) => send(`${app.url}/api/wait?timeout=1ms&${query}`)

describe('what was waited for in vain', () => {
  test('is kept with the reason it was told, the last one first', async () => {
    const { id } = await client.add(mail({ Subject: 'Welcom' }))
    const { detail } = (await waitInVain(`q=subject:Welcome&since=${mark}`)).json() as { detail: string }
    await send(`${app.url}/api/wait?count=0&quiet=1ms&q=id:${id}`)
    const { waits, forgotten } = await client.failedWaits({ since: mark })
    expect(forgotten).toBe(0)
    expect(waits).toEqual([
      expect.objectContaining({ code: 'unexpected_match', count: 0, offender: expect.objectContaining({ id }) }),
      expect.objectContaining({
        ...{ code: 'no_match', query: 'subject:Welcome', count: 1, detail, arrived: 1 },
        nearMisses: [expect.objectContaining({ id, missed: [{ clause: 'subject:Welcome', actual: 'Welcom' }] })],
      }),
    ])
  })

  test('is that of a run by its mark, and of a mailbox with what waited everywhere', async () => {
    await waitInVain('q=subject:before')
    await client.add(mail({ Subject: 'the run begins' }))
    const since = await client.mark()
    for (const scope of ['&mailbox=one', '&mailbox=two', '']) await waitInVain(`q=subject:nothing${scope}`)
    const mailboxes = async (mailbox?: string) => (await client.failedWaits({ since, mailbox })).waits.map((wait) => wait.mailbox)
    expect(await mailboxes()).toEqual([undefined, 'two', 'one'])
    expect(await mailboxes('one')).toEqual([undefined, 'one'])
  })

  test('is not what succeeded, was not understood, or was given up by its client', async () => {
    await client.add(mail({ Subject: 'there' }))
    await client.waitFor({ subject: 'there', since: mark })
    await waitInVain('q=larger:x')
    const ending = new AbortController()
    const waiting = client.waitFor({ subject: 'nothing' }, { signal: ending.signal }).catch((error: Error) => error.name)
    await expect.poll(async () => (await client.info()).waits).toBe(1)
    ending.abort()
    expect(await waiting).toBe('AbortError')
    await expect.poll(async () => (await client.info()).waits).toBe(0)
    expect((await client.failedWaits({ since: mark })).waits).toEqual([])
  })

  test('is forgotten beyond 200, the oldest first, and counted', async () => {
    const since = await client.mark()
    const { waits: before } = await client.failedWaits()
    for (let at = 0; at < 210; at++) await waitInVain(`q=subject:n${at}`)
    const { waits, forgotten } = await client.failedWaits({ since })
    expect([waits.length, forgotten]).toEqual([200, before.length + 10])
    expect([waits[0]?.query, waits.at(-1)?.query]).toEqual(['subject:n209', 'subject:n10'])
  })
})
