/**
 * Has the journal worked into the file on a thread of its own. Left to the writer, every burst of mail would wait some
 * 40 ms for the disk again and again.
 */
import { startWorker, type WorkerClient } from './worker-client.ts'
import type { Checkpoints, WorkerSetup } from './worker-protocol.ts'

/** Mail between two checkpoints. */
const CHECKPOINT_OCTETS = 16 * 1024 ** 2

export interface Checkpointer {
  written: (octets: number) => void
  close: () => Promise<void>
}

export function createCheckpointer(setup: WorkerSetup): Checkpointer {
  // Where no commit waits for the disk, checkpoints do not either.
  const isNeeded = setup.committing.journal === 'wal' && setup.committing.synchronous !== 'off'
  let thread: Promise<WorkerClient<Checkpoints>> | undefined
  let octetsSince = 0
  let running: Promise<void> | undefined

  async function run(): Promise<void> {
    try {
      thread ??= startWorker<Checkpoints>(setup)
      await (await thread).call('checkpoint')
    } catch {
      // What is in the journal is as safe there. The writer meets the same fault, and reports it.
    } finally {
      running = undefined
    }
  }

  return {
    written(octets) {
      octetsSince += octets
      if (!isNeeded || octetsSince < CHECKPOINT_OCTETS || running) return
      octetsSince = 0
      running = run()
    },
    async close() {
      await running
      await (await thread?.catch(() => undefined))?.close()
    },
  }
}
