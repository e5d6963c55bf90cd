/** What a mail is made of: its parts, and each of them shown by its kind. */
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { attachment, mail, multipart, PNG } from '../harness/mail.ts'
import { expect, test } from './fixtures.ts'

const CALENDAR = [
  ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:x', 'METHOD:REQUEST', 'BEGIN:VEVENT', 'UID:1', 'DTSTAMP:20261120T080000Z'],
  ...['DTSTART;TZID=Europe/Istanbul:20261123T100000', 'DTEND;TZID=Europe/Istanbul:20261123T110000', 'SUMMARY:Fitting'],
  ...['ORGANIZER:mailto:shop@a.test', 'ATTENDEE;CN=Ann;PARTSTAT=ACCEPTED:mailto:ann@a.test', 'END:VEVENT', 'END:VCALENDAR', ''],
].join('\r\n')
const NESTED = mail({ From: 'Old <old@a.test>', Subject: '=?utf-8?q?Gr=C3=BC=C3=9Fe?=' }, 'Forwarded to you')
const MAIL = multipart([
  {
    fields: { 'Content-Type': 'text/html; charset=utf-8' },
    body: '<p>Hi <img alt="" src="cid:logo"><img alt="" src="cid:gone"></p>',
  },
  attachment('image/png', PNG, {
    filename: 'logo.png',
    fields: { 'Content-ID': '<logo>', 'Content-Disposition': 'inline; filename=logo.png' },
  }),
  attachment('image/png', PNG, {
    filename: 'extra.png',
    fields: { 'Content-ID': '<extra>', 'Content-Disposition': 'inline; filename=extra.png' },
  }),
  attachment('text/csv', 'order;name\n100;"Boat; blue"\n', { filename: 'orders.csv' }),
  attachment('application/pdf', '%PDF-1.4', { filename: 'invoice.pdf' }),
  attachment('text/calendar; method=REQUEST', CALENDAR, { filename: 'invite.ics' }),
  attachment('text/vcard', 'BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ann Field\r\nEMAIL:ann@a.test\r\nEND:VCARD\r\n', {
    filename: 'ann.vcf',
  }),
  { fields: { 'Content-Type': 'message/rfc822' }, body: NESTED },
  attachment('application/octet-stream', 'x', { filename: 'data.bin' }),
  { fields: { 'Content-Type': 'text/plain; charset=iso-8859-9' }, body: 'As text' },
])

const part = (page: Page, path: string) => page.locator(`[data-testid="part"][data-path="${path}"]`)

test('the tree tells type, encoding, charset, disposition and size, and which inline parts are used, missing or not shown', async ({
  page,
  app,
}) => {
  const { id } = await app.client.add(MAIL)
  await page.goto(`/m/${id}/structure`)
  await expect(page.getByRole('tree').getByRole('treeitem')).toHaveCount(12)
  await expect(part(page, '')).toContainText('multipart/mixed')
  await expect(part(page, '2')).toContainText(/logo\.png.*image\/png.*used in HTML.*base64 · inline.*70 B/)
  await expect(part(page, '3')).toContainText('unused in HTML')
  await expect(part(page, '10')).toContainText('7bit · iso-8859-9')
  await expect(page.getByTestId('missing-cids')).toContainText('cid:gone')
})

test('each kind of part is shown as what it is', async ({ page, app }) => {
  const { id } = await app.client.add(MAIL)
  await page.goto(`/m/${id}/structure`)
  const detail = page.getByTestId('part-detail')

  await part(page, '2').click()
  const image = page.getByTestId('part-image')
  await expect.poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBe(1)
  await expect(detail).toContainText('cid:logo')

  await part(page, '4').click()
  await expect(page.getByRole('columnheader')).toHaveText(['order', 'name'])
  await expect(page.getByRole('cell')).toHaveText(['100', 'Boat; blue'])

  await part(page, '5').click()
  await expect(page.getByTestId('part-note')).toContainText('A PDF is not shown here')

  await part(page, '6').click()
  await expect(page.getByTestId('calendar')).toContainText('Fitting')
  await expect(page.getByTestId('calendar')).toContainText('Invitation')
  await expect(page.getByTestId('calendar')).toContainText(
    /2026-11-23 10:00 – 11:00 · Europe\/Istanbul \(the calendar does not define this zone\)/,
  )
  await expect(page.getByTestId('calendar').getByRole('row', { name: /Ann/ })).toContainText('accepted')
  await expect(page.getByTestId('explanation-warnings')).toBeVisible()

  await part(page, '7').click()
  await expect(page.getByTestId('contacts')).toContainText(/Ann Field.*ann@a\.test/s)

  await part(page, '8').click()
  const nested = page.getByTestId('nested-message')
  await expect(nested).toContainText('Grüße')
  await expect(nested).toContainText('Old <old@a.test>')
  await expect(nested).toContainText('Forwarded to you')

  await part(page, '9').click()
  await expect(page.getByTestId('part-note')).toContainText('Nothing here shows application/octet-stream')

  await part(page, '10').click()
  await expect(page.getByTestId('part-text')).toHaveText('As text')
  await expect(page.getByTestId('part-fields')).toContainText('text/plain; charset=iso-8859-9')
})

test('arrows walk the tree; the URL names the part, and a reload finds it', async ({ page, app }) => {
  const { id } = await app.client.add(MAIL)
  await page.goto(`/m/${id}/structure`)
  await part(page, '').focus()
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowDown')
  await expect(part(page, '4')).toBeFocused()
  await expect(part(page, '4')).toHaveAttribute('aria-selected', 'true')
  await expect(page).toHaveURL(/\/structure#part-4$/)
  await page.keyboard.press('End')
  await expect(page.getByTestId('part-text')).toHaveText('As text')
  await page.reload()
  await expect(page.getByTestId('part-text')).toHaveText('As text')
  await page.goBack()
  await expect(page).not.toHaveURL(/structure/)
})

test('a part is downloaded decoded, and shown in the source', async ({ page, app }) => {
  const { id } = await app.client.add(MAIL)
  await page.goto(`/m/${id}/structure#part-4`)
  const download = page.waitForEvent('download')
  await page.getByTestId('part-download').click()
  const file = await download
  expect(file.suggestedFilename()).toBe('orders.csv')
  expect(await readFile(await file.path(), 'utf8')).toContain('"Boat; blue"')
  await page.getByTestId('part-to-source').click()
  await expect(page).toHaveURL(/\/source#part-4$/)
  await expect(page.locator('[data-line][aria-current="true"]')).toContainText('Content-Type: text/csv')
})
