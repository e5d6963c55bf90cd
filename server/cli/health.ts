/** `mailmitt health`: asks a running Mailmitt whether it is ready; for containers. */
import type { Config } from '../config/settings.ts'
import { formatAddress, reachable } from '../listener.ts'
import { findRunning } from './running.ts'

const TIME_LIMIT_MS = 4000
/**
 * @param isExplicit `--http` was given to this command; else a running Mailmitt of this user is looked for first
 * @returns the exit code
 */
export async function checkHealth(config: Config, { isExplicit }: { isExplicit: boolean }): Promise<number> {
  const [running] = isExplicit ? [] : findRunning()
  const address = formatAddress(reachable(running ?? config.http))
  try {
    const response = await fetch(`http://${address}/api/health/ready`, { signal: AbortSignal.timeout(TIME_LIMIT_MS) })
    if (response.ok) return 0
    process.stderr.write(`mailmitt: ${address} is not ready: ${await response.text()}\n`)
  } catch (error) {
    const { message, cause } = error as Error
    process.stderr.write(`mailmitt: nothing answers on ${address}: ${cause instanceof Error ? cause.message : message}\n`)
  }
  return 1
}
