/** Waits for mail (API.md §3). The server holds each call and says in the end why nothing came. */
import type { WaitAnswer, WaitExtract } from '../model/wait.ts'
import { type CallOptions, MailmittError } from './calls.ts'
import { type Criteria, printCriteria } from './criteria.ts'

/** `30s`, `1500ms`, `10m`; a number is milliseconds. */
export type Duration = string | number

export interface WaitOptions {
  /** A cursor: only later mail. Without it, all that there is now counts too. */
  since?: string | undefined
  /** By default 30 s; as long as one likes, and at least `quiet`. */
  timeout?: Duration | undefined
  /** Goes on watching for so long after the last one, and fails when one more comes. */
  quiet?: Duration | undefined
  mailbox?: string | undefined
  /** Time zone of the days in a search, such as Europe/Istanbul; else UTC. */
  tz?: string | undefined
  signal?: CallOptions['signal']
}

export interface CountedWait extends WaitOptions {
  count?: number | undefined
}

export interface ExtractingWait extends CountedWait {
  /** Adds the best code or link of the first one; only mail that has one matches. */
  extract?: WaitExtract | undefined
}

export interface QuietWait extends Omit<WaitOptions, 'timeout'> {
  /** How long nothing may come, from now on; by default 2 s. What is there already counts, unless it came before `since`. */
  quiet?: Duration | undefined
}

/** A search as text, or criteria, which may have the options among them. */
export type Wanted<Options> = string | (Criteria & Options)

export interface WaitQuery extends Omit<ExtractingWait, 'signal'> {
  q: string
  timeout: string
  quiet?: string | undefined
}

export interface AskOptions extends CallOptions {
  /** So long the server may be away. */
  patienceMs: number
}

/** One call, made again where the server was away. */
export type Ask = (query: WaitQuery, options: AskOptions) => Promise<WaitAnswer>

/** One call waits at most so long: `fetch` of Node gives up on an answer after five minutes. */
const LONGEST_CALL_MS = 240_000
const DEFAULT_TIMEOUT = '30s'
const DEFAULT_QUIET = '2s'
/** Its time is often shorter than a restart. */
const PATIENCE_FOR_NONE_MS = 10_000
const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }

/** @throws {TypeError} */
export function toMs(duration: Duration): number {
  if (typeof duration === 'number') return duration
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(duration) ?? []
  if (amount === undefined) throw new TypeError(`“${duration}” is not a duration; write for example 30s, 1500ms or 10m`)
  return Math.round(Number(amount) * (UNITS[unit] ?? 1))
}

/** Criteria and options from the one object or the two arguments that a test gave. */
function readWanted(wanted: Wanted<ExtractingWait>, more: ExtractingWait): ExtractingWait & { q: string } {
  if (typeof wanted === 'string') return { q: wanted, ...more }
  const { since, timeout, quiet, mailbox, tz, signal, count, extract, ...criteria } = wanted
  return { q: printCriteria(criteria), since, timeout, quiet, mailbox, tz, signal, count, extract, ...more }
}

/** @throws {MailmittError} `no_match` when too few came in time; `unexpected_match` when one more did while it had to be quiet */
export async function waitForAnswer(ask: Ask, wanted: Wanted<ExtractingWait>, more: ExtractingWait = {}): Promise<WaitAnswer> {
  const { signal, timeout = DEFAULT_TIMEOUT, quiet, ...query } = readWanted(wanted, more)
  if (query.count === undefined) throw new TypeError('Say how many mails to wait for, with count')
  const quietMs = quiet === undefined ? undefined : toMs(quiet)
  const started = performance.now()
  for (;;) {
    const leftMs = toMs(timeout) - (performance.now() - started)
    // The last of several calls may be shorter than what has to be quiet.
    const callMs = Math.max(Math.ceil(Math.min(leftMs, LONGEST_CALL_MS)), quietMs ?? 1)
    const asked = { ...query, timeout: `${callMs}ms`, ...(quietMs !== undefined && { quiet: `${quietMs}ms` }) }
    try {
      return await ask(asked, { signal, patienceMs: leftMs + (quietMs ?? 0) })
    } catch (error) {
      const mayAskAgain = error instanceof MailmittError && error.code === 'no_match' && leftMs > LONGEST_CALL_MS
      if (!mayAskAgain) throw error
    }
  }
}

/** @throws {MailmittError} when a message matches, there already or before it has been quiet for so long */
export async function waitForNone(ask: Ask, wanted: Wanted<QuietWait>, more: QuietWait = {}): Promise<void> {
  const { signal, quiet = DEFAULT_QUIET, ...query } = readWanted(wanted, more)
  for (let leftMs = toMs(quiet); ; leftMs -= LONGEST_CALL_MS) {
    const callMs = `${Math.min(leftMs, LONGEST_CALL_MS)}ms`
    const patienceMs = Math.max(leftMs, PATIENCE_FOR_NONE_MS)
    await ask({ ...query, count: 0, quiet: callMs, timeout: callMs }, { signal, patienceMs })
    if (leftMs <= LONGEST_CALL_MS) return
  }
}
