/** `/api/sessions` and `…/session` (API.md §2, §4). */
import { expect, test } from 'vitest'
import { type RunningApp, startApp } from '../harness/app.ts'
import { composeHangingMail, HANGING_PARSER, sendMail } from '../harness/sending.ts'
import { beginData, openSmtp, queuedId } from '../harness/smtp.ts'
import { openStream } from '../harness/stream.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

/** Sessions with these HELO names, one after the other; resolves when all are kept. */
async function leave(app: RunningApp, names: readonly string[]): Promise<void> {
  await using stream = await openStream(app.url)
  for (const name of names) {
    await using smtp = await openSmtp(app.smtp)
    await smtp.say(`EHLO ${name}`)
    await smtp.say('QUIT')
    await smtp.closed
    await stream.next('session.ended', ({ summary }) => summary.heloName === name)
  }
}

async function sendOne(app: RunningApp): Promise<string> {
  await using smtp = await openSmtp(app.smtp)
  await beginData(smtp)
  return queuedId(await smtp.say('Subject: hi\r\n\r\n.'))
}

test('sessions are paged by cursor, the one that ended last first, each once', async () => {
  await using app = await startApp()
  await leave(app, ['a.test', 'b.test', 'c.test', 'd.test', 'e.test'])
  const names: string[] = []
  let before: string | undefined
  do {
    const page = await app.client.sessions({ limit: 2, before })
    names.push(...page.sessions.map(({ heloName }) => heloName))
    before = page.next
  } while (before !== undefined)
  expect(names).toEqual(['e.test', 'd.test', 'c.test', 'b.test', 'a.test'])
})

test('sessions are filtered and counted by outcome', async () => {
  await using app = await startApp()
  await using stream = await openStream(app.url)
  const id = await sendOne(app)
  await leave(app, ['empty.test'])
  const { id: sessionId } = await app.client.messageSession(id)
  await stream.next('session.ended', ({ summary }) => summary.id === sessionId)
  const { sessions, counts } = await app.client.sessions({ outcome: 'accepted' })
  expect(sessions.map(({ outcome, messageCount }) => [outcome, messageCount])).toEqual([['accepted', 1]])
  expect(counts).toEqual({ accepted: 1, refused: 0, aborted: 0, empty: 1, read: 0 })
})

test('session.ended says on the stream what the list says, and what is told is kept', async () => {
  await using app = await startApp()
  await using stream = await openStream(app.url)
  const id = await sendOne(app)
  const { summary } = await stream.next('session.ended')
  expect(summary).toMatchObject({ outcome: 'accepted', messageCount: 1, heloName: 'client.test' })
  expect((await app.client.sessions()).sessions).toEqual([summary])
  const session = await app.client.session(summary.id)
  expect(session).toMatchObject(summary)
  expect(await app.client.messageSession(id)).toEqual(session)
})

test('the session of a message is there with its 250, while it runs, and after', async () => {
  await using app = await startApp()
  await using stream = await openStream(app.url)
  const smtp = await openSmtp(app.smtp)
  await beginData(smtp)
  const id = queuedId(await smtp.say('Subject: hi\r\n\r\n.'))
  const running = await app.client.messageSession(id)
  expect(running.messageIds).toEqual([id])
  expect(running).not.toHaveProperty('endedAt')
  expect((await app.client.messageSession('latest')).id).toBe(running.id)
  expect((await app.client.sessions()).running.map((session) => session.id)).toEqual([running.id])
  await smtp.say('QUIT')
  await smtp.closed
  await stream.next('session.ended', ({ summary }) => summary.id === running.id)
  const ended = await app.client.messageSession(id)
  expect(ended.lines.slice(0, running.lines.length)).toEqual(running.lines)
  expect(ended.outcome).toBe('accepted')
  expect((await app.client.sessions()).running).toEqual([])
})

test('no session waits for the parser: that of a message on which it hangs is read while the message is not', async () => {
  await using app = await startApp({ env: HANGING_PARSER })
  await using stream = await openStream(app.url)
  const id = queuedId(await sendMail(app.smtp, composeHangingMail()))
  let isParsed = false
  const message = app.client.get(id).finally(() => {
    isParsed = true
  })
  const withThe250 = await app.client.messageSession(id)
  expect(withThe250.messageIds).toEqual([id])
  await stream.next('session.ended')
  const ended = await app.client.messageSession(id)
  expect(ended).toMatchObject({ id: withThe250.id, outcome: 'accepted' })
  expect((await app.client.sessions()).sessions).toMatchObject([{ id: ended.id, messageCount: 1 }])
  expect(isParsed).toBe(false)
  expect((await message).findings).toMatchObject([{ rule: expect.stringMatching(/^parser-(timeout|failed)$/) }])
})

test('what is not there is said in words', async () => {
  await using app = await startApp()
  await expect(app.client.session('nope')).rejects.toMatchObject({ status: 404, code: 'not_found' })
  await expect(app.client.messageSession('nope')).rejects.toMatchObject({ status: 404, code: 'not_found' })
  const { id } = await app.client.add('Subject: by API\r\n\r\n')
  await expect(app.client.messageSession(id)).rejects.toThrow(/did not come by SMTP/)
  const smtpId = await sendOne(app)
  const elsewhere = await fetch(`${app.url}/api/messages/${smtpId}/session?mailbox=elsewhere`)
  expect(elsewhere.status).toBe(404)
})

test('a cursor of messages, one of another database and an unknown parameter are refused', async () => {
  await using app = await startApp()
  await using other = await startApp()
  await leave(other, ['a.test', 'b.test'])
  const { next } = await other.client.sessions({ limit: 1 })
  await expect(app.client.sessions({ before: next })).rejects.toMatchObject({ status: 400, code: 'stale_cursor' })
  const cursor = await app.client.cursor()
  await expect(app.client.sessions({ before: cursor })).rejects.toMatchObject({ status: 400, code: 'invalid' })
  expect((await fetch(`${app.url}/api/sessions?outcom=refused`)).status).toBe(400)
})

test('sessions outlive the program; beyond --max-sessions the oldest are gone, and counted', async () => {
  await using folder = await temporaryFolder()
  const database = folder.path('mailmitt.db')
  const names = Array.from({ length: 8 }, (_, i) => `client${i}.test`)
  {
    await using app = await startApp({ database, flags: ['--max-sessions', '6'] })
    await leave(app, names)
    const { sessions, counts, expired } = await app.client.sessions()
    expect(sessions.map(({ heloName }) => heloName)).toEqual(names.slice(2).reverse())
    expect({ empty: counts.empty, expired }).toEqual({ empty: 6, expired: 2 })
  }
  {
    await using app = await startApp({ database, flags: ['--max-sessions', '3'] })
    const { sessions, counts, expired } = await app.client.sessions()
    expect(sessions.map(({ heloName }) => heloName)).toEqual(names.slice(5).reverse())
    expect({ empty: counts.empty, expired }).toEqual({ empty: 3, expired: 5 })
    expect((await app.client.session(sessions[0]?.id ?? '')).lines.at(-1)?.text).toBe('221 2.0.0 Bye')
  }
  {
    await using app = await startApp({ database, flags: ['--max-session-age', '1ms'] })
    const { sessions, expired } = await app.client.sessions()
    expect(sessions).toEqual([])
    expect(expired).toBe(8)
  }
})

test('a session older than --max-session-age goes by itself, without a new one', async () => {
  await using app = await startApp({ flags: ['--max-session-age', '300ms'] })
  await using stream = await openStream(app.url)
  // The second shows that the timer is set anew.
  for (const expired of [1, 2]) {
    await leave(app, [`client${expired}.test`])
    await expect.poll(async () => (await app.client.sessions()).expired, { timeout: 15_000 }).toBe(expired)
    const { summary } = await stream.next('session.ended', ({ summary }) => summary.heloName === `client${expired}.test`)
    expect(Date.now() - Date.parse(summary.endedAt ?? '')).toBeGreaterThanOrEqual(300)
    await expect(app.client.session(summary.id)).rejects.toMatchObject({ status: 404 })
  }
  expect(await app.client.sessions()).toMatchObject({ sessions: [], counts: { empty: 0 } })
})

test('a message whose session is gone says why', async () => {
  await using app = await startApp({ flags: ['--max-sessions', '1'] })
  await using stream = await openStream(app.url)
  const id = await sendOne(app)
  await stream.next('session.ended')
  await leave(app, ['later.test'])
  await expect(app.client.messageSession(id)).rejects.toThrow(/session that brought message .* is gone.*--max-sessions/)
})

test('a session that runs when the program stops is kept', async () => {
  await using folder = await temporaryFolder()
  const database = folder.path('mailmitt.db')
  {
    await using app = await startApp({ database })
    const smtp = await openSmtp(app.smtp)
    await smtp.say('EHLO c.test')
    await smtp.say('MAIL FROM:<a@b.test>')
    const stopped = app[Symbol.asyncDispose]()
    expect(await smtp.reply()).toMatch(/^421 /)
    await stopped
  }
  await using app = await startApp({ database })
  const { sessions } = await app.client.sessions()
  expect(sessions.map(({ outcome, reason }) => [outcome, reason])).toEqual([
    ['aborted', 'Mailmitt was stopped after MAIL, before RCPT'],
  ])
})
