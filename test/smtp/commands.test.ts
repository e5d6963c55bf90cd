import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningApp, startApp } from '../harness/app.ts'
import { beginData, openSmtp, queuedId } from '../harness/smtp.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app[Symbol.asyncDispose]())

test.for(['WIZ', 'WIZ secret', 'SHELL', 'KILL', 'XCLIENT NAME=x', 'XFORWARD NAME=x', 'STARTTLS', 'EXPN list', 'BDAT 4', 'ÄÖ'])(
  '%s is not offered: 500 5.5.x, and the session goes on (RFC 5321 §4.2.4)',
  async (line) => {
    await using smtp = await openSmtp(app.smtp)
    await smtp.say('EHLO client.test')
    expect(await smtp.say(line)).toMatch(/^500 5\.5\.[12] /)
    expect(await smtp.say('NOOP')).toMatch(/^250 2\.0\.0 /)
  },
)

describe('a command out of sequence gets 503 5.5.1 (RFC 5321 §4.1.4)', () => {
  const EHLO = 'EHLO client.test'
  const MAIL = 'MAIL FROM:<a@a.test>'
  const RCPT = 'RCPT TO:<b@b.test>'
  const AUTH = `AUTH PLAIN ${Buffer.from('\0ann\0pw').toString('base64')}`
  test.for([
    ['MAIL before EHLO', [], MAIL],
    ['RCPT before EHLO', [], RCPT],
    ['DATA before EHLO', [], 'DATA'],
    ['AUTH before EHLO', [], AUTH],
    ['RCPT before MAIL', [EHLO], RCPT],
    ['DATA before MAIL', [EHLO], 'DATA'],
    ['DATA before RCPT', [EHLO, MAIL], 'DATA'],
    ['MAIL in a transaction', [EHLO, MAIL], MAIL],
    ['RCPT after RSET', [EHLO, MAIL, 'RSET'], RCPT],
    ['DATA after RSET', [EHLO, MAIL, RCPT, 'RSET'], 'DATA'],
    ['AUTH in a transaction (RFC 4954 §4)', [EHLO, MAIL], AUTH],
    ['AUTH twice (RFC 4954 §4)', [EHLO, AUTH], AUTH],
  ] as const)('%s', async ([, before, line]) => {
    await using smtp = await openSmtp(app.smtp)
    for (const command of before) expect(await smtp.say(command)).toMatch(/^2/)
    expect(await smtp.say(line)).toMatch(/^503 5\.5\.1 /)
  })

  test('MAIL in a transaction leaves the first one as it was', async () => {
    await using smtp = await openSmtp(app.smtp)
    for (const line of [EHLO, 'MAIL FROM:<first@a.test>', RCPT, 'MAIL FROM:<second@a.test>', 'DATA']) await smtp.say(line)
    const { envelope } = await app.client.get(queuedId(await smtp.say('Subject: x\r\n\r\n.')))
    expect(envelope.reversePath).toBe('first@a.test')
  })
})

test('DATA takes no parameters: 501 5.5.4, and the transaction goes on (RFC 5321 §4.1.1.4)', async () => {
  await using smtp = await openSmtp(app.smtp)
  for (const line of ['EHLO client.test', 'MAIL FROM:<a@a.test>', 'RCPT TO:<b@b.test>']) await smtp.say(line)
  expect(await smtp.say('DATA now')).toMatch(/^501 5\.5\.4 /)
  expect(await smtp.say('DATA')).toMatch(/^354 /)
})

test('VRFY promises nothing, HELP and NOOP answer, QUIT says goodbye and closes (RFC 5321 §4.1.1)', async () => {
  await using smtp = await openSmtp(app.smtp)
  expect(await smtp.say('VRFY ann')).toMatch(/^252 2\./)
  expect(await smtp.say('HELP')).toMatch(/^214 2\.0\.0 /)
  expect(await smtp.say('NOOP whatever')).toMatch(/^250 2\.0\.0 /)
  expect(await smtp.say('QUIT')).toMatch(/^221 2\.0\.0 /)
  await smtp.closed
})

test('what is pipelined behind QUIT is not run (RFC 5321 §4.1.1.10)', async () => {
  await using smtp = await openSmtp(app.smtp)
  smtp.write('QUIT\r\nNOOP\r\n')
  expect(await smtp.reply()).toMatch(/^221 /)
  await expect(smtp.reply()).rejects.toThrow('the server closed the connection; unread: ""')
})

describe('a line over its limit gets 500 and ends nothing but itself (RFC 5321 §4.5.3.1)', () => {
  test.for([
    ['NOOP', 2047, /^250 2\.0\.0 /],
    ['NOOP', 2048, /^250 2\.0\.0 /],
    ['NOOP', 2049, /^500 5\.5\.2 .* 2048 octets$/],
    ['NOOP', 12_288, /^500 5\.5\.2 .* 2048 octets$/],
    ['NOOP', 12_289, /^500 5\.5\.2 .* 2048 octets$/],
    ['NOOP', 1024 ** 2, /^500 5\.5\.2 .* 2048 octets$/],
    ['AUTH PLAIN', 2049, /^501 /],
    ['AUTH PLAIN', 12_288, /^501 /],
    ['AUTH PLAIN', 12_289, /^500 5\.5\.6 .* 12288 octets$/],
    ['auth plain', 1024 ** 2, /^500 5\.5\.6 .* 12288 octets$/],
  ] as const)('%s of %i octets, its CRLF included', async ([command, octets, expected]) => {
    await using smtp = await openSmtp(app.smtp)
    await smtp.say('EHLO client.test')
    expect(await smtp.say(`${command} `.padEnd(octets - 2, 'x'))).toMatch(expected)
    expect(await smtp.say('MAIL FROM:<a@a.test>')).toMatch(/^250 2\.1\.0 /)
  })

  test('the longest path that fits is kept whole', async () => {
    await using smtp = await openSmtp(app.smtp)
    const path = `${'a'.repeat(2048 - 'RCPT TO:<@b.test>\r\n'.length)}@b.test`
    await beginData(smtp, { to: [path] })
    const { envelope } = await app.client.get(queuedId(await smtp.say('Subject: long\r\n\r\n.')))
    expect(envelope.forwardPaths).toEqual([path])
  })

  test.for([
    [12_288, /^501 /],
    [12_289, /^500 5\.5\.6 /],
    [1024 ** 2, /^500 5\.5\.6 /],
  ] as const)('the answer to a challenge, %i octets: the exchange ends with it (RFC 4954 §6)', async ([octets, expected]) => {
    await using smtp = await openSmtp(app.smtp)
    await smtp.say('EHLO client.test')
    expect(await smtp.say('AUTH PLAIN')).toBe('334')
    expect(await smtp.say('x'.repeat(octets - 2))).toMatch(expected)
    expect(await smtp.say('NOOP')).toMatch(/^250 2\.0\.0 /)
  })

  test('its end may come in another write, and pieces of it are no commands', async () => {
    await using smtp = await openSmtp(app.smtp)
    smtp.write('NOOP '.repeat(4000))
    smtp.write('QUIT')
    smtp.write('\r\nNOOP\r\n')
    expect(await smtp.reply()).toMatch(/^500 5\.5\.2 /)
    expect(await smtp.reply()).toMatch(/^250 2\.0\.0 /)
  })
})

test('a whole session in one write is answered in order (RFC 2920 §3.1)', async () => {
  await using smtp = await openSmtp(app.smtp)
  smtp.write(
    'EHLO client.test\r\nMAIL FROM:<a@a.test>\r\nRCPT TO:<one@b.test>\r\nRCPT TO:<>\r\nRCPT TO:<two@b.test>\r\nDATA\r\n' +
      'Subject: first\r\n\r\n..\r\n.\r\nMAIL FROM:<b@a.test>\r\nRCPT TO:<three@b.test>\r\nDATA\r\nSubject: second\r\n\r\n.\r\nNOOP\r\nQUIT\r\n',
  )
  const replies: string[] = []
  for (let i = 0; i < 12; i++) replies.push(await smtp.reply())
  expect(replies.map((reply) => reply.slice(0, 3)).join(' ')).toBe('250 250 250 501 250 354 250 250 250 354 250 250')
  expect(await smtp.reply()).toMatch(/^221 /)
  const [first = '', second = ''] = replies.filter((reply) => reply.includes('queued as')).map(queuedId)
  expect((await app.client.get(first)).envelope).toMatchObject({
    reversePath: 'a@a.test',
    forwardPaths: ['one@b.test', 'two@b.test'],
  })
  expect(Buffer.from(await app.client.raw(first)).toString()).toBe('Subject: first\r\n\r\n.\r\n')
  expect((await app.client.get(second)).subject).toBe('second')
})

test('5,000 commands in one write are each answered', async () => {
  await using smtp = await openSmtp(app.smtp)
  smtp.write('NOOP\r\n'.repeat(5000))
  for (let i = 0; i < 5000; i++) expect(await smtp.reply()).toMatch(/^250 /)
  expect(await smtp.say('HELP')).toMatch(/^214 /)
})

test.for([
  'GET / HTTP/1.1\r\nHost: 127.0.0.1:1025\r\n\r\n',
  'POST /x HTTP/1.1\r\nContent-Type: text/plain\r\n\r\nEHLO web.test\r\nMAIL FROM:<web@x.test>\r\nRCPT TO:<victim@x.test>\r\nDATA\r\nSubject: from a web page\r\n\r\n.\r\n',
])('an HTTP request is refused with 421, and what it carries is not run: %j', async (request) => {
  const { total } = await app.client.list()
  await using smtp = await openSmtp(app.smtp)
  smtp.write(request)
  expect(await smtp.reply()).toMatch(/^421 /)
  await expect(smtp.reply()).rejects.toThrow('unread: ""')
  await smtp.closed
  expect((await app.client.list()).total).toBe(total)
})

test('the tenth unknown command in a row ends the session with 421; a message starts the count anew', async () => {
  await using smtp = await openSmtp(app.smtp)
  for (let i = 0; i < 9; i++) expect(await smtp.say('BOGUS')).toMatch(/^500 /)
  await beginData(smtp)
  queuedId(await smtp.say('Subject: fine\r\n\r\n.'))
  for (let i = 0; i < 9; i++) expect(await smtp.say('BOGUS')).toMatch(/^500 /)
  expect(await smtp.say('BOGUS')).toMatch(/^421 /)
  await smtp.closed
})

test.for([
  ['MAIL FROM:<a@x.test> SIZE=é', '501 5.5.4 SIZE=? is not a decimal size'],
  ['MAIL FROM:<a@x.test> SIZE=\u202e1', '501 5.5.4 SIZE=?1 is not a decimal size'],
  [`MAIL FROM:<a@x.test> SIZE=${'x'.repeat(1900)}`, /^501 5\.5\.4 SIZE=x{400,} \.\.\.$/],
] as const)(
  'a reply that repeats %j is one line of visible ASCII within 512 octets (RFC 5321 §4.2)',
  async ([line, expected]) => {
    await using smtp = await openSmtp(app.smtp)
    await smtp.say('EHLO client.test')
    const reply = await smtp.say(line)
    expect(reply).toMatch(expected)
    expect(Buffer.byteLength(reply) + '\r\n'.length).toBeLessThanOrEqual(512)
  },
)
