/** Closing while mail is under way: what is being sent arrives, and is answered. */
import { expect, test } from 'vitest'
import { startMailmitt } from '../../server/index.ts'
import { composeTestMail } from '../harness/sending.ts'
import { beginData, openSmtp, queuedId } from '../harness/smtp.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

test('mail whose data has begun is taken to its end, and is kept', async () => {
  await using folder = await temporaryFolder()
  const database = folder.path('mail.db')
  const server = await startMailmitt({ database })
  await using smtp = await openSmtp(server.smtp)
  await beginData(smtp)
  smtp.write(composeTestMail({ subject: 'under way' }))
  const closed = server.close()
  const id = queuedId(await smtp.say('.'))
  await closed

  await using again = await startMailmitt({ database })
  expect((await again.client.get(id)).subject).toBe('under way')
})

test('a client between two mails is told to come back, and new ones find nobody', async () => {
  const server = await startMailmitt()
  await using smtp = await openSmtp(server.smtp)
  await smtp.say('EHLO client.test')
  const closed = server.close()
  expect(await smtp.reply()).toMatch(/^421 /)
  await closed
  await expect(openSmtp(server.smtp)).rejects.toThrow('ECONNREFUSED')
})

test('mail that was acknowledged a moment before is no obstacle', async () => {
  const server = await startMailmitt()
  await using smtp = await openSmtp(server.smtp)
  for (let i = 0; i < 20; i++) {
    await beginData(smtp)
    queuedId(await smtp.say(`${composeTestMail({ octets: 50_000 })}.`))
  }
  await server.close()
  await expect(server.client.list()).rejects.toThrow()
})
