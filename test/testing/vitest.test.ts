/** The fixture of `mailmitt/vitest`, and the snapshot that Vitest keeps. */
import { findServer } from '../../shared/testing/mails.ts'
import { test as base, expect } from '../../shared/testing/vitest.ts'
import { startApp } from '../harness/app.ts'

const test = base.extend('mailmitt', { scope: 'file' }, async ({ mailmittUrl: _ }, { onCleanup }) => {
  const app = await startApp()
  onCleanup(() => app[Symbol.asyncDispose]())
  return app
})

const WELCOME = { from: 'hello@shop.test', to: ['ann@x.test'], subject: 'Welcome', text: 'Your code is 482913' }

test('what a test sends is seen by its client', async ({ mails, mailbox }) => {
  await mails.send(WELCOME)
  await expect(mails).toHaveReceived({ to: 'ann@x.test', subject: 'Welcome' })
  expect((await mails.latest()).mailbox).toBe(mailbox)
  expect((await mails.list()).messages).toHaveLength(1)
  await mails.mailbox('other').send({ ...WELCOME, subject: 'Elsewhere' })
  expect(await mails.mailbox('other').waitFor()).toHaveSubject('Elsewhere')
  expect(await mails.latest({ mailbox: 'other' })).toHaveSubject('Elsewhere')
})

test('mail from before the test is not there, unless it is asked for', async ({ mails, mailmitt }) => {
  await expect(mails).not.toHaveReceived({ quiet: '1ms' })
  await expect(mails.waitFor({ subject: 'Welcome', timeout: '1ms' })).rejects.toThrow('No message arrived')
  await expect(mails.mailbox('other').waitFor({}, { timeout: '1ms' })).rejects.toThrow('No message arrived')
  await expect(mails.latest()).rejects.toThrow('No such mail has come to the mailbox “vitest-')
  expect([(await mails.list()).messages, (await mails.search('welcome')).messages]).toEqual([[], []])
  const since = (await mailmitt.client.list({ after: undefined })).messages.at(-1)?.cursor
  expect((await mails.mailbox('other').waitFor({ since })).subject).toBe('Elsewhere')
})

test('a wait ends before its test does', { timeout: 1000 }, async ({ mails }) => {
  await expect(mails.waitFor({ subject: 'Never' })).rejects.toThrow('No message arrived')
})

test('a snapshot is kept by Vitest, under the name of the test', async ({ mails }) => {
  expect.assertions(3)
  const snapshots = []
  for (const code of ['482913', '703156']) {
    await mails.send({ ...WELCOME, text: `Your code is ${code}` })
    const mail = await mails.latest()
    snapshots.push(await mail.snapshot())
    await expect(mail).toMatchMailSnapshot('welcome')
  }
  expect(snapshots[0]).toBe(snapshots[1])
})

test('without a server, what to do is told', async () => {
  await expect(findServer('http://127.0.0.1:9')).rejects.toThrow('No Mailmitt answers at http://127.0.0.1:9; start one there')
})
