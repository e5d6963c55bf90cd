/** Sessions of mail clients beside those of SMTP (API.md §2). */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Client, createClient } from '../../shared/client/client.ts'
import type { Session } from '../../shared/model/session.ts'
import { type RunningApp, startApp } from '../harness/app.ts'
import { openSmtp } from '../harness/smtp.ts'
import { openImap } from '../imap/raw-imap.ts'
import { openPop3 } from '../pop3/dialogue.ts'

let app: RunningApp
let client: Client
beforeAll(async () => {
  app = await startApp({ flags: ['--imap', '127.0.0.1:0', '--pop3', '127.0.0.1:0'], env: { MAILMITT_USER: 'ann:secret' } })
  client = createClient({ baseUrl: app.url.replace('//', '//ann:secret@') })
}, 60_000)
afterAll(() => app[Symbol.asyncDispose]())

/** The session that `run` brings, once it is kept. */
async function endOf(run: () => Promise<unknown>): Promise<Session> {
  const known = new Set((await client.sessions()).sessions.map(({ id }) => id))
  await run()
  for (;;) {
    const fresh = (await client.sessions()).sessions.find(({ id }) => !known.has(id))
    if (fresh) return client.session(fresh.id)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

test('one of IMAP that signed in was read, says who it was, and holds no password', async () => {
  const session = await endOf(async () => {
    await using imap = await openImap(app.imap)
    await imap.ok('LOGIN ann secret')
    await imap.ok('LOGOUT')
    await imap.closed
  })
  expect(session).toMatchObject({
    protocol: 'imap',
    outcome: 'read',
    reason: '',
    authenticatedAs: 'ann',
    heloName: '',
    messageCount: 0,
  })
  expect(session.lines.map(({ text }) => text).join('\n')).toMatch(/LOGIN/)
  expect(JSON.stringify(session)).not.toContain('secret')
})

test('one of POP3 with a wrong password was refused, and says why', async () => {
  const session = await endOf(async () => {
    await using pop3 = await openPop3(app.pop3)
    expect(await pop3.signIn('ann', 'wrong-one')).toMatch(/^-ERR \[AUTH\]/)
    await pop3.say('QUIT')
    await pop3.closed
  })
  expect(session).toMatchObject({ protocol: 'pop3', outcome: 'refused', reason: expect.stringMatching(/./) })
  expect(JSON.stringify(session)).not.toContain('wrong-one')
})

test('they are listed beside those of SMTP, by protocol and by outcome, also while they run', async () => {
  await endOf(async () => {
    await using smtp = await openSmtp(app.smtp)
    await smtp.say('QUIT')
    await smtp.closed
  })
  const protocolsOf = async (query: Parameters<Client['sessions']>[0]) => {
    const { sessions, running } = await client.sessions(query)
    return [[...new Set(sessions.map(({ protocol }) => protocol))], running.map(({ protocol }) => protocol)]
  }
  await using _imap = await openImap(app.imap)
  expect(await protocolsOf({})).toEqual([['smtp', 'pop3', 'imap'], ['imap']])
  expect(await protocolsOf({ protocol: 'imap' })).toEqual([['imap'], ['imap']])
  expect(await protocolsOf({ protocol: 'smtp' })).toEqual([['smtp'], []])
  expect(await protocolsOf({ outcome: 'read' })).toEqual([['imap'], []])
  expect((await client.sessions()).counts).toMatchObject({ read: 1, refused: 1, empty: 1 })
})

test('a wait that fails tells of what SMTP refused, not of mail clients', async () => {
  await expect(client.waitFor('from:nobody@x.test', { timeout: '1ms' })).rejects.toMatchObject({ problem: { refused: [] } })
})
