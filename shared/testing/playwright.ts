/** `import { test, expect } from 'mailmitt/playwright'`: a mailbox per worker, the mail of a failed test in the report, the assertions. */
import { test as base, expect as baseExpect, type TestInfo } from '@playwright/test'
import type { Client } from '../client/client.ts'
import { collectArrivals } from './arrivals.ts'
import { findServer, openMails, type Server, urlFromEnvironment } from './mails.ts'
import { createMatchers } from './matchers.ts'

export interface MailmittOptions {
  /** Where Mailmitt runs; by default MAILMITT_URL, else http://127.0.0.1:8025. */
  mailmittUrl: string
  /** The mailbox that the worker reads, and the SMTP user name that sends mail there; by default `playwright-0` and so on. */
  mailbox: string
}

export interface MailmittWorkerFixtures extends MailmittOptions {
  /** Of the running Mailmitt; a fixture that gives another one may start it. */
  mailmitt: Server
}

export interface MailmittFixtures {
  /** A client of the mailbox. What was there before the test is not seen by its waits, lists and searches. */
  mails: Client
}

export const test = base.extend<MailmittFixtures, MailmittWorkerFixtures>({
  mailmittUrl: [urlFromEnvironment(), { scope: 'worker', option: true }],
  mailmitt: [async ({ mailmittUrl }, use) => use(await findServer(mailmittUrl)), { scope: 'worker' }],
  mailbox: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what is needed
    async ({}, use, { parallelIndex }) => use(`playwright-${parallelIndex}`),
    { scope: 'worker', option: true },
  ],
  mails: async ({ mailmitt, mailbox }, use, testInfo) => {
    const mails = await openMails({ url: mailmitt.url, mailbox, testTimeoutMs: testInfo.timeout })
    await use(mails.client)
    if (testInfo.status !== testInfo.expectedStatus) await attachArrivals(testInfo, mails)
  },
})

export const expect = baseExpect.extend(
  createMatchers((_state, text, [name]) => {
    baseExpect(text).toMatchSnapshot(name === undefined ? {} : { name })
    return { pass: true, message: () => 'The snapshot is as it was' }
  }),
)

async function attachArrivals(testInfo: TestInfo, mails: Parameters<typeof collectArrivals>[0]): Promise<void> {
  const { told, files } = await collectArrivals(mails)
  await testInfo.attach('mails.txt', { body: told, contentType: 'text/plain' })
  for (const { name, octets } of files) await testInfo.attach(name, { body: Buffer.from(octets), contentType: 'message/rfc822' })
}
