/** Every test gets a Mailmitt of its own, a way to send mail to it, and fails on anything the page complains about. */
import { test as base, type Page } from '@playwright/test'
import { createTransport, type SendMailOptions } from 'nodemailer'
import { type RunningApp, startApp } from '../harness/app.ts'

interface Fixtures {
  app: RunningApp
  /** Sends through the real SMTP port. */
  send: (mail: SendMailOptions, user?: string) => Promise<void>
  /** Of the program. None by default. */
  flags: readonly string[]
  env: Record<string, string>
  /** Console errors that a test expects. Nothing by default. */
  expectedComplaints: RegExp | undefined
}

export const test = base.extend<Fixtures>({
  expectedComplaints: [undefined, { option: true }],
  flags: [[], { option: true }],
  env: [{}, { option: true }],
  app: async ({ flags, env }, use) => {
    await using app = await startApp({ entry: 'built', flags, env })
    await use(app)
  },
  baseURL: async ({ app }, use) => use(app.url),
  send: async ({ app }, use) => {
    await use(async (mail, user) => {
      const transport = createTransport({ ...app.smtp, secure: false, ...(user && { auth: { user, pass: 'any' } }) })
      await transport.sendMail({ from: 'Shop <shop@example.test>', to: 'Ann <ann@example.test>', ...mail })
      transport.close()
    })
  },
  page: async ({ page, expectedComplaints }, use) => {
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    await use(page)
    const unexpected = complaints.filter((text) => !expectedComplaints?.test(text))
    base.expect(unexpected, 'the page must have nothing to complain about').toEqual([])
  },
})

export const { expect } = base

/** Rows by subject. */
export function row(page: Page, subject: string) {
  return page.getByTestId('message-row').filter({ hasText: subject })
}

/** The document of the mail, inside its frame. */
export function mail(page: Page) {
  return page.frameLocator('[data-testid="mail-frame"]')
}

/** Opens the app and waits until its live stream is open: what is sent from here on must appear by itself. */
export async function openLive(page: Page, path = '/'): Promise<void> {
  await page.goto(path)
  await base.expect(page.getByTestId('stream-status')).toHaveAttribute('data-status', 'open')
}
