/** Lets a thread step back for the others: on a busy machine, mail that comes in goes before mail that is parsed. */
import { readlinkSync } from 'node:fs'
import { setPriority } from 'node:os'

/** A third of the share of a thread at 0. */
const NICENESS = 5

/** Linux only: elsewhere a thread has no priority of its own. */
export function stepBack(): void {
  if (process.platform !== 'linux') return
  const threadId = Number(readlinkSync('/proc/thread-self').split('/').at(-1))
  setPriority(threadId, NICENESS)
}
