import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import type { Mailbox } from '../../shared/model/mailbox.ts'
import { createMailboxFollower } from '../../web/api/mailbox-follower.ts'
import { mailboxKeys } from '../../web/api/mailbox-queries.ts'

const mailbox = (name: string, total: number): Mailbox => ({ name, total, unseen: 0, sizeOctets: 1, evicted: 0 })

function start() {
  const cache = new QueryClient()
  const follow = createMailboxFollower(cache)
  let seq = 0
  return {
    /** @returns a function that ends it with an answer */
    read() {
      const { promise, resolve } = Promise.withResolvers<Mailbox[]>()
      const reading = cache.fetchQuery({ queryKey: mailboxKeys.all, queryFn: () => promise, retry: false })
      return async (answer: Mailbox[] | Promise<never>) => {
        resolve(answer)
        await reading.catch(() => undefined)
      }
    },
    tell: (name: string, total: number) => follow({ type: 'mailbox.changed', name, total, unseen: 0, evicted: 0, seq: ++seq }),
    totals: () => cache.getQueryData<Mailbox[]>(mailboxKeys.all)?.map(({ name, total }) => `${name} ${total}`),
  }
}

test('what is told while the counts are read is newer than the answer', async () => {
  const { read, tell, totals } = start()
  const end = read()
  tell('shop', 9)
  tell('shop', 1)
  tell('shop/Archive', 1)
  await end([mailbox('shop', 2), mailbox('other', 3)])
  expect(totals()).toEqual(['other 3', 'shop 1', 'shop/Archive 1'])
})

test('what was told before a read is older than its answer, also where an earlier read failed', async () => {
  const { read, tell, totals } = start()
  const fail = read()
  tell('shop', 1)
  await fail(Promise.reject(new Error('no connection')))
  tell('shop', 2)
  await read()([mailbox('shop', 3)])
  expect(totals()).toEqual(['shop 3'])
  tell('shop', 4)
  expect(totals()).toEqual(['shop 4'])
})
