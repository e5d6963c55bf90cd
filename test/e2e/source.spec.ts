/** The exact octets: sections, places to jump to, and sizes that would stop a tab. */
import type { Page } from '@playwright/test'
import { mail, multipart } from '../harness/mail.ts'
import { deliver, openSmtp } from '../harness/smtp.ts'
import { expect, test } from './fixtures.ts'

const line = (page: Page, number: number) => page.locator(`[data-line="${number}"]`)

/** What is no text need not be decoded for the reader. */
const FILE = { From: 'a@a.test', 'Content-Type': 'application/octet-stream' }

test('header section, part headers and delimiter lines stand out, and a part is one choice away', async ({ page, app }) => {
  const { id } = await app.client.add(
    multipart([
      { fields: { 'Content-Type': 'text/plain' }, body: 'first' },
      { fields: { 'Content-Type': 'text/x-second' }, body: 'second' },
    ]),
  )
  await page.goto(`/m/${id}/source`)
  await expect(line(page, 1)).toHaveAttribute('data-kind', 'header')
  await expect(page.locator('[data-kind="between"]', { hasText: '--edge' })).toHaveCount(3)
  await page.getByTestId('source-go-to').click()
  await page.getByRole('menuitem', { name: 'Part 2, text/x-second' }).click()
  const target = page.locator('[data-line][aria-current="true"]')
  await expect(target).toContainText('Content-Type: text/x-second')
  await expect(target).toHaveAttribute('data-kind', 'part-header')
  await target.getByRole('button', { name: 'part 2' }).click()
  await expect(page).toHaveURL(/\/structure#part-2$/)
})

test('octets that are no UTF-8 are shown as what they are, and long lines unfold', async ({ page, app }) => {
  await using smtp = await openSmtp(app.smtp)
  const body = Buffer.concat([Buffer.from('caf'), Buffer.from([0xe9]), Buffer.from(`\r\n${'x'.repeat(3000)}END\r\n`)])
  const id = await deliver(smtp, Buffer.concat([Buffer.from(mail({ Subject: 'octets' }, '')), body]))
  await page.goto(`/m/${id}/source`)
  await expect(line(page, 3)).toContainText('caf\\xE9')
  await expect(line(page, 4)).not.toContainText('END')
  await page.getByTestId('unfold').focus()
  await page.keyboard.press('Enter')
  await expect(line(page, 4)).toContainText('END')
})

test.describe('with room for 50 MB', () => {
  test.use({ flags: ['--max-message-size', '60M'] })

  test('50 MB do not freeze the tab, and its last line is one jump away', async ({ page, app }) => {
    const row = `${'A'.repeat(76)}\r\n`
    const lines = Math.floor(50_000_000 / row.length)
    const { id } = await app.client.add(mail({ ...FILE, Subject: 'large' }, row.repeat(lines)))
    await page.goto('/')
    await page.evaluate(() => {
      const longest = { ms: 0 }
      Object.assign(window, { longest })
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longest.ms = Math.max(longest.ms, duration)
      }).observe({ type: 'longtask', buffered: false })
    })
    await page.getByTestId('message-row').click()
    await page.getByTestId('tab-source').click()
    await expect(page.getByTestId('source-size')).toHaveAttribute('data-done', 'true', { timeout: 40_000 })
    const longest = await page.evaluate(() => (window as unknown as { longest: { ms: number } }).longest.ms)
    test.info().annotations.push({ type: 'longest task, ms', description: String(longest) })
    expect(longest, 'no task may hold the tab').toBeLessThan(2000)
    await page.goto(`/m/${id}/source#line-${lines + 4}`)
    await expect(line(page, lines + 4)).toBeInViewport({ timeout: 40_000 })
    await expect(line(page, lines + 4)).toContainText('AAAA')
  })

  test('what is higher than a browser can show comes window by window', async ({ page, app }) => {
    const { id } = await app.client.add(mail({ ...FILE, Subject: 'many lines' }, 'x\r\n'.repeat(900_000)))
    await page.goto(`/m/${id}/source#line-900004`)
    await expect(line(page, 900_004)).toBeInViewport({ timeout: 40_000 })
    await page.getByRole('button', { name: 'Earlier lines' }).click()
    await expect(line(page, 1)).toContainText('From: a@a.test')
  })
})
