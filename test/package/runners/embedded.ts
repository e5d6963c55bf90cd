/** As runners/playwright.ts, with a server of its own. */
import { startMailmitt } from 'mailmitt'
import { test as base, expect } from 'mailmitt/playwright'

const test = base.extend({
  mailmitt: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what is needed
    async ({}, use) => {
      await using server = await startMailmitt()
      await use(server)
    },
    { scope: 'worker' },
  ],
})

test('a server inside the worker', async ({ mails, mailmitt }) => {
  expect(mailmitt.url).not.toBe(process.env.MAILMITT_URL)
  await mails.send({ from: 'hello@shop.test', to: ['ann@x.test'], subject: 'Welcome' })
  await expect(mails).toHaveReceived({ subject: 'Welcome' })
})
