/** Waits for mail, and for none (API.md §3): holds on until it is there or its time is up, then says why it is not. */
import type { Message } from '../../shared/model/message.ts'
import type { WaitAnswer, WaitExtract } from '../../shared/model/wait.ts'
import { ticks } from '../clock.ts'
import { AppError, toAppError } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import type { Store } from '../store/store.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import type { EventHub } from './event-hub.ts'
import type { Holds } from './holds.ts'
import type { Ingest } from './ingest.ts'
import { canonicalMailbox } from './mailbox.ts'
import type { Messages, Scope } from './messages.ts'
import { createExplainer, unexpectedMatch } from './no-match.ts'
import type { Retention } from './retention.ts'
import type { Sessions } from './sessions.ts'
import { createStandingConditions } from './standing-conditions.ts'
import { readWaitQuery } from './wait-query.ts'
import { startWatch, type Watch } from './watch.ts'

/** Held at once: each has a connection and some 25 kB. */
const MAX_WAITS = LIMITS.wait.open.value
/** With the quiet after it: Node's `fetch` gives up on an answer at 300 s. */
const MAX_HELD_MS = 290_000
/** What a person would click on first. */
const BEST_LINKS = ['action', 'other', 'view-in-browser', 'tracking', 'social', 'unsubscribe'] as const

export interface WaitRequest extends Scope {
  /** Cursor: only later messages. */
  since?: string | undefined
  count: number
  timeoutMs: number
  quietMs?: number | undefined
  extract?: WaitExtract | undefined
  /** Who asks sees no other mailbox: the reason why nothing came speaks of none either. */
  isConfined?: boolean | undefined
}

export interface WaitDependencies {
  store: Store
  ingest: Ingest
  messages: Pick<Messages, 'get'>
  sessions: Pick<Sessions, 'list'>
  retention: Pick<Retention, 'evictedSince'>
  holds: Pick<Holds, 'hold'>
  events: EventHub
}

export type Waits = ReturnType<typeof createWaits>

export function createWaits({ store, ingest, messages, sessions, retention, holds, events }: WaitDependencies) {
  const standing = createStandingConditions({ store, holds, events })
  const explain = createExplainer({ store, ingest, messages, sessions })

  /** @returns fewer when some are gone by now, or hold nothing of what is to be extracted; the watch forgets those */
  async function readFirst(watch: Watch, { count, extract }: WaitRequest): Promise<Message[]> {
    const read: Message[] = []
    for (const { id } of watch.found().slice(0, count)) {
      const message = await messages.get(id).catch(ifGone)
      if (message && (!extract || extracted(message, extract) !== undefined)) read.push(message)
      else watch.forget(id)
    }
    return read
  }

  return {
    /** How many there are now. */
    get open() {
      return standing.size
    },

    /**
     * @param signal ends it early
     * @throws {AppError} `no_match` or `unexpected_match`; `invalid`; `unavailable` when it was ended or mail cannot be read
     */
    async wait(request: WaitRequest, signal: AbortSignal): Promise<WaitAnswer> {
      checkTimes(request)
      if (standing.size >= MAX_WAITS)
        throw new AppError('unavailable', `${MAX_WAITS.toLocaleString('en')} calls wait already; try again when some have ended`)
      const { count, timeoutMs, quietMs, extract, isConfined = false } = request
      const asked = readWaitQuery(request)
      const mailbox = request.mailbox === undefined ? undefined : canonicalMailbox(request.mailbox)
      const since = request.since === undefined ? undefined : decodeCursor(store.databaseId, request.since)
      const condition = { query: asked.query, mailbox }
      const startedAt = ticks()
      const evictedBefore = standing.evicted
      const watch = startWatch({ store, ingest, holds, standing }, { condition, after: since ?? 0, enough: count })
      const onAbort = () =>
        watch.end(signal.reason instanceof AppError ? signal.reason : new AppError('unavailable', 'The client has gone away'))
      signal.addEventListener('abort', onAbort)
      if (signal.aborted) onAbort()
      const evictedMeanwhile = () =>
        Math.max(standing.evicted - evictedBefore, since === undefined ? 0 : retention.evictedSince(since))
      const waitedMs = () => Math.round(ticks() - startedAt)
      try {
        const upTo = await watch.look()
        let read: Message[] = []
        while (read.length < count) {
          if (!(await watch.until(() => watch.found().length >= count, startedAt + timeoutMs)))
            throw await explain({
              ...{ asked, mailbox, since, arrivedAfter: since ?? upTo, count, waitedMs: waitedMs() },
              ...{ matched: watch.found(), evicted: isConfined ? 0 : evictedMeanwhile(), isConfined },
            })
          read = await readFirst(watch, request)
        }
        if (quietMs !== undefined) {
          const expected = new Set(read.map(({ id }) => id))
          const offender = () => watch.found().find(({ id }) => !expected.has(id))
          const quietUntil = (count === 0 ? startedAt : ticks()) + quietMs
          await watch.until(() => offender() !== undefined, quietUntil)
          const came = offender()
          if (came) throw unexpectedMatch({ asked, count, offender: came, waitedMs: waitedMs() })
        }
        const [first] = read
        const value = first && extract && extracted(first, extract)
        return {
          messages: read,
          cursor: read.at(-1)?.cursor ?? encodeCursor(store.databaseId, upTo),
          ...(extract && value !== undefined && { [extract]: value }),
        }
      } finally {
        watch.stop()
        signal.removeEventListener('abort', onAbort)
      }
    },
  }
}

/** @throws {AppError} `invalid` */
function checkTimes({ count, timeoutMs, quietMs, extract }: WaitRequest): void {
  const fault = (message: string) => new AppError('invalid', message)
  if (count === 0 && quietMs === undefined) throw fault('With `count=0`, say by `quiet` how long nothing may come: `quiet=2s`')
  if (count === 0 && extract) throw fault('`extract` takes something of a message: with `count=0` there is none')
  if (quietMs === undefined) return
  if (quietMs > timeoutMs) throw fault('`quiet` is at most as long as `timeout`')
  if (count > 0 && timeoutMs + quietMs > MAX_HELD_MS)
    throw fault(`\`timeout\` and \`quiet\` together are at most ${MAX_HELD_MS / 1000} s`)
}

function extracted(message: Message, what: WaitExtract): string | undefined {
  if (what === 'code') return message.codes[0]?.value
  for (const kind of BEST_LINKS) {
    const best = message.links.find((link) => link.kind === kind)
    if (best) return best.href
  }
  return undefined
}

function ifGone(error: unknown): undefined {
  if (toAppError(error).code !== 'not_found') throw error
}
