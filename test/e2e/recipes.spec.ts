/** The recipe of docs/ci-testing.md for Playwright, run by a Playwright of its own on a project of its own. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
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
    const [smtp, http, own] = await freePorts()
    const ported = (text: string) => PORTS.reduce((all, port, i) => all.replaceAll(port, [smtp, http, own][i] ?? ''), text)
    const app = `import { startApp } from ${shop}
      const { SMTP_HOST, SMTP_PORT } = process.env
      await startApp({ smtpHost: SMTP_HOST, smtpPort: Number(SMTP_PORT), port: ${own}, hasFault: ${hasFault} })`
    await using project = await createProject(['mail.spec.ts'], {
      'package.json': JSON.stringify({ type: 'module', scripts: { start: 'node app.js' } }),
      'app.js': app,
      'page.config.ts': ported(examples.get('playwright.config.ts') ?? ''),
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

async function freePorts(): Promise<string[]> {
  const servers = PORTS.map(() => createServer().listen(0, '127.0.0.1'))
  await Promise.all(servers.map((server) => once(server, 'listening')))
  const ports = servers.map((server) => String((server.address() as AddressInfo).port))
  for (const server of servers) server.close()
  return ports
}
