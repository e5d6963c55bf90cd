/** Many tests at once against one server: stale mail from before, duplicates, mail of others, late and out of order. */
import { expect, test } from 'vitest'
import { startApp } from '../harness/app.ts'
import { mail } from '../harness/mail.ts'
import { createRandom } from '../harness/random.ts'
import { deliver, openSmtp } from '../harness/smtp.ts'

const TESTS = 500
const CONNECTIONS = 8

interface Sent {
  to: string
  subject: string
  code: string
}

test('each of 500 tests at once gets its own mail, once, and nothing that is stale', { timeout: 120_000 }, async () => {
  await using app = await startApp()
  const { client } = app
  const random = createRandom(7)
  const shuffled = <T>(things: readonly T[]) => things.map((thing) => ({ thing, at: random() })).sort((a, b) => a.at - b.at)
  const codes = Array.from({ length: 2 * TESTS }, (_, at) => String(412_345 + 37 * at))

  /** Over some connections at a time, in any order. */
  async function sendAll(mails: readonly Sent[]): Promise<void> {
    const queue = shuffled(mails)
    await Promise.all(
      Array.from({ length: CONNECTIONS }, async () => {
        await using smtp = await openSmtp(app.smtp)
        for (let next = queue.pop(); next; next = queue.pop()) {
          const { to, subject, code } = next.thing
          await deliver(smtp, mail({ To: to, Subject: subject }, `Your code is ${code}\r\n`), { to: [to] })
        }
      }),
    )
  }

  const subject = 'Your code'
  const tests = Array.from({ length: TESTS }, (_, at) => ({
    to: client.address(),
    code: codes[at] ?? '',
    old: codes[TESTS + at] ?? '',
  }))
  await sendAll(tests.map(({ to, old }) => ({ to, subject, code: old })))
  const mark = await client.mark()
  // Some wait before their mail is sent, some while, some after.
  const early = tests.slice(0, TESTS / 2).map(({ to }) => client.waitFor({ to, subject, since: mark }))
  await sendAll(tests.flatMap(({ to, code }) => [{ to, subject: 'News', code: '' }, ...Array(2).fill({ to, subject, code })]))
  const late = tests.slice(TESTS / 2).map(({ to }) => client.waitFor({ to, subject, since: mark }))
  const received = await Promise.all([...early, ...late])
  expect(received.map(({ code }) => code)).toEqual(tests.map(({ code }) => code))
  const again = await Promise.all(
    tests.map(({ to }, at) => client.waitForAll({ to, subject, count: 1, quiet: '10ms', since: received[at]?.cursor })),
  )
  expect(again.map(([duplicate]) => duplicate?.code)).toEqual(tests.map(({ code }) => code))
})
