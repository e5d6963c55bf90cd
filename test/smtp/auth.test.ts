import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningApp, startApp } from '../harness/app.ts'
import { beginData, openSmtp, queuedId, type SmtpDialogue } from '../harness/smtp.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app[Symbol.asyncDispose]())

const base64 = (text: string) => Buffer.from(text).toString('base64')

/** Says AUTH and answers its challenges. @returns the last reply */
type Exchange = (smtp: SmtpDialogue, username: string, password: string) => Promise<string>

const EXCHANGES: Record<string, Exchange> = {
  'PLAIN with initial response (RFC 4616)': (smtp, username, password) =>
    smtp.say(`AUTH PLAIN ${base64(`\0${username}\0${password}`)}`),
  'PLAIN with challenge (RFC 4616)': async (smtp, username, password) => {
    expect(await smtp.say('AUTH PLAIN')).toBe('334')
    return smtp.say(base64(`\0${username}\0${password}`))
  },
  LOGIN: async (smtp, username, password) => {
    expect(await smtp.say('AUTH LOGIN')).toBe(`334 ${base64('Username:')}`)
    expect(await smtp.say(base64(username))).toBe(`334 ${base64('Password:')}`)
    return smtp.say(base64(password))
  },
  'LOGIN with initial response': async (smtp, username, password) => {
    expect(await smtp.say(`AUTH LOGIN ${base64(username)}`)).toBe(`334 ${base64('Password:')}`)
    return smtp.say(base64(password))
  },
  'CRAM-MD5 (RFC 2195)': async (smtp, username, password) => {
    const [, challenge = ''] = /^334 (\S+)$/.exec(await smtp.say('AUTH CRAM-MD5')) ?? []
    const digest = createHmac('md5', password).update(Buffer.from(challenge, 'base64')).digest('hex')
    return smtp.say(base64(`${username} ${digest}`))
  },
  'XOAUTH2 with initial response': (smtp, username, password) =>
    smtp.say(`AUTH XOAUTH2 ${base64(`user=${username}\x01auth=Bearer ${password}\x01\x01`)}`),
  'XOAUTH2 with challenge': async (smtp, username, password) => {
    expect(await smtp.say('AUTH XOAUTH2')).toMatch(/^334 ?$/)
    return smtp.say(base64(`user=${username}\x01auth=Bearer ${password}\x01\x01`))
  },
}

async function deliverAs(username: string, head = ''): Promise<string> {
  await using smtp = await openSmtp(app.smtp)
  await smtp.say('EHLO client.test')
  expect(await smtp.say(`AUTH PLAIN ${base64(`\0${username}\0pw`)}`)).toMatch(/^235 2\.7\.0 /)
  await beginData(smtp)
  smtp.write(`${head}Subject: as ${username}\r\n\r\n.\r\n`)
  return queuedId(await smtp.reply())
}

describe('any credentials are taken, and the user name is kept and names the mailbox (DESIGN §5)', () => {
  test.for(
    Object.entries(EXCHANGES).flatMap(([name, exchange]) =>
      ['', ' with UTF-8', ' with a long token'].map((kind) => ({ name, kind, exchange })),
    ),
  )('AUTH $name$kind', async ({ name, kind, exchange }) => {
    const username = kind === ' with UTF-8' ? 'müller-東京' : `app-${name.length}@x.test`
    const password = kind === ' with a long token' ? 't'.repeat(6000) : 'any pass word'
    await using smtp = await openSmtp(app.smtp)
    await smtp.say('EHLO client.test')
    expect(await exchange(smtp, username, password)).toMatch(/^235 2\.7\.0 /)
    await beginData(smtp)
    const message = await app.client.get(queuedId(await smtp.say('Subject: mine\r\n\r\n.')))
    expect(message.session?.authenticatedAs).toBe(username)
    expect(message.mailbox).toBe(username)
  })
})

test('without AUTH there is no user name, and the mailbox is `default`', async () => {
  await using smtp = await openSmtp(app.smtp)
  await beginData(smtp)
  const message = await app.client.get(queuedId(await smtp.say('Subject: nobody\r\n\r\n.')))
  expect(message.session).not.toHaveProperty('authenticatedAs')
  expect(message.mailbox).toBe('default')
})

test('PLAIN with only an authorization identity takes that as the user name (RFC 4616 §2)', async () => {
  await using smtp = await openSmtp(app.smtp)
  await smtp.say('EHLO client.test')
  await smtp.say(`AUTH PLAIN ${base64('ann\0\0pw')}`)
  await beginData(smtp)
  expect((await app.client.get(queuedId(await smtp.say('Subject: x\r\n\r\n.')))).session?.authenticatedAs).toBe('ann')
})

test.for([
  ['AUTH', /^504 5\.5\.4 /],
  ['AUTH DIGEST-MD5', /^504 5\.5\.4 /],
  [`AUTH PLAIN ${base64('no NUL here')}`, /^501 /],
  [`AUTH PLAIN ${base64('\0ann\r\nRCPT\0pw')}`, /^501 /],
])('%s is refused, and the client is nobody (RFC 4954 §4)', async ([line, expected]) => {
  await using smtp = await openSmtp(app.smtp)
  await smtp.say('EHLO client.test')
  expect(await smtp.say(String(line))).toMatch(expected as RegExp)
  expect(await smtp.say(`AUTH PLAIN ${base64('\0ann\0pw')}`)).toMatch(/^235 /)
})

test('a client may cancel the exchange with * (RFC 4954 §4)', async () => {
  await using smtp = await openSmtp(app.smtp)
  await smtp.say('EHLO client.test')
  expect(await smtp.say('AUTH LOGIN')).toMatch(/^334 /)
  expect(await smtp.say('*')).toMatch(/^501 /)
  expect(await smtp.say('NOOP')).toMatch(/^250 /)
})

describe('which mailbox a message goes to (DESIGN §5)', () => {
  test.for([
    ['the header field wins over the user name', 'X-Mailmitt-Mailbox: ci-7\r\n', 'ci-7'],
    ['its name counts in any case, its value unfolded', 'x-mailmitt-mailbox:\r\n  worker 3 \r\n', 'worker 3'],
    ['its value may be an encoded-word (RFC 2047)', 'X-Mailmitt-Mailbox: =?utf-8?q?m=C3=BCller?=\r\n', 'müller'],
    ['its value may be UTF-8 (RFC 6532)', 'X-Mailmitt-Mailbox: müller\r\n', 'müller'],
    ['the first of several counts', 'X-Mailmitt-Mailbox: one\r\nX-Mailmitt-Mailbox: two\r\n', 'one'],
    ['an empty one says nothing', 'X-Mailmitt-Mailbox: \r\n', 'app'],
    ['`all` is reserved', 'X-Mailmitt-Mailbox: all\r\n', '_'],
    ['`latest` is reserved', 'X-Mailmitt-Mailbox: latest\r\n', '_'],
    ['INBOX is one mailbox in any case (RFC 9051 §5.1)', 'X-Mailmitt-Mailbox: inBox\r\n', 'INBOX'],
    ['other names keep their case', 'X-Mailmitt-Mailbox: All\r\n', 'All'],
    ['/ % * make no folders and no patterns', 'X-Mailmitt-Mailbox: a/b%c*d\r\n', 'a_b_c_d'],
    ['control characters do not stay', 'X-Mailmitt-Mailbox: a\x01b\x7fc\r\n', 'a_b_c'],
    ['a field in the body is none', 'X-Other: x\r\n\r\nX-Mailmitt-Mailbox: body\r\n', 'app'],
  ])('%s', async ([, head, expected = '']) => {
    const message = await app.client.get(await deliverAs('app', head))
    expect(message.mailbox).toBe(expected)
    const { messages } = await app.client.list({ mailbox: expected, limit: 1 })
    expect(messages.map(({ id }) => id)).toEqual([message.id])
    expect((await app.client.mailboxes()).map(({ name }) => name)).toContain(expected)
  })

  test('a long user name is cut to 255 octets and told apart from others by a hash', async () => {
    const long = `${'ü'.repeat(200)}`
    const names = await Promise.all(
      [`${long}a`, `${long}b`].map(async (username) => (await app.client.get(await deliverAs(username))).mailbox),
    )
    expect(new Set(names).size).toBe(2)
    for (const name of names) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
  })

  test('a header field of 60 kB names a mailbox too, cut alike', async () => {
    const { mailbox } = await app.client.get(await deliverAs('app', `X-Mailmitt-Mailbox: ${'ü'.repeat(30_000)}\r\n`))
    expect(mailbox).toMatch(/^ü{121}-[0-9a-f]{12}$/)
  })
})
