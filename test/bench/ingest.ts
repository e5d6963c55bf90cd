/** How fast mail comes in: beside the same smtp-server that throws it away, and beside MailDev where it is given. */
import { statSync } from 'node:fs'
import { mixedCorpus } from './mixed-corpus.ts'
import { perMail, processorTime, residentMegabytes } from './process-facts.ts'
import { type SmtpProgram, startDiscardServer, startMailDev, startMailmitt, temporaryFolder } from './programs.ts'
import {
  atLeast,
  atMost,
  type BenchOptions,
  megabytes,
  ms,
  percent,
  percentile,
  perSecond,
  type Report,
  spread,
  times,
} from './report.ts'
import { type LoadResult, sendLoad } from './smtp-load.ts'

const mails = mixedCorpus(200)

export async function benchIngest({ tell }: Report, { scale, maildev }: BenchOptions): Promise<void> {
  const warmUp = { mails, count: 1000 * scale, connections: 10 }
  const keptAlive = { mails, count: 6000 * scale, connections: 10 }
  const oneEach = { mails, count: 3000 * scale, connections: 16, oneEach: true }

  async function measure(start: () => Promise<SmtpProgram>) {
    await using program = await start()
    await sendLoad({ port: program.port, ...warmUp })
    const before = processorTime(program.pid)
    const kept = await sendLoad({ port: program.port, ...keptAlive })
    const costs = perMail(before, processorTime(program.pid), keptAlive.count)
    const each = await sendLoad({ port: program.port, ...oneEach })
    tell(
      `${program.name}: 10 connections · one mail per connection`,
      `${perSecond(kept.perSecond)} · ${perSecond(each.perSecond)}`,
    )
    tell(`${program.name}: processor time a mail`, costs)
    return { name: program.name, kept, each }
  }

  const ceiling = await measure(startDiscardServer)
  const other = maildev === undefined ? undefined : await measure(() => startMailDev(maildev))

  using folder = temporaryFolder()
  const database = folder.path('mailmitt.db')
  await using app = await startMailmitt(database)
  /** Sends, and waits until all of it is ready. */
  const send = async (load: Omit<Parameters<typeof sendLoad>[0], 'port'>): Promise<LoadResult & { readyPerSecond: number }> => {
    const begun = performance.now()
    const result = await sendLoad({ port: app.smtp.port, ...load })
    await app.client.cursor()
    return { ...result, readyPerSecond: load.count / ((performance.now() - begun) / 1000) }
  }
  await send(warmUp)

  const before = processorTime(app.pid)
  const clientBefore = process.cpuUsage()
  const kept = await send(keptAlive)
  const client = process.cpuUsage(clientBefore)
  const costs = perMail(before, processorTime(app.pid), keptAlive.count)
  const acknowledged = kept.perSecond / ceiling.kept.perSecond
  const ready = kept.readyPerSecond / ceiling.kept.perSecond
  const ofCeiling = (value: number, share: number) => `${perSecond(value)}, ${percent(share)} of smtp-server discarding`
  tell('acknowledged, 10 connections', ofCeiling(kept.perSecond, acknowledged), atLeast(acknowledged, 0.55, percent))
  tell('ready (parsed and visible), the same run', ofCeiling(kept.readyPerSecond, ready), atLeast(ready, 0.25, percent))
  tell('end of data → 250', spread(kept.acknowledged, 0.99))
  tell('processor time a mail, until ready', costs)
  tell(
    'processor time a mail of this load client, on the same cores',
    `${((client.user + client.system) / 1000 / keptAlive.count).toFixed(2)} ms`,
  )

  const each = await send(oneEach)
  tell(
    'one mail per connection, 16 clients: acknowledged · ready',
    `${ofCeiling(each.perSecond, each.perSecond / ceiling.each.perSecond)} · ${perSecond(each.readyPerSecond)}`,
  )
  const one = await send({ mails, count: Math.ceil(200 * scale), connections: 1, oneEach: true })
  tell('greeting', spread(one.greetings, 0.99), atMost(percentile(one.greetings, 0.99), 10, ms, 'p99 '))
  if (other) {
    const keptTimes = kept.perSecond / other.kept.perSecond
    const eachTimes = each.perSecond / other.each.perSecond
    tell(`acknowledged, 10 connections, against ${other.name}`, times(keptTimes), atLeast(keptTimes, 3, times))
    tell(`one mail per connection, against ${other.name}`, times(eachTimes), atLeast(eachTimes, 10, times))
  }

  const counts = [warmUp.count, keptAlive.count, oneEach.count, one.greetings.length]
  const sent = counts.reduce((sum, count) => sum + octetsOf(count), 0)
  const stored = statSync(database).size / sent
  tell('database, octets per octet received', stored.toFixed(2), atMost(stored, 0.75, String))
  const total = counts.reduce((sum, count) => sum + count, 0)
  tell(`memory after ${total.toLocaleString('en')} mails of 42 kB`, megabytes(residentMegabytes(app.pid)))
}

/** Of the first mails of the corpus, which is sent over and over. */
function octetsOf(count: number): number {
  let octets = 0
  for (let i = 0; i < count; i++) octets += mails[i % mails.length]?.length ?? 0
  return octets
}
