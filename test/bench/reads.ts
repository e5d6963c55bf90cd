/** Reading, deleting and starting with 100,000 messages, alone and while mail arrives. */
import { setTimeout as sleep } from 'node:timers/promises'
import { smallCorpus } from './mixed-corpus.ts'
import { residentMegabytes } from './process-facts.ts'
import { type BenchApp, startMailmitt, temporaryFolder, timeStart } from './programs.ts'
import {
  atMost,
  type BenchOptions,
  median,
  megabytes,
  ms,
  percentile,
  perSecond,
  type Report,
  seconds,
  spread,
  timed,
  timeEach,
} from './report.ts'
import { acknowledgementDelays, sendLoad, sendSteadily } from './smtp-load.ts'

const MESSAGES = 100_000
const MAILS_PER_SECOND = 50
const STARTS = 3
/** Half of the messages go here, by the user name of their sender. */
const MAILBOX = 'half'

/** Between two lists while messages are deleted. */
const PAUSE_MS = 20

const mails = smallCorpus(5000)

export async function benchReads({ tell }: Report, { scale }: BenchOptions): Promise<void> {
  const count = MESSAGES * scale
  const messages = `${count.toLocaleString('en')} messages`
  using folder = temporaryFolder()
  const database = folder.path('mailmitt.db')
  {
    await using app = await startMailmitt(database)
    const loading = await timed(() => load(app, count))
    tell(`${messages} of 1.5 kB sent and ready`, `${seconds(loading)}, ${perSecond((count * 1000) / loading)}`)
    const loaded = residentMegabytes(app.pid)
    tell(`memory after ${messages}`, megabytes(loaded), atMost(loaded, 200, megabytes))
    await timeReads(app, { tell, count, times: 200, limitMs: 10 })
    const arriving = sendSteadily({ port: app.smtp.port, mails, perSecond: MAILS_PER_SECOND })
    await timeReads(app, { tell, count, times: 100, meanwhile: `, ${MAILS_PER_SECOND} mails/s arriving` })
    tell('end of data → 250 while all of this is read', spread(acknowledgementDelays(await arriving.stop()), 0.99))
    tell('memory after all of these reads', megabytes(residentMegabytes(app.pid)))
  }
  const starts: number[] = []
  for (let i = 0; i < STARTS; i++) starts.push(await timeStart(database))
  tell(`start to ready, ${messages}, median of ${STARTS}`, ms(median(starts)), atMost(median(starts), 500, ms))

  await using app = await startMailmitt(database)
  await timeDeletion(app, tell)
  tell('memory after that', megabytes(residentMegabytes(app.pid)))
}

async function load(app: BenchApp, count: number): Promise<void> {
  const half = { port: app.smtp.port, mails, count: count / 2, connections: 5, pipelined: true }
  await Promise.all([sendLoad(half), sendLoad({ ...half, user: MAILBOX })])
  await app.client.cursor()
}

async function timeReads(
  { client }: BenchApp,
  {
    tell,
    count,
    times,
    meanwhile = '',
    limitMs,
  }: { tell: Report['tell']; count: number; times: number; meanwhile?: string; limitMs?: number },
): Promise<void> {
  const middle = count / 2
  const [message] = (await client.list({ limit: 1, offset: middle })).messages
  if (!message) throw new Error('there is no message in the middle')
  const before = message.cursor
  const pages: [what: string, read: () => Promise<unknown>][] = [
    ['list page of 50, the first', () => client.list({ limit: 50 })],
    ['list page of 50, the first of a mailbox', () => client.list({ limit: 50, mailbox: MAILBOX })],
    ['list page of 50, in the middle by cursor', () => client.list({ limit: 50, before })],
    [`list page of 50, by offset ${middle.toLocaleString('en')}`, () => client.list({ limit: 50, offset: middle })],
  ]
  for (const [what, read] of pages) {
    const durations = await timeEach(times, read)
    const budget = limitMs === undefined ? undefined : atMost(percentile(durations, 0.95), limitMs, ms, 'p95 ')
    tell(`${what}${meanwhile}`, spread(durations), budget)
  }
  tell(`a message${meanwhile}`, spread(await timeEach(times, () => client.get(message.id))))
  tell(`mailboxes with total and unseen${meanwhile}`, spread(await timeEach(times, () => client.mailboxes())))
}

async function timeDeletion({ client, smtp }: BenchApp, tell: Report['tell']): Promise<void> {
  const { total } = await client.list({ mailbox: MAILBOX, limit: 1 })
  const send = () => sendSteadily({ port: smtp.port, mails, perSecond: MAILS_PER_SECOND })
  // A process that was just started loads its parser with the first mail: that is no part of what a deletion costs.
  const warmUp = send()
  await timeEach(50, () => client.list({ limit: 50 }))
  await warmUp.stop()

  const arriving = send()
  let isDeleting = true
  const deleting = timed(() => client.delete({ all: true, mailbox: MAILBOX })).finally(() => {
    isDeleting = false
  })
  const pages: number[] = []
  while (isDeleting) {
    pages.push(await timed(() => client.list({ limit: 50 })))
    await sleep(PAUSE_MS)
  }
  const took = await deleting
  const deliveries = await arriving.stop()
  tell(
    `deleting ${total.toLocaleString('en')} messages, ${MAILS_PER_SECOND} mails/s arriving`,
    `${seconds(took)}, ${perSecond((total * 1000) / took)}`,
  )
  tell('list page of 50, the first, while messages are deleted', spread(pages, 0.99))
  tell('end of data → 250 while messages are deleted', spread(acknowledgementDelays(deliveries), 0.99))
}
