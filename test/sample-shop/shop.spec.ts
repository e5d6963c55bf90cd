import { expect, test } from './fixtures.ts'

test('a code confirms the address', async ({ page, mails }) => {
  const address = mails.address()
  await page.goto('/')
  await page.getByLabel('Email').fill(address)
  await page.getByRole('button', { name: 'Sign up' }).click()

  const mail = await mails.waitFor({ to: address, subject: 'Your code' })
  await expect(mail).toMatchMailSnapshot('sign-up.txt')
  await page.getByLabel('Code').fill(mail.code)
  await page.getByRole('button', { name: 'Confirm' }).click()
  await expect(page.getByRole('heading')).toHaveText(`Welcome, ${address}`)
  await expect(mails).toHaveReceived({ to: address, subject: 'Welcome', has: 'attachment' })
})

test('a link resets the password', async ({ page, mails }) => {
  const address = mails.address()
  await page.goto('/forgot')
  await page.getByLabel('Email').fill(address)
  await page.getByRole('button', { name: 'Send a link' }).click()

  const mail = await mails.waitFor({ to: address, subject: 'Reset' })
  expect(mail).toHaveLink({ text: 'Choose a new password' })
  await page.goto(mail.link().href)
  await page.getByLabel('Password').fill('correct horse battery staple')
  await page.getByRole('button', { name: 'Change it' }).click()
  await expect(page.getByRole('heading')).toHaveText('Your password is changed')
  await expect(mails).not.toHaveReceived({ to: address, subject: 'Welcome', quiet: '100ms' })
})
