/** How long after its 250 a message is announced to a client of the live stream. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { StreamEvent } from '../../shared/model/event.ts'
import { mixedCorpus } from './mixed-corpus.ts'
import { startMailmitt, temporaryFolder } from './programs.ts'
import { atMost, type BenchOptions, ms, percentile, type Report, spread } from './report.ts'
import { acknowledgementDelays, sendSteadily } from './smtp-load.ts'

const PER_SECOND = 50
const SECONDS = 10
const WARM_UP_SECONDS = 2

export async function benchPush({ tell }: Report, { scale }: BenchOptions): Promise<void> {
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
