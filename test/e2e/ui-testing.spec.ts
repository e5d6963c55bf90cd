/** The example of docs/ui-testing.md: what stands there stands here, and runs. */
import { expect, test } from './fixtures.ts'

test.beforeEach(({ send }) =>
  send({
    subject: 'Confirm your address',
    html: '<p>Hello Ann</p><a href="https://shop.example.com/confirm">Confirm address</a>',
  }),
)

test('the mail says hello, and its link leads to the shop', async ({ page, app: { url: mailmitt } }) => {
  await page.goto(`${mailmitt}/?q=to:ann@example.test`)
  await page.getByTestId('message-row').filter({ hasText: 'Confirm your address' }).click()

  const mail = page.getByTestId('mail-frame').contentFrame()
  await expect(mail.getByText('Hello Ann')).toBeVisible()

  await page.getByTestId('open-link').click()
  await expect(page.getByTestId('link-address')).toHaveText('https://shop.example.com/confirm')
})
