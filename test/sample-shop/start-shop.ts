/** Starts the shop, as a worker of a test run does, with SMTP settings of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface ShopOptions {
  smtp: { host: string; port: number }
  user: string
}

export async function startShop({ smtp, user }: ShopOptions) {
  const env = { ...process.env, SMTP_HOST: smtp.host, SMTP_PORT: String(smtp.port), SMTP_USER: user }
  const shop = spawn(process.execPath, [fileURLToPath(new URL('shop.ts', import.meta.url))], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(shop, 'exit')
  const ready = once(createInterface(shop.stdout), 'line')
  const [line] = (await Promise.race([ready, exited.then(() => ['it ended'])])) as [string]
  const url = /^shop ready (\S+)$/.exec(line)?.[1]
  if (!url) throw new Error(`The shop did not start: ${line}`)
  return {
    url,
    signUp: (email: string) => fetch(`${url}/sign-up`, { method: 'POST', body: new URLSearchParams({ email }) }),
    async [Symbol.asyncDispose]() {
      shop.kill()
      await exited
    },
  }
}
