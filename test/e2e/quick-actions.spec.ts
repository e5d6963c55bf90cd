/** What people open a mail for: by pointer, by key, and nothing opens by itself. */
import type { Page } from '@playwright/test'
import { expect, openLive, row, test } from './fixtures.ts'

const ADDRESS = 'https://shop.example.com/confirm?token=a%20b&user=ann#now'
const HTML = `<p>Your code is <b>402913</b></p><a href="${ADDRESS}" style="background:#35d;padding:8px">Confirm address</a>`
const ICS = [
  ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//x', 'METHOD:REQUEST', 'BEGIN:VEVENT', 'UID:1', 'DTSTAMP:20261101T100000Z'],
  ...['DTSTART:20261126T100000Z', 'DTEND:20261126T110000Z', 'SUMMARY:Design review', 'LOCATION:Room 4'],
  ...['RRULE:FREQ=WEEKLY;BYDAY=TH', 'ORGANIZER;CN=Bob:mailto:bob@x.test', 'ATTENDEE;CN=Cem;PARTSTAT=ACCEPTED:mailto:cem@x.test'],
  ...['END:VEVENT', 'END:VCALENDAR', ''],
].join('\r\n')

const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText())

async function open(page: Page, subject: string): Promise<void> {
  await openLive(page)
  await row(page, subject).click()
  await expect(page.getByTestId('reader')).toContainText(subject)
}

test.beforeEach(({ context }) => context.grantPermissions(['clipboard-read', 'clipboard-write']))

test('copies the code by click and by c, and says so', async ({ page, send }) => {
  await send({ subject: 'Code', html: HTML })
  await open(page, 'Code')
  const button = page.getByTestId('copy-code')
  await expect(button).toContainText('402913')
  await button.click()
  await expect(button.locator('[aria-live]')).toContainText('Copied')
  expect(await clipboard(page)).toBe('402913')
  await page.evaluate(() => navigator.clipboard.writeText('other'))
  await page.keyboard.press('c')
  await expect.poll(() => clipboard(page)).toBe('402913')
})

test('c and o work after a click in the mail', async ({ page, send }) => {
  await send({ subject: 'Inside', html: HTML })
  await open(page, 'Inside')
  await page.frameLocator('[data-testid="mail-frame"]').getByText('Your code').click()
  await page.keyboard.press('c')
  await expect(page.getByTestId('copy-code').locator('[aria-live]')).toContainText('Copied')
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('IFRAME')
  await page.keyboard.press('o')
  await expect(page.getByTestId('open-address')).toBeFocused()
  await page.keyboard.press('Escape')
  await page.getByTestId('copy-code').focus()
  await expect.poll(() => clipboard(page)).toBe('402913')
})

test('shows the address of the link before it is opened, by click, by o and Enter', async ({ page, context, send }) => {
  await send({ subject: 'Link', html: HTML })
  await context.route('https://shop.example.com/**', (route) => route.fulfill({ body: 'shop' }))
  await open(page, 'Link')
  await expect(page.getByTestId('open-link')).toContainText('Open “Confirm address”')
  await expect(page.getByTestId('open-link')).toContainText('shop.example.com')
  await page.getByTestId('open-link').click()
  await expect(page.getByTestId('link-address')).toHaveText(ADDRESS)
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('open-link')).toBeFocused()
  expect(context.pages()).toHaveLength(1)

  await page.keyboard.press('o')
  await expect(page.getByTestId('open-address')).toBeFocused()
  const opened = context.waitForEvent('page')
  await page.keyboard.press('Enter')
  const shop = await opened
  await expect(shop.locator('body')).toHaveText('shop')
  expect(shop.url()).toBe(ADDRESS)
  expect(await shop.evaluate(() => [opener === null, document.referrer])).toEqual([true, ''])
})

test('a link in plain text is named by its words if they name it, else by its place', async ({ page, send }) => {
  await send({ subject: 'Words', text: 'Reset your password:\nhttps://shop.example.com/reset?token=abc\n' })
  await send({ subject: 'Sentence', text: 'Your code is 482913\nhttps://shop.example.com/confirm?token=abc\n' })
  await open(page, 'Words')
  await expect(page.getByTestId('open-link')).toHaveText('Open “Reset your password”shop.example.com')
  await row(page, 'Sentence').click()
  await expect(page.getByTestId('open-link')).toHaveText('Open shop.example.com/confirm')
})

test('opens against another origin, remembered for that host', async ({ page, context, send }) => {
  await send({ subject: 'First', html: HTML })
  await send({ subject: 'Second', html: HTML.replace('/confirm', '/reset') })
  await send({ subject: 'Third', html: HTML.replace('shop.example.com', 'other.example.com') })
  await context.route('http://localhost:3000/**', (route) => route.fulfill({ body: 'mine' }))
  await open(page, 'First')
  await page.keyboard.press('o')
  const against = page.getByTestId('open-against')
  await against.fill('not a place')
  await expect(against).toHaveAttribute('aria-invalid', 'true')
  await expect(page.getByTestId('link-address')).toHaveText(ADDRESS)
  await against.fill('localhost:3000')
  await expect(page.getByTestId('link-address')).toHaveText('http://localhost:3000/confirm?token=a%20b&user=ann#now')
  const opened = context.waitForEvent('page')
  await against.press('Enter')
  const mine = await opened
  await expect(mine.locator('body')).toHaveText('mine')
  await mine.close()
  await expect(page.getByTestId('open-link')).toContainText('→ localhost:3000')

  await page.reload()
  await row(page, 'Second').click()
  await page.getByTestId('open-link').click()
  await expect(page.getByTestId('link-address')).toHaveText(/^http:\/\/localhost:3000\/reset/)
  await against.fill('')
  await expect(page.getByTestId('link-address')).toHaveText(/^https:\/\/shop\.example\.com\/reset/)
  await page.keyboard.press('Escape')
  await expect(page.getByTestId('open-link')).toContainText('shop.example.com')
  await row(page, 'Third').click()
  await expect(page.getByTestId('open-link')).toContainText('other.example.com')
})

test('says how to unsubscribe, and opens nothing', async ({ page, context, send }) => {
  const headers = {
    'List-Unsubscribe': '<mailto:leave@shop.example.com>, <https://shop.example.com/u/1>',
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  }
  await send({ subject: 'One click', text: 'news', headers })
  await send({ subject: 'By mail', text: 'news', headers: { 'List-Unsubscribe': '<mailto:leave@shop.example.com>' } })
  await open(page, 'One click')
  const requests: string[] = []
  context.on('request', (request) => requests.push(request.url()))
  await page.getByTestId('unsubscribe').press('Enter')
  const info = page.getByTestId('unsubscribe-info')
  await expect(info).toContainText('One click')
  await expect(info).toContainText('mailto:leave@shop.example.com')
  await expect(info).toContainText('https://shop.example.com/u/1')
  await expect(info.getByRole('link')).toHaveCount(0)
  await info.getByRole('button', { name: 'Copy the address' }).nth(1).click()
  expect(await clipboard(page)).toBe('https://shop.example.com/u/1')
  expect(requests.filter((url) => url.includes('shop.example.com'))).toEqual([])
  await page.keyboard.press('Escape')
  await row(page, 'By mail').click()
  await page.getByTestId('unsubscribe').click()
  await expect(info).toContainText('Not one-click')
})

test('shows what a calendar asks for', async ({ page, send }) => {
  await send({ subject: 'Review', text: 'come', icalEvent: { method: 'REQUEST', content: ICS } })
  await open(page, 'Review')
  await expect(page.getByTestId('calendar-invite')).toContainText('Invitation')
  await expect(page.getByTestId('calendar-invite')).toContainText('Design review')
  await page.getByTestId('calendar-invite').click()
  const details = page.getByTestId('invite-details')
  await expect(details.getByTestId('invite-when')).toContainText('Thu, 26 Nov 2026, 10:00 – 11:00')
  await expect(details.getByTestId('invite-when')).toContainText('UTC')
  for (const said of ['Every week on Thursday', 'Room 4', 'Bob', 'Cem accepted']) await expect(details).toContainText(said)
  const downloaded = page.waitForEvent('download')
  await details.getByTestId('download-invite').click()
  expect((await downloaded).suggestedFilename()).toMatch(/\.ics$/)
})

test('a panel closes by a press in the mail', async ({ page, send }) => {
  await send({ subject: 'Press', html: `${HTML}<p style="margin-top:300px">far below</p>` })
  await open(page, 'Press')
  await page.keyboard.press('o')
  await expect(page.getByTestId('link-panel')).toBeVisible()
  await page.frameLocator('[data-testid="mail-frame"]').getByText('far below').click()
  await expect(page.getByTestId('link-panel')).toHaveCount(0)
})

test('a mail that asks for nothing has none', async ({ page, send }) => {
  await send({ subject: 'Plain', text: 'See you tomorrow.' })
  await open(page, 'Plain')
  await expect(page.getByTestId('quick-actions')).toHaveCount(0)
  await page.keyboard.press('c')
  await page.keyboard.press('o')
  await expect(page.getByRole('dialog')).toHaveCount(0)
})
