/** `mailmitt health`: asks a running Mailmitt whether it is ready; for containers. */
import type { Config } from '../config/settings.ts'
import { formatAddress } from '../listener.ts'
import { findRunning } from './running.ts'

const TIME_LIMIT_MS = 4000
const WILDCARDS = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
  ['localhost', '127.0.0.1'],
])

/**
 * @param isExplicit `--http` was given to this command; else a running Mailmitt of this user is looked for first
 * @returns the exit code
 */
export async function checkHealth(config: Config, { isExplicit }: { isExplicit: boolean }): Promise<number> {
  const [running] = isExplicit ? [] : findRunning()
  const { host, port } = running ?? config.http
  const address = formatAddress({ host: WILDCARDS.get(host) ?? host, port })
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
