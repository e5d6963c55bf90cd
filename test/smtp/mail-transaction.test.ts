import { expect, test } from 'vitest'
import { startApp } from '../harness/app.ts'
import { beginData, openSmtp, queuedId } from '../harness/smtp.ts'

test('a recipient that is in no header field is kept as a blind copy', async () => {
  await using app = await startApp()
  await using smtp = await openSmtp(app.smtp)
  expect(smtp.greeting).toMatch(/^220 /)
  expect(await smtp.say('EHLO client.test')).toMatch(/^250[- ]SIZE 52428800$/m)
  expect(await smtp.say('MAIL FROM:<sender@a.test>')).toMatch(/^250 2\.1\.0 /)
  expect(await smtp.say('RCPT TO:<to@b.test>')).toMatch(/^250 2\.1\.5 /)
  expect(await smtp.say('RCPT TO:<hidden@b.test>')).toMatch(/^250 2\.1\.5 /)
  expect(await smtp.say('DATA')).toMatch(/^354 /)
  expect(await smtp.say('To: to@b.test\r\nSubject: hi\r\n\r\n..dot\r\n.')).toMatch(/^250 2\.6\.0 .*queued as /)

  const { messages } = await app.client.list()
  expect(messages.map(({ subject, envelope, bcc }) => ({ subject, ...envelope, bcc }))).toEqual([
    {
      subject: 'hi',
      reversePath: 'sender@a.test',
      forwardPaths: ['to@b.test', 'hidden@b.test'],
      bcc: [{ displayName: '', addrSpec: 'hidden@b.test' }],
    },
  ])
})

test('the id in the 250 works at once', async () => {
  await using app = await startApp()
  await using smtp = await openSmtp(app.smtp)
  await beginData(smtp)
  const id = queuedId(await smtp.say('Subject: now\r\n\r\nbody\r\n.'))
  expect((await app.client.get(id)).text).toBe('body\n')
})
