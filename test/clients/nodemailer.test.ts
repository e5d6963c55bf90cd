import { PassThrough } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { createTransport, type SendMailOptions } from 'nodemailer'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningApp, startApp } from '../harness/app.ts'
import { queuedId } from '../harness/smtp.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app[Symbol.asyncDispose]())

const PNG = Buffer.from('89504e470d0a1a0a', 'hex')
const MAIL: SendMailOptions = {
  from: { name: 'Mağaza', address: 'shop@a.test' },
  to: 'Ann <ann@b.test>',
  cc: '山田 <yamada@b.test>',
  bcc: 'hidden@b.test',
  subject: 'ご注文 — sipariş',
  text: 'Hello\r\n.\r\n..dots\r\nİyi günler', // it would make CRLF of a bare LF on the way out
  html: '<p>Hello <img src="cid:logo@a.test"></p>',
  attachments: [
    { filename: 'logo.png', cid: 'logo@a.test', content: PNG },
    { filename: '東京.bin', content: Buffer.alloc(100_000, 7) },
  ],
}

/** Sends, and keeps what goes on the wire before dots are stuffed. */
async function send(mail: SendMailOptions, auth?: { method: string; user: string; pass: string }) {
  const transport = createTransport({
    ...app.smtp,
    name: 'nodemailer.test',
    ...(auth && { auth: { user: auth.user, pass: auth.pass }, authMethod: auth.method }),
  })
  let octets: Promise<Buffer> | undefined
  transport.use('stream', ({ message }, done) => {
    message.processFunc((input) => {
      const copy = new PassThrough()
      octets = buffer(input.pipe(copy.on('error', (error) => input.destroy(error))).pipe(new PassThrough()))
      return input.pipe(new PassThrough())
    })
    done()
  })
  const { response } = await transport.sendMail(mail)
  transport.close()
  return { id: queuedId(response), octets: await octets }
}

test.for([
  undefined,
  { method: 'PLAIN', user: 'node-plain', pass: 'any' },
  { method: 'LOGIN', user: 'node-login', pass: 'şifre' },
  { method: 'CRAM-MD5', user: 'node-cram', pass: 'other' },
])('nodemailer, AUTH %j: the mail is kept octet for octet and read right', async (auth) => {
  const { id, octets } = await send(MAIL, auth)
  expect(Buffer.from(await app.client.raw(id)).toString('latin1')).toBe(octets?.toString('latin1'))
  expect(await app.client.get(id)).toMatchObject({
    subject: 'ご注文 — sipariş',
    text: 'Hello\n.\n..dots\nİyi günler',
    html: '<p>Hello <img src="cid:logo@a.test"></p>',
    from: [{ displayName: 'Mağaza', addrSpec: 'shop@a.test' }],
    cc: [{ displayName: '山田', addrSpec: 'yamada@b.test' }],
    bcc: [{ displayName: '', addrSpec: 'hidden@b.test' }],
    envelope: { reversePath: 'shop@a.test', forwardPaths: ['ann@b.test', 'yamada@b.test', 'hidden@b.test'] },
    attachments: [
      { filename: 'logo.png', contentId: 'logo@a.test', sizeOctets: PNG.length },
      { filename: '東京.bin', sizeOctets: 100_000 },
    ],
    mailbox: auth?.user ?? 'default',
    session: { heloName: 'nodemailer.test' },
  })
})

test('nodemailer with a pool: many mails on few connections, each with its own envelope', async () => {
  const transport = createTransport({ ...app.smtp, pool: true, maxConnections: 3 })
  const mails = Array.from({ length: 30 }, (_, i) => `user-${i}@b.test`)
  const replies = await Promise.all(
    mails.map((to) => transport.sendMail({ from: 'shop@a.test', to, subject: `for ${to}`, text: to })),
  )
  transport.close()
  for (const [i, { response }] of replies.entries()) {
    const message = await app.client.get(queuedId(response))
    expect([message.subject, message.text, ...message.envelope.forwardPaths]).toEqual([
      `for ${mails[i]}`,
      `${mails[i]}\n`,
      mails[i],
    ])
  }
})

test('nodemailer with DSN and an SMTPUTF8 address', async () => {
  const { id } = await send({
    from: 'shop@a.test',
    to: 'jörg@b.test',
    text: 'x',
    dsn: { id: 'q 1', return: 'headers', notify: ['success', 'failure'], recipient: 'shop@a.test' },
  })
  const { envelope } = await app.client.get(id)
  expect(envelope.forwardPaths).toEqual(['jörg@b.test'])
  expect(envelope.parameters).toEqual({
    mail: [{ keyword: 'SMTPUTF8' }, { keyword: 'RET', value: 'HDRS' }, { keyword: 'ENVID', value: 'q+201' }],
    rcpt: [
      [
        { keyword: 'NOTIFY', value: 'SUCCESS,FAILURE' },
        { keyword: 'ORCPT', value: 'rfc822;shop@a.test' },
      ],
    ],
  })
})
