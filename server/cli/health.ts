/** `mailmitt health`: asks a running Mailmitt whether it is ready, or waits until it is; for containers and scripts. */
import { setTimeout } from 'node:timers/promises'
import { ticks } from '../clock.ts'
import type { Config } from '../config/settings.ts'
import { formatAddress, reachable } from '../listener.ts'
import { findRunning } from './running.ts'
import { tell } from './tell.ts'

const TIME_LIMIT_MS = 4000
const ASK_AGAIN_MS = 100

/**
 * @param isExplicit `--http` was given to this command; else a running Mailmitt of this user is looked for first
 * @param waitMs how long it may take to become ready; 0 asks once
 * @returns the exit code
 */
export async function checkHealth(
  config: Config,
  { isExplicit, waitMs }: { isExplicit: boolean; waitMs: number },
): Promise<number> {
  const end = ticks() + waitMs
  for (;;) {
    const fault = await findFault(config, isExplicit)
    if (fault === undefined) return 0
    if (ticks() + ASK_AGAIN_MS > end) {
      tell(fault)
      return 1
    }
    await setTimeout(ASK_AGAIN_MS)
  }
}

async function findFault(config: Config, isExplicit: boolean): Promise<string | undefined> {
  const [running] = isExplicit ? [] : findRunning()
  const address = formatAddress(reachable(running ?? config.http))
  try {
    const response = await fetch(`http://${address}/api/health/ready`, { signal: AbortSignal.timeout(TIME_LIMIT_MS) })
    return response.ok ? undefined : `${address} is not ready: ${await response.text()}`
  } catch (error) {
    const { message, cause } = error as Error
    return `nothing answers on ${address}: ${cause instanceof Error ? cause.message : message}`
  }
}
