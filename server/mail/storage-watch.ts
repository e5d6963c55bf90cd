/**
 * Knows whether the store can write. Says once when it cannot, tries again by itself, and says when it can again; whoever
 * has something to write that must not get lost waits here. Knows nothing of disks.
 */
import { now } from '../clock.ts'
import type { AppError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/store.ts'
import type { EventHub } from './event-hub.ts'

const FIRST_RETRY_MS = 250
const LONGEST_RETRY_MS = 10_000
/** A fault so soon after the last is the same one: the pauses go on growing. */
const SAME_FAULT_MS = 60_000

export interface StorageWatch {
  /** Why nothing can be written at the moment. */
  readonly fault: AppError | undefined
  /** A write failed; that of the storage itself is known already. */
  failed(fault: AppError): void
  /** Resolves when writing works; at once when it does. Never after `close`. */
  recovered(): Promise<void>
  close(): void
}

export function createStorageWatch({ store, events, log }: { store: Store; events: EventHub; log: Log }): StorageWatch {
  const waiting: (() => void)[] = []
  let fault: AppError | undefined
  let retryMs = FIRST_RETRY_MS
  let recoveredAt = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  let closed = false

  function failed(error: AppError): void {
    const isNew = fault === undefined
    fault = error
    if (!isNew || closed) return
    retryMs = now() - recoveredAt < SAME_FAULT_MS ? Math.min(retryMs * 2, LONGEST_RETRY_MS) : FIRST_RETRY_MS
    log.error(
      { err: error.cause },
      `nothing can be stored: ${error.message}. Senders are told to try again, and it is tried here every few seconds; what was acknowledged is safe`,
    )
    events.publish({ type: 'storage.changed', fault: error.message })
    timer = setTimeout(probe, retryMs)
  }

  async function probe(): Promise<void> {
    try {
      await store.probe()
    } catch (error) {
      log.debug({ err: error }, 'still nothing can be stored')
      retryMs = Math.min(retryMs * 2, LONGEST_RETRY_MS)
      if (!closed) timer = setTimeout(probe, retryMs)
      return
    }
    fault = undefined
    recoveredAt = now()
    log.info('mail is stored again')
    events.publish({ type: 'storage.changed' })
    for (const proceed of waiting.splice(0)) proceed()
  }

  store.onWriteFault(failed)
  return {
    get fault() {
      return fault
    },
    failed,
    recovered: () => (fault ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve()),
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}
