/** The sample app's own tests, run as its maker runs them, and what a failure of theirs leaves in the report. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test } from '@playwright/test'

const playwright = createRequire(import.meta.url).resolve('@playwright/test/cli')

interface Report {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
  errors: unknown[]
  suites: { specs: { title: string; tests: { results: Result[] }[] }[] }[]
}

interface Result {
  parallelIndex: number
  error?: { message: string }
  attachments: { name: string; contentType: string; body?: string }[]
}

async function runShop(config: string): Promise<Report> {
  const path = fileURLToPath(new URL(`../sample-shop/${config}`, import.meta.url))
  // Without what this runner tells its workers about themselves.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(TEST_|PLAYWRIGHT_|PW_)/.test(name)))
  const run = spawn(process.execPath, [playwright, 'test', '--config', path, '--reporter=json'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [output] = await Promise.all([text(run.stdout), once(run, 'exit')])
  return JSON.parse(output) as Report
}

const resultsOf = ({ suites }: Report) =>
  suites.flatMap(({ specs }) => specs.map(({ title, tests }) => ({ title, ...(tests[0]?.results[0] as Result) })))

// One after the other: each starts browsers of its own.
test.describe.configure({ mode: 'default', timeout: 240_000 })

test('sign-up with a code and reset with a link, four workers on one Mailmitt', async () => {
  const report = await runShop('passing.config.ts')
  const failures = resultsOf(report).flatMap(({ title, error }) => (error ? `${title}: ${error.message}` : []))
  expect({ ...report.stats, errors: report.errors, failures }).toMatchObject({
    ...{ expected: 18, unexpected: 0, flaky: 0, errors: [], failures: [] },
  })
  expect(new Set(resultsOf(report).map(({ parallelIndex }) => parallelIndex)).size).toBe(4)
})

test('the report of a test that fails holds the mails and says why', async () => {
  const report = await runShop('failing.config.ts')
  expect(report.stats).toMatchObject({ expected: 0, unexpected: 2 })
  const [lost, other] = resultsOf(report)
  const decode = (body = '') => Buffer.from(body, 'base64').toString()

  expect(lost?.error?.message).toContain('1 message arrived in mailbox playwright-0, and did not match')
  expect(lost?.error?.message).toContain('`subject:Welcome` did not ("Your code")')
  const [told, mail] = lost?.attachments ?? []
  expect(told).toMatchObject({ name: 'mails.txt', contentType: 'text/plain' })
  expect(decode(told?.body)).toMatch(/^1 mail came to the mailbox “playwright-0” since the test began\./)
  expect(decode(told?.body)).toMatch(/— “Your code” [\s\S]*to mail-[a-z2-7]{16}@example\.com\ncode \d{6} /)
  expect(mail).toMatchObject({ name: 'Your code.eml', contentType: 'message/rfc822' })
  expect(decode(mail?.body)).toMatch(/^From: Shop <hello@shop\.test>\r\n/)

  // A test with many mails does not flood the report.
  const names = other?.attachments.map(({ name }) => name).filter((name) => name.startsWith('Mail '))
  expect(names).toHaveLength(10)
  expect(decode(other?.attachments[0]?.body)).toMatch(/^12 mails came/)
})
