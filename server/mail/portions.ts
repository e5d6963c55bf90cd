/** What is done to many messages, portion by portion: adds up what each says, and ends when it must. */
import type { MessageCount } from '../../shared/model/message.ts'
import { ticks } from '../clock.ts'
import { AppError, toAppError } from '../errors.ts'
import type { Portion, Tally } from '../store/store.ts'

/** Every message may have to be looked at. */
const COUNT_DEADLINE_MS = 60_000

export interface PortionsOptions<P> {
  /** Stops it after the portion that is being worked on. */
  signal: AbortSignal | undefined
  /** For the error: `removed`. */
  verb: string
  onPortion: (portion: P) => void
}

/**
 * @returns how many messages were changed
 * @throws {AppError} that says how many were, when it ended early
 */
export async function workOff<P extends Portion>(
  portions: AsyncIterable<P>,
  { signal, verb, onPortion }: PortionsOptions<P>,
): Promise<number> {
  let total = 0
  try {
    for await (const portion of portions) {
      total += portion.ids.length
      onPortion(portion)
      throwIfStopped(signal)
    }
    return total
  } catch (error) {
    const { code, message, cause } = toAppError(error)
    throw new AppError(code, `${message}; ${total} ${total === 1 ? 'message was' : 'messages were'} ${verb} before that`, {
      cause: cause ?? error,
    })
  }
}

/** @throws {AppError} `unavailable` when it takes too long */
export async function addUp(
  portions: AsyncIterable<Tally[]>,
  signal: AbortSignal | undefined,
): Promise<Omit<MessageCount, 'cursor'>> {
  const deadline = ticks() + COUNT_DEADLINE_MS
  const all = { total: 0, unseen: 0, pinned: 0 }
  const mailboxes = new Map<string, MessageCount['mailboxes'][number]>()
  for await (const tallies of portions) {
    for (const { mailbox: name, ...tally } of tallies) {
      const own = mailboxes.get(name) ?? { name, total: 0, unseen: 0, pinned: 0 }
      mailboxes.set(name, own)
      for (const sum of [all, own]) {
        sum.total += tally.total
        sum.unseen += tally.unseen
        sum.pinned += tally.pinned
      }
    }
    throwIfStopped(signal)
    if (ticks() > deadline)
      throw new AppError(
        'unavailable',
        `Counting took longer than ${COUNT_DEADLINE_MS / 1000} s and was ended; narrow the search`,
      )
  }
  return { ...all, mailboxes: [...mailboxes.values()].sort((a, b) => (a.name < b.name ? -1 : 1)) }
}

/** @throws {AppError} what it was stopped with, `unavailable` when the client has gone away */
function throwIfStopped(signal: AbortSignal | undefined): void {
  if (!signal?.aborted) return
  throw signal.reason instanceof AppError ? signal.reason : new AppError('unavailable', 'The client has gone away')
}
