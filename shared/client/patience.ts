/**
 * Waits outlive a server that stops and comes back: asks again until the time is up. Who never had an answer is told at
 * once that nothing runs there.
 */
import type { WaitAnswer } from '../model/wait.ts'
import { type CallOptions, type Link, MailmittError } from './calls.ts'
import { retryDelayMs } from './events.ts'
import { pause } from './pause.ts'
import { type Ask, toMs, type WaitQuery } from './wait.ts'

const LONGEST_PAUSE_MS = 1000
/** Node and Bun say so of a connection that there was. */
const BROKEN = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'])

export interface AskDependencies {
  link: Link
  askOnce: (query: WaitQuery, options: CallOptions) => Promise<WaitAnswer>
  /** The place in the order of arrival now. */
  cursor: (options: CallOptions) => Promise<string>
  /** Fails when the server does not know it. */
  check: (cursor: string, options: CallOptions) => Promise<unknown>
}

export function createPatientAsk({ link, askOnce, cursor, check }: AskDependencies): Ask {
  return async (query, { patienceMs, ...options }) => {
    const started = performance.now()
    const leftOf = (ms: number) => ms - (performance.now() - started)
    let from = query.since
    let failures = 0
    let awaySince = started
    for (;;) {
      try {
        // That nothing came is known only of a server that has kept its mail.
        if (query.count === 0) from ??= await cursor(options)
        const answer = await askOnce(failures === 0 ? query : shorten(query, leftOf), options)
        if (failures > 0 && query.count === 0 && from !== undefined) await check(from, options)
        return answer
      } catch (error) {
        options.signal?.throwIfAborted()
        if (failures > 0 && error instanceof MailmittError && error.code === 'stale_cursor') throw lost(error, link)
        if (!isAway(error)) throw error
        if (!link.wasThere && !BROKEN.has(codeOf(error)))
          throw new Error(`Mailmitt does not answer at ${link.baseUrl}: ${reasonOf(error)}; is it running there?`, {
            cause: error,
          })
        if (failures++ === 0) awaySince = performance.now()
        const leftMs = leftOf(patienceMs)
        if (leftMs <= 0) throw new Error(tellAway(error, link, performance.now() - awaySince), { cause: error })
        await pause(Math.min(leftMs, LONGEST_PAUSE_MS, retryDelayMs(failures)), options.signal)
        options.signal?.throwIfAborted()
      }
    }
  }
}

/** The same wait, for the time that is left. */
function shorten(query: WaitQuery, leftOf: (ms: number) => number): WaitQuery {
  const left = (ms: number) => Math.max(1, Math.ceil(leftOf(ms)))
  // That nothing more came after the last one is watched anew.
  const quietMs = toMs(query.quiet ?? 0)
  const timeout = `${query.count === 0 ? left(quietMs) : Math.max(left(toMs(query.timeout)), quietMs)}ms`
  return { ...query, timeout, ...(query.count === 0 && { quiet: timeout }) }
}

/** Whether it may be back soon. */
function isAway(error: unknown): boolean {
  if (error instanceof MailmittError) return error.status === 503 && error.mayRetry
  // What fetch throws when there is nobody, in the words of each platform; not what is wrong with an answer.
  return !(error instanceof SyntaxError)
}

function tellAway(error: unknown, { baseUrl }: Link, awayMs: number): string {
  const time = `${Number((awayMs / 1000).toFixed(1))} s`
  return `Mailmitt at ${baseUrl} did not answer for the last ${time}: ${reasonOf(error)}`
}

function lost(error: MailmittError, { baseUrl }: Link): Error {
  const reason = `Mailmitt at ${baseUrl} was restarted meanwhile and has lost its mail, which it kept in memory alone`
  return new Error(`${reason}: what came before cannot be known (give it a file with --database)`, { cause: error })
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error
  return cause instanceof Error ? cause.message || codeOf(error) : message
}

function codeOf(error: unknown): string {
  const { cause = error } = error as { cause?: { code?: string } }
  return (cause as { code?: string }).code ?? ''
}
