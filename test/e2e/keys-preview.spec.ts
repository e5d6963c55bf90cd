/** The preview by keys alone: its controls, and the mail itself, which keeps the focus whatever is shown of it. */
import type { Page } from '@playwright/test'
import { expect, mail, openLive } from './fixtures.ts'
import { focused, mailHearsKeys, press, tabTo, test } from './keys.ts'

const HTML = '<p>Hello</p><a href="https://shop.example.com/">Shop</a><img src="cid:none@x" alt="Logo">'

const themeOf = (page: Page, theme: string) => expect(page.getByTestId(`theme-${theme}`)).toHaveAttribute('data-state', 'on')

test.beforeEach(async ({ page, send }) => {
  await page.addInitScript(() => {
    window.print = () => document.documentElement.setAttribute('data-printed', 'yes')
  })
  await send({ subject: 'Hello', html: HTML })
  await openLive(page)
  await expect(page.getByTestId('message-row')).toHaveCount(1)
  await press(page, 'j', 'Enter')
  await expect(mail(page).getByText('Hello')).toBeVisible()
})

test('width, theme, images and zoom are chosen, and what chose them has the focus', async ({ page }) => {
  await tabTo(page, 'width-full')
  await press(page, 'ArrowLeft', 'Enter')
  await focused(page, 'width-768')
  await expect(page.getByTestId('width-768')).toHaveAttribute('data-state', 'on')
  await press(page, 'Tab', 'ArrowRight', 'Enter')
  await focused(page, 'theme-author-dark')
  await themeOf(page, 'author-dark')
  await tabTo(page, 'toggle-images')
  await press(page, 'Enter')
  await focused(page, 'toggle-images')
  await expect(page.getByTestId('lost-bar')).toContainText('Images are hidden')
  await tabTo(page, 'zoom')
  await press(page, 'Enter', 'ArrowDown', 'ArrowDown', 'Enter')
  await focused(page, 'zoom')
  await expect(page.getByTestId('zoom')).toHaveText(/75/)
  await tabTo(page, 'hr[aria-label="Width of the preview"]')
  await press(page, 'ArrowLeft', 'Enter')
})

test('what the mail lost is had back, and the mail has the focus when the button is gone', async ({ page }) => {
  await page.keyboard.press('d')
  await expect(page.getByTestId('force-dark')).toBeVisible()
  await tabTo(page, 'force-dark')
  await press(page, 'Enter')
  await themeOf(page, 'forced-dark')
  await expect(page.getByTestId('force-dark')).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'Preview' })).toBeFocused()
  await tabTo(page, 'toggle-images', 'Shift+Tab')
  await press(page, 'Enter')
  await tabTo(page, 'show-images')
  await press(page, 'Enter')
  await expect(page.getByTestId('show-images')).toHaveCount(0)
  await expect(page.getByRole('region', { name: 'Preview' })).toBeFocused()
})

test('printed, opened in a tab of its own, saved as PNG', async ({ page, context }) => {
  await tabTo(page, 'preview-more')
  await press(page, 'Enter')
  await focused(page, 'print')
  await press(page, 'Enter')
  await expect(mail(page).locator('html')).toHaveAttribute('data-printed', 'yes')
  await focused(page, 'preview-more')
  const download = page.waitForEvent('download')
  await press(page, 'Enter', 'ArrowDown', 'ArrowDown', 'Enter')
  expect((await download).suggestedFilename()).toBe('Hello.png')
  await focused(page, 'preview-more')
  await press(page, 'Enter', 'ArrowDown')
  await focused(page, 'open-alone')
  const opened = context.waitForEvent('page')
  await page.keyboard.press('Enter')
  await expect((await opened).getByText('Hello')).toBeVisible()
  await (await opened).close()
  await focused(page, 'preview-more')
})

test('the mail has the focus whatever is shown of it, and hears keys', async ({ page }) => {
  await tabTo(page, 'mail-frame')
  for (const theme of ['author-dark', 'forced-dark', 'light']) {
    await press(page, 'd')
    await themeOf(page, theme)
    await mailHearsKeys(page)
  }
  for (const [key, width] of ['[768', '[375', ']768'].map((each) => [each.slice(0, 1), each.slice(1)] as const)) {
    await press(page, key)
    await expect(page.getByTestId(`width-${width}`)).toHaveAttribute('data-state', 'on')
    await mailHearsKeys(page)
  }
  for (const key of ['?', 'ControlOrMeta+k']) {
    await page.keyboard.press(key)
    await expect(page.getByRole('dialog')).toBeVisible()
    await press(page, 'Escape')
    await mailHearsKeys(page)
  }
  await press(page, 'Tab', 'Shift+Tab')
  await tabTo(page, 'preview-more', 'Shift+Tab')
  await tabTo(page, 'mail-frame')
  await page.keyboard.press('3')
  await focused(page, 'tab-headers')
})

test('who reads beside the mail stays there when another theme is shown', async ({ page }) => {
  await tabTo(page, 'theme-light')
  await press(page, 'd')
  await themeOf(page, 'author-dark')
  await expect(mail(page).getByText('Hello')).toBeVisible()
  await focused(page, 'theme-light')
  await tabTo(page, '[aria-label="Preview"]')
  await press(page, 'd')
  await themeOf(page, 'forced-dark')
  await expect(page.getByRole('region', { name: 'Preview' })).toBeFocused()
})
