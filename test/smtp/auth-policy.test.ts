import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { connect } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningApp, startApp } from '../harness/app.ts'
import { beginData, deliver, dialogueOver, openSmtp, queuedId, type SmtpDialogue } from '../harness/smtp.ts'
import { type TemporaryFolder, temporaryFolder } from '../harness/temporary-folder.ts'

const base64 = (text: string) => Buffer.from(text).toString('base64')
const plain = (name: string, password: string) => `AUTH PLAIN ${base64(`\0${name}\0${password}`)}`

let folder: TemporaryFolder
beforeAll(async () => {
  folder = await temporaryFolder()
  writeFileSync(folder.path('users'), 'ann:correct horse\nmüller:şifre\n', { mode: 0o600 })
})
afterAll(() => folder[Symbol.asyncDispose]())

async function greet(smtp: SmtpDialogue): Promise<string> {
  return smtp.say('EHLO client.test')
}

describe('--smtp-auth required, with users', () => {
  let app: RunningApp
  beforeAll(async () => {
    app = await startApp({ flags: ['--smtp-auth', 'required', '--smtp-users', folder.path('users')] })
  })
  afterAll(() => app[Symbol.asyncDispose]())

  test('who has not signed in gets 530 5.7.0 for MAIL, and may go on (RFC 4954 §6)', async () => {
    await using smtp = await openSmtp(app.smtp)
    await greet(smtp)
    for (let i = 0; i < 15; i++) expect(await smtp.say('MAIL FROM:<a@a.test>')).toMatch(/^530 5\.7\.0 /)
    for (const line of ['RCPT TO:<b@b.test>', 'DATA']) expect(await smtp.say(line)).toMatch(/^530 5\.7\.0 /)
    expect(await smtp.say(plain('ann', 'correct horse'))).toMatch(/^235 2\.7\.0 /)
    expect(await smtp.say('MAIL FROM:<a@a.test>')).toMatch(/^250 /)
  })

  const EXCHANGES: [string, (smtp: SmtpDialogue, name: string, password: string) => Promise<string>][] = [
    ['PLAIN', (smtp, name, password) => smtp.say(plain(name, password))],
    [
      'LOGIN',
      async (smtp, name, password) => {
        await smtp.say(`AUTH LOGIN ${base64(name)}`)
        return smtp.say(base64(password))
      },
    ],
    [
      'CRAM-MD5',
      async (smtp, name, password) => {
        const challenge = Buffer.from((await smtp.say('AUTH CRAM-MD5')).slice(4), 'base64')
        return smtp.say(base64(`${name} ${createHmac('md5', password).update(challenge).digest('hex')}`))
      },
    ],
    [
      'XOAUTH2, the password as its token',
      async (smtp, name, password) => {
        const reply = await smtp.say(`AUTH XOAUTH2 ${base64(`user=${name}\x01auth=Bearer ${password}\x01\x01`)}`)
        // The client answers what went wrong with an empty line.
        return reply.startsWith('334') ? smtp.say('') : reply
      },
    ],
  ]

  test.for(EXCHANGES)('AUTH %s: the right password signs in, another gets 535 5.7.8', async ([, exchange]) => {
    await using smtp = await openSmtp(app.smtp)
    await greet(smtp)
    expect(await exchange(smtp, 'müller', 'falsch')).toMatch(/^535 5\.7\.8 /)
    expect(await exchange(smtp, 'nobody', '')).toMatch(/^5\d\d /)
    expect(await exchange(smtp, 'müller', 'şifre')).toMatch(/^235 2\.7\.0 /)
    await beginData(smtp)
    const message = await app.client.get(queuedId(await smtp.say('Subject: mine\r\n\r\n.')))
    expect(message.session?.authenticatedAs).toBe('müller')
  })

  test('the user name is the mailbox, whatever the mail says of itself (DESIGN §5)', async () => {
    await using smtp = await openSmtp(app.smtp)
    await greet(smtp)
    await smtp.say(plain('ann', 'correct horse'))
    const message = await app.client.get(await deliver(smtp, 'X-Mailmitt-Mailbox: other\r\nSubject: x\r\n\r\nx\r\n'))
    expect(message.mailbox).toBe('ann')
  })

  test('a failure is in the log and in the session, and the password in neither', async () => {
    await using smtp = await openSmtp(app.smtp)
    await greet(smtp)
    await smtp.say(plain('ann', 'sesame-open'))
    await smtp.say('QUIT')
    await smtp.closed
    const session = await waitForSession(({ reason }) => reason.startsWith('AUTH: 535 5.7.8 '))
    expect(session).toMatchObject({ outcome: 'refused', messageCount: 0 })
    const kept = JSON.stringify([await app.client.session(session.id), app.log()])
    expect(app.log()).toContain('sign-in failed')
    for (const secret of ['sesame-open', base64('\0ann\0sesame-open')]) expect(kept).not.toContain(secret)
  })

  async function waitForSession(isIt: (session: { reason: string }) => boolean) {
    for (;;) {
      const found = (await app.client.sessions()).sessions.find(isIt)
      if (found) return found
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  test('who guesses has to wait: 454 4.7.0, for the right password too (RFC 4954 §6)', async () => {
    await using smtp = await openSmtp(app.smtp)
    await greet(smtp)
    let reply = await smtp.say(plain('eve', 'guess'))
    // Each failure doubles the wait, so that one comes too soon however slow this machine is.
    for (let tries = 1; reply.startsWith('535 ') && tries < 12; tries++) reply = await smtp.say(plain('eve', `guess ${tries}`))
    expect(reply).toMatch(/^454 4\.7\.0 There were too many failed tries; try again in \d+ s$/)
    // As another user the same client may go on, and tries at once are no way around.
    expect(await smtp.say(plain('ann', 'correct horse'))).toMatch(/^235 /)
    const many = await Promise.all(
      Array.from({ length: 8 }, async (_, i) => {
        await using other = await openSmtp(app.smtp)
        await greet(other)
        return await other.say(plain('max', `guess ${i}`))
      }),
    )
    expect(many.filter((each) => each.startsWith('454 ')).length).toBeGreaterThan(0)
  })

  test('the sample goes through all the same, to the mailbox of nobody', async () => {
    const mark = await app.client.cursor()
    await app.client.sendSample()
    const { messages } = await app.client.list({ after: mark })
    expect(messages).toMatchObject([{ mailbox: 'default' }])
  })

  test('the file is read again when it changes', async () => {
    writeFileSync(folder.path('users'), 'ann:correct horse\nmüller:şifre\nzoe:new here\n')
    for (;;) {
      await using smtp = await openSmtp(app.smtp)
      await greet(smtp)
      if ((await smtp.say(plain('zoe', 'new here'))).startsWith('235 ')) break
    }
    writeFileSync(folder.path('users'), 'no colon here\n')
    while (!app.log().includes('cannot be used; the one before stays')) await app.client.info()
    await using smtp = await openSmtp(app.smtp)
    await greet(smtp)
    expect(await smtp.say(plain('zoe', 'new here'))).toMatch(/^235 /)
  }, 60_000)
})

test('--smtp-auth off: not offered, and refused with 502', async () => {
  await using app = await startApp({ flags: ['--smtp-auth', 'off'] })
  await using smtp = await openSmtp(app.smtp)
  expect(await greet(smtp)).not.toContain('AUTH')
  expect(await smtp.say(plain('ann', 'x'))).toMatch(/^502 5\.5\.1 /)
  await deliver(smtp, 'Subject: x\r\n\r\nx\r\n')
  expect((await app.client.info()).smtpAuth).toEqual({ required: false, offered: 'never', anyCredentials: true })
})

test('--smtp-auth-tls-only: neither offered nor taken before TLS, 538 5.7.11; in it both (RFC 4954 §6)', async () => {
  await using app = await startApp({ flags: ['--tls', '--smtp-auth', 'required', '--smtp-auth-tls-only'] })
  await using clear = await openSmtp(app.smtp)
  expect(await greet(clear)).not.toContain('AUTH')
  expect(await clear.say(plain('ann', 'x'))).toMatch(/^538 5\.7\.11 /)
  expect(await clear.say('MAIL FROM:<a@a.test>')).toMatch(/^530 5\.7\.0 /)

  const encrypted = connect({ ...app.smtps, rejectUnauthorized: false })
  await once(encrypted, 'secureConnect')
  await using smtp = await dialogueOver(encrypted, { isGreeted: true })
  expect(await greet(smtp)).toContain('AUTH PLAIN')
  expect(await smtp.say(plain('ann', 'x'))).toMatch(/^235 /)
  await deliver(smtp, 'Subject: x\r\n\r\nx\r\n')
  await app.client.sendSample()
})

test('a file of users that cannot be used ends the start, and tells no password', async () => {
  writeFileSync(folder.path('bad'), 'ann\nzoe:secret-word\nzoe:again-secret\n')
  await expect(startApp({ flags: ['--smtp-users', folder.path('bad')] })).rejects.toThrow(/bad, line 1: has no colon/)
  await expect(startApp({ flags: ['--smtp-users', folder.path('bad')] })).rejects.not.toThrow(/secret/)
  await expect(startApp({ flags: ['--smtp-users', folder.path('none')] })).rejects.toThrow(/--smtp-users: .*ENOENT/)
})
