/** A database that cannot be written: what people see while that is so, and that it goes by itself. */
import { limitFileSize } from '../harness/file-size.ts'
import { composeHangingMail, composeTestMail, HANGING_PARSER, sendMail } from '../harness/sending.ts'
import { expect, openLive, row, test } from './fixtures.ts'

/** The program tries again after pauses of up to 10 s, and so does a stream that was refused. */
const RECOVERY = { timeout: 30_000 }

test.describe('a disk that refuses every write', () => {
  // The browser tells of each answer that is an error.
  test.use({ expectedComplaints: /507/ })

  test('a banner says why, what senders are told and what to do, and goes when writing works', async ({ page, app, send }) => {
    await send({ subject: 'Before', text: 'x' })
    await openLive(page)
    const banner = page.getByTestId('storage-banner')
    await expect(row(page, 'Before')).toBeVisible()
    await expect(banner).toHaveCount(0)

    await limitFileSize(app, 0)
    await expect(send({ subject: 'Refused', text: 'x' })).rejects.toMatchObject({ responseCode: 452 })
    await expect(banner).toHaveRole('alert')
    await expect(banner).toContainText('Mail cannot be stored. The disk refuses to write the database; see whether it is full')
    await expect(banner).toContainText('Senders are told to try again later (452). Accepted mail is safe.')

    await row(page, 'Before').click()
    await expect(page.getByTestId('plain-text')).toHaveText('x')
    await expect(row(page, 'Before')).toHaveAttribute('data-seen', 'false')
    await page.keyboard.press('e')
    await expect(page.getByText('Could not change seen')).toBeVisible()
    await expect(page.getByText('Could not mark as seen')).toHaveCount(0)

    await limitFileSize(app, 'unlimited')
    await expect(banner).toHaveCount(0, RECOVERY)
    await expect(page.getByRole('status').filter({ hasText: 'Mail is stored again' })).toHaveCount(1)
    await send({ subject: 'After', text: 'x' })
    await expect(row(page, 'After')).toBeVisible()
    await expect(row(page, 'Refused')).toHaveCount(0)
  })
})

test.describe('mail that is acknowledged and cannot be shown yet', () => {
  test.use({ expectedComplaints: /503|507|WebSocket/, env: HANGING_PARSER })

  test('a page that is opened says so, and shows it when it can', async ({ page, app }) => {
    // Its parser takes seconds, so the disk fails between the 250 and the commit that would make it ready.
    expect(await sendMail(app.smtp, composeHangingMail())).toMatch(/^250 /)
    await limitFileSize(app, 0)
    await page.goto('/')
    const list = page.locator('main').getByRole('alert')
    await expect(list).toContainText('Messages cannot be shown yet')
    await expect(list).toContainText('1 acknowledged message is safe but cannot be shown yet.')
    await expect(list).toContainText('They appear by themselves as soon as Mailmitt can write again.')
    await expect(page.getByTestId('storage-banner')).toBeVisible()
    await expect(page.getByRole('status', { name: 'Loading messages' })).toHaveCount(0)

    await limitFileSize(app, 'unlimited')
    await expect(row(page, 'hostile')).toBeVisible(RECOVERY)
    await expect(page.getByTestId('storage-banner')).toHaveCount(0)
    await expect(page.getByTestId('stream-status')).toHaveAttribute('data-status', 'open')
    await expect(page.getByTestId('mailbox').filter({ hasText: 'default' })).toHaveAttribute('title', '1 message, 1 unseen')
  })

  test('a page that is open goes on showing what it has, and reads the rest when it can', async ({ page, app }) => {
    await app.client.add(composeTestMail({ subject: 'Here', mailbox: 'checkout' }))
    await openLive(page)
    await expect(row(page, 'Here')).toBeVisible()
    expect(await sendMail(app.smtp, composeHangingMail())).toMatch(/^250 /)
    await limitFileSize(app, 0)
    await expect(page.getByTestId('storage-banner')).toBeVisible()
    await expect(row(page, 'Here')).toBeVisible()
    await page.getByTestId('mailbox').filter({ hasText: 'checkout' }).click()
    await expect(page.locator('main').getByRole('alert')).toContainText('Messages cannot be shown yet')

    await limitFileSize(app, 'unlimited')
    await expect(row(page, 'Here')).toBeVisible(RECOVERY)
    await expect(page.getByTestId('storage-banner')).toHaveCount(0)
    await page.getByTestId('mailbox').filter({ hasText: 'All mail' }).click()
    await expect(row(page, 'hostile')).toBeVisible()
  })
})
