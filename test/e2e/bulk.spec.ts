/** Deleting all that a list shows: counted first, held back, undone, stopped; what comes later stays. */
import type { Page } from '@playwright/test'
import { expect, openLive, row, test } from './fixtures.ts'

const HELD_BACK = { timeout: 20_000 }

async function askToDelete(page: Page): Promise<void> {
  await page.getByLabel('More for this list').click()
  await page.getByTestId('action-delete-all').click()
  await expect(page.getByTestId('confirm-delete-all')).toBeEnabled()
}

async function deleteAll(page: Page): Promise<void> {
  await askToDelete(page)
  await page.getByTestId('confirm-delete-all').click()
  await expect(page.getByTestId('toast-undo')).toBeVisible()
}

test('two tabs, one searches: what is deleted there is gone, undone it is back, sent it is gone from both', async ({
  page: all,
  context,
  app,
  send,
}) => {
  for (const subject of ['Invoice 1', 'Welcome', 'Invoice 2']) await send({ subject, text: 'x' })
  const found = await context.newPage()
  await openLive(found, '/?q=subject:invoice')
  await openLive(all)
  await expect(found.getByTestId('message-row')).toHaveCount(2)
  await send({ subject: 'Receipt', text: 'x' })
  await expect(row(all, 'Receipt')).toBeVisible()
  await send({ subject: 'Invoice 3', text: 'x' })
  await expect(row(found, 'Invoice 3')).toBeVisible()
  await expect(found.getByTestId('message-row')).toHaveCount(3)
  await expect(all.getByTestId('message-row')).toHaveCount(5)

  await askToDelete(found)
  await expect(found.getByRole('dialog')).toContainText('Delete 3 messages?')
  await expect(found.getByTestId('delete-scope')).toHaveText('All that subject:invoice finds in all mailboxes.')
  await found.getByTestId('confirm-delete-all').click()
  await expect(found.getByTestId('no-match')).toBeVisible()
  await expect(found.getByTestId('mailbox').first()).toHaveAttribute('title', '2 messages, 2 unseen')
  await found.getByTestId('toast-undo').click()
  await expect(found.getByTestId('message-row')).toHaveText([/Invoice 3/, /Invoice 2/, /Invoice 1/])
  await expect(all.getByTestId('message-row')).toHaveCount(5)

  await deleteAll(found)
  await found.getByTestId('search-clear').click()
  await expect(found.getByTestId('message-row')).toHaveText([/Receipt/, /Welcome/])
  expect((await app.client.list()).total).toBe(5)
  await expect(all.getByTestId('message-row')).toHaveCount(2, HELD_BACK)
  await expect(found.getByTestId('toast-undo')).toHaveCount(0)
  await expect(found.getByTestId('message-row')).toHaveText([/Receipt/, /Welcome/])
  expect((await app.client.list()).messages.map(({ subject }) => subject)).toEqual(['Receipt', 'Welcome'])
})

test('what comes after the count stays: while it is asked, while it is held back', async ({ page, app, send }) => {
  for (const subject of ['one', 'two']) await send({ subject, text: 'x' }, 'checkout')
  await send({ subject: 'elsewhere', text: 'x' })
  await openLive(page, '/?mailbox=checkout')
  await askToDelete(page)
  await expect(page.getByTestId('delete-scope')).toHaveText('Everything in mailbox checkout.')
  await send({ subject: 'three', text: 'x' }, 'checkout')
  await expect(row(page, 'three')).toBeAttached()
  await expect(page.getByRole('dialog')).toContainText('Delete 2 messages?')
  await page.getByTestId('confirm-delete-all').click()
  await expect(page.getByTestId('message-row')).toHaveText([/three/])
  await send({ subject: 'four', text: 'x' }, 'checkout')
  await expect(page.getByTestId('message-row')).toHaveText([/four/, /three/])
  await expect(page.getByTestId('toast-undo')).toHaveCount(0, HELD_BACK)
  await expect(page.getByTestId('message-row')).toHaveText([/four/, /three/])
  const { messages } = await app.client.list()
  expect(messages.map(({ subject }) => subject)).toEqual(['four', 'three', 'elsewhere'])
})

test('a menu opened right after an undo stays open when the note has gone', async ({ page, send }) => {
  await send({ subject: 'one', text: 'x' })
  await openLive(page)
  await deleteAll(page)
  await page.getByTestId('toast-undo').click()
  await expect(row(page, 'one')).toBeVisible()
  await page.getByLabel('More for this list').click()
  await expect(page.getByTestId('toast-undo')).toHaveCount(0)
  await expect(page.locator('[data-sonner-toaster]')).toHaveCount(0)
  await expect(page.getByTestId('action-delete-all')).toBeVisible()
})

test('an open message goes with its list, and comes back with it', async ({ page, send }) => {
  for (const subject of ['one', 'two']) await send({ subject, text: 'x' })
  await openLive(page)
  await row(page, 'one').click()
  await expect(page.getByTestId('reader')).toContainText('one')
  await deleteAll(page)
  await expect(page.getByTestId('reader')).toHaveCount(0)
  await expect(page.getByTestId('message-row')).toHaveCount(0)
  await page.getByTestId('toast-undo').click()
  await expect(page.getByTestId('reader')).toContainText('one')
  await expect(page.getByTestId('message-row')).toHaveCount(2)
})

test('closing the page sends it at once', async ({ page, app, send }) => {
  for (const subject of ['one', 'two']) await send({ subject, text: 'x' })
  await openLive(page, '/?q=subject:one')
  await deleteAll(page)
  await page.goto('about:blank')
  await expect.poll(async () => (await app.client.list()).messages.map(({ subject }) => subject)).toEqual(['two'])
})

test('closing the page while it is under way does not stop it', async ({ page, app, send }) => {
  for (const subject of ['one', 'two']) await send({ subject, text: 'x' })
  await page.route(
    (url) => url.searchParams.has('stoppable'),
    () => undefined, // never reaches the server
  )
  await openLive(page, '/?q=subject:one')
  await deleteAll(page)
  await expect(page.getByTestId('toast-progress')).toBeVisible(HELD_BACK)
  await page.goto('about:blank')
  await expect.poll(async () => (await app.client.list()).messages.map(({ subject }) => subject)).toEqual(['two'])
})

test('says exactly how many, from which mailboxes, and what is pinned', async ({ page, app }) => {
  const mailboxes = ['a', 'a', 'a', 'b', 'b', 'c', 'd', 'e']
  for (let at = 0; at < 1040; at += 104)
    await Promise.all(
      Array.from({ length: 104 }, (_, i) =>
        app.client.add(`Subject: Report ${at + i}\r\n\r\nx\r\n`, { mailbox: mailboxes[(at + i) % mailboxes.length] }),
      ),
    )
  await app.client.patch({
    select: { ids: (await app.client.list({ limit: 2 })).messages.map(({ id }) => id) },
    set: { pinned: true },
  })
  await openLive(page, '/?q=report')
  await expect(page.getByTestId('list-count')).toHaveText('1,000+ found')
  await askToDelete(page)
  await expect(page.getByRole('dialog')).toContainText('Delete 1,040 messages?')
  await expect(page.getByTestId('delete-details')).toHaveText(
    'a390b260c1302 other mailboxes260All of them are unseen.2 of them are pinned.',
  )
  await page.getByRole('button', { name: 'Keep them' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByLabel('More for this list')).toBeFocused()
  await deleteAll(page)
  await expect(page.getByTestId('message-list')).toHaveCount(0)
  await expect.poll(async () => (await app.client.list()).total, HELD_BACK).toBe(0)
})

test('one that takes long tells how far it is, and can be stopped', async ({ page, app, send }) => {
  for (const subject of ['one', 'two', 'three']) await send({ subject, text: 'x' })
  // Never reaches the server: what goes is what this test deletes.
  await page.route(
    (url) => url.searchParams.has('stoppable'),
    () => undefined,
  )
  await openLive(page)
  await deleteAll(page)
  await expect(page.getByTestId('toast-progress')).toHaveText('0 of 3', HELD_BACK)
  await expect(page.getByTestId('message-row')).toHaveCount(0)
  await send({ subject: 'four', text: 'x' })
  await expect(page.getByTestId('message-row')).toHaveText([/four/])
  await app.client.delete({ ids: [(await app.client.latest({ q: 'subject:three' })).id] })
  await expect(page.getByTestId('toast-progress')).toHaveText('1 of 3')
  await expect(page.getByTestId('mailbox').first()).toHaveAttribute('title', '1 message, 1 unseen')
  await page.getByTestId('toast-stop').click()
  await expect(page.getByText('1 of 3 messages are gone; the others stay.')).toBeVisible()
  await expect(page.getByTestId('message-row')).toHaveText([/four/, /two/, /one/])
  await expect(page.getByTestId('toast-progress')).toHaveCount(0)
})

test.describe('a server that cannot', () => {
  test.use({ expectedComplaints: /503/ })

  test('count says why, and is asked again; delete brings back what it did not', async ({ page, send }) => {
    for (const subject of ['one', 'two']) await send({ subject, text: 'x' })
    let isBroken = true
    const problem = { type: 'about:blank', title: 'x', status: 503, code: 'unavailable', detail: 'Not now' }
    await page.route(/\/api\/messages(\/count|\?.*upTo=)/, (route) =>
      isBroken ? route.fulfill({ status: 503, contentType: 'application/problem+json', json: problem }) : route.continue(),
    )
    await openLive(page)
    await page.getByLabel('More for this list').click()
    await page.getByTestId('action-delete-all').click()
    await expect(page.getByRole('alert')).toContainText('Not now')
    isBroken = false
    await page.getByRole('button', { name: 'Try again' }).click()
    await expect(page.getByTestId('confirm-delete-all')).toBeEnabled()
    isBroken = true
    await page.getByTestId('confirm-delete-all').click()
    await expect(page.getByTestId('message-row')).toHaveCount(0)
    await expect(page.getByText('Could not delete')).toBeVisible(HELD_BACK)
    await expect(page.getByTestId('message-row')).toHaveCount(2)
  })
})
