/** The recipe of docs/ci-testing.md for Playwright, run by a Playwright of its own on a project of its own. */
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'
import { createProject, examples } from '../recipes/project.ts'

const shop = JSON.stringify(fileURLToPath(new URL('../recipes/shop.js', import.meta.url)))

/** The ports of the page, which may be taken, are free ones here. */
const PORTS = ['1025', '8025', '3000']

// Each starts servers and browsers of its own.
test.describe.configure({ mode: 'default', timeout: 180_000 })

for (const hasFault of [false, true])
  test(`the recipe for Playwright ${hasFault ? 'says what is wrong with an app' : 'tests an app'}`, async () => {
    const ports = await freePorts()
    const [smtp, http, own] = ports
    const page = examples.get('playwright.config.ts') ?? ''
    const app = `import { startApp } from ${shop}
      const { SMTP_HOST, SMTP_PORT } = process.env
      await startApp({ smtpHost: SMTP_HOST, smtpPort: Number(SMTP_PORT), port: ${own}, hasFault: ${hasFault} })`
    await using project = await createProject(['mail.spec.ts'], {
      'package.json': JSON.stringify({ type: 'module', scripts: { start: 'node app.js' } }),
      'app.js': app,
      'page.config.ts': page.replace(/\b(?:1025|8025|3000)\b/g, (port) => ports[PORTS.indexOf(port)] ?? port),
      'playwright.config.ts': `import config from './page.config.ts'
        const launchOptions = ${JSON.stringify(test.info().project.use.launchOptions)}
        export default { ...config, use: { ...config.use, launchOptions } }`,
    })
    const { code, output } = await project.run('playwright test --fully-parallel --workers 3', {
      MAILMITT_SMTP: `127.0.0.1:${smtp}`,
      MAILMITT_HTTP: `127.0.0.1:${http}`,
      MAILMITT_DATABASE: ':memory:',
      MAILMITT_URL: `http://127.0.0.1:${http}`,
    })
    expect(code, output).toBe(hasFault ? 1 : 0)
    if (hasFault) expect(output).toMatch(/“Reset your password”[\s\S]*mails\.txt/)
  })

/** Below those that a system gives out by itself, which another process may have been given by the time that they are used. */
async function freePorts(): Promise<string[]> {
  const ports = new Set<number>()
  while (ports.size < PORTS.length) {
    const port = randomInt(20_000, 30_000)
    if (await isFree(port)) ports.add(port)
  }
  return [...ports].map(String)
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1')
  const isListening = await once(server, 'listening').then(
    () => true,
    () => false,
  )
  server.close()
  return isListening
}
