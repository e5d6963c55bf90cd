/** An address that names a message, opened on a phone. */
import { expect, mail, row, test } from './fixtures.ts'

test.use({ viewport: { width: 400, height: 800 }, hasTouch: true })

test('the message is asked for once and shown, as wide as the screen', async ({ page, app, send }) => {
  await send({ subject: 'Linked', html: '<p>Body</p>', text: 'Body' })
  const id = (await app.client.list()).messages[0]?.id
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await page.goto(`/m/${id}/headers`)
  await expect(page.getByTestId('header-fields')).toContainText('Linked')
  expect(asked.filter((path) => path === `/api/messages/${id}`)).toHaveLength(1)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(400)
})

test('Back leads to the list, and from there the heading takes the focus', async ({ page, app, send }) => {
  await send({ subject: 'Linked', html: '<p>Body</p>' })
  const id = (await app.client.list()).messages[0]?.id
  await page.goto(`/m/${id}/preview`)
  await expect(mail(page).getByText('Body')).toBeVisible()
  await page.getByTestId('action-back').tap()
  await expect(page).not.toHaveURL(/\/m\//)
  await row(page, 'Linked').tap()
  await expect(page.getByTestId('reader').getByRole('heading', { name: 'Linked' })).toBeFocused()
})
