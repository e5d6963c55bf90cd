/** The loop a newcomer walks through: nothing yet, a sample, every way to look at it, delete, undo. */
import { expect, mail, openLive, row, test } from './fixtures.ts'

test('an empty Mailmitt says where to send mail and shows ready lines', async ({ page, app }) => {
  await openLive(page)
  const empty = page.getByTestId('empty-state')
  await expect(empty).toContainText('Any user, any password')
  await expect(empty).toContainText(String(app.smtp.port))
  await expect(page.getByTestId('snippet-nodemailer')).toContainText(`port: ${app.smtp.port}`)
  for (const name of ['Laravel', 'Rails', 'Django', 'Spring', 'Go', '.NET', 'PHP mail()', 'Docker Compose', 'curl']) {
    await empty.getByRole('tab', { name, exact: true }).click()
    await expect(empty.getByRole('tabpanel')).toContainText(name === 'Docker Compose' ? '1025' : String(app.smtp.port))
  }
})

test('a sample arrives, opens in every tab, is deleted and comes back', async ({ page }) => {
  await openLive(page)
  await page.getByTestId('send-sample').click()
  const rows = page.getByTestId('message-row')
  await expect(rows).toHaveCount(1)
  await expect(rows).toHaveAttribute('data-seen', 'false')
  await expect(page).toHaveTitle('(1) Mailmitt')

  await rows.click()
  await expect(page).toHaveURL(/\/m\/[^/]+\/preview$/)
  await expect(mail(page).locator('body')).not.toBeEmpty()
  await expect(rows).toHaveAttribute('data-seen', 'true')
  await expect(page).toHaveTitle('Mailmitt')

  await page.getByTestId('tab-text').click()
  await expect(page.getByTestId('plain-text')).not.toBeEmpty()
  await page.getByTestId('tab-headers').click()
  await expect(page.getByTestId('envelope')).toContainText('MAIL FROM')
  await expect(page.getByTestId('header-fields')).toContainText('Subject')
  await page.getByTestId('tab-source').click()
  await expect(page.getByTestId('source')).toContainText('Subject:')

  await page.getByTestId('action-delete').click()
  await expect(rows).toHaveCount(0)
  await expect(page.getByTestId('empty-state')).toBeVisible()
  await page.getByTestId('toast-undo').click()
  await expect(rows).toHaveCount(1)
  await expect(page.getByTestId('source')).toBeVisible()
})

test('a delete that is not undone reaches the server, and the next message is open', async ({ page, app, send }) => {
  for (const subject of ['oldest', 'middle', 'newest']) await send({ subject, text: subject })
  await openLive(page)
  await row(page, 'middle').click()
  await expect(page.getByTestId('position')).toHaveText('2 of 3')
  await page.getByTestId('action-delete').click()
  await expect(page.getByTestId('reader')).toContainText('oldest')
  await expect(page.getByTestId('position')).toHaveText('2 of 2')
  await expect.poll(async () => (await app.client.list()).total, { timeout: 15_000 }).toBe(2)
  await expect(page.getByTestId('toast-undo')).toHaveCount(0)
  await expect(page.getByTestId('message-row')).toHaveCount(2)
})

test('a delete still held back is sent when the page closes', async ({ page, app, send }) => {
  await send({ subject: 'Short-lived', text: 'x' })
  await openLive(page)
  await row(page, 'Short-lived').click()
  await page.getByTestId('action-delete').click()
  await expect(page.getByTestId('toast-undo')).toBeVisible()
  await page.goto('about:blank')
  await expect.poll(async () => (await app.client.list()).total, { timeout: 4000 }).toBe(0)
})
