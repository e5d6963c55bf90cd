/** `mailmitt health`: asks a running Mailmitt whether it is ready, or waits until it is; for containers and scripts. */
import { get as getHttp } from 'node:http'
import { get as getHttps } from 'node:https'
import { text } from 'node:stream/consumers'
import { setTimeout } from 'node:timers/promises'
import { ticks } from '../clock.ts'
import type { Config } from '../config/settings.ts'
import { findRunning, urlOf } from './running.ts'
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
  const url = urlOf(running ?? { http: config.http, isHttps: config.https })
  const address = new URL(url).host
  try {
    const { isReady, answer } = await ask(`${url}/api/health/ready`)
    return isReady ? undefined : `${address} is not ready: ${answer}`
  } catch (error) {
    return `nothing answers on ${address}: ${(error as Error).message}`
  }
}

/** Whatever the certificate: nothing is told there that another should not hear. */
function ask(url: string): Promise<{ isReady: boolean; answer: string }> {
  return new Promise((resolve, reject) => {
    const options = { signal: AbortSignal.timeout(TIME_LIMIT_MS), rejectUnauthorized: false }
    const get = url.startsWith('https:') ? getHttps : getHttp
    get(url, options, (response) => {
      text(response).then((answer) => resolve({ isReady: response.statusCode === 200, answer }), reject)
    }).once('error', reject)
  })
}
