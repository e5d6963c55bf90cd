/** Mail that comes while the page is open. */
import type { Page } from '@playwright/test'
import { expect, openLive, row, test } from './fixtures.ts'

test('mail comes on screen without reload', async ({ page, send }) => {
  await send({ subject: 'Before', text: 'x' })
  await openLive(page)
  await expect(row(page, 'Before')).toBeVisible()
  const loadedAt = await page.evaluate(() => performance.timeOrigin)
  await send({ subject: 'While you look', text: 'x' })
  await expect(row(page, 'While you look')).toBeVisible()
  expect(await page.evaluate(() => performance.timeOrigin)).toBe(loadedAt)
  await expect(page.getByTestId('message-row').first()).toContainText('While you look')
  await expect(page).toHaveTitle('(2) Mailmitt')
})

test('the first mail replaces the empty state', async ({ page, send }) => {
  await openLive(page)
  await expect(page.getByTestId('empty-state')).toBeVisible()
  await send({ subject: 'First', text: 'x' })
  await expect(row(page, 'First')).toBeVisible()
  await expect(page.getByTestId('empty-state')).toHaveCount(0)
})

test('a list that is scrolled away does not move; a pill says how many came', async ({ page, send }) => {
  for (let i = 0; i < 30; i++) await send({ subject: `Message ${i}`, text: 'x' })
  await openLive(page)
  const list = page.getByTestId('message-list')
  await expect(list).toBeVisible()
  await list.evaluate((element) => element.scrollTo({ top: 600 }))
  const before = await row(page, 'Message 15').boundingBox()
  await send({ subject: 'New one', text: 'x' })
  await send({ subject: 'New two', text: 'x' })
  await expect(page.getByTestId('new-pill')).toHaveText('2 new')
  expect(await row(page, 'Message 15').boundingBox()).toEqual(before)
  await page.getByTestId('new-pill').click()
  await expect(page.getByTestId('message-row').first()).toContainText('New two')
  await expect(page.getByTestId('new-pill')).toHaveCount(0)
})

test('mail that comes before the page is told that it was scrolled does not move the list', async ({ page, send }) => {
  for (let i = 0; i < 30; i++) await send({ subject: `Message ${i}`, text: 'x' })
  await openLive(page)
  await row(page, 'Message 20').evaluate((element) => {
    addEventListener('scroll', (event) => event.stopImmediatePropagation(), { capture: true })
    element.closest('[data-testid=message-list]')?.scrollTo({ top: 600 })
  })
  const before = await row(page, 'Message 15').boundingBox()
  await send({ subject: 'New one', text: 'x' })
  await expect(page.getByTestId('new-pill')).toHaveText('1 new')
  expect(await row(page, 'Message 15').boundingBox()).toEqual(before)
})

test('counts of mailboxes follow, and a mailbox shows its own mail only', async ({ page, send }) => {
  await openLive(page)
  await send({ subject: 'For checkout', text: 'x' }, 'checkout')
  await send({ subject: 'For nobody', text: 'x' })
  const checkout = page.getByTestId('mailbox').filter({ hasText: 'checkout' })
  await expect(checkout).toHaveAttribute('title', '1 message, 1 unseen')
  await checkout.click()
  await expect(page).toHaveURL(/\?mailbox=checkout$/)
  await expect(page.getByTestId('message-row')).toHaveCount(1)
  await send({ subject: 'Elsewhere', text: 'x' })
  await send({ subject: 'Here too', text: 'x' }, 'checkout')
  await expect(row(page, 'Here too')).toBeVisible()
  await expect(row(page, 'Elsewhere')).toHaveCount(0)
})

test('what others delete and mark is followed', async ({ page, app, send }) => {
  await send({ subject: 'Stays', text: 'x' })
  await send({ subject: 'Goes', text: 'x' })
  await openLive(page)
  const { messages } = await app.client.list()
  const idOf = (subject: string) => messages.find((message) => message.subject === subject)?.id ?? ''
  await app.client.patch({ select: { ids: [idOf('Stays')] }, set: { seen: true } })
  await expect(row(page, 'Stays')).toHaveAttribute('data-seen', 'true')
  await row(page, 'Goes').click()
  await expect(page.getByTestId('reader')).toContainText('Goes')
})

test.describe('an open message that someone deletes', () => {
  test.use({ expectedComplaints: /404/ })

  test('says so', async ({ page, app, send }) => {
    await send({ subject: 'Goes', text: 'x' })
    await openLive(page)
    await row(page, 'Goes').click()
    await expect(page.getByTestId('plain-text')).toBeVisible()
    await app.client.delete({ all: true })
    await expect(page.getByTestId('message-gone')).toBeVisible()
    await expect(page.getByTestId('message-row')).toHaveCount(0)
  })
})

test('a list that is scrolled away does not move either when it is read anew after the connection was down', async ({
  page,
  send,
}) => {
  for (let i = 0; i < 30; i++) await send({ subject: `Message ${i}`, text: 'x' })
  const connection = await breakable(page)
  await openLive(page)
  await row(page, 'Message 20').evaluate((element) => element.closest('[data-testid=message-list]')?.scrollTo({ top: 600 }))
  const before = await row(page, 'Message 15').boundingBox()
  await connection.breaks()
  await send({ subject: 'New one', text: 'x' })
  await send({ subject: 'New two', text: 'x' })
  connection.works()
  await expect(page.getByTestId('new-pill')).toHaveText('2 new')
  expect(await row(page, 'Message 15').boundingBox()).toEqual(before)
})

test('what came while the connection was down is there when it is back', async ({ page, send }) => {
  const connection = await breakable(page)
  await openLive(page)
  await send({ subject: 'Before', text: 'x' })
  await expect(row(page, 'Before')).toBeVisible()
  await connection.breaks()
  await send({ subject: 'Meanwhile', text: 'x' })
  connection.works()
  await expect(page.getByTestId('stream-status')).toHaveAttribute('data-status', 'open')
  await expect(row(page, 'Meanwhile')).toBeVisible()
})

/** Gives the page a stream that fails on demand. */
async function breakable(page: Page) {
  let drop: (() => void) | undefined
  let reachable = true
  await page.routeWebSocket(/\/api\/stream/, (socket) => {
    if (!reachable) {
      void socket.close()
      return
    }
    socket.connectToServer()
    drop = () => void socket.close()
  })
  return {
    async breaks() {
      reachable = false
      drop?.()
      await expect(page.getByTestId('stream-status')).toHaveAttribute('data-status', 'reconnecting')
    },
    works() {
      reachable = true
    },
  }
}
