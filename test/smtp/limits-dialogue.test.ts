/** Dialogues that go on without bringing mail, and lines and mail data that do not end: so far and no further. */
import { networkInterfaces } from 'node:os'
import { afterAll, describe, expect, test } from 'vitest'
import { clientNetwork } from '../../server/client-network.ts'
import { LIMITS } from '../../server/limits.ts'
import { startApp } from '../harness/app.ts'
import { beginData, openSmtp, queuedId, type SmtpDialogue } from '../harness/smtp.ts'
import { openStream } from '../harness/stream.ts'

const MAX_OCTETS = 1000
const app = await startApp({ flags: ['--max-message-size', String(MAX_OCTETS), '--max-recipients', '20000'] })
afterAll(() => app[Symbol.asyncDispose]())

/** Sends it so many times in one write. @returns the codes of the replies */
async function repeat(smtp: SmtpDialogue, line: string, times: number): Promise<string[]> {
  smtp.write(`${line}\r\n`.repeat(times))
  const codes: string[] = []
  for (let i = 0; i < times; i++) codes.push((await smtp.reply()).slice(0, 3))
  return codes
}

async function expectFarewell(smtp: SmtpDialogue, reply: RegExp): Promise<void> {
  expect(await smtp.reply()).toMatch(reply)
  await smtp.closed
}

describe('commands that fail', () => {
  const limit = LIMITS.smtp.failedCommands.value

  test.for([limit - 1, limit])('%i of them end nothing if a message comes next, which starts the count anew', async (times) => {
    await using smtp = await openSmtp(app.smtp)
    await smtp.say('EHLO client.test')
    expect(new Set(await repeat(smtp, 'VRFY', times - 1))).toEqual(new Set(['501']))
    await beginData(smtp)
    queuedId(await smtp.say('Subject: fine\r\n\r\n.'))
    expect(new Set(await repeat(smtp, 'MAIL bad', limit - 1))).toEqual(new Set(['501']))
    expect(await smtp.say('NOOP')).toMatch(/^250 /)
  })

  test('so many are answered, what comes next gets 421 with the reason, and the session keeps it', async () => {
    await using smtp = await openSmtp(app.smtp)
    await smtp.say('EHLO failing.test')
    expect(new Set(await repeat(smtp, 'MAIL bad', limit))).toEqual(new Set(['501']))
    smtp.write('NOOP\r\n')
    await expectFarewell(smtp, /^421 4\.7\.0 localhost ends this session: 1000 commands failed$/)
    const found = await app.client.sessions({ outcome: 'refused' })
    const { id = '' } = found.sessions.find(({ heloName }) => heloName === 'failing.test') ?? {}
    expect((await app.client.session(id)).lines.at(-1)?.text).toMatch(/^421 4\.7\.0 /)
  })
})

describe('commands without a message', () => {
  const limit = LIMITS.smtp.commandsWithoutMail.value

  test('so many are answered, one more gets 421; a message starts the count anew', async () => {
    await using smtp = await openSmtp(app.smtp)
    await smtp.say('EHLO client.test')
    expect(new Set(await repeat(smtp, 'NOOP', limit - 5))).toEqual(new Set(['250']))
    await beginData(smtp)
    queuedId(await smtp.say('Subject: fine\r\n\r\n.'))
    expect(new Set(await repeat(smtp, 'RSET', limit))).toEqual(new Set(['250']))
    smtp.write('NOOP\r\n')
    await expectFarewell(smtp, /^421 4\.7\.0 localhost ends this session: 10000 commands brought no message$/)
  })

  test('recipients that are taken do not count', async () => {
    await using smtp = await openSmtp(app.smtp)
    await smtp.say('EHLO client.test')
    await smtp.say('MAIL FROM:<a@a.test>')
    expect(new Set(await repeat(smtp, 'RCPT TO:<b@b.test>', limit + 1))).toEqual(new Set(['250']))
    await smtp.say('DATA')
    const { envelope } = await app.client.get(queuedId(await smtp.say('Subject: many\r\n\r\n.')))
    expect(envelope.forwardPaths).toHaveLength(limit + 1)
  })
})

describe('a command line that goes on', () => {
  const limit = LIMITS.smtp.endlessLine.value

  test.for([limit - 1, limit])('of %i octets, its CRLF included, gets 500, and the session goes on', async (octets) => {
    await using smtp = await openSmtp(app.smtp)
    smtp.write(Buffer.alloc(octets - 2, 'x'))
    smtp.write('\r\n')
    expect(await smtp.reply()).toMatch(/^500 5\.5\.2 /)
    expect(await smtp.say('NOOP')).toMatch(/^250 /)
  })

  test.for([
    ['with its end', '\r\n'],
    ['without an end', 'xx'],
  ])('and on, %s, gets 421 and is closed', async ([, end = '']) => {
    await using smtp = await openSmtp(app.smtp)
    smtp.write(Buffer.alloc(limit - 1, 'x'))
    smtp.write(end)
    await expectFarewell(smtp, /^421 4\.7\.0 /)
  })
})

describe('mail data beyond the largest message', () => {
  const limit = MAX_OCTETS + LIMITS.smtp.refusedData.value

  test.for([limit - 1, limit])('%i octets are read to their end: 552, and the session goes on', async (octets) => {
    await using smtp = await openSmtp(app.smtp)
    await beginData(smtp)
    smtp.write(Buffer.alloc(octets - 2, 'x'))
    smtp.write('\r\n.\r\n')
    expect(await smtp.reply()).toMatch(/^552 5\.3\.4 /)
    expect(await smtp.say('NOOP')).toMatch(/^250 /)
  })

  test('one octet more: 552, then 421, and nothing behind it is run; it counts as refused', async () => {
    const before = (await app.client.info()).counters
    await using smtp = await openSmtp(app.smtp)
    await beginData(smtp)
    smtp.write(Buffer.alloc(limit + 1, 'x'))
    expect(await smtp.reply()).toMatch(/^552 5\.3\.4 /)
    await expectFarewell(smtp, /^421 4\.7\.0 /)
    const after = (await app.client.info()).counters
    expect([after.refused - before.refused, after.accepted - before.accepted]).toEqual([1, 0])
  })
})

test('a session keeps the ids of so many messages, and counts all', async () => {
  const limit = LIMITS.smtp.sessionMessages.value
  await using own = await startApp()
  const kept = []
  for (const count of [limit - 1, limit, limit + 1]) {
    await using stream = await openStream(own.url)
    await using smtp = await openSmtp(own.smtp)
    const mail = 'MAIL FROM:<a@x.test>\r\nRCPT TO:<b@x.test>\r\nDATA\r\n'
    await smtp.say('EHLO c.test')
    for (let i = 0; i < count; i++) {
      smtp.write(mail)
      for (let replies = 0; replies < 3; replies++) await smtp.reply()
      expect(await smtp.say('x\r\n.')).toMatch(/^250 /)
    }
    await smtp.say('QUIT')
    const { summary } = await stream.next('session.ended')
    kept.push([summary.messageCount, (await own.client.session(summary.id)).messageIds.length])
  }
  expect(kept).toEqual([
    [limit - 1, limit - 1],
    [limit, limit],
    [limit + 1, limit],
  ])
})

describe('connections of one address', () => {
  test.for([
    ['127.0.0.1', undefined],
    ['127.8.0.1', undefined],
    ['::1', undefined],
    ['::ffff:127.0.0.1', undefined],
    ['10.0.0.7', '10.0.0.7'],
    ['::ffff:10.0.0.7', '10.0.0.7'],
    ['2001:db8:0:1::7', '2001:db8:0:1'],
    ['2001:0db8:0000:0001:ffff::', '2001:db8:0:1'],
    ['2001:db8::7', '2001:db8:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['::', '0:0:0:0'],
  ] as const)('%s counts as %s', ([address, network]) => {
    expect(clientNetwork(address)).toBe(network)
  })

  const own = Object.values(networkInterfaces())
    .flat()
    .find((each) => each && !each.internal && each.family === 'IPv4')?.address

  test.skipIf(own === undefined)('one more gets 421; those of this machine are not counted', async () => {
    const flags = ['--smtp', '0.0.0.0:0', '--max-connections-per-address', '2']
    await using limited = await startApp({ flags })
    const from = { host: own ?? '', port: limited.smtp.port }
    await using first = await openSmtp(from)
    await using second = await openSmtp(from)
    await using third = await openSmtp(from)
    expect([first.greeting, second.greeting].map((greeting) => greeting.slice(0, 3))).toEqual(['220', '220'])
    expect(third.greeting).toMatch(/^421 .*from your address, the limit is 2.*--max-connections-per-address/)
    await third.closed
    for (let i = 0; i < 3; i++) {
      await using local = await openSmtp(limited.smtp)
      expect(local.greeting).toMatch(/^220 /)
    }
    await first.say('QUIT')
    await using fourth = await openSmtp(from)
    expect(fourth.greeting).toMatch(/^220 /)
  })
})
