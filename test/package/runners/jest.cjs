/** Copied beside the installed package, and run by Jest there, in CommonJS. The second test fails on purpose. */
// @ts-nocheck its globals are Jest's
const { signUp } = require('./sign-up.cjs')
const { createClient } = require('mailmitt/client')

const mailbox = `jest-${process.env.JEST_WORKER_ID}`
const mails = createClient({ baseUrl: process.env.MAILMITT_URL }).mailbox(mailbox)

test('sign-up', async () => {
  expect.assertions(7)
  const address = mails.address()
  const since = await mails.mark()
  await signUp(address, mailbox)
  const mail = await mails.waitFor({ to: address, subject: 'Welcome', since, timeout: '4s' })
  expect(mail).toHaveSubject(/^Welcome/)
  expect(mail).toHaveCode('482913')
  expect(mail).toHaveLink({ text: 'Confirm', href: /token=\w+$/ })
  expect(mail).toHaveAttachment('terms.pdf')
  await expect(mail).toMatchMailSnapshot()
  await expect(mails).toHaveReceived({ to: address, has: 'code', since })
  await expect(mails).not.toHaveReceived({ to: address, subject: 'Reset', quiet: '100ms', since })
})

test('another code', async () => {
  const since = await mails.mark()
  await signUp('ann@x.test', mailbox)
  expect(await mails.waitFor({ since })).toHaveCode('111111')
})

test('received', async () => {
  const address = mails.address()
  const since = await mails.mark()
  await signUp(address, mailbox)
  await expect(mails).toHaveReceived({ to: address, has: 'code', since })
})
