/** The examples of docs/test-matchers.md: what stands there stands in these tests, in those of the sample shop or in those of Jest. */
import { readdirSync, readFileSync } from 'node:fs'
import { startMailmitt } from '../../server/index.ts'
import { test as base, expect } from '../../shared/testing/vitest.ts'
import { startShop } from '../sample-shop/start-shop.ts'

// biome-ignore lint/correctness/noEmptyPattern: Vitest reads from the pattern what is needed
const test = base.extend('mailmitt', { scope: 'file' }, async ({}, { onCleanup }) => {
  const server = await startMailmitt()
  onCleanup(() => server.close())
  return server
})

test('sign-up mails a code', async ({ mails, mailbox, mailmitt }) => {
  await using shop = await startShop({ smtp: mailmitt.smtp, user: mailbox })
  const address = mails.address()
  await shop.signUp(address)
  await expect(mails).toHaveReceived({ to: address, subject: 'Your code' })
})

test('every example stands in one of the tests as it is', () => {
  const dedent = (text: string) => text.replace(/^ *(?:\/\/ biome-ignore .*\n *)?/gm, '').trim()
  const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')
  const tests = ['./', '../sample-shop/', '../package/runners/'].flatMap((folder) =>
    readdirSync(new URL(folder, import.meta.url))
      .filter((name) => /\.c?[jt]s$/.test(name))
      .map((name) => dedent(read(folder + name)).replace('node ../../dist/server/mailmitt.js', 'npx mailmitt')),
  )
  const examples = [...read('../../docs/test-matchers.md').matchAll(/^```[jt]s\n([\s\S]*?)^```/gm)]
  expect(examples.length).toBeGreaterThan(5)
  for (const [, example = ''] of examples) {
    const body = dedent(example.replace(/^import .*\n/gm, ''))
    expect(
      tests.some((text) => text.includes(body)),
      example,
    ).toBe(true)
  }
})
