/** The TRANSACTION and UPDATE states: what is there, what is sent of it, and what becomes of it. */
import { once } from 'node:events'
import { afterAll, describe, expect, test } from 'vitest'
import { startApp } from '../harness/app.ts'
import { mail } from '../harness/mail.ts'
import { deliver, openSmtp } from '../harness/smtp.ts'
import { openPop3, type Pop3Dialogue, undot } from './dialogue.ts'

const app = await startApp({ flags: ['--pop3', '127.0.0.1:0'] })
const deleting = await startApp({ flags: ['--pop3', '127.0.0.1:0', '--pop3-delete'] })
afterAll(async () => {
  await app[Symbol.asyncDispose]()
  await deleting[Symbol.asyncDispose]()
})

let mailboxes = 0
/** A mailbox of its own with these mails. */
async function filled(mails: readonly (string | Uint8Array<ArrayBuffer>)[], { client } = app) {
  const mailbox = `mailbox ${++mailboxes}`
  const ids: string[] = []
  for (const each of mails) ids.push((await client.add(each, { mailbox })).id)
  return { mailbox, ids }
}

async function openSignedIn(name: string, { pop3 } = app): Promise<Pop3Dialogue> {
  const dialogue = await openPop3(pop3)
  expect(await dialogue.signIn(name)).toMatch(/^\+OK/)
  return dialogue
}

const numbered = (count: number) =>
  Array.from({ length: count }, (_, i) => mail({ Subject: `mail ${i + 1}` }, `${'x'.repeat(i)}\r\n`))

describe('what is there (RFC 1939 §5)', () => {
  test('STAT, LIST and UIDL count from one, the oldest first; sizes are those of the octets', async () => {
    const mails = numbered(3)
    const { mailbox, ids } = await filled(mails)
    await using pop3 = await openSignedIn(mailbox)
    const sizes = mails.map((text) => text.length)
    expect(await pop3.say('STAT')).toBe(`+OK 3 ${sizes.reduce((sum, size) => sum + size)}`)
    expect(await pop3.ask('LIST')).toBe(sizes.map((size, i) => `${i + 1} ${size}\r\n`).join(''))
    expect(await pop3.ask('UIDL')).toBe(ids.map((id, i) => `${i + 1} ${id}\r\n`).join(''))
    expect(await pop3.say('LIST 2')).toBe(`+OK 2 ${sizes[1]}`)
    expect(await pop3.say('UIDL 2')).toBe(`+OK 2 ${ids[1]}`)
  })

  test('an id is the same in each session, and of 1 to 70 visible characters (RFC 1939 §7)', async () => {
    const { mailbox } = await filled(numbered(2))
    await using one = await openSignedIn(mailbox)
    await using two = await openSignedIn('all')
    const list = await one.ask('UIDL')
    for (const line of list.trimEnd().split('\r\n')) expect(line).toMatch(/^\d+ [\x21-\x7e]{1,70}$/)
    const id = list.split('\r\n')[0]?.split(' ')[1] ?? ''
    expect(await two.ask('UIDL')).toContain(` ${id}\r\n`)
  })

  test('is all there was at the sign-in, not the newest hundred, and stays as it was (RFC 1939 §5)', async () => {
    const { mailbox } = await filled(numbered(250))
    await using pop3 = await openSignedIn(mailbox)
    await app.client.add(mail({ Subject: 'late' }), { mailbox })
    expect((await pop3.ask('LIST')).match(/\r\n/g)?.length).toBe(250)
    expect(await pop3.ask('RETR 1')).toContain('Subject: mail 1\r\n')
    expect(await pop3.say('RETR 251')).toBe('-ERR No such message, there are 250')
    await using later = await openSignedIn(mailbox)
    expect(await later.ask('RETR 251')).toContain('Subject: late')
  })

  test('a mail whose 250 was read is there for the next sign-in (DESIGN §2.2)', async () => {
    await using smtp = await openSmtp(app.smtp)
    for (let i = 1; i <= 10; i++) {
      await deliver(smtp, mail({ 'X-Mailmitt-Mailbox': 'at once', Subject: `at once ${i}` }))
      await using pop3 = await openSignedIn('at once')
      expect(await pop3.say('STAT')).toMatch(new RegExp(`^\\+OK ${i} `))
    }
  })

  test.each(['RETR', 'RETR 0', 'RETR -1', 'RETR 1 2', 'RETR x', 'RETR 9999999999', 'RETR 99999999999999', 'LIST 4', 'UIDL 4'])(
    '%j is -ERR',
    async (line) => {
      await using pop3 = await openSignedIn((await filled(numbered(3))).mailbox)
      expect(await pop3.say(line)).toMatch(/^-ERR/)
      expect(await pop3.say('NOOP')).toMatch(/^\+OK/)
    },
  )

  test.each([
    'TOP',
    'TOP 1',
    'TOP 1 -1',
    'TOP 1 x',
    'TOP 4 1',
    'DELE',
    'DELE 4',
    'STAT 1',
    'RSET 1',
    'NOOP x',
    'XTND XMIT',
    '',
    ' ',
  ])('%j is -ERR', async (line) => {
    await using pop3 = await openSignedIn((await filled(numbered(3))).mailbox)
    expect(await pop3.say(line)).toMatch(/^-ERR/)
    expect(await pop3.say('NOOP')).toMatch(/^\+OK/)
  })
})

describe('RETR and TOP', () => {
  test.each([
    ['dots', 'Subject: x\r\n\r\n.\r\n..\r\n.a\r\na.\r\n'],
    ['bare LF', 'Subject: x\n\n.\nQUIT\n.\n'],
    ['bare CR', 'Subject: x\r\n\r\na\r.\rb\r\n'],
    ['NUL and 8 bit', 'Subject: \xff\r\n\r\n\0\x01\x80\r\n'],
    ['no end of the last line', 'Subject: x\r\n\r\nend'],
    ['no header section', '\r\nbody\r\n'],
    ['no body', 'Subject: x\r\n'],
    ['a dot alone', '.'],
  ])('send the octets as they are: %s', async (_, text) => {
    const { mailbox } = await filled([Buffer.from(text, 'latin1')])
    await using pop3 = await openSignedIn(mailbox)
    const sent = await pop3.ask('RETR 1')
    const ending = text.endsWith('\r\n') ? '' : '\r\n'
    // After a bare LF a dot is doubled as well: who takes that for the end of a line takes the dot away again.
    expect(text.includes('\n\n') ? sent.replace(/\n\./g, '\n') : undot(sent)).toBe(text + ending)
    expect(await pop3.ask('TOP 1 1000')).toBe(sent)
    expect(await pop3.say('NOOP')).toMatch(/^\+OK/)
  })

  test('TOP sends the header section and so many lines (RFC 1939 §7)', async () => {
    const { mailbox } = await filled(['Subject: x\r\nTo: y\r\n\r\n.one\r\ntwo\r\nthree\r\n'])
    await using pop3 = await openSignedIn(mailbox)
    expect(await pop3.ask('TOP 1 0')).toBe('Subject: x\r\nTo: y\r\n\r\n')
    expect(await pop3.ask('TOP 1 2')).toBe('Subject: x\r\nTo: y\r\n\r\n..one\r\ntwo\r\n')
  })

  test('leave seen alone (DESIGN §2.6)', async () => {
    const { mailbox, ids } = await filled(numbered(2))
    await using pop3 = await openSignedIn(mailbox)
    await pop3.ask('RETR 1')
    await pop3.ask('TOP 2 1')
    await pop3.say('QUIT')
    for (const id of ids) expect((await app.client.get(id)).seen).toBe(false)
  })

  test('a mail of 4 MB comes whole, and slowly to who reads slowly', async () => {
    const octets = Buffer.alloc(4 * 1024 * 1024, '.line of some length\r\n')
    octets.write('Subject: big\r\n\r\n')
    octets.write('\r\n', octets.length - 2)
    const { mailbox } = await filled([octets])
    await using pop3 = await openSignedIn(mailbox)
    pop3.socket.pause()
    pop3.write('RETR 1\r\nNOOP\r\n')
    // Another client is served meanwhile.
    await using other = await openSignedIn(mailbox)
    expect(await other.say('STAT')).toBe(`+OK 1 ${octets.length}`)
    pop3.socket.resume()
    expect(await pop3.line()).toBe(`+OK ${octets.length} octets`)
    expect(undot(await pop3.rest()) === octets.toString('latin1')).toBe(true)
    expect(await pop3.line()).toMatch(/^\+OK/)
  })

  test('a client that leaves in the middle of a mail ends its own session alone', async () => {
    const { mailbox } = await filled([Buffer.alloc(4 * 1024 * 1024, 'Subject: x\r\n')])
    const pop3 = await openSignedIn(mailbox)
    pop3.write('RETR 1\r\n')
    await once(pop3.socket, 'data')
    pop3.socket.resetAndDestroy()
    await pop3.closed
    await using other = await openSignedIn(mailbox)
    expect(await other.say('NOOP')).toMatch(/^\+OK/)
    expect(app.log()).not.toContain('"level":50')
  })
})

test('commands may be sent without waiting for answers (RFC 2449 §6.6), in pieces of any length', async () => {
  const { mailbox } = await filled(numbered(2))
  await using pop3 = await openPop3(app.pop3)
  for (const character of `USER ${mailbox}\r\nPASS x\r\nSTAT\r\nRETR 2\r\nNO\nNOOP\nQUIT\r\n`) {
    pop3.write(character)
    await new Promise((resolve) => setImmediate(resolve))
  }
  const said = await pop3.closed
  expect(said.match(/^(\+OK|-ERR)/gm)).toEqual(['+OK', '+OK', '+OK', '+OK', '-ERR', '+OK', '+OK'])
})

describe('DELE (RFC 1939 §5)', () => {
  test('hides a message from this session, and RSET brings it back', async () => {
    const { mailbox, ids } = await filled(numbered(3))
    await using pop3 = await openSignedIn(mailbox)
    expect(await pop3.say('DELE 2')).toMatch(/^\+OK/)
    for (const line of ['DELE 2', 'RETR 2', 'TOP 2 0', 'LIST 2', 'UIDL 2']) expect(await pop3.say(line)).toMatch(/^-ERR/)
    expect(await pop3.say('STAT')).toMatch(/^\+OK 2 /)
    expect((await pop3.ask('LIST')).split('\r\n').map((line) => line[0])).toEqual(['1', '3', undefined])
    expect(await pop3.ask('UIDL')).toBe(`1 ${ids[0]}\r\n3 ${ids[2]}\r\n`)
    expect(await pop3.say('RSET')).toMatch(/^\+OK 3 messages/)
    expect(await pop3.ask('RETR 2')).toContain('mail 2')
  })

  test('deletes nothing by default, and QUIT says so', async () => {
    const { mailbox, ids } = await filled(numbered(2))
    await using pop3 = await openSignedIn(mailbox)
    await pop3.say('DELE 1')
    expect(await pop3.say('QUIT')).toBe('+OK Bye; messages marked as deleted that are kept: 1 (--pop3-delete is off)')
    expect(await pop3.closed).toBe('')
    expect((await app.client.list({ mailbox, limit: 10 })).messages.map(({ id }) => id).reverse()).toEqual(ids)
  })

  test('with --pop3-delete deletes at QUIT (RFC 1939 §6)', async () => {
    const { mailbox, ids } = await filled(numbered(3), deleting)
    await using pop3 = await openSignedIn(mailbox, deleting)
    await pop3.say('DELE 1')
    await pop3.say('DELE 3')
    expect((await deleting.client.list({ mailbox, limit: 10 })).total).toBe(3)
    expect(await pop3.say('QUIT')).toBe('+OK Bye; messages deleted: 2')
    expect((await deleting.client.list({ mailbox, limit: 10 })).messages.map(({ id }) => id)).toEqual([ids[1]])
  })

  test('deletes nothing when the client leaves without QUIT (RFC 1939 §6)', async () => {
    const { mailbox } = await filled(numbered(2), deleting)
    const pop3 = await openSignedIn(mailbox, deleting)
    await pop3.say('DELE 1')
    pop3.socket.end()
    await pop3.closed
    const again = await openSignedIn(mailbox, deleting)
    await again.say('DELE 1')
    again.socket.resetAndDestroy()
    await again.closed
    await using last = await openSignedIn(mailbox, deleting)
    expect(await last.say('STAT')).toMatch(/^\+OK 2 /)
  })

  test('of many at once, and of all', async () => {
    const { mailbox } = await filled(numbered(120), deleting)
    await using pop3 = await openSignedIn(mailbox, deleting)
    pop3.write(Array.from({ length: 120 }, (_, i) => `DELE ${i + 1}\r\n`).join(''))
    for (let i = 0; i < 120; i++) expect(await pop3.line()).toMatch(/^\+OK/)
    expect(await pop3.say('STAT')).toBe('+OK 0 0')
    expect(await pop3.say('QUIT')).toBe('+OK Bye; messages deleted: 120')
    expect((await deleting.client.list({ mailbox, limit: 1 })).total).toBe(0)
  })
})

describe('several clients at once', () => {
  test('read the same mailbox, each in its own session: nothing is locked', async () => {
    const { mailbox } = await filled(numbered(3), deleting)
    await using one = await openSignedIn(mailbox, deleting)
    await using two = await openSignedIn(mailbox, deleting)
    await one.say('DELE 1')
    expect(await two.ask('RETR 1')).toContain('mail 1')
    expect(await one.say('QUIT')).toBe('+OK Bye; messages deleted: 1')
    expect(await two.say('RETR 1')).toBe('-ERR [SYS/TEMP] Message 1 has been deleted since you signed in')
    expect(await two.ask('RETR 2')).toContain('mail 2')
    expect((await two.ask('UIDL')).split('\r\n').map((line) => line.split(' ')[0])).toEqual(['1', '2', '3', ''])
    await two.say('DELE 1')
    await two.say('DELE 2')
    expect(await two.say('QUIT')).toBe('+OK Bye; messages deleted: 1')
  })
})
