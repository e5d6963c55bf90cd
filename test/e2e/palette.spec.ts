/** Every command, place and message under Ctrl-K. */
import type { Page } from '@playwright/test'
import { expect, mail, openLive, row, test } from './fixtures.ts'

const items = (page: Page) => page.getByTestId('palette-item')

async function type(page: Page, text: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByTestId('palette-input')).toBeFocused()
  await page.getByTestId('palette-input').fill(text)
}

test.beforeEach(async ({ page, send }) => {
  await send({ subject: 'Older invoice', html: '<p>Body of older</p>' }, 'billing')
  await send({ subject: 'Newer receipt', html: '<p>Body of newer</p>', headers: { 'X-Tags': 'release' } }, 'checkout')
  await openLive(page)
  await expect(page.getByTestId('message-row')).toHaveCount(2)
})

test('goes to a mailbox, a tag, a message and what a search finds', async ({ page, app }) => {
  await type(page, 'bill')
  await expect(items(page).first()).toHaveAccessibleName('Go to, billing, Mailbox')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(`${app.url}/?mailbox=billing`)
  await expect(page.getByTestId('message-row')).toHaveCount(1)

  await type(page, 'release')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(`${app.url}/?q=tag%3Arelease`)

  await type(page, 'older')
  await expect(items(page).filter({ hasText: 'Older invoice' })).toBeVisible()
  await items(page).filter({ hasText: 'Older invoice' }).click()
  await expect(mail(page).getByText('Body of older')).toBeVisible()

  await type(page, 'subject:newer')
  await items(page).filter({ hasText: 'Search for' }).click()
  await expect(page.getByTestId('message-row')).toHaveText([/Newer receipt/])
  await expect(page.getByTestId('search-input')).toHaveValue('subject:newer')
})

test('does to the message what its key does, and gives the focus back', async ({ page, app }) => {
  await row(page, 'Older invoice').focus()
  await type(page, 'pin')
  await expect(items(page).first()).toHaveAttribute('aria-selected', 'true')
  await expect(items(page).first()).toHaveAccessibleName('This message, Pin, p')
  await page.keyboard.press('Enter')
  await expect(row(page, 'Older invoice').getByLabel('Pinned')).toBeVisible()
  await expect(row(page, 'Older invoice')).toBeFocused()
  await expect.poll(async () => (await app.client.list({ q: 'is:pinned' })).total).toBe(1)
  await type(page, '')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('palette')).toHaveCount(0)
  await expect(row(page, 'Older invoice')).toBeFocused()
})

test('what is selected comes first', async ({ page, app }) => {
  await row(page, 'Older invoice').focus()
  await page.keyboard.press('x')
  await page.keyboard.press('Shift+ArrowUp')
  await page.keyboard.press('ControlOrMeta+k')
  await expect(items(page).first()).toHaveText(/Mark 2 selected messages as seen/)
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await app.client.list()).unseen).toBe(0)
})

test('arrows walk and wrap, the same key closes, and it opens from the search box', async ({ page }) => {
  await page.keyboard.press('/')
  await page.keyboard.press('ControlOrMeta+k')
  await expect(items(page).last()).toHaveText(/Older invoice/)
  await page.keyboard.press('ArrowUp')
  await expect(items(page).last()).toHaveAttribute('aria-selected', 'true')
  const active = await page.getByTestId('palette-input').getAttribute('aria-activedescendant')
  await expect(page.locator(`[id="${active}"]`)).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('ArrowDown')
  await expect(items(page).first()).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByTestId('palette')).toHaveCount(0)
  await expect(page.getByTestId('search-input')).toBeFocused()
})

test('opens dialogs and focuses the search box', async ({ page }) => {
  await type(page, 'connect')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toContainText('Connect an app')
  await page.keyboard.press('Escape')
  await type(page, 'search')
  await page.keyboard.press('Enter')
  await expect(page.getByTestId('search-input')).toBeFocused()
  await page.getByTestId('open-palette').click()
  await page.getByTestId('palette-input').fill('dark theme')
  await page.keyboard.press('Enter')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
})

test('opens from inside the mail, and the focus goes back there', async ({ page }) => {
  await row(page, 'Older invoice').click()
  await mail(page).getByText('Body of older').click()
  await type(page, 'close')
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('mail-frame')).toBeFocused()
})

test('says when nothing is called so', async ({ page }) => {
  await type(page, 'subject:"')
  await expect(page.getByTestId('palette-list')).toContainText('No command, place or message is called so.')
})
