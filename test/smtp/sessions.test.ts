/** What is kept of an SMTP session, and what it says of the client (DESIGN §2, promise 5). */

import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import type { Session } from '../../shared/model/session.ts'
import { type RunningApp, startApp } from '../harness/app.ts'
import { beginData, openSmtp, queuedId, type SmtpDialogue } from '../harness/smtp.ts'
import { openStream } from '../harness/stream.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

/** Opens a connection, lets `talk` speak, hangs up when it has not quit, and reads back what was kept. */
async function sessionOf(app: RunningApp, talk: (smtp: SmtpDialogue) => Promise<void>): Promise<Session> {
  await using stream = await openStream(app.url)
  const smtp = await openSmtp(app.smtp)
  const id = await runningId(app)
  await talk(smtp)
  smtp.socket.end()
  await smtp.closed
  await stream.next('session.ended', ({ summary }) => summary.id === id)
  return app.client.session(id)
}

async function runningId(app: RunningApp): Promise<string> {
  const { running } = await app.client.sessions()
  return running[0]?.id ?? ''
}

const texts = (session: Session) =>
  session.lines.map(({ from, text }) => `${from === 'client' ? 'C' : from === 'server' ? 'S' : 'N'}: ${text}`)

/** `[start of the line, rule]` of every finding. */
const findingsOf = (session: Session) =>
  session.lines.flatMap(({ text, findings = [] }) => findings.map(({ rule }) => [text.slice(0, 24), rule]))

async function quit(smtp: SmtpDialogue): Promise<void> {
  expect(await smtp.say('QUIT')).toMatch(/^221 /)
}

test('a dialogue is kept line by line, mail data as its size, and the 250 names its message', async () => {
  await using app = await startApp()
  let messageId = ''
  const session = await sessionOf(app, async (smtp) => {
    await beginData(smtp)
    messageId = queuedId(await smtp.say('Subject: hi\r\n\r\n..one\r\ntwo\r\n.'))
    await quit(smtp)
  })
  expect(texts(session)).toEqual([
    'S: 220 localhost ESMTP',
    'C: EHLO client.test',
    'S: 250-localhost greets [127.0.0.1]',
    'S: 250-PIPELINING',
    'S: 250-8BITMIME',
    'S: 250-SMTPUTF8',
    'S: 250-ENHANCEDSTATUSCODES',
    'S: 250-DSN',
    'S: 250-AUTH PLAIN LOGIN CRAM-MD5 XOAUTH2',
    'S: 250 SIZE 52428800',
    'C: MAIL FROM:<sender@a.test>',
    'S: 250 2.1.0 Sender taken',
    'C: RCPT TO:<to@b.test>',
    'S: 250 2.1.5 Recipient taken',
    'C: DATA',
    'S: 354 End data with <CR><LF>.<CR><LF>',
    'C: (26 octets in 4 lines)',
    `S: 250 2.6.0 Message queued as ${messageId}`,
    'C: QUIT',
    'S: 221 2.0.0 Bye',
  ])
  expect(session).toMatchObject({
    clientAddress: '127.0.0.1',
    heloName: 'client.test',
    tls: false,
    outcome: 'accepted',
    reason: '',
    messageCount: 1,
    messageIds: [messageId],
    findings: { error: 0, warning: 0, info: 0 },
  })
  expect(session.lines.find((line) => line.messageId === messageId)?.text).toMatch(/^250 /)
  const offsets = session.lines.map(({ offsetMs }) => offsetMs)
  expect(offsets).toEqual([...offsets].sort((a, b) => a - b))
  expect((await app.client.get(messageId)).session?.id).toBe(session.id)
})

const STAGES: [string, string[], string, string, string][] = [
  ['after the greeting', [], '', 'empty', 'client left before it said anything'],
  ['after EHLO', ['EHLO c.test'], '', 'empty', 'client left before any mail was sent'],
  ['in the middle of a command', ['EHLO c.test'], 'MAIL FROM:<a@', 'aborted', 'client left in the middle of a command'],
  ['in the middle of AUTH', ['EHLO c.test', 'AUTH LOGIN'], '', 'aborted', 'client left in the middle of AUTH'],
  ['after MAIL', ['EHLO c.test', 'MAIL FROM:<a@b.test>'], '', 'aborted', 'client left after MAIL, before RCPT'],
  [
    'after RCPT',
    ['EHLO c.test', 'MAIL FROM:<a@b.test>', 'RCPT TO:<c@d.test>'],
    '',
    'aborted',
    'client left after RCPT, before DATA',
  ],
  [
    'in the middle of mail data',
    ['EHLO c.test', 'MAIL FROM:<a@b.test>', 'RCPT TO:<c@d.test>', 'DATA'],
    'Subject: never\r\n\r\nended\r\n',
    'aborted',
    'client left in the middle of mail data',
  ],
  ['after QUIT', ['EHLO c.test', 'QUIT'], '', 'empty', 'client quit before any mail was sent'],
  [
    'after QUIT in a transaction',
    ['EHLO c.test', 'MAIL FROM:<a@b.test>', 'QUIT'],
    '',
    'aborted',
    'client quit after MAIL, before RCPT',
  ],
]

test.each(STAGES)('a client that leaves %s has a session that says so', async (_where, lines, rest, outcome, reason) => {
  await using app = await startApp()
  const session = await sessionOf(app, async (smtp) => {
    for (const line of lines) await smtp.say(line)
    smtp.write(rest)
  })
  expect(session).toMatchObject({ outcome, reason, messageCount: 0, messageIds: [] })
  const { total } = await app.client.list()
  expect(total).toBe(0)
  const { counters } = await app.client.info()
  const wasBegun = lines.some((line) => line.startsWith('MAIL'))
  expect(counters).toMatchObject({ accepted: 0, refused: 0, aborted: wasBegun ? 1 : 0 })
})

test('mail data that was sent to its end is kept, and its session accepted, though the client did not wait for the 250', async () => {
  await using app = await startApp()
  const session = await sessionOf(app, async (smtp) => {
    await beginData(smtp)
    smtp.write('Subject: gone\r\n\r\n.\r\n')
  })
  expect(session).toMatchObject({ outcome: 'accepted', messageCount: 1 })
  const [messageId = ''] = session.messageIds
  expect(session.lines.at(-1)).toMatchObject({ messageId, text: expect.stringContaining(`queued as ${messageId}`) })
  expect((await app.client.get(messageId)).subject).toBe('gone')
})

test('what a client had sent of its mail data, and of its last line, is told', async () => {
  await using app = await startApp()
  const cutData = await sessionOf(app, async (smtp) => {
    await beginData(smtp)
    smtp.write('Subject: never\r\n\r\nended')
  })
  expect(texts(cutData).at(-1)).toBe('C: (23 octets in 3 lines, without an end)')
  const cutLine = await sessionOf(app, async (smtp) => {
    await smtp.say('EHLO c.test')
    smtp.write('RCPT TO:<a')
  })
  expect(texts(cutLine).at(-1)).toBe('C: RCPT TO:<a (the client left before the end of this line)')
})

test('a client that falls silent gets 421, and its session says for how long and where', async () => {
  await using app = await startApp({ flags: ['--idle-timeout', '1s'] })
  const inData = await sessionOf(app, async (smtp) => {
    await beginData(smtp)
    smtp.write('Subject: wait\r\n')
    expect(await smtp.reply()).toMatch(/^421 /)
  })
  expect(inData).toMatchObject({ outcome: 'aborted', reason: 'idle for 1 s in the middle of mail data' })
  expect(texts(inData).slice(-2)).toEqual([
    'C: (15 octets in 1 line, without an end)',
    'S: 421 4.4.2 Timeout - closing connection',
  ])
  const mute = await sessionOf(app, async (smtp) => {
    expect(await smtp.reply()).toMatch(/^421 /)
  })
  expect(mute).toMatchObject({ outcome: 'aborted', reason: 'idle for 1 s before it said anything' })
  const done = await sessionOf(app, async (smtp) => {
    await beginData(smtp)
    queuedId(await smtp.say('Subject: done\r\n\r\n.'))
    expect(await smtp.reply()).toMatch(/^421 /)
  })
  expect(done).toMatchObject({ outcome: 'accepted', reason: 'idle for 1 s' })
})

test('mail that is too large by SIZE or by its octets is refused, the session goes on and keeps the first reason', async () => {
  await using app = await startApp({ flags: ['--max-message-size', '1k'] })
  const bySize = await sessionOf(app, async (smtp) => {
    await smtp.say('EHLO c.test')
    expect(await smtp.say('MAIL FROM:<a@b.test> SIZE=1025')).toMatch(/^552 5\.3\.4 /)
    expect(await smtp.say('MAIL FROM:<a@b.test> SIZE=10')).toMatch(/^250 /)
    await quit(smtp)
  })
  const reason = '552 5.3.4 Message exceeds the maximum size of 1024 octets'
  expect(bySize).toMatchObject({ outcome: 'refused', reason: `MAIL: ${reason}` })

  const byOctets = await sessionOf(app, async (smtp) => {
    await beginData(smtp)
    expect(await smtp.say(`${'x'.repeat(60)}\r\n`.repeat(20).concat('.'))).toMatch(/^552 5\.3\.4 /)
    await beginData(smtp)
    queuedId(await smtp.say('Subject: fits\r\n\r\n.'))
    await quit(smtp)
  })
  expect(byOctets).toMatchObject({ outcome: 'refused', reason: `mail data: ${reason}`, messageCount: 1 })
  expect(texts(byOctets)).toContain('C: (1,240 octets in 20 lines)')
  expect((await app.client.info()).counters).toMatchObject({ accepted: 1, refused: 2, aborted: 1 })
})

test('the 1,001st recipient is refused and named, the mail goes to the others, and the long dialogue is bounded', async () => {
  await using app = await startApp()
  const session = await sessionOf(app, async (smtp) => {
    await smtp.say('EHLO c.test')
    await smtp.say('MAIL FROM:<a@b.test>')
    smtp.write(Array.from({ length: 1001 }, (_, i) => `RCPT TO:<r${i + 1}@b.test>\r\n`).join(''))
    const replies: string[] = []
    for (let i = 0; i < 1001; i++) replies.push(await smtp.reply())
    expect(replies.map((reply) => reply.slice(0, 3))).toEqual([...Array<string>(1000).fill('250'), '452'])
    await smtp.say('DATA')
    queuedId(await smtp.say('Subject: many\r\n\r\n.'))
    await quit(smtp)
  })
  expect(session).toMatchObject({
    outcome: 'refused',
    reason: 'RCPT: 452 4.5.3 Too many recipients, the limit is 1000',
    messageCount: 1,
  })
  expect(texts(session)).toContain('C: RCPT TO:<r1001@b.test>')
  expect(session.lines).toHaveLength(1001)
  expect(texts(session)).toContainEqual(expect.stringMatching(/^N: \(1,0\d\d lines left out\)$/))
  expect((await app.client.info()).counters).toMatchObject({ accepted: 1, refused: 1, aborted: 0 })
})

test('a connection beyond the limit is kept with its reason, and so is what it said after the 421', async () => {
  await using app = await startApp({ flags: ['--max-connections', '1'] })
  await using stream = await openStream(app.url)
  await using _first = await openSmtp(app.smtp)
  const second = connect({ ...app.smtp, allowHalfOpen: true })
  const [greeting] = await once(second, 'data')
  expect(String(greeting)).toBe('421 localhost too many connections, the limit is 1, try again later\r\n')
  second.end('EHLO c.test\r\n')
  const { summary } = await stream.next('session.ended')
  expect(summary).toMatchObject({
    outcome: 'refused',
    reason: 'connection: 421 localhost too many connections, the limit is 1, try again later',
    clientAddress: '127.0.0.1',
  })
  const session = await app.client.session(summary.id)
  expect(texts(session)).toEqual([`S: ${String(greeting).trim()}`, 'C: (13 octets after the 421, not read)'])
  expect(findingsOf(session)).toEqual([['(13 octets after the 421', 'smtp-after-421']])
})

const base64 = (text: string) => Buffer.from(text).toString('base64')
const SECRET = 'tr0ub4dor-and-3'
const PLAIN = base64(`\0ann\0${SECRET}`)
const XOAUTH2 = base64(`user=ann\x01auth=Bearer ${SECRET}\x01\x01`)
const DIGEST = base64('ann 9f2c61ab7d0e44c58a3be1f0a6d7c812')

test('no secret of AUTH is kept or logged, whatever the mechanism and however it goes wrong', async () => {
  await using folder = await temporaryFolder()
  const shown: string[] = []
  let log = ''
  {
    await using app = await startApp({ database: folder.path('mailmitt.db'), flags: ['--log-level', 'debug'] })
    const talks: ((smtp: SmtpDialogue) => Promise<unknown>)[] = [
      (smtp) => smtp.say(`AUTH PLAIN ${PLAIN}`),
      (smtp) => smtp.say(`auth  plain  ${PLAIN}`),
      async (smtp) => [await smtp.say('AUTH PLAIN'), await smtp.say(PLAIN)],
      async (smtp) => [await smtp.say('AUTH LOGIN'), await smtp.say(base64('ann')), await smtp.say(base64(SECRET))],
      async (smtp) => [await smtp.say(`AUTH LOGIN ${base64('ann')}`), await smtp.say(base64(SECRET))],
      async (smtp) => [await smtp.say('AUTH CRAM-MD5'), await smtp.say(DIGEST)],
      (smtp) => smtp.say(`AUTH XOAUTH2 ${XOAUTH2}`),
      async (smtp) => [await smtp.say('AUTH XOAUTH2'), await smtp.say(XOAUTH2)],
      // No such mechanism, the token in its place, no token at all but the secret.
      (smtp) => smtp.say(`AUTH SCRAM-SHA-512 ${PLAIN}`),
      (smtp) => smtp.say(`AUTH ${PLAIN}`),
      (smtp) => smtp.say(`AUTH\tPLAIN\t${PLAIN}`),
      (smtp) => smtp.say(` AUTH PLAIN ${PLAIN}`),
      (smtp) => smtp.say(`AUTH PLAIN ${SECRET}`),
      // Refused, because it is no base64 of three fields; then again.
      async (smtp) => [await smtp.say('AUTH PLAIN'), await smtp.say(SECRET), await smtp.say(`AUTH PLAIN x ${PLAIN}`)],
      // Too long for a line, as a command and in the exchange.
      (smtp) => smtp.say(`AUTH PLAIN ${PLAIN}${'A'.repeat(20_000)}`),
      async (smtp) => [await smtp.say('AUTH LOGIN'), await smtp.say(`${base64(SECRET)}${'A'.repeat(20_000)}`)],
      // Refused, since before EHLO or unknown, while the rest is on its way.
      async (smtp) => {
        smtp.write(`AUTH SCRAM-SHA-1\r\n${base64('ann')}\r\n${base64(SECRET)}\r\n`)
        return [await smtp.reply(), await smtp.reply(), await smtp.reply()]
      },
      // Left in the middle of the line.
      async (smtp) => [await smtp.say('AUTH LOGIN'), await smtp.say(base64('ann')), smtp.write(base64(SECRET))],
      async (smtp) => smtp.write(`AUTH PLAIN ${PLAIN}`),
      // Clients of other protocols.
      (smtp) => smtp.say(`PASS ${SECRET}`),
      (smtp) => smtp.say(`a1 LOGIN ann ${SECRET}`),
    ]
    for (const [i, talk] of talks.entries()) {
      const session = await sessionOf(app, async (smtp) => {
        if (i !== 16) await smtp.say('EHLO c.test')
        await talk(smtp)
      })
      expect(texts(session).join('\n'), `dialogue ${i}`).toContain('(masked)')
      shown.push(JSON.stringify(session))
    }
    log = app.log()
  }
  const files = readdirSync(folder.path()).map((name) => readFileSync(folder.path(name)).toString('latin1'))
  const secrets = [SECRET, PLAIN, XOAUTH2, DIGEST, base64(SECRET)].flatMap((secret) => [secret, secret.slice(0, 16)])
  for (const where of [...shown, log, ...files]) for (const secret of secrets) expect(where.includes(secret)).toBe(false)
  expect(files.join('').includes('AUTH PLAIN (masked)')).toBe(true)
})

test('the user name of AUTH is kept, and * that ends an exchange is shown', async () => {
  await using app = await startApp()
  const session = await sessionOf(app, async (smtp) => {
    await smtp.say('EHLO c.test')
    await smtp.say('AUTH LOGIN')
    expect(await smtp.say('*')).toMatch(/^501 /)
    expect(await smtp.say(`AUTH PLAIN ${PLAIN}`)).toMatch(/^235 /)
    await quit(smtp)
  })
  expect(session.authenticatedAs).toBe('ann')
  expect(texts(session)).toContain('C: *')
})

test('a line of 8 MB is refused as a command, taken as mail data, and shown as its start', async () => {
  await using app = await startApp()
  const endless = 'y'.repeat(8 * 1024 ** 2)
  const session = await sessionOf(app, async (smtp) => {
    await smtp.say('EHLO c.test')
    expect(await smtp.say(`NOOP ${endless}`)).toMatch(/^500 5\.5\.2 /)
    await beginData(smtp)
    queuedId(await smtp.say(`Subject: wide\r\n\r\n${endless}\r\n.`))
    await quit(smtp)
  })
  expect(texts(session)).toContain(`C: NOOP ${'y'.repeat(507)} … (8,388,101 more octets)`)
  expect(texts(session)).toContain('C: (8,388,627 octets in 3 lines)')
  expect(findingsOf(session)).toEqual([
    ['NOOP yyyyyyyyyyyyyyyyyyy', 'smtp-command-too-long'],
    ['(8,388,627 octets in 3 l', 'smtp-data-line-too-long'],
  ])
  expect(session.outcome).toBe('accepted')
})

test('of 9,000 commands the first and the last are kept', async () => {
  await using app = await startApp()
  const session = await sessionOf(app, async (smtp) => {
    await smtp.say('EHLO first.test')
    const rounds = 9
    for (let round = 0; round < rounds; round++) {
      smtp.write('RSET\r\n'.repeat(1000))
      for (let i = 0; i < 1000; i++) await smtp.reply()
    }
    await quit(smtp)
  })
  expect(session.lines).toHaveLength(1001)
  expect(texts(session)[1]).toBe('C: EHLO first.test')
  expect(texts(session)[500]).toBe('N: (17,012 lines left out)')
  expect(texts(session).at(-1)).toBe('S: 221 2.0.0 Bye')
})

test('a whole session in one write is taken, with findings where the client had to wait (RFC 2920 §3.1)', async () => {
  await using app = await startApp()
  const session = await sessionOf(app, async (smtp) => {
    smtp.write(
      ['EHLO c.test', 'MAIL FROM:<a@b.test>', 'RCPT TO:<c@d.test>', 'DATA', 'Subject: all', '', '.', 'QUIT', ''].join('\r\n'),
    )
    await smtp.closed
  })
  expect(session).toMatchObject({ outcome: 'accepted', messageCount: 1 })
  expect(findingsOf(session)).toEqual([
    ['EHLO c.test', 'smtp-early-pipelining'],
    ['DATA', 'smtp-early-pipelining'],
  ])
})

test('a client that pipelines as it may earns no finding, also not for DATA after its recipients were refused', async () => {
  await using app = await startApp()
  const session = await sessionOf(app, async (smtp) => {
    await smtp.say('EHLO c.test')
    smtp.write('MAIL FROM:<a@b.test>\r\nRCPT TO:<no brackets\r\nDATA\r\n')
    expect([await smtp.reply(), await smtp.reply(), await smtp.reply()].map((reply) => reply.slice(0, 3))).toEqual([
      '250',
      '501',
      '503',
    ])
    smtp.write('RSET\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\n')
    for (const code of ['250', '250', '250', '354']) expect(await smtp.reply()).toContain(code)
    // The next transaction may begin right behind mail data.
    smtp.write('Subject: one\r\n\r\n.\r\nMAIL FROM:<a@b.test>\r\nRCPT TO:<c@d.test>\r\nDATA\r\n')
    for (const code of ['250', '250', '250', '354']) expect(await smtp.reply()).toContain(code)
    queuedId(await smtp.say('Subject: two\r\n\r\n.'))
    await quit(smtp)
  })
  expect(findingsOf(session)).toEqual([])
  expect(session.messageCount).toBe(2)
  expect((await app.client.info()).counters).toMatchObject({ accepted: 2, refused: 1, aborted: 0 })
})

test('a running session is readable, also while a slow sender is in the middle of its mail data', async () => {
  await using app = await startApp()
  await using smtp = await openSmtp(app.smtp)
  await beginData(smtp)
  const id = await runningId(app)
  const inData = await app.client.session(id)
  expect(texts(inData).slice(-2)).toEqual([
    'S: 354 End data with <CR><LF>.<CR><LF>',
    'C: (0 octets in 0 lines, and more to come)',
  ])
  for (const octet of 'Subject: slow\r\n\r\n..dot\r\n.\r\n') smtp.write(octet)
  const messageId = queuedId(await smtp.reply())
  const running = await app.client.session(id)
  expect(texts(running).slice(-2)).toEqual(['C: (23 octets in 3 lines)', `S: 250 2.6.0 Message queued as ${messageId}`])
  for (const session of [inData, running]) {
    expect(session).not.toHaveProperty('endedAt')
    expect(session).not.toHaveProperty('outcome')
  }
})

const RULES: [string, string, string[], string[][]][] = [
  ['smtp-bare-lf-command', 'a command that ends in a bare LF', ['EHLO c.test\r\n', 'NOOP\n'], [['NOOP', 'smtp-bare-lf-command']]],
  [
    'smtp-no-ehlo',
    'MAIL after HELO',
    ['HELO c.test\r\n', 'MAIL FROM:<a@b.test>\r\n'],
    [['MAIL FROM:<a@b.test>', 'smtp-no-ehlo']],
  ],
  ['smtp-no-ehlo', 'MAIL without any greeting', ['MAIL FROM:<a@b.test>\r\n'], [['MAIL FROM:<a@b.test>', 'smtp-no-ehlo']]],
  ['smtp-unknown-command', 'a command that is none', ['EHLO c.test\r\n', 'HLEP\r\n'], [['HLEP', 'smtp-unknown-command']]],
  [
    'smtp-wrong-sequence',
    'RCPT before MAIL',
    ['EHLO c.test\r\n', 'RCPT TO:<a@b.test>\r\n'],
    [['RCPT TO:<a@b.test>', 'smtp-wrong-sequence']],
  ],
  [
    'smtp-wrong-sequence',
    'MAIL in a transaction',
    ['EHLO c.test\r\n', 'MAIL FROM:<a@b.test>\r\n', 'MAIL FROM:<e@b.test>\r\n'],
    [['MAIL FROM:<e@b.test>', 'smtp-wrong-sequence']],
  ],
  [
    'smtp-utf8-undeclared',
    'a path that is not ASCII',
    ['EHLO c.test\r\n', 'MAIL FROM:<jürgen@b.test>\r\n', 'RCPT TO:<用户@b.test>\r\n'],
    [
      ['MAIL FROM:<jürgen@b.test', 'smtp-utf8-undeclared'],
      ['RCPT TO:<用户@b.test>', 'smtp-utf8-undeclared'],
    ],
  ],
  [
    'none',
    'a path that is not ASCII, with SMTPUTF8',
    ['EHLO c.test\r\n', 'MAIL FROM:<jürgen@b.test> SMTPUTF8\r\n', 'RCPT TO:<用户@b.test>\r\n'],
    [],
  ],
  [
    'smtp-command-too-long',
    'a command of more than 2,048 octets',
    ['EHLO c.test\r\n', `NOOP ${'x'.repeat(2048)}\r\n`],
    [[`NOOP ${'x'.repeat(19)}`, 'smtp-command-too-long']],
  ],
  [
    'smtp-early-pipelining',
    'NOOP with more behind it',
    ['EHLO c.test\r\n', 'NOOP\r\nRSET\r\n'],
    [['NOOP', 'smtp-early-pipelining']],
  ],
  [
    'smtp-early-pipelining',
    'a group after HELO, which offers no PIPELINING',
    ['HELO c.test\r\n', 'RSET\r\nNOOP\r\n'],
    [['RSET', 'smtp-early-pipelining']],
  ],
]

test.each(RULES)('%s: %s', async (_rule, _what, writes, found) => {
  await using app = await startApp()
  const session = await sessionOf(app, async (smtp) => {
    for (const octets of writes) {
      smtp.write(octets)
      for (const _line of octets.matchAll(/\n/g)) await smtp.reply()
    }
    await quit(smtp)
  })
  expect(findingsOf(session)).toEqual(found)
  const { error, warning, info } = session.findings
  expect(error + warning + info).toBe(found.length)
})

const DATA_RULES: [string, string, string, string, string[]][] = [
  ['smtp-bare-lf-data', 'a bare LF', '', 'Subject: a\n\r\nb\r\n', ['smtp-bare-lf-data']],
  ['smtp-8bit-undeclared', '8-bit octets', '', 'Subject: ü\r\n\r\n', ['smtp-8bit-undeclared']],
  ['none', '8-bit octets with BODY=8BITMIME', ' BODY=8BITMIME', 'Subject: ü\r\n\r\n', []],
  ['none', '8-bit octets with SMTPUTF8', ' SMTPUTF8', 'Subject: ü\r\n\r\n', []],
  ['smtp-data-line-too-long', 'a line of 999 octets', '', `${'x'.repeat(999)}\r\n`, ['smtp-data-line-too-long']],
  ['none', 'a line of 998 octets', '', `${'x'.repeat(998)}\r\n`, []],
]

test.each(DATA_RULES)('%s: mail data with %s', async (_rule, _what, parameters, mailData, rules) => {
  await using app = await startApp()
  const session = await sessionOf(app, async (smtp) => {
    for (const line of ['EHLO c.test', `MAIL FROM:<a@b.test>${parameters}`, 'RCPT TO:<c@d.test>', 'DATA']) await smtp.say(line)
    // Cut where a border is hardest: within a line end, and within a character.
    for (const octet of Buffer.from(`${mailData}.\r\n`)) smtp.write(Buffer.from([octet]))
    queuedId(await smtp.reply())
    await quit(smtp)
  })
  expect(findingsOf(session).map(([, rule]) => rule)).toEqual(rules)
})

test('octets that cannot be shown are escaped, text in UTF-8 is not', async () => {
  await using app = await startApp()
  const session = await sessionOf(app, async (smtp) => {
    await smtp.say('EHLO c.test')
    smtp.write(Buffer.concat([Buffer.from('NOOP \x1b[31m ü\u202e'), Buffer.from('\r\n')]))
    await smtp.reply()
    smtp.write(Buffer.from('NOOP \xff\x00\r\n', 'latin1'))
    await smtp.reply()
    await quit(smtp)
  })
  expect(texts(session)).toContain('C: NOOP \\x1b[31m ü\\u{202e}')
  expect(texts(session)).toContain('C: NOOP \\xff\\x00')
})
