/** What may wait for its parser: so many messages, and so much of them in memory. */
import { expect, test, vi } from 'vitest'
import { LIMITS } from '../../server/limits.ts'
import { createParser } from '../../server/mail/parser.ts'
import { openAccounts } from '../harness/mail-accounts.ts'

/** Accounts whose parser, the real one, begins when it is let. */
async function openHeld() {
  const parser = createParser()
  const held = Promise.withResolvers<void>()
  const mail = await openAccounts({
    parser: {
      ...parser,
      async parse(request) {
        await held.promise
        return parser.parse(request)
      },
    },
  })
  return {
    mail,
    release: held.resolve,
    async [Symbol.asyncDispose]() {
      held.resolve()
      await mail[Symbol.asyncDispose]()
    },
  }
}

test('5,000 acknowledged messages may wait to be parsed, and the sender of one more waits for its 250', {
  timeout: 300_000,
}, async () => {
  await using held = await openHeld()
  const { mail, release } = held
  const limit = LIMITS.program.unparsed.value
  const deliver = () => mail.deliver('ann@x.test', { mailbox: 'shop' })
  for (let sent = 0; sent < limit; sent += 100) await Promise.all(Array.from({ length: 100 }, deliver))
  const next = deliver()
  await new Promise((resolve) => setImmediate(resolve))
  // Writes are done in their order: had it been let in, it would be there by now.
  await mail.messages.putFolder({ name: 'shop/Later' })
  expect(await mail.store.pending(0, limit + 1)).toHaveLength(limit)
  release()
  await next
  expect(mail.ingest.counters.accepted).toBe(limit + 1)
})

test('of messages that wait, 16 MiB are kept in memory; what comes beyond is read back, and parsed as well', {
  timeout: 300_000,
}, async () => {
  await using held = await openHeld()
  const { mail, release } = held
  const reads = vi.spyOn(mail.store, 'readMailData')
  const text = 'x'.repeat(200 * 1024)
  await mail.deliver('ann@x.test', { text })
  const [{ sizeOctets = 0 } = {}] = await mail.store.pending(0, 1)
  // The first is with the parser and waits no more.
  const kept = Math.floor(LIMITS.program.unparsedOctets.value / sizeOctets)
  for (let sent = 0; sent < kept + 2; sent++) await mail.deliver('ann@x.test', { text })
  expect(reads).not.toHaveBeenCalled()
  release()
  await mail.ingest.settled()
  expect(reads).toHaveBeenCalledTimes(2)
  expect(mail.ingest.counters).toEqual({ accepted: kept + 3, broken: 0 })
})
