/** The command of docs/ci-testing.md for Cypress, which is not installed here: `cy.request` is a `fetch` that answers as it does. */
import { expect, test } from 'vitest'
import { startApp } from '../harness/app.ts'
import { examples } from './project.ts'

interface CypressRequest {
  url: string
  qs: Record<string, string | number>
}

interface Commands {
  waitForMail: (q: string, options: CypressRequest['qs']) => Promise<{ cursor: string }>
}

/** As the file for support has them added. */
function loadCommands(url: string): Commands {
  const commands: Partial<Commands> = {}
  const Cypress = { Commands: { add: (name: string, command: unknown) => Object.assign(commands, { [name]: command }) } }
  const cy = {
    async request({ url: target, qs }: CypressRequest) {
      const query = new URLSearchParams(Object.entries(qs).map(([name, value]) => [name, String(value)]))
      const response = await fetch(`${target.replace('http://127.0.0.1:8025', url)}?${query}`)
      return { status: response.status, body: await response.json() }
    },
  }
  new Function('Cypress', 'cy', examples.get('cypress/support/e2e.js') ?? '')(Cypress, cy)
  return commands as Commands
}

test('Cypress: the command waits for mail, or for none, and fails with the reason', { timeout: 60_000 }, async () => {
  await using app = await startApp()
  const { waitForMail } = loadCommands(app.url)
  await app.client.send({ from: 'hello@shop.test', to: ['ann@x.test'], subject: 'Welcome', text: 'Your code is 482913' })
  const answer = await waitForMail('to:ann@x.test', { extract: 'code' })
  expect(answer).toMatchObject({ code: '482913', messages: [{ subject: 'Welcome' }] })
  const since = answer.cursor
  await waitForMail('to:ann@x.test', { since, count: 0, quiet: '50ms' })
  await expect(waitForMail('to:ann@x.test', { since, timeout: '50ms' })).rejects.toThrow('No message arrived')
  await expect(waitForMail('to:ann@x.test', { count: 0, quiet: '50ms' })).rejects.toThrow('“Welcome”')
})
