/** How long after its 250 a message is announced to a client of the live stream, and answered to who waits for it. */
import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { StreamEvent } from '../../shared/model/event.ts'
import { mixedCorpus } from './mixed-corpus.ts'
import { perMail, processorTime } from './process-facts.ts'
import { type BenchApp, startMailmitt, temporaryFolder } from './programs.ts'
import { atMost, type BenchOptions, ms, percentile, type Report, spread } from './report.ts'
import { acknowledgementDelays, openTalk, sendSteadily } from './smtp-load.ts'

const PER_SECOND = 50
const SECONDS = 10
const WARM_UP_SECONDS = 2

const WAITED = 500
/** Others who wait at the same time. */
const OTHER_WAITS = 100
const STANDING_WAITS = 2000

export async function benchPush(report: Report, options: BenchOptions): Promise<void> {
  await benchStream(report, options)
  await benchAnswers(report, options)
  await benchStanding(report, options)
}

async function benchStream({ tell }: Report, { scale }: BenchOptions): Promise<void> {
  using folder = temporaryFolder()
  await using app = await startMailmitt(folder.path('mailmitt.db'))
  const announcedAt = new Map<string, number>()
  const hello = Promise.withResolvers<void>()
  const stream = new WebSocket(`${app.url.replace(/^http/, 'ws')}/api/stream`)
  stream.onmessage = ({ data }) => {
    const now = performance.now()
    for (const event of JSON.parse(String(data)) as StreamEvent[]) {
      if (event.type === 'hello') hello.resolve()
      if (event.type === 'message.added') announcedAt.set(event.message.id, now)
    }
  }
  await hello.promise

  const mails = mixedCorpus(200)
  const send = async (seconds: number) => {
    const sending = sendSteadily({ port: app.smtp.port, mails, perSecond: PER_SECOND })
    await sleep(seconds * 1000)
    return sending.stop()
  }
  await send(WARM_UP_SECONDS)
  const deliveries = await send(SECONDS * scale)
  // Everything is ready and, a frame later, announced.
  await app.client.cursor()
  await sleep(200)
  stream.close()

  const delays = deliveries.map(({ reply, repliedAt }) => {
    const [, id = ''] = /queued as (\w+)/.exec(reply) ?? []
    return (announcedAt.get(id) ?? Number.POSITIVE_INFINITY) - repliedAt
  })
  tell(
    `250 → message.added at a websocket client, ${PER_SECOND} messages/s`,
    spread(delays, 0.99),
    atMost(percentile(delays, 0.99), 15, ms, 'p99 '),
  )
  tell('end of data → 250 meanwhile', spread(acknowledgementDelays(deliveries), 0.99))
}

/** One mail after the other, each with the one test that waits for it, while others wait for theirs. */
async function benchAnswers({ tell }: Report, { scale }: BenchOptions): Promise<void> {
  using folder = temporaryFolder()
  await using app = await startMailmitt(folder.path('mailmitt.db'))
  const { say, socket } = await openTalk(app.smtp.port)
  await say('EHLO bench.test\r\n')
  const delays: number[] = []
  let since = await app.client.cursor()
  const others = new Agent({ keepAlive: true, maxSockets: OTHER_WAITS })
  const standing = Array.from({ length: OTHER_WAITS }, (_, i) => openWait(app, { q: `to:user-${i}@nobody.test`, since }, others))
  while ((await app.client.info()).waits < OTHER_WAITS) await sleep(20)
  const warmUp = Math.ceil(WAITED * scale * 0.1)
  for (let i = 0; i < WAITED * scale + warmUp; i++) {
    const answered = openWait(app, { q: `subject:"code ${i}"`, since })
    while ((await app.client.info()).waits <= OTHER_WAITS);
    for (const line of ['MAIL FROM:<shop@x.test>\r\n', 'RCPT TO:<ann@x.test>\r\n', 'DATA\r\n']) await say(line)
    await say(`From: shop@x.test\r\nTo: ann@x.test\r\nSubject: Your code ${i}\r\n\r\nYour code is ${100_000 + i}\r\n.\r\n`)
    const acknowledgedAt = performance.now()
    const { at, body } = await answered
    since = (JSON.parse(body) as { cursor: string }).cursor
    if (i >= warmUp) delays.push(at - acknowledgedAt)
  }
  socket.destroy()
  others.destroy()
  await Promise.allSettled(standing)
  tell(
    `250 → the whole message at the test that waits for it, ${OTHER_WAITS} others waiting`,
    spread(delays, 0.99),
    atMost(percentile(delays, 0.99), 20, ms, 'p99 '),
  )
}

async function benchStanding({ tell }: Report, { scale }: BenchOptions): Promise<void> {
  for (const count of [1, Math.ceil(STANDING_WAITS * scale)]) {
    using folder = temporaryFolder()
    await using app = await startMailmitt(folder.path('mailmitt.db'))
    const since = await app.client.cursor()
    const agent = new Agent({ keepAlive: true, maxSockets: count })
    const waits = Array.from({ length: count }, (_, i) => openWait(app, { q: `to:user-${i}@nobody.test`, since }, agent))
    while ((await app.client.info()).waits < count) await sleep(20)
    const mails = mixedCorpus(200)
    const send = async (seconds: number) => {
      const sending = sendSteadily({ port: app.smtp.port, mails, perSecond: PER_SECOND })
      await sleep(seconds * 1000)
      return (await sending.stop()).length
    }
    await send(WARM_UP_SECONDS)
    const before = processorTime(app.pid)
    const sent = await send(SECONDS * scale)
    await app.client.cursor()
    tell(`processor time of a mail while ${count.toLocaleString('en')} wait`, perMail(before, processorTime(app.pid), sent))
    agent.destroy()
    await Promise.allSettled(waits)
  }
}

/** @returns the answer and when it came; rejects when its agent is destroyed */
async function openWait(
  { url }: BenchApp,
  wanted: { q: string; since: string },
  agent?: Agent,
): Promise<{ at: number; body: string }> {
  const sent = request(`${url}/api/wait?${new URLSearchParams({ ...wanted, timeout: '4m' })}`, { ...(agent && { agent }) }).end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  const body = (await buffer(response)).toString()
  return { at: performance.now(), body }
}
