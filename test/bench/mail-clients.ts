/** Mail clients on 100,000 messages: how long they take to open a mailbox and to sync it, to hear of mail, and what they cost. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type ImapTalk, openImapTalk } from './imap-talk.ts'
import { mixedCorpus, smallCorpus } from './mixed-corpus.ts'
import { processorTime, residentMegabytes } from './process-facts.ts'
import { type BenchApp, startMailmitt, temporaryFolder } from './programs.ts'
import { atMost, type BenchOptions, median, megabytes, ms, percentile, type Report, spread, timed } from './report.ts'
import { acknowledgementDelays, type Delivery, sendLoad, sendSteadily } from './smtp-load.ts'

const MESSAGES = 100_000
const TIMES = 10
const FILED = 1000
const PER_SECOND = 50
const SECONDS = 10
const WARM_UP_SECONDS = 2
const IDLING = 200
const IMAP = ['--imap', '127.0.0.1:0']

export async function benchMailClients(report: Report, options: BenchOptions): Promise<void> {
  await benchSync(report, options)
  await benchIdle(report, options)
}

async function benchSync({ tell }: Report, { scale }: BenchOptions): Promise<void> {
  using folder = temporaryFolder()
  await using app = await startMailmitt(folder.path('mailmitt.db'), IMAP)
  const count = MESSAGES * scale
  await sendLoad({ port: app.smtp.port, mails: smallCorpus(5000), count, connections: 10, pipelined: true })
  await app.client.cursor()
  const messages = `${count.toLocaleString('en')} messages`
  const loaded = residentMegabytes(app.pid)
  for (const [whose, user] of [
    ['of all', 'all'],
    ['of a mailbox', 'default'],
  ] as const) {
    const [first = Number.NaN, ...others] = await repeat(app, user, (talk) => talk.say('SELECT INBOX'), 'LIST "" "*"')
    tell(`SELECT ${whose}, ${messages}, the first`, ms(first), atMost(first, 100, ms))
    tell(`SELECT ${whose}, those after it`, spread(others))
  }
  const syncs = await repeat(app, 'all', (talk) => talk.say('UID FETCH 1:* (FLAGS RFC822.SIZE)'), 'SELECT INBOX')
  tell(`UID FETCH 1:* (FLAGS RFC822.SIZE), ${messages}`, spread(syncs), atMost(median(syncs), 1500, ms, 'median '))
  const statuses = await repeat(app, 'all', (talk) => talk.say('STATUS INBOX (MESSAGES UNSEEN UIDNEXT)'))
  tell(`STATUS, ${messages}`, spread(statuses))

  const talk = await openImapTalk(app.imap.port, 'default')
  await talk.say('CREATE Filed')
  await talk.say('SELECT INBOX')
  const filed = Math.min(FILED, count)
  for (const command of ['COPY', 'MOVE']) {
    const { took, processor } = await costs(app, () => talk.say(`${command} 1:${filed} Filed`))
    tell(`${command} of ${filed.toLocaleString('en')}`, `${ms(took)}, processor time ${ms(processor)}`, atMost(took, 1000, ms))
  }
  const sending = sendSteadily({ port: app.smtp.port, mails: mixedCorpus(200), perSecond: PER_SECOND })
  const marked = await costs(app, () => talk.say('STORE 1:* +FLAGS (\\Seen)'))
  const delays = acknowledgementDelays(await sending.stop())
  tell(`STORE 1:* +FLAGS (\\Seen), ${PER_SECOND} mails/s arriving`, `${ms(marked.took)}, processor time ${ms(marked.processor)}`)
  tell('end of data → 250 while flags are set', spread(delays, 0.99))
  talk.end()
  tell('memory before and after all of this', `${megabytes(loaded)} · ${megabytes(residentMegabytes(app.pid))}`)
}

/** Wall time, and what all threads of the program took meanwhile. */
async function costs(app: BenchApp, run: () => Promise<unknown>): Promise<{ took: number; processor: number }> {
  const before = processorTime(app.pid).whole
  const took = await timed(run)
  return { took, processor: processorTime(app.pid).whole - before }
}

/** Each time by a client of its own: nothing is left of the one before. */
async function repeat(
  app: BenchApp,
  user: string,
  run: (talk: ImapTalk) => Promise<unknown>,
  before?: string,
): Promise<number[]> {
  const times: number[] = []
  for (let i = 0; i < TIMES; i++) {
    const talk = await openImapTalk(app.imap.port, user)
    if (before) await talk.say(before)
    times.push(await timed(() => run(talk)))
    talk.end()
  }
  return times
}

async function benchIdle({ tell }: Report, { scale }: BenchOptions): Promise<void> {
  using folder = temporaryFolder()
  await using app = await startMailmitt(folder.path('mailmitt.db'), IMAP)
  const count = Math.ceil(IDLING * scale)
  const send = async (seconds: number) => {
    const sending = sendSteadily({ port: app.smtp.port, mails: mixedCorpus(200), perSecond: PER_SECOND })
    await sleep(seconds * 1000)
    return sending.stop()
  }
  const warmedUp = (await send(WARM_UP_SECONDS)).length
  const one = await openIdle(app)
  const alone = await send(SECONDS * scale)
  await app.client.cursor()
  await sleep(200)
  tellDelays(tell, '250 → EXISTS at a client that idles', delaysOf(one, alone, warmedUp))

  const before = residentMegabytes(app.pid)
  const others = await Promise.all(Array.from({ length: count }, () => openIdle(app)))
  await sleep(1000)
  const each = (residentMegabytes(app.pid) - before) / count
  tell(`memory of ${count} that idle, each`, `${(each * 1000).toFixed(0)} kB`)
  const last = others.at(-1)
  const among = await send(SECONDS * scale)
  await app.client.cursor()
  await sleep(200)
  if (last) tellDelays(tell, `250 → EXISTS at the last of ${count}`, delaysOf(last, among, warmedUp + alone.length))
  for (const talk of [one, ...others]) talk.end()
}

async function openIdle(app: BenchApp): Promise<ImapTalk> {
  const talk = await openImapTalk(app.imap.port, 'all')
  await talk.say('SELECT INBOX')
  await talk.idle()
  return talk
}

function tellDelays(tell: Report['tell'], what: string, delays: readonly number[]): void {
  tell(`${what}, ${PER_SECOND} messages/s`, spread(delays, 0.99), atMost(percentile(delays, 0.99), 50, ms, 'p99 '))
}

/** @param known messages that were there before */
function delaysOf({ told }: ImapTalk, deliveries: readonly Delivery[], known = 0): number[] {
  return deliveries
    .map(({ repliedAt }) => repliedAt)
    .sort((a, b) => a - b)
    .map((repliedAt, i) => (told.find(({ exists }) => exists > known + i)?.at ?? Number.POSITIVE_INFINITY) - repliedAt)
}
