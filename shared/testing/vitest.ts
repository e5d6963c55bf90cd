/** `import { test, expect } from 'mailmitt/vitest'`: the assertions on Vitest's `expect`, and a fixture. */
import { test as base, expect, type MatcherState, Snapshots } from 'vitest'
import { findServer, openMails, urlFromEnvironment } from './mails.ts'
import { createMatchers, type MailMatchers } from './matchers.ts'

expect.extend(createMatchers((state: MatcherState, text, hint) => Snapshots.toMatchSnapshot.call(state, text, ...hint)))

declare module 'vitest' {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends MailMatchers<R> {}
}

export { expect }

export const test = base
  .extend('mailmittUrl', { scope: 'file', injected: true }, () => urlFromEnvironment())
  .extend('mailmitt', { scope: 'file' }, ({ mailmittUrl }) => findServer(mailmittUrl))
  .extend('mailbox', { scope: 'file' }, () => `vitest-${process.env.VITEST_POOL_ID}`)
  .extend('mails', async ({ mailmitt, mailbox, task }) => {
    const { client } = await openMails({ url: mailmitt.url, mailbox, testTimeoutMs: task.timeout })
    return client
  })
