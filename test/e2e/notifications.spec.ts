/** Desktop notifications: never unasked, and then only of what comes while nobody looks. */
import type { Page } from '@playwright/test'
import { expect, mail, openLive, row, test } from './fixtures.ts'

interface Told {
  title: string
  body: string
}

/** Chromium without a desktop shows none: what the page asks to be shown is kept. */
async function keepNotifications(page: Page, permission: NotificationPermission): Promise<void> {
  await page.addInitScript((answer) => {
    const kept: { title: string; body: string; click: () => void }[] = []
    let asked = 0
    let isFocused = true
    class Kept {
      static permission = answer
      static requestPermission() {
        asked++
        return Promise.resolve(answer)
      }
      onclick: (() => void) | undefined
      constructor(title: string, { body = '' }: { body?: string } = {}) {
        kept.push({ title, body, click: () => this.onclick?.() })
      }
      close = () => undefined
    }
    document.hasFocus = () => isFocused
    Object.assign(globalThis, {
      ...{ Notification: Kept, kept, timesAsked: () => asked },
      lookAway: () => {
        isFocused = false
      },
    })
  }, permission)
}

const told = (page: Page) =>
  page.evaluate(() => (globalThis as unknown as { kept: Told[] }).kept.map(({ title, body }) => ({ title, body })))
const lookAway = (page: Page) => page.evaluate(() => (globalThis as unknown as { lookAway: () => void }).lookAway())

test('a click asks; then mail is told of while nobody looks, and a click on it opens it', async ({ page, send }) => {
  await keepNotifications(page, 'granted')
  await openLive(page)
  expect(await page.evaluate(() => (globalThis as unknown as { timesAsked: () => number }).timesAsked())).toBe(0)
  await page.getByTestId('notifications').click()
  await expect(page.getByTestId('notifications')).toHaveAttribute('aria-pressed', 'true')
  await send({ subject: 'While looking', text: 'x' })
  await expect(row(page, 'While looking')).toBeVisible()
  await lookAway(page)
  await send({ subject: 'While away', html: '<p>Body</p>' })
  await expect.poll(() => told(page)).toEqual([{ title: 'While away', body: 'Shop' }])
  await page.evaluate(() => (globalThis as unknown as { kept: { click: () => void }[] }).kept[0]?.click())
  await expect(mail(page).getByText('Body')).toBeVisible()
  await page.reload()
  await expect(page.getByTestId('notifications')).toHaveAttribute('aria-pressed', 'true')
  await page.getByTestId('notifications').click()
  await expect(page.getByTestId('notifications')).toHaveAttribute('aria-pressed', 'false')
})

test('many at once are told as one', async ({ page, send }) => {
  await keepNotifications(page, 'granted')
  await openLive(page)
  await page.getByTestId('notifications').click()
  await expect(page.getByTestId('notifications')).toHaveAttribute('aria-pressed', 'true')
  await lookAway(page)
  await Promise.all(['a', 'b', 'c', 'd', 'e'].map((subject) => send({ subject, text: 'x' })))
  await expect.poll(() => told(page)).toEqual([{ title: '5 new messages', body: '' }])
})

test('says what to do where the browser refuses', async ({ page }) => {
  await keepNotifications(page, 'denied')
  await openLive(page)
  await page.getByTestId('notifications').click()
  await expect(page.getByText('Allow it for this site')).toBeVisible()
  await expect(page.getByTestId('notifications')).toHaveAttribute('aria-pressed', 'false')
})
