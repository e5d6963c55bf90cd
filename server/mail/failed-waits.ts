/** Remembers the waits that ended without what they waited for, so that a report of a run can say why its tests failed. */
import type { FailedWait, FailedWaits as FailedWaitList, NoMatch, UnexpectedMatch } from '../../shared/model/wait.ts'
import { now } from '../clock.ts'
import { AppError } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import type { Store } from '../store/store.ts'
import { decodeCursor } from './cursor.ts'
import type { Ingest } from './ingest.ts'
import { canonicalMailbox } from './mailbox.ts'
import type { WaitRequest, Waits } from './wait.ts'

const MAX_REMEMBERED = LIMITS.wait.failed.value
/** The longest call that there is: who asks for more asks again at once, and has not failed yet. */
const LONGEST_CALL_MS = 240_000
const AGAIN_WITHIN_MS = 5000

interface Remembered {
  wait: FailedWait
  /** The last message that was there. */
  seq: number
  /** What was asked, where the same may be asked again. */
  question: string
  mayGoOn: boolean
  /** It speaks of its own mailbox alone. */
  isConfined: boolean
}

export interface FailedWaitsDependencies {
  store: Pick<Store, 'databaseId'>
  ingest: Pick<Ingest, 'settled'>
}

export interface FailedWaitsQuery {
  since?: string | undefined
  mailbox?: string | undefined
  isConfined?: boolean | undefined
}

export type FailedWaits = ReturnType<typeof createFailedWaits>

export function createFailedWaits({ store, ingest }: FailedWaitsDependencies) {
  const remembered: Remembered[] = []
  let forgotten = 0

  /** @returns for how long it has waited already */
  function takeBack(question: string): number {
    const at = remembered.findLastIndex(
      ({ wait, mayGoOn, question: asked }) => mayGoOn && asked === question && now() - Date.parse(wait.endedAt) < AGAIN_WITHIN_MS,
    )
    return at < 0 ? 0 : (remembered.splice(at, 1)[0]?.wait.waitedMs ?? 0)
  }

  return {
    /** The same waits, and what they fail with is kept. */
    remember: (waits: Waits): Waits => ({
      get open() {
        return waits.open
      },
      async wait(request, signal) {
        const question = writeQuestion(request)
        const waitedBefore = takeBack(question)
        try {
          return await waits.wait(request, signal)
        } catch (error) {
          const wait = toFailedWait(error, request)
          if (!wait) throw error
          // Where mail cannot be read, it is of whatever run asks.
          const seq = await ingest.settled().catch(() => Number.POSITIVE_INFINITY)
          wait.waitedMs += waitedBefore
          const { timeoutMs, isConfined = false } = request
          remembered.push({ wait, seq, question, mayGoOn: timeoutMs >= LONGEST_CALL_MS, isConfined })
          if (remembered.length > MAX_REMEMBERED) forgotten += remembered.splice(0, remembered.length - MAX_REMEMBERED).length
          throw error
        }
      },
    }),

    /**
     * @param since cursor: only those that ended when something later was there, or nothing
     * @param mailbox only those that waited there, or everywhere
     * @param isConfined only those that speak of no other mailbox
     * @throws {AppError} `invalid`, `stale_cursor`
     */
    list({ since, mailbox, isConfined = false }: FailedWaitsQuery): FailedWaitList {
      const after = since === undefined ? 0 : decodeCursor(store.databaseId, since)
      const where = mailbox === undefined ? undefined : canonicalMailbox(mailbox)
      const waits = remembered
        .filter(({ seq, wait, isConfined: speaksOfNoOther }) => {
          const isThere = where === undefined || (wait.mailbox ?? where) === where
          return seq >= after && isThere && (speaksOfNoOther || !isConfined)
        })
        .map(({ wait }) => wait)
      return { waits: waits.reverse(), forgotten: isConfined ? 0 : forgotten }
    },
  }
}

function writeQuestion({ q = '', tz, mailbox, since, count, quietMs, extract, isConfined }: WaitRequest): string {
  return JSON.stringify([q, tz, mailbox, since, count, quietMs, extract, isConfined])
}

function toFailedWait(error: unknown, { mailbox, count }: WaitRequest): FailedWait | undefined {
  if (!(error instanceof AppError) || (error.code !== 'no_match' && error.code !== 'unexpected_match')) return undefined
  return {
    ...(error.details as Omit<NoMatch, 'detail'> | Omit<UnexpectedMatch, 'detail'>),
    ...{ endedAt: new Date(now()).toISOString(), count, code: error.code, detail: error.message },
    ...(mailbox !== undefined && { mailbox: canonicalMailbox(mailbox) }),
  }
}
