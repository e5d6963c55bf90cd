/** Signing in as a person does: from a deep link, with a mistake, out again, and again when a sign-in has ended underneath. */
import { expect, mail, row, test } from './fixtures.ts'

test.use({
  env: { MAILMITT_USER: 'ann:se:cret' },
  // The browser tells of each answer that is an error.
  expectedComplaints: /401|WebSocket connection/,
})

test('the page asks first, says what is wrong, and then shows what the address names', async ({ page, app, send }) => {
  await send({ subject: 'Hello', html: '<p>Only for Ann</p>' })
  await page.goto('/?q=subject:hello')
  await expect(page.getByRole('heading', { name: 'Sign in to Mailmitt' })).toBeVisible()
  await expect(page.getByLabel('Name')).toBeFocused()
  await expect(page.getByText('Only for Ann')).toHaveCount(0)

  await page.getByLabel('Name').fill('ann')
  await page.getByLabel('Password').fill('wrong')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toHaveText('This name and password do not go together.')
  await expect(page.getByLabel('Password')).toBeFocused()

  await page.keyboard.type('se:cret')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page).toHaveURL(`${app.url}/?q=subject:hello`)
  await row(page, 'Hello').click()
  await expect(mail(page).getByText('Only for Ann')).toBeVisible()
  await expect(page.getByTestId('signed-in-as')).toHaveText('Signed in as ann')

  await page.getByTestId('sign-out').click()
  await expect(page.getByLabel('Password')).toBeVisible()
  await page.reload()
  await expect(page.getByLabel('Password')).toBeVisible()
})

test('when a sign-in ends, the page asks over what is on the screen and goes on there', async ({ page, app, send }) => {
  await send({ subject: 'Open', html: '<p>Stays on the screen</p><img src="cid:none">' })
  await page.goto('/')
  await page.getByLabel('Name').fill('ann')
  await page.getByLabel('Password').fill('se:cret')
  await page.getByRole('button', { name: 'Sign in' }).click()
  await row(page, 'Open').click()
  await expect(mail(page).getByText('Stays on the screen')).toBeVisible()

  expect((await page.request.delete(`${app.url}/api/sign-in`)).ok()).toBe(true)
  const dialog = page.getByRole('dialog', { name: 'Sign in again' })
  await expect(dialog).toBeVisible()
  await expect(mail(page).getByText('Stays on the screen')).toBeAttached()
  await dialog.getByLabel('Name').fill('ann')
  await dialog.getByLabel('Password').fill('se:cret')
  await dialog.getByRole('button', { name: 'Sign in' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(mail(page).getByText('Stays on the screen')).toBeVisible()
  await send({ subject: 'Later', text: 'x' })
  await expect(row(page, 'Later')).toBeVisible({ timeout: 30_000 })
})
