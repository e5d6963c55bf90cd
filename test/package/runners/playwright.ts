/** Copied beside the installed package, and run by Playwright there. The last test fails on purpose. */
import { expect, test } from 'mailmitt/playwright'
import { signUp } from './sign-up.cjs'

test('sign-up', async ({ mails, mailbox }) => {
  const address = mails.address()
  await signUp(address, mailbox)
  const mail = await mails.waitFor({ to: address, subject: 'Welcome' })
  expect(mail).toHaveSubject(/^Welcome/)
  expect(mail).toHaveCode('482913')
  expect(mail).toHaveLink({ text: 'Confirm', href: /token=\w+$/ })
  expect(mail).toHaveAttachment('terms.pdf')
  await expect(mail).toMatchMailSnapshot()
  await expect(mails).toHaveReceived({ to: address, has: 'code' })
  await expect(mails).not.toHaveReceived({ to: address, subject: 'Reset', quiet: '100ms' })
})

test('another code', async ({ mails, mailbox }) => {
  await signUp('ann@x.test', mailbox)
  expect(await mails.waitFor()).toHaveCode('111111')
})
