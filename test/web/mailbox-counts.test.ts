/** The counts beside the mailboxes, where what is read and what the stream tells come beside each other. */
import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { countKept, createMailboxFollower, mailboxesQuery } from '../../web/api/mailbox-queries.ts'
import { startApp } from '../harness/app.ts'
import { openStream } from '../harness/stream.ts'

const app = await startApp()
beforeAll(() => void vi.stubGlobal('document', { hidden: false }))
afterAll(async () => {
  vi.unstubAllGlobals()
  await app[Symbol.asyncDispose]()
})

test('an answer that is older than what the stream has told is read again', async () => {
  await using stream = await openStream(app.url)
  const cache = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } })
  const follow = createMailboxFollower(cache)
  await app.client.add('Subject: 1\r\n\r\n')
  const read = Promise.withResolvers<void>()
  const told = Promise.withResolvers<void>()
  const slow = {
    ...app.client,
    async mailboxes() {
      const answer = await app.client.mailboxes()
      read.resolve()
      await told.promise
      return answer
    },
  }
  const stopLooking = new QueryObserver(cache, mailboxesQuery(slow)).subscribe(() => undefined)
  await read.promise
  await app.client.add('Subject: 2\r\n\r\n')
  follow(await stream.next('mailbox.changed', ({ total }) => total === 2))
  told.resolve()
  await expect.poll(() => countKept(cache, undefined)).toBe(2)
  stopLooking()
})
