/** The AUTHORIZATION state, and who gets whose mail. */
import { writeFile } from 'node:fs/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { createClient } from '../../shared/client/client.ts'
import { startApp } from '../harness/app.ts'
import { mail } from '../harness/mail.ts'
import { deliver, openSmtp } from '../harness/smtp.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import { openPop3 } from './dialogue.ts'

const POP3 = ['--pop3', '127.0.0.1:0', '--pop3-delete', 'on']
const TOKENS = [
  { name: 'reader', token: 'reader-0123456789abcdef', scopes: ['read'] },
  { name: 'sender', token: 'sender-0123456789abcdef', scopes: ['send'] },
  { name: 'shop', token: 'shop-0123456789abcdef00', scopes: ['admin'], mailbox: 'shop' },
]
const base64 = (text: string) => Buffer.from(text).toString('base64')

const folder = await temporaryFolder()
const usersPath = folder.path('users.txt')
const tokensPath = folder.path('tokens.json')
await writeFile(usersPath, 'ann:se cret\n', { mode: 0o600 })
await writeFile(tokensPath, JSON.stringify(TOKENS), { mode: 0o600 })
const app = await startApp({ flags: POP3 })
const closed = await startApp({ flags: [...POP3, '--users', usersPath, '--tokens', tokensPath, '--smtp-auth', 'off'] })
const admin = createClient({ baseUrl: closed.url, token: TOKENS[2]?.token ?? '' })
afterAll(async () => {
  await app[Symbol.asyncDispose]()
  await closed[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

describe('the greeting', () => {
  test('has a timestamp of its own each time, which APOP needs (RFC 1939 §7)', async () => {
    await using one = await openPop3(app.pop3)
    await using two = await openPop3(app.pop3)
    expect(one.greeting).toMatch(/^\+OK Mailmitt ready <\S+@\S+>$/)
    expect(two.greeting).not.toBe(one.greeting)
  })

  test('has none where passwords are checked, since they are kept as hashes', async () => {
    await using pop3 = await openPop3(closed.pop3)
    expect(pop3.greeting).toBe('+OK Mailmitt ready')
  })
})

describe('CAPA (RFC 2449 §5)', () => {
  test('lists what there is, before and after the sign-in', async () => {
    await using pop3 = await openPop3(app.pop3)
    const before = await pop3.ask('CAPA')
    expect(before.split('\r\n')).toEqual([
      ...['TOP', 'UIDL', 'USER', 'SASL PLAIN LOGIN XOAUTH2', 'RESP-CODES', 'AUTH-RESP-CODE', 'PIPELINING'],
      ...['IMPLEMENTATION Mailmitt', ''],
    ])
    await pop3.signIn('ann')
    expect(await pop3.ask('capa')).toBe(before)
  })
})

describe('USER and PASS (RFC 1939 §7)', () => {
  test('with any password open the mailbox of that name', async () => {
    await app.client.add(mail({ Subject: 'to shop' }), { mailbox: 'web shop' })
    await using pop3 = await openPop3(app.pop3)
    expect(await pop3.say('USER web shop')).toMatch(/^\+OK/)
    expect(await pop3.say('PASS a password  with spaces ')).toBe('+OK 1 messages (27 octets)')
    expect(await pop3.ask('RETR 1')).toContain('to shop')
  })

  test('open the mail of an address, in whatever mailbox it is', async () => {
    await using smtp = await openSmtp(app.smtp)
    await deliver(smtp, mail({ 'X-Mailmitt-Mailbox': 'here', Subject: 'one' }), { to: ['eve@x.test'] })
    await deliver(smtp, mail({ 'X-Mailmitt-Mailbox': 'there', Subject: 'two' }), { to: ['bob@x.test', 'Eve@X.test'] })
    await deliver(smtp, mail({ Subject: 'three' }), { to: ['bob@x.test'] })
    await using pop3 = await openPop3(app.pop3)
    await pop3.signIn('eve@x.test')
    expect([await pop3.ask('RETR 1'), await pop3.ask('RETR 2')].map((text) => /Subject: (.*)/.exec(text)?.[1])).toEqual([
      ...['one', 'two'],
    ])
    expect(await pop3.say('RETR 3')).toMatch(/^-ERR/)
  })

  test('open everything with the name all', async () => {
    await app.client.add(mail({ Subject: 'x' }), { mailbox: 'anywhere' })
    const { total } = await app.client.list({ limit: 1 })
    await using pop3 = await openPop3(app.pop3)
    expect(await pop3.signIn('all')).toMatch(new RegExp(`^\\+OK ${total} messages`))
  })

  test('open what has received nothing yet, which is empty', async () => {
    await using pop3 = await openPop3(app.pop3)
    expect(await pop3.signIn('nobody yet')).toBe('+OK 0 messages (0 octets)')
    expect([await pop3.say('STAT'), await pop3.ask('LIST'), await pop3.ask('UIDL')]).toEqual(['+OK 0 0', '', ''])
  })

  test('PASS goes with a USER right before it', async () => {
    await using pop3 = await openPop3(app.pop3)
    expect(await pop3.say('PASS x')).toBe('-ERR Send USER first')
    expect(await pop3.say('USER')).toMatch(/^-ERR/)
    expect(await pop3.say('USER ann\rPASS x')).toBe('-ERR Write USER name')
    expect(await pop3.signIn('ann')).toMatch(/^\+OK/)
  })

  test('nothing is to be had before, and nobody signs in twice (RFC 1939 §3)', async () => {
    await using pop3 = await openPop3(app.pop3)
    for (const line of ['STAT', 'LIST', 'RETR 1', 'DELE 1', 'UIDL', 'TOP 1 1', 'RSET', 'NOOP'])
      expect([line, await pop3.say(line)]).toEqual([line, '-ERR Sign in first, with USER and PASS, or AUTH'])
    await pop3.signIn('ann')
    for (const line of ['USER x', 'PASS x', 'AUTH PLAIN', 'STLS', 'APOP x c4c9334bac560ecc979e58001b3e22fb'])
      expect([line, await pop3.say(line)]).toEqual([line, '-ERR You have signed in already'])
  })
})

describe('APOP (RFC 1939 §7)', () => {
  test('takes any digest where any password does', async () => {
    await using pop3 = await openPop3(app.pop3)
    expect(await pop3.say('APOP ann not-a-digest')).toMatch(/^-ERR Write APOP name digest/)
    expect(await pop3.say('APOP ann C4C9334BAC560ECC979E58001B3E22FB')).toMatch(/^\+OK/)
  })

  test('is refused where passwords are checked', async () => {
    await using pop3 = await openPop3(closed.pop3)
    expect(await pop3.say('APOP ann c4c9334bac560ecc979e58001b3e22fb')).toMatch(/^-ERR APOP cannot be used/)
  })
})

describe('AUTH (RFC 5034)', () => {
  test('alone lists the mechanisms', async () => {
    await using pop3 = await openPop3(app.pop3)
    expect(await pop3.ask('AUTH')).toBe('PLAIN\r\nLOGIN\r\nXOAUTH2\r\n')
  })

  test('PLAIN with an initial response, and asked for it (RFC 5034 §4)', async () => {
    await using one = await openPop3(closed.pop3)
    expect(await one.say(`AUTH plain ${base64('\0ann\0se cret')}`)).toMatch(/^\+OK/)
    await using two = await openPop3(closed.pop3)
    expect(await two.say('AUTH PLAIN')).toBe('+ ')
    expect(await two.say(base64('shop\0ann\0se cret'))).toMatch(/^\+OK/)
  })

  test('LOGIN asks for name and password', async () => {
    await using pop3 = await openPop3(closed.pop3)
    expect(await pop3.say('AUTH LOGIN')).toBe(`+ ${base64('Username:')}`)
    expect(await pop3.say(base64('ann'))).toBe(`+ ${base64('Password:')}`)
    expect(await pop3.say(base64('se cret'))).toMatch(/^\+OK/)
  })

  test('XOAUTH2 takes a token', async () => {
    await using pop3 = await openPop3(closed.pop3)
    const said = base64(`user=shop\x01auth=Bearer ${TOKENS[0]?.token}\x01\x01`)
    expect(await pop3.say(`AUTH XOAUTH2 ${said}`)).toMatch(/^\+OK/)
  })

  test('is given up with * (RFC 5034 §4)', async () => {
    await using pop3 = await openPop3(app.pop3)
    expect(await pop3.say('AUTH PLAIN')).toBe('+ ')
    expect(await pop3.say('*')).toBe('-ERR The client gave up signing in')
    expect(await pop3.signIn('ann')).toMatch(/^\+OK/)
  })

  test('of another mechanism, and of what is no Base64, is refused', async () => {
    await using pop3 = await openPop3(app.pop3)
    expect(await pop3.say('AUTH NTLM')).toBe('-ERR Mechanisms are PLAIN, LOGIN, XOAUTH2')
    expect(await pop3.say('AUTH PLAIN not-base64')).toMatch(/^-ERR This is not Base64/)
  })
})

describe('where Mailmitt asks who one is', () => {
  test('a wrong password is -ERR [AUTH] (RFC 3206 §5), whoever it is for', async () => {
    await using pop3 = await openPop3(closed.pop3)
    expect(await pop3.signIn('ann', 'wrong')).toMatch(/^-ERR \[AUTH\] /)
    expect(await pop3.signIn('nobody', 'wrong')).toMatch(/^-ERR \[AUTH\] /)
    expect(await pop3.say(`AUTH XOAUTH2 ${base64('user=ann\x01auth=Bearer unknown\x01\x01')}`)).toMatch(/^-ERR \[AUTH\] /)
    expect(await pop3.signIn('ann', 'se cret')).toMatch(/^\+OK/)
  })

  test('who guesses is told to wait, which is no reason to ask for another password (RFC 3206 §4)', async () => {
    await using pop3 = await openPop3(closed.pop3)
    for (let i = 0; i < 3; i++) await pop3.signIn('guessed', 'wrong')
    expect(await pop3.signIn('guessed', 'wrong')).toMatch(/^-ERR \[SYS\/TEMP\] /)
  })

  test('a user reads any mailbox, with account*user', async () => {
    await admin.add(mail({ Subject: 'in the shop' }), { mailbox: 'shop' })
    await using pop3 = await openPop3(closed.pop3)
    await pop3.signIn('shop*ann', 'se cret')
    expect(await pop3.ask('RETR 1')).toContain('in the shop')
  })

  test('a token stands in place of the password, and one of a mailbox opens that alone', async () => {
    await using pop3 = await openPop3(closed.pop3)
    expect(await pop3.signIn('all', TOKENS[2]?.token)).toMatch(/^-ERR \[AUTH\] This token is for the mailbox "shop" alone/)
    expect(await pop3.signIn('shop', TOKENS[1]?.token)).toMatch(/^-ERR \[AUTH\] The token "sender" may not read/)
    expect(await pop3.signIn('shop', TOKENS[2]?.token)).toMatch(/^\+OK/)
  })

  test('a token that may only read deletes nothing, and QUIT says so', async () => {
    const { id } = await admin.add(mail({ Subject: 'kept' }), { mailbox: 'shop' })
    await using pop3 = await openPop3(closed.pop3)
    await pop3.signIn('shop', TOKENS[0]?.token)
    await pop3.say('DELE 1')
    expect(await pop3.say('QUIT')).toBe('+OK Bye; messages marked as deleted that are kept: 1 (your token may not delete)')
    expect((await admin.get(id)).id).toBe(id)
  })

  test('a session ends when what let it in is taken away', async () => {
    const path = folder.path('leaving.json')
    await writeFile(path, JSON.stringify(TOKENS), { mode: 0o600 })
    await using leaving = await startApp({ flags: [...POP3, '--tokens', path] })
    await using pop3 = await openPop3(leaving.pop3)
    expect(await pop3.signIn('shop', TOKENS[0]?.token)).toMatch(/^\+OK/)
    await writeFile(path, JSON.stringify(TOKENS.slice(1)), { mode: 0o600 })
    expect(await pop3.closed).toMatch(/^-ERR What let you in has been taken away or changed; sign in again\r\n$/)
  })
})

test('the session is kept, with its lines, and without passwords and tokens', async () => {
  const pop3 = await openPop3(closed.pop3)
  await pop3.signIn('ann', 'hush hush')
  await pop3.say(`AUTH PLAIN ${base64('\0bob\0hush hush')}`)
  await pop3.say('AUTH LOGIN')
  await pop3.say(base64('bob'))
  await pop3.say(base64('hush hush'))
  await pop3.say('PAS hush hush')
  await pop3.signIn('transcribed*ann', 'se cret')
  await pop3.say('QUIT')
  await pop3.closed
  const token = { authorization: `Bearer ${TOKENS[0]?.token}` }
  const read = async (path: string) => (await fetch(`${closed.url}/api/sessions${path}`, { headers: token })).json()
  for (;;) {
    const { sessions } = (await read('?limit=100')) as { sessions: { id: string }[] }
    const all = await Promise.all(sessions.map(async ({ id }) => JSON.stringify(await read(`/${id}`))))
    const ours = all.find((text) => text.includes('transcribed'))
    if (ours !== undefined) {
      const { protocol, outcome, authenticatedAs } = JSON.parse(ours) as Record<string, string>
      expect([protocol, outcome, authenticatedAs]).toEqual(['pop3', 'read', 'transcribed*ann'])
      expect(ours).not.toMatch(/hush|se cret/)
      for (const secret of ['hush hush', '\0bob\0hush hush', 'se cret']) expect(ours).not.toContain(base64(secret))
      break
    }
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(closed.log()).not.toMatch(/hush|se cret/)
})

describe('limits', () => {
  test('a command line has 255 octets with its CRLF (RFC 2449 §4); a longer one is read to its end, and the session goes on', async () => {
    await using pop3 = await openPop3(app.pop3)
    expect(await pop3.say(`USER ${'x'.repeat(248)}`)).toMatch(/^\+OK/)
    expect(await pop3.say(`USER ${'x'.repeat(249)}`)).toBe('-ERR Command line too long, the limit is 255 octets')
    expect(await pop3.say(`NOOP ${'x'.repeat(100_000)}`)).toBe('-ERR Line too long, the limit is 12288 octets')
    expect(await pop3.signIn('ann')).toMatch(/^\+OK/)
  })

  test('AUTH and its answers may be longer (RFC 5034 §4)', async () => {
    await using pop3 = await openPop3(app.pop3)
    const said = base64(`user=ann\x01auth=Bearer ${'t'.repeat(8000)}\x01\x01`)
    expect(await pop3.say(`AUTH XOAUTH2 ${said}`)).toMatch(/^\+OK/)
    await using two = await openPop3(app.pop3)
    await two.say('AUTH PLAIN')
    expect(await two.say('A'.repeat(20_000))).toBe('-ERR Authentication line too long, the limit is 12288 octets')
  })

  test('no answer is longer than 512 octets, whatever it was given (RFC 2449 §4)', async () => {
    await using pop3 = await openPop3(closed.pop3)
    for (const line of [
      '\0\x01\x02',
      '',
      ' ',
      'x'.repeat(250),
      `AUTH ${'ü'.repeat(3000)}`,
      `AUTH PLAIN ${base64('x'.repeat(3000))}`,
    ])
      expect((await pop3.say(line)).length).toBeLessThanOrEqual(510)
  })

  test('who does not sign in is sent away after a hundred commands', async () => {
    await using pop3 = await openPop3(app.pop3)
    pop3.write('CAPA\r\n'.repeat(150))
    const said = await pop3.closed
    expect(said.match(/^\+OK Capabilities/gm)?.length).toBe(100)
    expect(said).toMatch(/-ERR 100 commands without a sign-in\r\n$/)
  })

  test('who fails a hundred times in a row is sent away too', async () => {
    await using pop3 = await openPop3(app.pop3)
    await pop3.signIn('ann')
    for (let i = 0; i < 99; i++) await pop3.say('RETR 0')
    expect(await pop3.say('NOOP')).toMatch(/^\+OK/)
    pop3.write('RETR 0\r\n'.repeat(150))
    expect((await pop3.closed).match(/^-ERR/gm)?.length).toBe(101)
  })
})
