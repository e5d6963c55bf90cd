/** `npm run bench`: the budgets of this program, as ratios measured in one run. No network, no timed test. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { startApp } from '../harness/app.ts'
import { mixedCorpus } from './mixed-corpus.ts'
import { percentile, sendLoad } from './smtp-load.ts'

interface Line {
  what: string
  measured: string
  budget: string
  met: boolean | undefined
}

const lines: Line[] = []
const report = (what: string, measured: string, budget = '', met?: boolean) => {
  lines.push({ what, measured, budget, met })
  process.stderr.write(`${what}: ${measured}\n`)
}
const perSecond = (value: number) => `${Math.round(value)}/s`
const ms = (value: number) => `${value.toFixed(1)} ms`

const mails = mixedCorpus(200)
const corpusOctets = mails.reduce((sum, mail) => sum + mail.length, 0) / mails.length
const KEPT_ALIVE = { mails, count: 6000, connections: 10 }
const ONE_EACH = { mails, count: 3000, connections: 16, oneEach: true }

const ceiling = await withDiscardServer(async (port) => {
  await sendLoad({ port, ...KEPT_ALIVE, count: 1000 })
  return { keptAlive: await sendLoad({ port, ...KEPT_ALIVE }), oneEach: await sendLoad({ port, ...ONE_EACH }) }
})
report('smtp-server discarding, 10 connections', perSecond(ceiling.keptAlive.perSecond))
report('smtp-server discarding, one mail per connection', perSecond(ceiling.oneEach.perSecond))

const folder = mkdtempSync(join(tmpdir(), 'mailmitt-bench-'))
try {
  const database = join(folder, 'mailmitt.db')
  const begun = performance.now()
  await using app = await startApp({ entry: 'built', database })
  const startMs = performance.now() - begun
  report('start to ready, empty', ms(startMs), '≤ 400 ms', startMs <= 400)
  report('memory, idle', `${rss(app.process.pid)} MB`, '≤ 120 MB', rss(app.process.pid) <= 120)
  await sendLoad({ port: app.smtp.port, ...KEPT_ALIVE, count: 500 })
  await app.client.cursor()

  const loadBegun = performance.now()
  const load = await sendLoad({ port: app.smtp.port, ...KEPT_ALIVE })
  await app.client.cursor()
  const readyPerSecond = KEPT_ALIVE.count / ((performance.now() - loadBegun) / 1000)
  const acknowledgedShare = load.perSecond / ceiling.keptAlive.perSecond
  const readyShare = readyPerSecond / ceiling.keptAlive.perSecond
  report(
    'acknowledged, 10 connections',
    `${perSecond(load.perSecond)}, ${percent(acknowledgedShare)} of the ceiling`,
    '≥ 55 %',
    acknowledgedShare >= 0.55,
  )
  report(
    'ready (parsed and visible), the same run',
    `${perSecond(readyPerSecond)}, ${percent(readyShare)} of the ceiling`,
    '≥ 25 %',
    readyShare >= 0.25,
  )
  report('end of data → 250, p50 · p99', `${ms(percentile(load.acknowledged, 0.5))} · ${ms(percentile(load.acknowledged, 0.99))}`)

  const each = await sendLoad({ port: app.smtp.port, ...ONE_EACH })
  await app.client.cursor()
  report(
    'one mail per connection, 16 clients',
    `${perSecond(each.perSecond)}, ${percent(each.perSecond / ceiling.oneEach.perSecond)} of the ceiling`,
  )
  const greeting = await sendLoad({ port: app.smtp.port, mails, count: 200, connections: 1, oneEach: true })
  const greetingP99 = percentile(greeting.greetings, 0.99)
  report('greeting, p99', ms(greetingP99), '≤ 10 ms', greetingP99 <= 10)

  const pages = await timeAll(200, () => app.client.list({ limit: 50 }))
  report('list page of 50, p95', ms(percentile(pages, 0.95)), '≤ 10 ms', percentile(pages, 0.95) <= 10)
  const count = 500 + KEPT_ALIVE.count + ONE_EACH.count + 200
  const databaseOctets = statSync(database).size
  const share = databaseOctets / (count * corpusOctets)
  report('database, octets per octet received', share.toFixed(2), '≤ 0.75', share <= 0.75)
  report(`memory after ${count} messages`, `${rss(app.process.pid)} MB`, '≤ 200 MB', rss(app.process.pid) <= 200)
} finally {
  rmSync(folder, { recursive: true, force: true })
}

const facts = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}, corpus ${Math.round(corpusOctets / 1000)} kB a mail`
process.stdout.write(`\n${facts}\n\n| what | measured | budget | |\n|---|---|---|---|\n`)
for (const { what, measured, budget, met } of lines)
  process.stdout.write(`| ${what} | ${measured} | ${budget} | ${met === undefined ? '' : met ? 'met' : 'missed'} |\n`)
const output = fileURLToPath(new URL('../../.cache/bench.json', import.meta.url))
mkdirSync(join(output, '..'), { recursive: true })
writeFileSync(output, JSON.stringify({ at: new Date().toISOString(), facts, lines }, null, 2))

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

/** Resident memory in MB; Linux only. */
function rss(pid: number | undefined): number {
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1024)
}

async function timeAll(times: number, run: () => Promise<unknown>): Promise<number[]> {
  const durations: number[] = []
  for (let i = 0; i < times; i++) {
    const begun = performance.now()
    await run()
    durations.push(performance.now() - begun)
  }
  return durations.sort((a, b) => a - b)
}

async function withDiscardServer<T>(run: (port: number) => Promise<T>): Promise<T> {
  const child = spawn(process.execPath, [fileURLToPath(new URL('./discard-server.ts', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const [line] = await once(createInterface({ input: child.stdout }), 'line')
    return await run(Number(/ready (\d+)/.exec(String(line))?.[1]))
  } finally {
    child.kill()
    await once(child, 'close')
  }
}
