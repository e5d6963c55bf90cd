/** Workers that run in parallel against one server and never see each other's mail (DESIGN §1, §5). */
import { afterAll, expect, test } from 'vitest'
import { startApp } from '../harness/app.ts'
import { composeTestMail } from '../harness/sending.ts'
import { openSmtp, queuedId } from '../harness/smtp.ts'
import { openStream } from '../harness/stream.ts'

const WORKERS = 16
const MAILS = 200

const app = await startApp()
afterAll(() => app[Symbol.asyncDispose]())

const base64 = (text: string) => Buffer.from(text).toString('base64')

/** Sends its mails, follows its stream, lists and deletes; says what it saw. */
async function work(user: string) {
  await using stream = await openStream(app.url, { mailbox: user })
  await using smtp = await openSmtp(app.smtp)
  await smtp.say('EHLO worker.test')
  expect(await smtp.say(`AUTH PLAIN ${base64(`\0${user}\0secret`)}`)).toMatch(/^235 /)
  const sent: string[] = []
  for (let i = 0; i < MAILS; i++) {
    for (const line of ['MAIL FROM:<a@a.test>', 'RCPT TO:<b@b.test>', 'DATA']) await smtp.say(line)
    sent.push(queuedId(await smtp.say(`${composeTestMail({ subject: `${user} ${i}` })}.`)))
  }
  const { messages, total } = await app.client.list({ mailbox: user, limit: 500 })
  const found = await app.client.list({ mailbox: user, q: 'subject:worker', limit: 500 })
  await stream.until((events) => events.filter(({ type }) => type === 'message.added').length >= MAILS)
  // One half by a search, the other by "all": both of this mailbox alone.
  const bySearch = (await app.client.delete({ q: `subject:"${user} 1"`, mailbox: user })).removed
  const rest = (await app.client.delete({ all: true, mailbox: user })).removed
  return {
    sent,
    listed: messages.map(({ id }) => id).reverse(),
    total,
    found: found.messages.map(({ id }) => id).reverse(),
    streamed: stream.of('message.added').map(({ message }) => message.id),
    counted: new Set(stream.of('mailbox.changed').map(({ name }) => name)),
    removed: bySearch + rest,
    left: (await app.client.list({ mailbox: user })).total,
  }
}

test(`${WORKERS} workers with user names of their own list, stream, search and delete their own ${MAILS} mails only`, async () => {
  const users = Array.from({ length: WORKERS }, (_, i) => `worker-${i}`)
  const seen = await Promise.all(users.map(work))
  for (const [i, { sent, listed, total, found, streamed, counted, removed, left }] of seen.entries()) {
    expect(listed).toEqual(sent)
    expect(found).toEqual(sent)
    expect(streamed).toEqual(sent)
    expect(total).toBe(MAILS)
    expect([...counted]).toEqual([users[i]])
    expect([removed, left]).toEqual([MAILS, 0])
  }
  expect((await app.client.list()).total).toBe(0)
})

test('rules name the mailbox by recipient, HELO name and client; the field of a mail beats them, and they beat the user name', async () => {
  const rules = 'rcpt:*+*@ci.test=run-$2; helo:shop-*=shop; client:127.0.0.0/8=local'
  await using ruled = await startApp({ flags: ['--mailbox-rules', rules] })
  const send = async (helo: string, recipients: string[], fields = '') => {
    await using smtp = await openSmtp(ruled.smtp)
    await smtp.say(`EHLO ${helo}`)
    await smtp.say(`AUTH PLAIN ${base64('\0app\0secret')}`)
    await smtp.say('MAIL FROM:<a@a.test>')
    for (const recipient of recipients) await smtp.say(`RCPT TO:<${recipient}>`)
    await smtp.say('DATA')
    return (await ruled.client.get(queuedId(await smtp.say(`${fields}Subject: x\r\n\r\nx\r\n.`)))).mailbox
  }
  expect(await send('shop-1', ['b@b.test', 'ann+7@ci.test'])).toBe('run-7')
  expect(await send('shop-1', ['b@b.test'])).toBe('shop')
  expect(await send('other', ['b@b.test'])).toBe('local')
  expect(await send('shop-1', ['ann+7@ci.test'], 'X-Mailmitt-Mailbox: named\r\n')).toBe('named')
})
