/** Back, forward and loading anew find a list as it was left. */
import { expect, mail, openLive, row, test } from './fixtures.ts'

test.beforeEach(async ({ page, app }) => {
  for (let i = 0; i < 60; i++) await app.client.add(`Subject: Message ${i}\r\n\r\nx\r\n`, { mailbox: i % 2 ? 'odd' : 'even' })
  await openLive(page)
})

test('another list and back: scroll and focus are where they were', async ({ page }) => {
  const list = page.getByTestId('message-list')
  const top = () => list.evaluate((element) => element.scrollTop)
  await list.evaluate((element) => element.scrollTo({ top: 1500 }))
  await row(page, 'Message 36').focus()
  const left = await top()
  await page.getByTestId('mailbox').filter({ hasText: 'odd' }).click()
  await expect(row(page, 'Message 59')).toBeVisible()
  expect(await top()).toBe(0)
  await page.goBack()
  await expect(row(page, 'Message 36')).toBeFocused()
  expect(await top()).toBe(left)
  await page.goForward()
  await expect(row(page, 'Message 59')).toBeVisible()
  expect(await top()).toBe(0)
})

test('loaded anew, the list stands where it stood; a link begins at its top', async ({ page, context }) => {
  const list = page.getByTestId('message-list')
  await list.evaluate((element) => element.scrollTo({ top: 1500 }))
  await row(page, 'Message 36').click()
  await expect(page.getByTestId('reader')).toContainText('Message 36')
  await page.reload()
  await expect(page.getByTestId('reader')).toContainText('Message 36')
  await expect.poll(() => list.evaluate((element) => element.scrollTop)).toBe(1500)
  await expect(row(page, 'Message 36')).toBeInViewport()
  const other = await context.newPage()
  await openLive(other, '/')
  await expect(row(other, 'Message 59')).toBeVisible()
})

test('the frame of an open mail is not loaded anew when the window gets narrower', async ({ page, send }) => {
  await send({ subject: 'Framed', html: '<p>Body</p>' })
  await row(page, 'Framed').click()
  await expect(mail(page).getByText('Body')).toBeVisible()
  const loads: string[] = []
  page.on('request', (request) => {
    // Not what the message's being seen brings, which may come as late as this.
    if (/\/api\/messages\/[^/]+\/html/.test(request.url())) loads.push(request.url())
  })
  for (const width of [1000, 850, 600, 850, 1280]) {
    await page.setViewportSize({ width, height: 800 })
    await expect(mail(page).getByText('Body')).toBeVisible()
  }
  expect(loads).toEqual([])
})
