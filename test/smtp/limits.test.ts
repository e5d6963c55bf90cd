import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningApp, startApp } from '../harness/app.ts'
import { beginData, openSmtp, queuedId, type SmtpDialogue } from '../harness/smtp.ts'
import { sendMailData, toWire } from './mail-data.ts'

const MAX_OCTETS = 1000

let app: RunningApp
beforeAll(async () => {
  app = await startApp({ flags: ['--max-message-size', String(MAX_OCTETS)] })
})
afterAll(() => app[Symbol.asyncDispose]())

describe('message size (RFC 1870)', () => {
  const ofOctets = (octets: number) => `Subject: size\r\n\r\n${'x'.repeat(octets - 'Subject: size\r\n\r\n\r\n'.length)}\r\n`

  test('the limit is told in EHLO (§3)', async () => {
    await using smtp = await openSmtp(app.smtp)
    expect(await smtp.say('EHLO client.test')).toMatch(/^250[ -]SIZE 1000$/m)
  })

  test.for([
    [MAX_OCTETS, /^250 2\.1\.0 /],
    [MAX_OCTETS + 1, /^552 5\.3\.4 /],
    ['99999999999999999999', /^552 5\.3\.4 /],
    ['100000000000000000000', /^501 5\.5\.4 /],
  ] as const)('SIZE=%s is judged at MAIL (§6.1)', async ([size, expected]) => {
    await using smtp = await openSmtp(app.smtp)
    await smtp.say('EHLO client.test')
    expect(await smtp.say(`MAIL FROM:<a@a.test> SIZE=${size}`)).toMatch(expected)
  })

  test('octets are counted with dot-stuffing undone: exactly the limit is taken (§5)', async () => {
    await using smtp = await openSmtp(app.smtp)
    const dots = `Subject: size\r\n\r\n${'.\r\n'.repeat(300)}`
    const exact = `${dots.padEnd(MAX_OCTETS - 2, 'x')}\r\n`
    expect(toWire(exact).length).toBe(MAX_OCTETS + 300 + '.\r\n'.length)
    const id = await sendMailData(smtp, exact)
    expect(Buffer.from(await app.client.raw(id)).toString()).toBe(exact)
  })

  test.for([MAX_OCTETS + 1, 300_000])(
    '%i octets are read to their end, refused with 552 5.3.4, not kept, and the session goes on (§6.3)',
    async (octets) => {
      const { total } = await app.client.list()
      const { refused } = (await app.client.info()).counters
      await using smtp = await openSmtp(app.smtp)
      await beginData(smtp)
      smtp.write(toWire(ofOctets(octets)))
      expect(await smtp.reply()).toMatch(/^552 5\.3\.4 /)
      expect((await app.client.list()).total).toBe(total)
      expect((await app.client.info()).counters.refused).toBe(refused + 1)
      const id = await sendMailData(smtp, ofOctets(MAX_OCTETS))
      expect((await app.client.get(id)).sizeOctets).toBe(MAX_OCTETS)
    },
  )

  test('commands within a refused message are not run', async () => {
    await using smtp = await openSmtp(app.smtp)
    await beginData(smtp)
    smtp.write(toWire(`${ofOctets(2 * MAX_OCTETS)}RSET\r\nMAIL FROM:<x@x.test>\r\nRCPT TO:<x@x.test>\r\nDATA\r\nx\r\n`))
    expect(await smtp.reply()).toMatch(/^552 5\.3\.4 /)
    expect(await smtp.say('NOOP')).toBe('250 2.0.0 OK')
  })
})

test('1,000 recipients are taken, more get 452 4.5.3, and the message goes to those taken (RFC 5321 §4.5.3.1.10)', async () => {
  await using smtp = await openSmtp(app.smtp)
  await smtp.say('EHLO client.test')
  await smtp.say('MAIL FROM:<a@a.test>')
  const paths = Array.from({ length: 1002 }, (_, i) => `user-${i}@b.test`)
  smtp.write(paths.map((path) => `RCPT TO:<${path}>\r\n`).join(''))
  const replies: string[] = []
  for (const _ of paths) replies.push(await smtp.reply())
  expect(replies.slice(0, 1000).filter((reply) => !reply.startsWith('250 2.1.5 '))).toEqual([])
  expect(replies.slice(1000)).toEqual([expect.stringMatching(/^452 4\.5\.3 /), expect.stringMatching(/^452 4\.5\.3 /)])
  await smtp.say('DATA')
  const { envelope } = await app.client.get(queuedId(await smtp.say('Subject: many\r\n\r\n.')))
  expect(envelope.forwardPaths).toEqual(paths.slice(0, 1000))
})

test('a connection over the limit is greeted with 421 and closed; when another ends there is room again (RFC 5321 §3.1)', async () => {
  await using own = await startApp({ flags: ['--max-connections', '2'] })
  await using first = await openSmtp(own.smtp)
  await using second = await openSmtp(own.smtp)
  await using third = await openSmtp(own.smtp)
  expect(third.greeting).toMatch(/^421 localhost /)
  await third.closed
  expect(await first.say('NOOP')).toMatch(/^250 /)
  await second.say('QUIT')
  await using fourth = await openSmtp(own.smtp)
  expect(fourth.greeting).toMatch(/^220 /)
})

test('a silent client is told 421 and let go, also in the middle of mail data; a busy one stays (RFC 5321 §4.5.3.2)', async () => {
  await using own = await startApp({ flags: ['--idle-timeout', '1s'] })
  const timedOut = async (smtp: SmtpDialogue) => {
    expect(await smtp.reply()).toMatch(/^421 4\.4\.2 /)
    await smtp.closed
  }
  await using silent = await openSmtp(own.smtp)
  await using sending = await openSmtp(own.smtp)
  await using busy = await openSmtp(own.smtp)
  await beginData(sending)
  sending.write('Subject: half\r\n\r\nhalf\r\n')
  let isOver = false
  const over = Promise.all([timedOut(silent), timedOut(sending)]).then(() => {
    isOver = true
  })
  let sent = 0
  // Mails, as ten thousand commands without one would end it too.
  for (; !isOver; sent++) {
    await beginData(busy)
    expect(await busy.say('Subject: whole\r\n\r\nwhole\r\n.')).toMatch(/^250 /)
  }
  await over
  expect((await own.client.list()).total).toBe(sent)
})
