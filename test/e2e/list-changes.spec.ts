/** Changes of flags and tags to all that a list shows, and of tags to many: told, stopped, taken back. */
import type { Page } from '@playwright/test'
import { expect, openLive, row, test } from './fixtures.ts'

const box = (page: Page, subject: string) => row(page, subject).getByTestId('row-select')
const options = (page: Page) => page.getByTestId('tag-picker').getByRole('option')

async function selectAll(page: Page): Promise<void> {
  await expect(page.getByTestId('message-row').first()).toBeVisible()
  await page.keyboard.press('j')
  await expect(page.getByTestId('message-row').first()).toBeFocused()
  await page.keyboard.press('ControlOrMeta+a')
  await expect(page.getByTestId('bulk-count')).toContainText('All')
}

test('a whole list is marked, without what came later, and only what was changed goes back', async ({ page, app, send }) => {
  for (const subject of ['three', 'two', 'one']) await send({ subject, text: 'x' })
  await app.client.patch({ select: { q: 'subject:two' }, set: { seen: true } })
  await openLive(page)
  await page.getByLabel('More for this list').click()
  await page.getByTestId('action-mark-all-seen').click()
  await expect(page.getByText('Marked 2 messages as seen')).toBeVisible()
  await expect.poll(async () => (await app.client.list()).unseen).toBe(0)
  await page.getByTestId('toast-undo').click()
  await expect.poll(async () => (await app.client.list({ q: 'is:seen' })).messages.map(({ subject }) => subject)).toEqual(['two'])
  await expect(row(page, 'one')).toHaveAttribute('data-seen', 'false')
})

test('what a search finds is changed as a whole and taken back', async ({ page, app, send }) => {
  for (const subject of ['order 1', 'order 2', 'other']) await send({ subject, text: 'x' })
  await openLive(page, '/?q=subject:order')
  await expect(page.getByTestId('message-row')).toHaveCount(2)
  await selectAll(page)
  await page.keyboard.press('p')
  await expect(page.getByText('Pinned 2 messages')).toBeVisible()
  expect((await app.client.list({ q: 'is:pinned' })).total).toBe(2)
  await page.getByTestId('toast-undo').click()
  await expect.poll(async () => (await app.client.list({ q: 'is:pinned' })).total).toBe(0)
})

test('one that takes long tells how far it is, is stopped, and what was changed by then goes back', async ({ page, app }) => {
  for (let at = 0; at < 520; at += 104)
    await Promise.all(Array.from({ length: 104 }, (_, i) => app.client.add(`Subject: Report ${at + i}\r\n\r\nx\r\n`)))
  await openLive(page)
  const held = Promise.withResolvers<void>()
  await page.route('**/api/messages', async (route) => {
    if (route.request().method() === 'PATCH') await held.promise
    await route.continue()
  })
  await selectAll(page)
  await expect(page.getByTestId('bulk-count')).toHaveText('All 520 selected')
  await page.keyboard.press('e')
  await expect(page.getByTestId('toast-progress')).toHaveText('0 of 520')
  await page.getByTestId('toast-stop').click()
  held.resolve()
  await expect(page.getByText('Marked 500 messages as seen')).toBeVisible()
  expect((await app.client.list()).unseen).toBe(20)
  await page.getByTestId('toast-undo').click()
  await expect.poll(async () => (await app.client.list()).unseen).toBe(520)
})

test('closing the page while it is under way does not stop it', async ({ page, app, send }) => {
  for (const subject of ['one', 'two']) await send({ subject, text: 'x' })
  // Waits for ever, within the page: a route would hold back what is sent as the page goes, too.
  await page.addInitScript(() => {
    const { fetch } = window
    window.fetch = (input, init) => {
      if (!String(input).includes('limit=500')) return fetch(input, init)
      document.documentElement.dataset.asked = ''
      return new Promise(() => undefined)
    }
  })
  await openLive(page)
  await page.getByLabel('More for this list').click()
  await page.getByTestId('action-mark-all-seen').click()
  await expect(page.locator('html[data-asked]')).toHaveCount(1)
  await page.goto('about:blank')
  await expect.poll(async () => (await app.client.list()).unseen).toBe(0)
})

test('tags that all or some have are shown, given to all, and taken from all', async ({ page, app, send }) => {
  for (const subject of ['two', 'one']) await send({ subject, text: 'x' })
  await app.client.patch({ select: { all: true }, addTags: ['release'] })
  await app.client.patch({ select: { q: 'subject:one' }, addTags: ['ci'] })
  await openLive(page)
  await box(page, 'one').click()
  await box(page, 'two').click()
  await page.keyboard.press('t')
  await expect(options(page)).toHaveText(['ci', 'release'])
  await expect(options(page).first()).toHaveAttribute('aria-checked', 'mixed')
  await expect(options(page).last()).toHaveAttribute('aria-checked', 'true')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await expect(row(page, 'two').getByTestId('row-tags')).toHaveAttribute('title', 'ci, release')
  await expect(options(page).first()).toHaveAttribute('aria-checked', 'true')
  await options(page).last().click()
  await expect.poll(async () => (await app.client.list({ q: 'tag:release' })).total).toBe(0)
  await page.keyboard.press('Escape')

  await page.keyboard.press('ControlOrMeta+k')
  await page.getByTestId('palette-input').fill('remove ci')
  await expect(page.getByTestId('palette-item').first()).toContainText('Remove “ci” from 2 selected messages')
  await page.keyboard.press('Enter')
  await expect.poll(async () => (await app.client.list({ q: 'is:tagged' })).total).toBe(0)
  await page.getByText('Removed “ci” from 2 messages').locator('..').getByTestId('toast-undo').click()
  await expect.poll(async () => (await app.client.list({ q: 'tag:ci' })).total).toBe(2)
})

test('a tag is taken from a whole list', async ({ page, app, send }) => {
  for (const subject of ['three', 'two', 'one']) await send({ subject, text: 'x' })
  await app.client.patch({ select: { q: '-subject:two' }, addTags: ['ci'] })
  await openLive(page)
  await selectAll(page)
  await page.getByTestId('bulk-tag').click()
  await options(page).first().click() // given to all
  await expect.poll(async () => (await app.client.list({ q: 'tag:ci' })).total).toBe(3)
  await expect(options(page).first()).toHaveAttribute('aria-checked', 'true')
  await options(page).first().click()
  await expect.poll(async () => (await app.client.list({ q: 'tag:ci' })).total).toBe(0)
  await expect(page.getByText('Removed “ci” from 3 messages')).toBeVisible()
})
