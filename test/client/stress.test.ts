/**
 * Many tests at once against one server, again and again: stale mail from before, duplicates, mail of others, late and out of
 * order; then the same while retention evicts, and with a restart between the runs.
 */
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type Duration, MailmittError } from '../../shared/client/client.ts'
import { type RunningApp, startApp } from '../harness/app.ts'
import { mail } from '../harness/mail.ts'
import { createRandom } from '../harness/random.ts'
import { deliver, openSmtp } from '../harness/smtp.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

const SEED = Number(process.env.SEED ?? 20_261_123)
const ROUNDS = 20
const TESTS = 500
const CONNECTIONS = 8
const SUBJECT = 'Your code'

interface Sent {
  to: string
  subject: string
  code: string
}

/** One of the tests: to whom, with which code, in which way it waits. */
interface Tested {
  to: string
  code: string
  /** Waits when its mail has come. */
  isLate: boolean
  /** Waits for a mail that never comes. */
  isLeftOut: boolean
}

interface Round {
  round: number
  /** So many of the tests get mail. */
  mailed: number
  /** So many of those wait when theirs has come. */
  late: number
}

/** Over some connections at a time. */
async function sendAll({ smtp: to }: RunningApp, mails: readonly Sent[]): Promise<void> {
  const queue = [...mails]
  await Promise.all(
    Array.from({ length: CONNECTIONS }, async () => {
      await using smtp = await openSmtp(to)
      for (let next = queue.pop(); next; next = queue.pop())
        await deliver(smtp, mail({ To: next.to, Subject: next.subject }, `Your code is ${next.code}\r\n`), { to: [next.to] })
    }),
  )
}

async function held(waits: number, { client }: RunningApp): Promise<void> {
  while ((await client.info()).waits !== waits) await turn()
}

/**
 * Mail of the rounds before is stale: the same addresses and subjects, other codes.
 *
 * @returns the errors of those who waited when their mail had come, and did not find it
 */
async function runRound(app: RunningApp, { round, mailed, late }: Round): Promise<MailmittError[]> {
  const { client } = app
  const random = createRandom(SEED + round)
  const shuffled = <T>(things: readonly T[]) =>
    things
      .map((thing) => ({ thing, at: random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ thing }) => thing)
  const tests = shuffled(Array.from({ length: TESTS }, (_, at) => at)).map(
    (at, place): Tested => ({
      to: `user-${at}@stress.test`,
      code: String(412_345 + 37 * (round * TESTS + at)),
      isLate: place < late,
      isLeftOut: place >= mailed,
    }),
  )
  const ending = new AbortController()
  const since = await client.mark()
  const waitFor = ({ to }: Tested, timeout: Duration) =>
    client
      .waitFor({ to, subject: SUBJECT, since, timeout, signal: ending.signal })
      .catch((error: unknown) => (error === ending.signal.reason ? 'nothing' : error))
  const begun = tests.filter(({ isLate }) => !isLate)
  const early = begun.map((tested) => waitFor(tested, tested.isLeftOut ? '2m' : '20s'))
  await held(early.length, app)
  const wanted = tests.filter(({ isLeftOut }) => !isLeftOut).map(({ to, code }): Sent => ({ to, subject: SUBJECT, code }))
  const others = wanted.map(({ to }, at) =>
    at % 2 === 0 ? { to, subject: 'News', code: '771204' } : { to: `x${to}`, subject: SUBJECT, code: '771204' },
  )
  await sendAll(app, shuffled([...wanted, ...others, ...wanted.filter(() => random() < 0.2)]))
  const missed: MailmittError[] = []
  const check = ({ to, code }: Tested, outcome: unknown) =>
    expect(outcome, `${to} in round ${round} of seed ${SEED}`).toMatchObject({ code, to: [{ addrSpec: to }] })
  for (const tested of tests.filter(({ isLate }) => isLate)) {
    const outcome = await waitFor(tested, 0)
    if (outcome instanceof MailmittError) missed.push(outcome)
    else check(tested, outcome)
  }
  for (const [at, tested] of begun.entries()) if (!tested.isLeftOut) check(tested, await early[at])
  ending.abort()
  const leftOut = await Promise.all(early.filter((_, at) => begun[at]?.isLeftOut))
  expect(new Set(leftOut), `left out in round ${round} of seed ${SEED}`).toEqual(new Set(['nothing']))
  await held(0, app)
  return missed
}

test(`${TESTS} tests at once, ${ROUNDS} times: each gets its own mail alone, seed ${SEED}`, { timeout: 240_000 }, async () => {
  await using folder = await temporaryFolder()
  await using app = await startApp({ database: folder.path('mail.db') })
  for (let round = 0; round < ROUNDS; round++) expect(await runRound(app, { round, mailed: 60, late: 20 })).toEqual([])
})

test(`the same while retention evicts and the process is restarted between, seed ${SEED}`, { timeout: 240_000 }, async () => {
  await using folder = await temporaryFolder()
  let missed = 0
  for (let round = 0; round < ROUNDS; round++) {
    await using app = await startApp({ database: folder.path('mail.db'), flags: ['--max-messages', '20'] })
    for (const { code, problem } of await runRound(app, { round, mailed: 60, late: 20 })) {
      missed++
      expect([code, problem?.evicted]).toEqual(['no_match', expect.any(Number)])
      expect(problem?.evicted).toBeGreaterThan(0)
    }
    if (round % 2 === 0) await app.kill()
  }
  // Of what came after the mark some is gone when the late ones look.
  expect(missed).toBeGreaterThan(0)
})
