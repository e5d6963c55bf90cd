/** Envelope, header fields and the way of a message. */
import { mail } from '../harness/mail.ts'
import { expect, test } from './fixtures.ts'

test('the envelope tells who is blind and who is addressed and gets nothing', async ({ page, app, send }) => {
  await send({
    subject: 'Envelope',
    to: ['ann@a.test', 'carl@a.test'],
    envelope: { from: 'bounce@a.test', to: ['ann@a.test', 'audit@a.test'] },
    text: 'x',
  })
  const [message] = (await app.client.list()).messages
  await page.goto(`/m/${message?.id}/headers`)
  const envelope = page.getByTestId('envelope')
  await expect(envelope).toContainText('<bounce@a.test>')
  await expect(envelope.locator('dd', { hasText: 'audit@a.test' })).toContainText('blind')
  await expect(envelope.locator('dd', { hasText: '<ann@a.test>' })).not.toContainText('blind')
  await expect(page.getByTestId('unaddressed')).toHaveText('carl@a.test')
})

test('a field is decoded, and shown as sent by itself or with all others', async ({ page, app }) => {
  const { id } = await app.client.add(
    mail({ From: 'a@a.test', Subject: '=?utf-8?q?Gr=C3=BC=C3=9Fe?=', 'X-Other': '=?utf-8?q?=C3=A9?=' }),
  )
  await page.goto(`/m/${id}/headers`)
  const fields = page.getByTestId('header-fields')
  await expect(fields).toContainText('Grüße')
  await page.getByRole('button', { name: 'Subject as sent' }).focus()
  await page.keyboard.press('Enter')
  await expect(fields).toContainText('=?utf-8?q?Gr=C3=BC=C3=9Fe?=')
  await expect(fields).not.toContainText('=C3=A9')
  await page.getByTestId('as-sent').click()
  await expect(fields).toContainText('=C3=A9')
  await page.getByTestId('header-filter').fill('x-other')
  await expect(fields.locator('dt')).toHaveText(['X-Other'])
})

test('Received fields are the way of the message, with the time from hop to hop', async ({ page, app }) => {
  const { id } = await app.client.add(
    `Received: from mx1.a.test by relay.a.test with ESMTPS; Mon, 23 Nov 2026 09:00:05 +0100\r\nReceived: from app.a.test by mx1.a.test with ESMTP; Mon, 23 Nov 2026 09:00:01 +0100\r\n${mail({ From: 'a@a.test' })}`,
  )
  await page.goto(`/m/${id}/headers`)
  const hops = page.getByTestId('hops').getByRole('listitem')
  await expect(hops).toHaveCount(3)
  await expect(hops.nth(0)).toContainText('mx1.a.test')
  await expect(hops.nth(0)).toContainText('from app.a.test · with ESMTP')
  await expect(hops.nth(1)).toContainText('+4.00 s')
  await expect(hops.nth(2)).toContainText('Mailmitt')
})
