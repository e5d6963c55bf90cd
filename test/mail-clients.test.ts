/** One mail, whichever way it is read: the same octets by HTTP, IMAP and POP3, and gone from all when one deletes it. */
import { writeFile } from 'node:fs/promises'
import { afterAll, expect, test } from 'vitest'
import { startApp } from './harness/app.ts'
import { mail } from './harness/mail.ts'
import { deliver, openSmtp } from './harness/smtp.ts'
import { temporaryFolder } from './harness/temporary-folder.ts'
import { openImap, openMailbox } from './imap/raw-imap.ts'
import { openPop3, undot } from './pop3/dialogue.ts'

const FLAGS = ['--imap', '127.0.0.1:0', '--pop3', '127.0.0.1:0', '--pop3-delete']
const app = await startApp({ flags: FLAGS })
afterAll(() => app[Symbol.asyncDispose]())

/** Sent by SMTP to a mailbox of that name. */
async function sendTo(mailbox: string, body: string): Promise<{ id: string; text: string }> {
  const text = mail({ 'X-Mailmitt-Mailbox': mailbox, Subject: 'one mail', From: 'shop@a.test' }, body)
  await using smtp = await openSmtp(app.smtp)
  return { id: await deliver(smtp, text, { to: [`${mailbox}@x.test`] }), text }
}

const byHttp = async (id: string) => Buffer.from(await app.client.raw(id)).toString('latin1')

async function byImap(user: string): Promise<string[]> {
  await using imap = await openMailbox(app.imap, { user })
  const { untagged } = await imap.say('FETCH 1:* (BODY.PEEK[])')
  return untagged.flatMap((response) => {
    const [head, octets] = /^\* \d+ FETCH \(BODY\[\] \{(\d+)\}\r\n/.exec(response) ?? []
    return head === undefined ? [] : [response.slice(head.length, head.length + Number(octets))]
  })
}

async function byPop3(user: string): Promise<string[]> {
  await using pop3 = await openPop3(app.pop3)
  await pop3.signIn(user)
  const [, count] = /^\+OK (\d+) /.exec(await pop3.say('STAT')) ?? []
  const mails: string[] = []
  for (let number = 1; number <= Number(count); number++) mails.push(undot(await pop3.ask(`RETR ${number}`)))
  return mails
}

test.each([
  ['dots and a long line', `.\r\n..\r\n.a\r\n${'x'.repeat(5000)}\r\n`],
  ['8 bit that is no UTF-8', 'caf\xe9 \xff\xfe\r\n'],
  ['a bare CR', 'one\rtwo\r\n'],
])('what SMTP brought is the same octets by HTTP, IMAP and POP3: %s', async (what, body) => {
  const mailbox = what.replaceAll(' ', '-')
  const text = mail({ 'X-Mailmitt-Mailbox': mailbox, Subject: 'one mail' }, body)
  await using smtp = await openSmtp(app.smtp)
  const id = await deliver(smtp, Buffer.from(text, 'latin1'), { to: [`${mailbox}@x.test`] })
  expect(await byHttp(id)).toBe(text)
  for (const user of [mailbox, `${mailbox}@x.test`]) {
    expect(await byImap(user)).toEqual([text])
    expect(await byPop3(user)).toEqual([text])
  }
})

test('a mail that IMAP deletes is gone by HTTP and POP3', async () => {
  const { id } = await sendTo('by-imap', 'x\r\n')
  await using imap = await openMailbox(app.imap, { user: 'by-imap' })
  await imap.ok('STORE 1 +FLAGS (\\Deleted)')
  expect(await byPop3('by-imap')).toHaveLength(1)
  await imap.ok('EXPUNGE')
  await expect(app.client.get(id)).rejects.toMatchObject({ status: 404 })
  expect(await byPop3('by-imap')).toEqual([])
})

test('a mail that POP3 deletes at QUIT is gone by HTTP and IMAP, also for a client that is looking', async () => {
  const { id } = await sendTo('by-pop3', 'x\r\n')
  await using imap = await openMailbox(app.imap, { user: 'by-pop3' })
  await using pop3 = await openPop3(app.pop3)
  await pop3.signIn('by-pop3')
  await pop3.say('DELE 1')
  expect(await byHttp(id)).toContain('one mail')
  expect(await pop3.say('QUIT')).toBe('+OK Bye; messages deleted: 1')
  await expect(app.client.get(id)).rejects.toMatchObject({ status: 404 })
  expect(await imap.ok('NOOP')).toContain('* 1 EXPUNGE')
})

test('a mail that HTTP deletes is gone by IMAP and POP3', async () => {
  const { id } = await sendTo('by-http', 'x\r\n')
  expect([await byImap('by-http'), await byPop3('by-http')].map((mails) => mails.length)).toEqual([1, 1])
  await app.client.delete({ ids: [id] })
  expect([await byImap('by-http'), await byPop3('by-http')]).toEqual([[], []])
})

test('a token of a mailbox that is called like an address opens that mailbox, not all that was sent to the address', async () => {
  await using folder = await temporaryFolder()
  const [token, admin] = ['eve-0123456789abcdef000', 'admin-0123456789abcdef0']
  const tokens = [
    { name: 'eve', token, scopes: ['read'], mailbox: 'eve@x.test' },
    { name: 'admin', token: admin, scopes: ['admin'] },
  ]
  await writeFile(folder.path('tokens.json'), JSON.stringify(tokens), { mode: 0o600 })
  await using closed = await startApp({ flags: [...FLAGS, '--tokens', folder.path('tokens.json')] })
  await using smtp = await openSmtp(closed.smtp)
  for (const mailbox of ['eve@x.test', 'elsewhere'])
    await deliver(smtp, mail({ 'X-Mailmitt-Mailbox': mailbox, Subject: 'x' }), { to: ['eve@x.test'] })
  const seen = async (password: string) => {
    await using pop3 = await openPop3(closed.pop3)
    await using imap = await openImap(closed.imap)
    await imap.ok(`LOGIN eve@x.test ${password}`)
    return [(await pop3.signIn('eve@x.test', password)).slice(0, 5), /\* (\d+) EXISTS/.exec(await imap.ok('SELECT INBOX'))?.[1]]
  }
  expect(await seen(token)).toEqual(['+OK 1', '1'])
  expect(await seen(admin)).toEqual(['+OK 2', '2'])
})

test('POP3 leaves alone what IMAP has filed in a folder since', async () => {
  const { id } = await sendTo('filed', 'x\r\n')
  await using pop3 = await openPop3(app.pop3)
  await pop3.signIn('filed')
  await pop3.say('DELE 1')
  await using imap = await openMailbox(app.imap, { user: 'filed' })
  await imap.ok('CREATE Archive')
  await imap.ok('MOVE 1 Archive')
  expect(await pop3.say('QUIT')).toBe('+OK Bye; messages deleted: 0')
  expect((await app.client.get(id)).mailbox).toBe('filed/Archive')
  expect(await byPop3('filed')).toEqual([])
})
