/** The commands of docs/ci-testing.md for Cypress, which is not installed here: `cy.request` is a `fetch` that answers as it does. */
import { expect, test } from 'vitest'
import { startApp } from '../harness/app.ts'
import { examples } from './project.ts'

interface CypressRequest {
  url: string
  qs?: Record<string, string | number>
}

type Commands = Record<string, (...args: never[]) => Promise<unknown>>

/** As the file for support has them added. */
function loadCommands(url: string): Commands {
  const commands: Commands = {}
  const Cypress = { Commands: { add: (name: string, command: Commands[string]) => Object.assign(commands, { [name]: command }) } }
  const cy = {
    async request(asked: string | CypressRequest) {
      const { url: target, qs = {} } = typeof asked === 'string' ? { url: asked } : asked
      const query = Object.entries(qs).map(([name, value]) => [name, String(value)] as [string, string])
      const response = await fetch(`${target.replace('http://127.0.0.1:8025', url)}?${new URLSearchParams(query)}`)
      return { status: response.status, body: await response.json() }
    },
  }
  new Function('Cypress', 'cy', examples.get('cypress/support/e2e.js') ?? '')(Cypress, cy)
  return commands
}

test('Cypress: the commands wait for mail, from a mark on, and fail with the reason', async () => {
  await using app = await startApp()
  const { mark, waitForMail } = loadCommands(app.url) as {
    mark: () => Promise<string>
    waitForMail: (...args: unknown[]) => unknown
  }
  const letter = { from: 'hello@shop.test', to: ['ann@x.test'], subject: 'Welcome', text: 'Your code is 482913' }
  await app.client.send(letter)
  const since = await mark()
  expect(await waitForMail('to:ann@x.test', { extract: 'code' })).toMatchObject({
    code: '482913',
    messages: [{ subject: 'Welcome' }],
  })
  await expect(waitForMail('to:ann@x.test', { since, timeout: '50ms' })).rejects.toThrow(/No message arrived/i)
  await waitForMail('to:ann@x.test', { since, count: 0, quiet: '50ms' })
  await expect(waitForMail('to:ann@x.test', { count: 0, quiet: '50ms' })).rejects.toThrow('“Welcome”')
})
