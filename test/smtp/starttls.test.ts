import { once } from 'node:events'
import { connect as connectPlain, type Socket } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Session } from '../../shared/model/session.ts'
import { type RunningApp, startApp } from '../harness/app.ts'
import { beginData, deliver, dialogueOver, openSmtp, queuedId, type SmtpDialogue } from '../harness/smtp.ts'

let app: RunningApp
let ca: string
beforeAll(async () => {
  app = await startApp({ flags: ['--tls', '--tls-names', 'mail.test', '--idle-timeout', '20s'] })
  ca = await (await fetch(`${app.url}/api/ca.pem`)).text()
})
afterAll(() => app[Symbol.asyncDispose]())

/** The handshake on an open connection. */
async function secure(socket: Socket, options: { servername?: string; ca?: string } = {}): Promise<TLSSocket> {
  socket.removeAllListeners('data')
  const encrypted = connect({ socket, ca, servername: 'localhost', ...options })
  await once(encrypted, 'secureConnect')
  return encrypted
}

/** EHLO, STARTTLS and the handshake; the dialogue after it. */
async function openEncrypted(before: readonly string[] = []): Promise<SmtpDialogue> {
  const plain = await openSmtp(app.smtp)
  for (const line of ['EHLO before.test', ...before, 'STARTTLS']) expect(await plain.say(line)).toMatch(/^2/)
  return dialogueOver(await secure(plain.socket))
}

/** The session that `start` brings, once it is kept. */
async function endOf(start: () => Promise<unknown>): Promise<Session> {
  const known = new Set((await app.client.sessions()).sessions.map(({ id }) => id))
  await start()
  for (;;) {
    const fresh = (await app.client.sessions()).sessions.find(({ id }) => !known.has(id))
    if (fresh) return app.client.session(fresh.id)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test('STARTTLS is offered before TLS and not in it (RFC 3207 §4.2)', async () => {
  await using plain = await openSmtp(app.smtp)
  expect(await plain.say('EHLO client.test')).toContain('STARTTLS')
  await using encrypted = await openEncrypted()
  expect(await encrypted.say('EHLO client.test')).not.toContain('STARTTLS')
  expect(await encrypted.say('STARTTLS')).toMatch(/^503 5\.5\.1 /)
})

test('STARTTLS takes no parameter (RFC 3207 §4)', async () => {
  await using smtp = await openSmtp(app.smtp)
  await smtp.say('EHLO client.test')
  expect(await smtp.say('STARTTLS now')).toMatch(/^501 5\.5\.4 /)
  expect(await smtp.say('NOOP')).toMatch(/^250 /)
})

test('a mail over STARTTLS is kept, and its session says version, cipher and the name that was asked for', async () => {
  const session = await endOf(async () => {
    await using smtp = await openEncrypted()
    const id = await deliver(smtp, 'Subject: encrypted\r\n\r\nx\r\n')
    expect((await app.client.get(id)).session).toMatchObject({ tls: true, heloName: 'client.test' })
    await smtp.say('QUIT')
  })
  expect(session).toMatchObject({ tls: true, outcome: 'accepted', reason: '', messageCount: 1 })
  const facts = { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', serverName: 'localhost' }
  expect(session.lines.find(({ tls }) => tls)).toMatchObject({
    from: 'note',
    text: '(encrypted from here on: TLSv1.3, TLS_AES_256_GCM_SHA384; the client asked for localhost)',
    tls: facts,
  })
})

test('the port of TLS greets behind the handshake, and takes mail', async () => {
  const encrypted = connect({ ...app.smtps, ca, servername: 'mail.test' })
  await once(encrypted, 'secureConnect')
  await using smtp = await dialogueOver(encrypted, { isGreeted: true })
  expect(smtp.greeting).toMatch(/^220 localhost ESMTP/)
  expect(await smtp.say('EHLO client.test')).not.toContain('STARTTLS')
  const { session } = await app.client.get(await deliver(smtp, 'Subject: implicit\r\n\r\nx\r\n'))
  expect(session?.tls).toBe(true)
})

test('what a client sends behind its handshake, before it has read the greeting, is served', async () => {
  const encrypted = connect({ ...app.smtps, ca, servername: 'localhost' })
  encrypted.write('EHLO hasty.test\r\nNOOP\r\nQUIT\r\n')
  let received = ''
  encrypted.setEncoding('utf8').on('data', (text: string) => {
    received += text
  })
  await once(encrypted, 'close')
  expect(received.match(/^\d{3} /gm)).toEqual(['220 ', '250 ', '250 ', '221 '])
})

describe('after the handshake all is as at the start (RFC 3207 §4.2):', () => {
  test('EHLO must be said again', async () => {
    await using smtp = await openEncrypted()
    expect(await smtp.say('MAIL FROM:<a@a.test>')).toMatch(/^503 5\.5\.1 /)
    expect(await smtp.say('EHLO after.test')).toMatch(/^250/)
    await beginData(smtp)
  })

  test('who signed in before is nobody again', async () => {
    await using smtp = await openEncrypted([`AUTH PLAIN ${Buffer.from('\0ann\0pw').toString('base64')}`])
    expect(await smtp.say('EHLO after.test')).toContain('AUTH PLAIN')
    const { session } = await app.client.get(await deliver(smtp, 'Subject: nobody\r\n\r\nx\r\n'))
    expect(session).not.toHaveProperty('authenticatedAs')
  })

  test('a transaction that was begun is dropped', async () => {
    await using smtp = await openEncrypted(['MAIL FROM:<planted@evil.test>', 'RCPT TO:<planted@evil.test>'])
    expect(await smtp.say('EHLO after.test')).toMatch(/^250/)
    expect(await smtp.say('DATA')).toMatch(/^503 /)
    await beginData(smtp)
    const { envelope } = await app.client.get(queuedId(await smtp.say('Subject: x\r\n\r\n.')))
    expect(envelope).toMatchObject({ reversePath: 'sender@a.test', forwardPaths: ['to@b.test'] })
  })
})

describe('what comes in the clear is not run as if it were encrypted (CVE-2011-0411):', () => {
  const PLANTED = 'EHLO evil.test\r\nMAIL FROM:<planted@evil.test>\r\nRCPT TO:<planted@evil.test>\r\n'

  test('pipelined behind STARTTLS it is dropped, unanswered, and told of', async () => {
    const session = await endOf(async () => {
      const plain = await openSmtp(app.smtp)
      await plain.say('EHLO client.test')
      plain.write(`STARTTLS\r\n${PLANTED}`)
      expect(await plain.reply()).toMatch(/^220 2\.0\.0 /)
      await using smtp = await dialogueOver(await secure(plain.socket))
      // The first answer is that to the first command inside.
      expect(await smtp.say('NOOP')).toMatch(/^250 2\.0\.0 OK/)
      expect(await smtp.say('EHLO after.test')).toMatch(/^250-/)
      expect(await smtp.say('DATA')).toMatch(/^503 /)
      await smtp.say('QUIT')
    })
    const dropped = session.lines.find(({ text }) => text.includes('in the clear behind STARTTLS'))
    expect(dropped).toMatchObject({
      text: `(${PLANTED.length} octets in the clear behind STARTTLS, not read)`,
      findings: [{ rule: 'smtp-plaintext-after-starttls', severity: 'error' }],
    })
    expect(JSON.stringify(session.lines)).not.toContain('evil.test')
  })

  test('in a write of its own behind STARTTLS it is no handshake, and ends the connection', async () => {
    const session = await endOf(async () => {
      const plain = await openSmtp(app.smtp)
      await plain.say('EHLO client.test')
      expect(await plain.say('STARTTLS')).toMatch(/^220 /)
      plain.write(PLANTED)
      await plain.closed
    })
    expect(session).toMatchObject({ outcome: 'aborted', reason: 'TLS: the client did not speak TLS', tls: false })
  })

  test('pipelined before STARTTLS it is answered in the clear and forgotten', async () => {
    const plain = await openSmtp(app.smtp)
    plain.write('EHLO client.test\r\nMAIL FROM:<planted@evil.test>\r\nRCPT TO:<planted@evil.test>\r\nSTARTTLS\r\n')
    for (const expected of [/^250-/, /^250 2\.1\.0/, /^250 2\.1\.5/, /^220 /]) expect(await plain.reply()).toMatch(expected)
    await using smtp = await dialogueOver(await secure(plain.socket))
    expect(await smtp.say('EHLO after.test')).toMatch(/^250-/)
    expect(await smtp.say('DATA')).toMatch(/^503 /)
  })

  test('a handshake that came along with STARTTLS is dropped too; the server waits for one behind its reply', async () => {
    const plain = await openSmtp(app.smtp)
    await plain.say('EHLO client.test')
    plain.write(Buffer.concat([Buffer.from('STARTTLS\r\n'), Buffer.from('160301000100', 'hex')]))
    expect(await plain.reply()).toMatch(/^220 /)
    await using smtp = await dialogueOver(await secure(plain.socket))
    expect(await smtp.say('EHLO after.test')).toMatch(/^250-/)
  })
})

describe('a handshake that fails ends its own connection, and its session says why:', () => {
  const readOn = (socket: Socket) => socket.on('error', () => undefined).resume()

  test.each([
    ['SMTP in the clear', 'EHLO client.test\r\n', 'TLS: the client did not speak TLS'],
    ['HTTP', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', 'TLS: the client did not speak TLS'],
    ['garbage', '\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09', 'TLS: the client did not speak TLS'],
  ])('%s on the port of TLS', async (_name, octets, reason) => {
    const session = await endOf(async () => {
      const socket = readOn(connectPlain(app.smtps))
      socket.write(octets)
      await once(socket, 'close')
    })
    expect(session).toMatchObject({ outcome: 'aborted', reason, tls: false, messageCount: 0 })
  })

  test('a client that leaves in the middle of it', async () => {
    const session = await endOf(async () => {
      const socket = readOn(connectPlain(app.smtps))
      // The start of a handshake that never goes on.
      socket.end(Buffer.from('1603010200010001fc0303', 'hex'))
      await once(socket, 'close')
    })
    expect(session).toMatchObject({ outcome: 'aborted', reason: expect.stringMatching(/^TLS: the client closed the connection/) })
  })

  test('a client that does not trust the CA, and says so', async () => {
    const session = await endOf(async () => {
      const plain = await openSmtp(app.smtp)
      for (const line of ['EHLO client.test', 'STARTTLS']) await plain.say(line)
      const encrypted = connect({ socket: plain.socket, ca: [], servername: 'localhost' })
      expect(await once(encrypted, 'error')).toMatchObject([{ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' }])
    })
    expect(session).toMatchObject({ outcome: 'aborted', reason: expect.stringMatching(/trust/), messageCount: 0 })
  })

  test('an old client, whose TLS is older than 1.2', async () => {
    const session = await endOf(async () => {
      const encrypted = connect({
        ...app.smtps,
        ca,
        servername: 'localhost',
        maxVersion: 'TLSv1.1',
        minVersion: 'TLSv1',
        ciphers: 'DEFAULT@SECLEVEL=0',
      })
      await once(encrypted, 'error')
    })
    expect(session).toMatchObject({ reason: 'TLS: the client offered only versions of TLS older than 1.2' })
  })

  test('one that stands still is let go after the idle timeout, and the others are served meanwhile', async () => {
    await using impatient = await startApp({ flags: ['--tls', '--idle-timeout', '500ms'] })
    const socket = readOn(connectPlain(impatient.smtps))
    await once(socket, 'close')
    await using smtp = await openSmtp(impatient.smtp)
    expect(smtp.greeting).toMatch(/^220 /)
  })

  test('a hundred of them at once, and mail still comes in', async () => {
    await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        const socket = readOn(connectPlain(i % 2 ? app.smtps : app.smtp))
        socket.write(i % 2 ? Buffer.alloc(i * 10, i) : `EHLO x\r\nSTARTTLS\r\n${'garbage'.repeat(i)}\r\n`)
        if (i % 3 === 0) socket.resetAndDestroy()
        else socket.end()
        await once(socket, 'close')
      }),
    )
    await using smtp = await openEncrypted()
    expect(await deliver(smtp, 'Subject: still here\r\n\r\nx\r\n')).toMatch(/^\w+$/)
  })
})

test('a server that stops takes its leave of encrypted clients, and lets go of those in a handshake', async () => {
  const other = await startApp({ flags: ['--tls'] })
  const waiting = connectPlain(other.smtps)
    .on('error', () => undefined)
    .resume()
  await once(waiting, 'connect')
  const encrypted = connect({ ...other.smtps, rejectUnauthorized: false })
  await once(encrypted, 'secureConnect')
  await using smtp = await dialogueOver(encrypted, { isGreeted: true })
  const left = once(waiting, 'close')
  const stopped = other[Symbol.asyncDispose]()
  expect(await smtp.reply()).toMatch(/^421 4\.3\.2 /)
  await Promise.all([stopped, left])
  expect(other.log()).not.toMatch(/"level":[56]0/)
})

test('without --tls neither STARTTLS nor a port of TLS is there', async () => {
  await using plain = await startApp()
  await using smtp = await openSmtp(plain.smtp)
  expect(await smtp.say('EHLO client.test')).not.toContain('STARTTLS')
  expect(await smtp.say('STARTTLS')).toMatch(/^500 5\.5\.1 No TLS here; start Mailmitt with --tls/)
  expect((await plain.client.info()).listeners.map(({ protocol, security }) => [protocol, security])).toEqual([
    ['smtp', 'none'],
    ['http', 'none'],
  ])
})
