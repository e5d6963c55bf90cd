/** Finding again and finding closer: earlier and pinned searches, facets, and what a mailbox shows. */
import type { Page } from '@playwright/test'
import { expect, openLive, row, test } from './fixtures.ts'

const options = (page: Page) => page.getByTestId('search-suggestions').getByRole('option')
/** Those that are no fields. */
const saved = (page: Page) => options(page).filter({ has: page.locator('svg') })
const box = (page: Page) => page.getByTestId('search-input')
const pinnedSearch = (page: Page, name: string) => page.getByTestId('pinned-search').filter({ hasText: name })
const facet = (page: Page, clause: string) => page.locator(`[data-testid="facet"][data-clause="${clause}"]`)

test.describe('earlier searches', () => {
  test('the empty box offers those that were applied, by keys alone, the last one first', async ({ page, send }) => {
    await send({ subject: 'Alpha', text: 'x' })
    await send({ subject: 'Beta', text: 'x' })
    await openLive(page)
    await page.keyboard.press('/')
    await expect(options(page)).toHaveCount(0)
    for (const q of ['alp', 'subject:beta', 'is:lost', 'alp']) {
      await box(page).fill(q)
      await page.keyboard.press('Enter')
    }
    await expect(page.getByTestId('message-row')).toHaveCount(1)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await expect(box(page)).not.toBeFocused()
    await page.keyboard.press('/')
    await expect(saved(page)).toHaveText(['alp', 'subject:beta'])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await expect(box(page)).toHaveValue('subject:beta')
    await expect(page).toHaveURL(/\?q=subject%3Abeta$/)
    await expect(page.getByTestId('message-row')).toHaveText([/Beta/])
    await expect(box(page)).toBeFocused()
    await page.keyboard.press('Escape')
    await page.reload()
    await box(page).click()
    await expect(saved(page)).toHaveText(['subject:beta', 'alp'])
  })

  test('one is forgotten by key or by pointer, and letters on the way to a search were never one', async ({ page, send }) => {
    await send({ subject: 'Alpha', text: 'x' })
    await openLive(page)
    for (const q of ['one', 'two', 'three']) {
      await box(page).click()
      await page.keyboard.type(q)
      await expect(page).toHaveURL(new RegExp(`q=${q}$`))
      await page.getByTestId('search-clear').click()
    }
    await page.keyboard.press('Escape')
    await box(page).click()
    await expect(saved(page)).toHaveText(['three', 'two', 'one'])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Delete')
    await expect(saved(page)).toHaveText(['two', 'one'])
    await saved(page).filter({ hasText: 'one' }).hover()
    await saved(page).filter({ hasText: 'one' }).getByTestId('forget-search').click()
    await expect(saved(page)).toHaveText(['two'])
    await expect(box(page)).toBeFocused()
    await expect(page).not.toHaveURL(/q=/)
  })
})

test.describe('pinned searches', () => {
  test('stand in the sidebar with a count that follows, in every tab, until they are unpinned', async ({
    page,
    context,
    send,
  }) => {
    await send({ subject: 'Invoice 1', text: 'x' })
    await send({ subject: 'Welcome', text: 'x' })
    await openLive(page, '/?q=invoice')
    const other = await context.newPage()
    await openLive(other)
    await page.getByTestId('search-pin').click()
    await expect(page.getByTestId('search-pin')).toHaveAttribute('aria-pressed', 'true')
    for (const tab of [page, other]) await expect(pinnedSearch(tab, 'invoice')).toHaveText(/^invoice11$/)
    await send({ subject: 'Invoice 2', text: 'x' })
    for (const tab of [page, other]) await expect(pinnedSearch(tab, 'invoice')).toHaveText(/^invoice22$/)
    await pinnedSearch(other, 'invoice').click()
    await expect(other.getByTestId('message-row')).toHaveCount(2)
    await expect(pinnedSearch(other, 'invoice')).toHaveAttribute('aria-current', 'page')
    await expect(other.locator('[data-testid="mailbox"][aria-current]')).toHaveCount(0)
    await row(other, 'Invoice 1').click()
    await expect(pinnedSearch(page, 'invoice')).toHaveText(/^invoice12$/)
    await page.getByTestId('search-pin').click()
    for (const tab of [page, other]) await expect(tab.getByTestId('pinned-search')).toHaveCount(0)
  })

  test('keep their mailbox, can be renamed, and unpinning can be undone', async ({ page, send }) => {
    await send({ subject: 'Alpha', text: 'x' }, 'checkout')
    await send({ subject: 'Alpha elsewhere', text: 'x' })
    await openLive(page, '/?mailbox=checkout&q=alpha')
    await page.getByTestId('search-pin').click()
    await expect(pinnedSearch(page, 'alpha in checkout')).toBeVisible()
    await page.getByTestId('mailbox').first().click()
    await expect(page).not.toHaveURL(/\?/)
    await box(page).click()
    await saved(page).filter({ hasText: 'alpha in checkout' }).click()
    await expect(page).toHaveURL(/\?mailbox=checkout&q=alpha$/)
    await expect(page.getByTestId('message-row')).toHaveCount(1)
    await page.getByLabel('More for alpha in checkout').click()
    await page.getByTestId('rename-search').click()
    await expect(page.getByTestId('search-name')).toBeFocused()
    await page.keyboard.type('Letters')
    await page.keyboard.press('Enter')
    await expect(pinnedSearch(page, 'Letters')).toBeVisible()
    await page.reload()
    await page.getByLabel('More for Letters').click()
    await page.getByTestId('unpin-search').click()
    await expect(page.getByTestId('pinned-search')).toHaveCount(0)
    await page.getByTestId('toast-undo').click()
    await expect(pinnedSearch(page, 'Letters')).toBeVisible()
  })

  test('counting ends where the server ends it, and a burst costs a count in two seconds at most', async ({ page, app }) => {
    const burst = async (count: number) => {
      for (let at = 0; at < count; at += 100)
        await Promise.all(Array.from({ length: 100 }, (_, i) => app.client.add(`Subject: Report ${at + i}\r\n\r\nx\r\n`)))
    }
    await burst(800)
    await openLive(page, '/?q=report')
    await page.getByTestId('search-pin').click()
    await expect(pinnedSearch(page, 'report')).toHaveText(/^report800800$/)
    const began = Date.now()
    let counts = 0
    page.on('request', (request) => {
      if (/limit=1(&|$)/.test(request.url())) counts++
    })
    await burst(300)
    await expect(pinnedSearch(page, 'report')).toHaveText(/^report1,000\+1,000\+$/)
    expect(counts).toBeLessThanOrEqual(2 + (Date.now() - began) / 2000)
  })
})

test.describe('facets', () => {
  test('a click adds a clause, another takes it out, and counts follow', async ({ page, send }) => {
    await send({ from: 'shop@x.test', subject: 'Invoice 1', text: 'x', attachments: [{ filename: 'a.pdf', content: 'x' }] }, 'ci')
    await send({ from: 'shop@x.test', subject: 'Invoice 2', text: 'x' })
    await send({ from: 'zoe@x.test', subject: 'Hello', text: 'x' })
    const asked: string[] = []
    page.on('request', (request) => void (request.url().includes('/api/facets') && asked.push(request.url())))
    await openLive(page)
    await expect(page.getByTestId('message-row')).toHaveCount(3)
    expect(asked).toEqual([])
    await page.getByTestId('narrow').click()
    await expect(facet(page, 'from:shop@x.test')).toHaveText('shop@x.test2')
    await expect(facet(page, 'has:attachment')).toHaveText('Attachment1')
    await expect(facet(page, 'mailbox:ci')).toHaveText('ci1')
    // All of them are.
    await expect(facet(page, 'is:unseen')).toHaveCount(0)
    await facet(page, 'from:shop@x.test').click()
    await expect(page.getByTestId('message-row')).toHaveCount(2)
    await expect(box(page)).toHaveValue('from:shop@x.test')
    await facet(page, 'has:attachment').click()
    await expect(page.getByTestId('message-row')).toHaveCount(1)
    await expect(page).toHaveURL(/\?q=from%3Ashop%40x.test\+has%3Aattachment$/)
    await expect(facet(page, 'has:attachment')).toHaveAttribute('aria-pressed', 'true')
    await facet(page, 'from:shop@x.test').click()
    await expect(box(page)).toHaveValue('has:attachment')
    await facet(page, 'has:attachment').click()
    await expect(page).not.toHaveURL(/q=/)
    await facet(page, 'from:zoe@x.test').click()
    await send({ from: 'zoe@x.test', subject: 'Hello again', text: 'x' }, 'ci')
    await expect(facet(page, 'mailbox:ci')).toHaveText('ci1')
    await page.keyboard.press('Escape')
    await expect(page.getByTestId('facets')).toHaveCount(0)
    await expect(page.getByTestId('message-row')).toHaveCount(2)
    await box(page).fill('')
    await expect(saved(page)).toHaveText(['from:zoe@x.test'])
  })

  test('by keys alone: f opens, arrows walk, Esc goes back', async ({ page, send }) => {
    await send({ from: 'a@x.test', subject: 'One', text: 'x' })
    await send({ from: 'b@x.test', subject: 'Two', text: 'x' })
    await openLive(page, '/?q=one OR two')
    await page.keyboard.press('f')
    await expect(facet(page, 'from:b@x.test')).toBeVisible()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await expect(facet(page, 'from:b@x.test')).toBeFocused()
    await page.keyboard.press('Enter')
    await expect(box(page)).toHaveValue('(one OR two) from:b@x.test')
    await expect(page.getByTestId('message-row')).toHaveCount(1)
    await page.keyboard.press('Escape')
    await expect(page.getByTestId('facets')).toHaveCount(0)
    await expect(page.getByTestId('narrow')).toBeFocused()
  })

  test.describe('400 px wide', () => {
    test.use({ viewport: { width: 400, height: 800 } })

    test('the panel fits, and pinned searches are in the drawer', async ({ page, send }) => {
      await send({ from: `${'long'.repeat(15)}@x.test`, subject: 'One', text: 'x' })
      await send({ from: 'b@x.test', subject: 'Two', text: 'x' })
      await page.goto('/?q=one')
      await page.getByTestId('search-pin').click()
      await page.getByTestId('search-clear').click()
      await page.getByTestId('narrow').click()
      await expect(facet(page, 'from:b@x.test')).toBeInViewport()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400)
      await page.keyboard.press('Escape')
      await page.getByTestId('open-nav').click()
      await page.getByLabel('More for one').click()
      await page.getByTestId('rename-search').click()
      await expect(page.getByTestId('search-name')).toBeFocused()
      await page.keyboard.type('Number one')
      await page.getByTestId('save-name').click()
      await pinnedSearch(page, 'Number one').click()
      await expect(page.getByTestId('message-row')).toHaveCount(1)
      await expect(page.getByRole('dialog')).toHaveCount(0)
    })
  })
})

test('a mailbox shows what its counts promise: choosing it ends the search, which Back and the box still have', async ({
  page,
  send,
}) => {
  await send({ subject: 'Alpha', text: 'x' }, 'checkout')
  await send({ subject: 'Beta', text: 'x' }, 'checkout')
  await openLive(page)
  await box(page).fill('alpha')
  await expect(page.getByTestId('message-row')).toHaveCount(1)
  await page.locator('[data-testid="mailbox"][data-name="checkout"]').click()
  await expect(page).toHaveURL(/\/\?mailbox=checkout$/)
  await expect(page.getByTestId('message-row')).toHaveCount(2)
  await box(page).click()
  await expect(saved(page)).toHaveText(['alpha'])
  await page.goBack()
  await expect(box(page)).toHaveValue('alpha')
})
