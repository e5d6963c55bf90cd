/** A mail whose text is too much to decode: what can be shown of it is. */
import { expect, openLive, row, test } from './fixtures.ts'

test('Preview and Text say so, and every other tab works', async ({ page, app, send }) => {
  await send({ subject: 'Too much', text: 'x', html: '<p>x' })
  const [listed] = (await app.client.list()).messages
  const message = await app.client.get(listed?.id ?? '')
  // As the server tells of one: how long decoding takes depends on the machine.
  const finding = { rule: 'text-too-complex', severity: 'error', title: 'Text', detail: 'Too much' }
  await page.route(`**/api/messages/${message.id}`, (route) =>
    route.fulfill({ json: { ...message, text: '', html: '', findings: [finding] } }),
  )
  await openLive(page)
  await row(page, 'Too much').click()
  await expect(page.getByTestId('panel-preview').getByTestId('undecoded')).toContainText('too much to decode')
  await page.getByTestId('tab-text').click()
  await expect(page.getByTestId('panel-text').getByTestId('undecoded')).toContainText('Headers, Source')
  await page.getByTestId('tab-headers').click()
  await expect(page.getByTestId('panel-headers')).toContainText('Too much')
  await page.getByTestId('tab-source').click()
  await expect(page.getByTestId('source')).toContainText('Subject: Too much')
  await page.getByTestId('tab-structure').click()
  await expect(page.getByTestId('panel-structure')).toContainText('text/html')
  await page.getByTestId('tab-session').click()
  await expect(page.getByTestId('panel-session')).toContainText('EHLO')
})
