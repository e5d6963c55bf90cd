/** The settings of mail clients: whose mail, what to type, what to download. */
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expect, row, test } from './fixtures.ts'

const LISTEN = ['--imap', '127.0.0.1:0', '--pop3', '127.0.0.1:0']
const incoming = (page: Page) => page.getByTestId('incoming-settings')
const outgoing = (page: Page) => page.getByTestId('outgoing-settings')

async function downloaded(page: Page, testId: string): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId(testId).click()])
  return readFile(await file.path(), 'utf8')
}

test.describe('where mail clients can read', () => {
  test.use({ flags: LISTEN })

  test('is reached from the empty list, the sidebar and the palette, and left again', async ({ page, send }) => {
    await page.goto('/')
    await page.getByRole('link', { name: 'set up a mail client' }).click()
    await expect(page).toHaveURL(/\/mail-client$/)
    await expect(page.getByTestId('mail-client-link')).toHaveAttribute('aria-current', 'page')
    await page.goBack()
    await expect(page.getByTestId('empty-state')).toBeVisible()

    await send({ subject: 'Hello', text: 'x' }, 'shop')
    await page.getByTestId('mailbox').filter({ hasText: 'shop' }).click()
    await page.getByTestId('mail-client-link').click()
    await expect(page).toHaveURL(/\/mail-client\?mailbox=shop$/)
    await expect(incoming(page)).toContainText('shop')
    await page.getByTestId('mailbox').filter({ hasText: 'All mail' }).click()
    await expect(row(page, 'Hello')).toBeVisible()

    await page.keyboard.press('ControlOrMeta+k')
    await page.getByTestId('palette-input').fill('thunderbird')
    await page.keyboard.press('Enter')
    await expect(incoming(page)).toBeVisible()
    // No key changes mail that is out of sight.
    await page.keyboard.press('j')
    await page.keyboard.press('#')
    await page.keyboard.press('g')
    await page.keyboard.press('i')
    await expect(row(page, 'Hello')).toBeVisible()
  })

  test('the settings are those of the servers, for whom one chooses', async ({ page, app }) => {
    await page.goto('/mail-client')
    for (const text of ['127.0.0.1', String(app.imap.port), 'None', 'all', 'Any'])
      await expect(incoming(page)).toContainText(text)
    await expect(outgoing(page)).toContainText(String(app.smtp.port))
    await expect(outgoing(page)).toContainText('no sign-in')

    await page.getByTestId('incoming-pop3').click()
    await expect(incoming(page)).toContainText(String(app.pop3.port))

    await page.getByTestId('login-mailbox').click()
    await page.getByTestId('login-name').fill('billing')
    await expect(incoming(page)).toContainText('billing')
    await expect(outgoing(page)).toContainText('billing')

    await page.getByTestId('login-address').click()
    await expect(incoming(page)).toContainText('ann@example.test')
    await page.getByTestId('login-name').fill('bob@x.test')
    await expect(incoming(page)).toContainText('bob@x.test')
    await expect(page.getByTestId('automatic-setup')).toContainText('_imap._tcp.x.test.')
  })

  test('values and lines are copied', async ({ page, context, app }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
    await page.goto('/mail-client?mailbox=shop')
    await incoming(page)
      .getByRole('button', { name: `Copy Port ${app.imap.port}` })
      .click()
    await expect.poll(clipboard).toBe(String(app.imap.port))
    await incoming(page).getByRole('button', { name: 'Copy User name shop' }).click()
    await expect.poll(clipboard).toBe('shop')
    await page.getByRole('tab', { name: 'mutt' }).click()
    await page.getByRole('button', { name: 'Copy the lines for mutt' }).click()
    await expect.poll(clipboard).toContain(`set folder = "imap://127.0.0.1:${app.imap.port}/"\n`)
  })

  test('each client has its steps, walked by keys, and the last choice is kept', async ({ page }) => {
    await page.goto('/mail-client')
    await page.getByRole('tab', { name: 'Thunderbird' }).focus()
    for (const name of ['apple', 'outlook', 'mutt', 'k9', 'windows']) {
      await page.keyboard.press('ArrowRight')
      await expect(page.getByTestId(`guide-${name}`).getByRole('listitem').first()).toBeVisible()
    }
    await page.reload()
    await expect(page.getByTestId('guide-windows')).toBeVisible()
  })

  test('files are downloaded for the same login', async ({ page, app }) => {
    await page.goto('/mail-client?mailbox=shop')
    await page.getByRole('tab', { name: 'Apple Mail' }).click()
    const profile = await downloaded(page, 'download-mobileconfig')
    expect(profile).toContain(`<integer>${app.imap.port}</integer>`)
    expect(profile).toContain('<string>shop</string>')
    await page.getByRole('tab', { name: 'mutt' }).click()
    expect(await downloaded(page, 'download-muttrc')).toContain('set imap_user = "shop"')
    expect(await downloaded(page, 'download-zone')).toContain('_submission._tcp.example.test.')
  })
})

test.describe('with TLS', () => {
  test.use({ flags: [...LISTEN, '--tls'] })

  test('TLS comes first, STARTTLS is the other way, and the CA is at hand', async ({ page, app }) => {
    await page.goto('/mail-client')
    await expect(incoming(page)).toContainText(String(app.imaps.port))
    await expect(incoming(page)).toContainText(`Or STARTTLS on port ${app.imap.port}`)
    await expect(page.getByTestId('mail-client-hints').getByRole('link')).toHaveAttribute('href', /\/api\/ca\.pem$/)
  })
})

test.describe('with a certificate that is bad on purpose', () => {
  test.use({ flags: [...LISTEN, '--tls', '--tls-profile', 'expired'] })

  test('the page says so before a mail client does', async ({ page }) => {
    await page.goto('/mail-client')
    await expect(page.getByTestId('mail-client-hints')).toContainText('--tls-profile expired')
  })
})

test.describe('where one signs in', () => {
  test.use({ flags: LISTEN, env: { MAILMITT_USER: 'ann:secret' }, expectedComplaints: /401|WebSocket connection/ })

  test('the user name says who and whose, and the files have it', async ({ page }) => {
    await page.goto('/mail-client?mailbox=shop')
    await page.getByLabel('Name').fill('ann')
    await page.getByLabel('Password').fill('secret')
    await page.keyboard.press('Enter')
    await expect(incoming(page)).toContainText('shop*ann')
    await expect(incoming(page)).toContainText('Yours, or a token')
    await page.getByTestId('login-name').fill('ann')
    await expect(incoming(page).getByRole('button', { name: 'Copy User name ann' })).toBeVisible()
    await page.getByRole('tab', { name: 'mutt' }).click()
    expect(await downloaded(page, 'download-muttrc')).toContain('set imap_user = "ann"\n# set imap_pass')
  })
})

test.describe('400 px wide', () => {
  test.use({ flags: LISTEN, viewport: { width: 400, height: 800 } })

  test('nothing is cut off, and the drawer leads there', async ({ page }) => {
    await page.goto('/')
    await page.getByTestId('open-nav').click()
    await page.getByTestId('mail-client-link').click()
    await expect(incoming(page)).toBeVisible()
    await expect(page.getByRole('dialog')).toHaveCount(0)
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(400)
    const right = await outgoing(page).evaluate((element) => element.getBoundingClientRect().right)
    expect(right).toBeLessThanOrEqual(400)
  })
})

test('where IMAP and POP3 are off, the page says what to do', async ({ page }) => {
  await page.goto('/mail-client')
  await expect(page.getByTestId('mail-client-off')).toContainText('--imap')
  await expect(incoming(page)).toHaveCount(0)
  await expect(page.getByRole('tab')).toHaveCount(0)
})
