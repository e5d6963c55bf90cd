/** The server under attack: the real program in a process of its own, watched for what it must never do. Linux only. */
import { once } from 'node:events'
import { residentMegabytes } from '../bench/process-facts.ts'
import { type RunningApp, startApp } from '../harness/app.ts'
import { send } from '../harness/http.ts'
import { expectThat } from './kind.ts'

const PRELOAD = new URL('report-heap.ts', import.meta.url).href
/** What is kept stays small, so that memory that grows is a leak. */
const FLAGS = [
  '--max-messages',
  '2000',
  '--max-sessions',
  '500',
  '--log-level',
  'warn',
  '--imap',
  '127.0.0.1:0',
  '--pop3',
  '127.0.0.1:0',
  '--pop3-delete',
]
/** A slow machine is no fault. */
const PATIENCE_MS = 120_000

export interface Target extends AsyncDisposable {
  app: () => RunningApp
  /** @throws when it is gone, unwell, or has logged what is a fault of its own */
  check: () => Promise<void>
  /** A new one in the place of one that has died. */
  restart: () => Promise<void>
  memory: () => Promise<{ rssMegabytes: number; heapMegabytes: number }>
  /** Of all servers so far. */
  counts: { crashes: number; unhandled: number; loggedErrors: number }
}

export async function startTarget(): Promise<Target> {
  const counts = { crashes: 0, unhandled: 0, loggedErrors: 0 }
  let app = await start()
  let looked = 0
  /** Known already: it may be looked at again before there is another. */
  let hasCrashed = false

  function start(): Promise<RunningApp> {
    return startApp({ flags: FLAGS, env: { NODE_OPTIONS: `--import=${PRELOAD}` } })
  }

  /** What it has logged since the last look. */
  function newLog(): string {
    const log = app.log()
    const fresh = log.slice(looked)
    looked = log.length
    return fresh
  }

  function hasEnded(): boolean {
    return app.process.exitCode !== null || app.process.signalCode !== null
  }

  return {
    app: () => app,
    counts,
    async check() {
      const answer = hasEnded()
        ? undefined
        : await patiently(send(`${app.url}/api/health/ready`), 'health').catch((error: Error) => error)
      const log = newLog()
      if (hasEnded()) {
        if (!hasCrashed) counts.crashes++
        hasCrashed = true
        if (/unhandled|uncaught/i.test(log)) counts.unhandled++
        throw new Error(`the server ended with ${app.process.exitCode ?? app.process.signalCode}:\n${log}`)
      }
      const errors = log.split('\n').filter((line) => /^\{"level":[56]0/.test(line) || /unhandled|uncaught|^\s+at /i.test(line))
      if (errors.length > 0) {
        counts.loggedErrors++
        throw new Error(`the server logged a fault of its own:\n${errors.join('\n')}`)
      }
      if (answer instanceof Error) throw answer
      expectThat(answer?.status === 200, () => `health is ${answer?.status} ${answer?.text}`)
    },
    async restart() {
      await app.kill()
      app = await start()
      looked = 0
      hasCrashed = false
    },
    async memory() {
      const { pid, stderr } = app.process
      if (pid === undefined || !stderr || hasEnded()) return { rssMegabytes: Number.NaN, heapMegabytes: Number.NaN }
      const from = app.log().length
      const said = new Promise<number>((resolve) => {
        stderr.on('data', function look() {
          const [, heap] = /^heap (\d+)$/m.exec(app.log().slice(from)) ?? []
          if (heap === undefined) return
          stderr.off('data', look)
          resolve(Number(heap))
        })
      })
      app.process.kill('SIGUSR2')
      const heap = await patiently(said, 'asking for the heap')
      return { rssMegabytes: residentMegabytes(pid), heapMegabytes: heap / 1024 ** 2 }
    },
    async [Symbol.asyncDispose]() {
      if (!hasEnded()) await app[Symbol.asyncDispose]()
    },
  }
}

/** @throws when it takes longer than any machine is slow */
export async function patiently<T>(work: Promise<T>, what: string, limitMs = PATIENCE_MS): Promise<T> {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), limitMs)
  try {
    return await Promise.race([
      work,
      once(late.signal, 'abort').then((): never => {
        throw new Error(`${what} took longer than ${limitMs / 1000} s`)
      }),
    ])
  } finally {
    clearTimeout(timer)
  }
}

/** Asks again until it holds. @throws when it never does */
export async function until(holds: () => Promise<boolean>, what: string): Promise<void> {
  const begun = performance.now()
  while (!(await holds())) {
    expectThat(performance.now() - begun < PATIENCE_MS, () => `${what}: not within ${PATIENCE_MS / 1000} s`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
