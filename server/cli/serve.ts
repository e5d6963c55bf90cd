/** `mailmitt serve`: starts, says it is ready, and stops when told to. */
import { startApp } from '../app.ts'
import { ConfigError } from '../config/load.ts'
import type { Config } from '../config/settings.ts'
import { AppError } from '../errors.ts'
import { formatAddress } from '../listener.ts'
import { createLog } from '../log.ts'
import { announceRunning } from './running.ts'

/** What is acknowledged is committed, so stopping in the middle of draining loses nothing. */
const DRAIN_LIMIT_MS = 9000

/** npx starts this through a shell, which dies of a SIGTERM without handing it on. */
const PARENT_CHECK_MS = 500

export interface ServeOptions {
  /** The end of the process that started this one counts as a signal to stop. */
  stopsWithParent: boolean
  /** Says what is wrong with settings, and gives the exit code for it. */
  misused: (problems: readonly string[]) => number
}

/** @returns the exit code */
export async function serve(config: Config, { stopsWithParent, misused }: ServeOptions): Promise<number> {
  const log = await createLog(config['log-level'])
  const stopped = Promise.race([nextSignal(), ...(stopsWithParent ? [endOfParent()] : [])])
  let app: Awaited<ReturnType<typeof startApp>>
  try {
    app = await startApp({ config, log })
  } catch (error) {
    if (error instanceof ConfigError) return misused(error.problems)
    if (!(error instanceof AppError) || error.code === 'internal')
      log.fatal({ err: error instanceof AppError ? error.cause : error }, 'could not start')
    else process.stderr.write(`mailmitt: ${error.message}\n`)
    return 1
  }
  const url = `${app.isHttps ? 'https' : 'http'}://${formatAddress(app.http)}`
  const withdraw = announceRunning({ http: app.http, ...(app.isHttps && { isHttps: true, ca: app.ca }) }, log)
  const { smtps, imap, imaps, pop3, pop3s } = app
  const others = Object.entries({ smtps, imap, imaps, pop3, pop3s }).flatMap(([name, address]) =>
    address ? ` ${name}=${formatAddress(address)}` : [],
  )
  process.stdout.write(`mailmitt ready smtp=${formatAddress(app.smtp)} http=${url}${others.join('')}\n`)

  const signal = await stopped
  log.info(`${signal}: stopping; a signal stops it at once`)
  void nextSignal().then(() => process.exit(1))
  const limit = setTimeout(() => {
    log.warn('clients did not finish in time; stopping without them')
    process.exit(0)
  }, DRAIN_LIMIT_MS)
  await app.stop()
  clearTimeout(limit)
  withdraw()
  return 0
}

function endOfParent(): Promise<string> {
  const parent = process.ppid
  return new Promise((resolve) => {
    const watch = setInterval(() => {
      if (process.ppid === parent) return
      clearInterval(watch)
      resolve('npm has ended')
    }, PARENT_CHECK_MS).unref()
  })
}

function nextSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve(signal))
  })
}
