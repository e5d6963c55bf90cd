/** A server elsewhere that records what it is asked for: what a mail makes a browser load arrives there. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test as base } from './fixtures.ts'

interface Witness {
  url: string
  /** Paths that were asked for. */
  asked: string[]
}

export const test = base.extend<{ witness: Witness }>({
  // Playwright reads the names of fixtures from this pattern.
  // biome-ignore lint/correctness/noEmptyPattern: it needs none
  witness: async ({}, use) => {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.setHeader('access-control-allow-origin', '*').end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    await use({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked })
    server.closeAllConnections()
    server.close()
  },
})
