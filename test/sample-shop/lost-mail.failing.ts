import { expect, test } from './fixtures.ts'

test('waits for a mail with another subject', async ({ page, mails }) => {
  const address = mails.address()
  await page.goto('/')
  await page.getByLabel('Email').fill(address)
  await page.getByRole('button', { name: 'Sign up' }).click()
  await expect(mails).toHaveReceived({ to: address, subject: 'Welcome', timeout: '1s' })
})

test('finds something else in the mail', async ({ mails }) => {
  for (let nth = 1; nth <= 12; nth++)
    await mails.send({ from: 'hello@shop.test', to: ['ann@x.test'], subject: `Mail ${nth}`, text: 'Your code is 482913' })
  expect(await mails.waitFor({ subject: 'Mail 12' })).toHaveCode('111111')
})
