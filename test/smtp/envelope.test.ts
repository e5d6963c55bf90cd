import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningApp, startApp } from '../harness/app.ts'
import { beginData, openSmtp, queuedId } from '../harness/smtp.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app[Symbol.asyncDispose]())

/** The envelope as the API shows it after MAIL and RCPT lines, all of which must be taken. */
async function envelopeOf(mail: string, rcpts: string[]) {
  await using smtp = await openSmtp(app.smtp)
  for (const line of ['EHLO client.test', mail, ...rcpts]) expect(await smtp.say(line), line).toMatch(/^250[ -]/)
  expect(await smtp.say('DATA')).toMatch(/^354 /)
  return (await app.client.get(queuedId(await smtp.say('Subject: envelope\r\n\r\n.')))).envelope
}

describe('paths are kept as written (RFC 5321 §4.1.2)', () => {
  test.for([
    ['a quoted local-part with a space', '"a b"@x.test'],
    ['a quoted angle bracket', '"a>b"@x.test'],
    ['a quoted pair', '"a\\"b"@x.test'],
    ['a dot at the end of the local-part', 'user.@x.test'],
    ['two dots in a row', 'a..b@x.test'],
    ['an underscore in the domain', 'a@under_score.test'],
    ['an IPv4 address literal', 'a@[192.0.2.1]'],
    ['an IPv6 address literal', 'a@[IPv6:2001:db8::1]'],
    ['a source route', '@relay.test,@other.test:joe@x.test'],
    ['a punycode domain', 'joe@xn--mnchen-3ya.test'],
    ['a UTF-8 address (RFC 6531)', 'jörg@münchen.test'],
    ['the replacement character, which is UTF-8 too', 'a\ufffdb@x.test'],
    ['a sub-address in capitals', 'Ann+Tag@X.Test'],
    ['a name without a domain (RFC 5321 §4.1.1.3)', 'Postmaster'],
    [
      'an address of 300 octets',
      `${'l'.repeat(100)}@${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(60)}.${'d'.repeat(11)}.test`,
    ],
  ])('%s', async ([, path = '']) => {
    expect(await envelopeOf(`MAIL FROM:<${path}>`, [`RCPT TO:<${path}>`])).toMatchObject({
      reversePath: path,
      forwardPaths: [path],
    })
  })

  test('octets that are not UTF-8, each as the character of its number', async () => {
    await using smtp = await openSmtp(app.smtp)
    await smtp.say('EHLO client.test')
    smtp.write(Buffer.from('MAIL FROM:<j\xf6rg@x.test>\r\n', 'latin1'))
    expect(await smtp.reply()).toMatch(/^250 /)
    expect(await smtp.say('RCPT TO:<b@b.test>')).toMatch(/^250 /)
    await smtp.say('DATA')
    const { envelope } = await app.client.get(queuedId(await smtp.say('Subject: latin1\r\n\r\n.')))
    expect(envelope.reversePath).toBe('j\xf6rg@x.test')
  })

  test('the null reverse-path (RFC 5321 §4.5.5)', async () => {
    expect((await envelopeOf('MAIL FROM:<>', ['RCPT TO:<b@b.test>'])).reversePath).toBe('')
  })

  test('recipients in order, duplicates and those that differ in case only too', async () => {
    const paths = ['Ann@x.test', 'zoe@x.test', 'ann@x.test', 'Ann@x.test']
    const { forwardPaths } = await envelopeOf(
      'MAIL FROM:<a@a.test>',
      paths.map((path) => `RCPT TO:<${path}>`),
    )
    expect(forwardPaths).toEqual(paths)
  })

  test('commands in any case, blanks around the colon and after the path', async () => {
    expect(await envelopeOf('mail from: <a@a.test> ', ['Rcpt To : <b@b.test>'])).toMatchObject({
      reversePath: 'a@a.test',
      forwardPaths: ['b@b.test'],
    })
  })
})

test.for([
  'MAIL FROM:a@a.test',
  'MAIL FROM:<a b@a.test>',
  'MAIL FROM:<a@a.test',
  'MAIL FROM:<a@a.test>x',
  'MAIL FROM:<"a@a.test>',
  'MAIL FROM:<@relay.test:>',
  'MAIL FROM:<a@>',
  'MAIL FROM:<a\x01@a.test>',
  'MAIL FROM:<a@a.test> X=\x7f',
  'MAIL TO:<a@a.test>',
  'MAIL',
])('a reverse-path without a shape gets 501 5.1.7 and the session goes on: %j', async (line) => {
  await using smtp = await openSmtp(app.smtp)
  await smtp.say('EHLO client.test')
  expect(await smtp.say(line)).toMatch(/^501 5\.1\.7 /)
  expect(await smtp.say('MAIL FROM:<a@a.test>')).toMatch(/^250 2\.1\.0 /)
})

test('a bad or empty forward-path gets 501 5.1.3 and costs the other recipients nothing (RFC 5321 §3.3)', async () => {
  await using smtp = await openSmtp(app.smtp)
  await smtp.say('EHLO client.test')
  await smtp.say('MAIL FROM:<a@a.test>')
  expect(await smtp.say('RCPT TO:<good@b.test>')).toMatch(/^250 2\.1\.5 /)
  expect(await smtp.say('RCPT TO:<>')).toMatch(/^501 5\.1\.3 /)
  expect(await smtp.say('RCPT TO:<a b@b.test>')).toMatch(/^501 5\.1\.3 /)
  await smtp.say('DATA')
  const { envelope } = await app.client.get(queuedId(await smtp.say('Subject: one\r\n\r\n.')))
  expect(envelope.forwardPaths).toEqual(['good@b.test'])
})

describe('parameters (RFC 5321 §4.1.1.11)', () => {
  test('are kept as written: in order, unknown and repeated ones, each with its recipient', async () => {
    const { parameters } = await envelopeOf(
      'MAIL FROM:<a@a.test> body=8bitmime SIZE=10 X-Trace=One=Two X-Trace=one X-Flag AUTH=<> ENVID=q+2Bx RET=hdrs SMTPUTF8',
      [
        'RCPT TO:<first@b.test> NOTIFY=success,DELAY ORCPT=rfc822;First+40b.test',
        'RCPT TO:<second@b.test>',
        'RCPT TO:<third@b.test> Notify=NEVER X-Empty=',
      ],
    )
    expect(parameters).toEqual({
      mail: [
        { keyword: 'body', value: '8bitmime' },
        { keyword: 'SIZE', value: '10' },
        { keyword: 'X-Trace', value: 'One=Two' },
        { keyword: 'X-Trace', value: 'one' },
        { keyword: 'X-Flag' },
        { keyword: 'AUTH', value: '<>' },
        { keyword: 'ENVID', value: 'q+2Bx' },
        { keyword: 'RET', value: 'hdrs' },
        { keyword: 'SMTPUTF8' },
      ],
      rcpt: [
        [
          { keyword: 'NOTIFY', value: 'success,DELAY' },
          { keyword: 'ORCPT', value: 'rfc822;First+40b.test' },
        ],
        [],
        [
          { keyword: 'Notify', value: 'NEVER' },
          { keyword: 'X-Empty', value: '' },
        ],
      ],
    })
  })

  test.for([
    ['SIZE=', 'RFC 1870 §3'],
    ['SIZE=12k', 'RFC 1870 §3'],
    ['SIZE=-1', 'RFC 1870 §3'],
    ['BODY=9BIT', 'RFC 6152 §2'],
    ['BODY', 'RFC 6152 §2'],
    ['SMTPUTF8=yes', 'RFC 6531 §3.1'],
    ['RET=ALL', 'RFC 3461 §4.3'],
  ])('MAIL with %s gets 501 5.5.4 (%s)', async ([parameter]) => {
    await using smtp = await openSmtp(app.smtp)
    await smtp.say('EHLO client.test')
    expect(await smtp.say(`MAIL FROM:<a@a.test> ${parameter}`)).toMatch(/^501 5\.5\.4 /)
    expect(await smtp.say('RCPT TO:<b@b.test>')).toMatch(/^503 5\.5\.1 /)
  })

  test.for([
    ['NOTIFY=NEVER,SUCCESS', 'RFC 3461 §4.1'],
    ['NOTIFY=SOMETIMES', 'RFC 3461 §4.1'],
    ['NOTIFY', 'RFC 3461 §4.1'],
    ['ORCPT=nobody', 'RFC 3461 §4.2'],
  ])('RCPT with %s gets 501 5.5.4 (%s)', async ([parameter]) => {
    await using smtp = await openSmtp(app.smtp)
    await smtp.say('EHLO client.test')
    await smtp.say('MAIL FROM:<a@a.test>')
    expect(await smtp.say(`RCPT TO:<b@b.test> ${parameter}`)).toMatch(/^501 5\.5\.4 /)
    expect(await smtp.say('DATA')).toMatch(/^503 5\.5\.1 /)
  })
})

test('each transaction has its own envelope; RSET drops one (RFC 5321 §4.1.1.5)', async () => {
  await using smtp = await openSmtp(app.smtp)
  await smtp.say('EHLO client.test')
  await smtp.say('MAIL FROM:<dropped@a.test> X-Dropped')
  await smtp.say('RCPT TO:<dropped@b.test>')
  expect(await smtp.say('RSET')).toMatch(/^250 2\.0\.0 /)
  await beginData(smtp, { from: 'first@a.test', to: ['one@b.test', 'two@b.test'] })
  const first = queuedId(await smtp.say('Subject: 1\r\n\r\n.'))
  await beginData(smtp, { from: 'second@a.test', to: ['three@b.test'] })
  const second = queuedId(await smtp.say('Subject: 2\r\n\r\n.'))
  expect((await app.client.get(first)).envelope).toEqual({
    reversePath: 'first@a.test',
    forwardPaths: ['one@b.test', 'two@b.test'],
    parameters: { mail: [], rcpt: [[], []] },
  })
  expect((await app.client.get(second)).envelope).toMatchObject({ reversePath: 'second@a.test', forwardPaths: ['three@b.test'] })
})
