import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningApp, startApp } from '../harness/app.ts'
import { beginData, openSmtp, queuedId } from '../harness/smtp.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startApp({ flags: ['--hostname', 'catcher.test'] })
})
afterAll(() => app[Symbol.asyncDispose]())

test('the greeting is one line, 220 and the host name first, with no enhanced code (RFC 5321 §4.2, RFC 2034 §4)', async () => {
  await using smtp = await openSmtp(app.smtp)
  expect(smtp.greeting).toMatch(/^220 catcher\.test ESMTP[^\n]*$/)
})

test('EHLO lists exactly what is offered (RFC 5321 §4.1.1.1)', async () => {
  await using smtp = await openSmtp(app.smtp)
  const [first, ...extensions] = (await smtp.say('EHLO client.test')).split('\r\n')
  expect(first).toMatch(/^250-catcher\.test greets /)
  expect(extensions.map((line) => line.slice(4))).toEqual([
    'PIPELINING',
    '8BITMIME',
    'SMTPUTF8',
    'ENHANCEDSTATUSCODES',
    'DSN',
    'AUTH PLAIN LOGIN CRAM-MD5 XOAUTH2',
    'SIZE 52428800',
  ])
})

test('HELO is answered with one line and no extension (RFC 5321 §4.1.1.1)', async () => {
  await using smtp = await openSmtp(app.smtp)
  expect(await smtp.say('HELO client.test')).toMatch(/^250 catcher\.test greets [^\n]*$/)
})

test('a client that talks before it has read the greeting is served (its octets may have crossed with ours)', async () => {
  const socket = connect(app.smtp)
  socket.write('EHLO hasty.test\r\nNOOP\r\nQUIT\r\n')
  let received = ''
  socket.setEncoding('utf8').on('data', (text: string) => {
    received += text
  })
  await once(socket, 'close')
  expect(received.match(/^\d{3} .*$/gm)).toEqual([
    expect.stringMatching(/^220 /),
    expect.stringMatching(/^250 SIZE /),
    expect.stringMatching(/^250 2\.0\.0 /),
    expect.stringMatching(/^221 2\.0\.0 /),
  ])
})

test.for([
  ['EHLO', 'Build-Agent.Example.TEST'],
  ['HELO', 'Build-Agent.Example.TEST'],
  ['EHLO', '[IPv6:2001:DB8::1]'],
  ['EHLO', 'MY_LAPTOP'],
  ['EHLO', 'bücher.test'],
])('the name in %s %s is kept as written (DESIGN §2, promise 3)', async ([command = '', name = '']) => {
  await using smtp = await openSmtp(app.smtp)
  expect(await smtp.say(`${command} ${name}`)).toMatch(/^250[ -]/)
  for (const line of ['MAIL FROM:<a@a.test>', 'RCPT TO:<b@b.test>', 'DATA']) await smtp.say(line)
  const { session } = await app.client.get(queuedId(await smtp.say('Subject: helo\r\n\r\n.')))
  expect(session).toMatchObject({ heloName: name, clientAddress: '127.0.0.1', tls: false })
})

test('an EHLO that is refused leaves the session as it was (RFC 5321 §4.1.4)', async () => {
  await using smtp = await openSmtp(app.smtp)
  await smtp.say('EHLO first.test')
  expect(await smtp.say('MAIL FROM:<a@a.test>')).toMatch(/^250 /)
  expect(await smtp.say('EHLO')).toMatch(/^501 /)
  expect(await smtp.say('EHLO two names')).toMatch(/^501 /)
  expect(await smtp.say('RCPT TO:<b@b.test>')).toMatch(/^250 /)
  expect(await smtp.say('DATA')).toMatch(/^354 /)
  const { session } = await app.client.get(queuedId(await smtp.say('Subject: helo\r\n\r\n.')))
  expect(session?.heloName).toBe('first.test')
})

test('a second EHLO drops the transaction and its name counts from then on (RFC 5321 §4.1.4)', async () => {
  await using smtp = await openSmtp(app.smtp)
  await smtp.say('EHLO first.test')
  await smtp.say('MAIL FROM:<dropped@a.test>')
  await smtp.say('EHLO second.test')
  expect(await smtp.say('RCPT TO:<b@b.test>')).toMatch(/^503 5\.5\.1 /)
  await beginData(smtp)
  const { session, envelope } = await app.client.get(queuedId(await smtp.say('Subject: helo\r\n\r\n.')))
  expect(session?.heloName).toBe('client.test')
  expect(envelope.reversePath).toBe('sender@a.test')
})
