import { chmod, readFile } from 'node:fs/promises'
import SqliteDatabase from 'better-sqlite3'
import { expect, test, vi } from 'vitest'
import { MailmittError } from '../../shared/client/client.ts'
import { type RunningApp, runProgram, startApp } from '../harness/app.ts'
import { temporaryDatabase } from '../harness/database.ts'
import { limitFileSize } from '../harness/file-size.ts'
import { composeHangingMail, composeTestMail, HANGING_PARSER, sendMail } from '../harness/sending.ts'
import { openSmtp, queuedId } from '../harness/smtp.ts'
import { openStream } from '../harness/stream.ts'

// Each starts the program several times.
vi.setConfig({ testTimeout: 60_000 })

const NOBODY = 65_534

test('a disk that refuses every write: 452 and 507, what is ready is still read, and it goes on when the disk does', async () => {
  await using app = await startApp({ database: await temporaryDatabase() })
  const id = await send(app, 'before')
  await app.client.get(id)
  await using events = await openStream(app.url)
  expect((await app.client.info()).storageFault).toBeUndefined()
  await limitFileSize(app, 0)

  expect(await sendMail(app.smtp, composeTestMail())).toMatch(/^452 4\.3\.1 The disk refuses to write the database/)
  const refusal = { status: 507, code: 'insufficient_storage', message: expect.stringContaining('The disk refuses') }
  await expect(app.client.delete({ ids: [id] })).rejects.toMatchObject(refusal)
  await expect(app.client.patch({ select: { ids: [id] }, set: { seen: true } })).rejects.toMatchObject(refusal)
  await expect(app.client.add(composeTestMail())).rejects.toMatchObject(refusal)
  expect((await app.client.list()).messages).toMatchObject([{ id, seen: false }])
  await expect(app.client.health()).rejects.toBeInstanceOf(MailmittError)
  const { fault } = await events.next('storage.changed')
  expect(fault).toMatch(/^The disk refuses to write the database/)
  expect((await app.client.info()).storageFault).toMatch(/^The disk refuses to write the database/)

  await limitFileSize(app, 'unlimited')
  expect(await sendMail(app.smtp, composeTestMail({ subject: 'after' }))).toMatch(/^250 /)
  expect((await app.client.list()).messages.map(({ subject }) => subject)).toEqual(['after', 'before'])
  await events.next('storage.changed', (event) => event.fault === undefined)
  expect((await app.client.info()).storageFault).toBeUndefined()
})

test('a message that is acknowledged and cannot be made ready: readers are told why, and it appears when the disk takes it', async () => {
  await using app = await startApp({ database: await temporaryDatabase(), env: HANGING_PARSER })
  await using events = await openStream(app.url)
  // Its parser takes seconds, so the disk fails between the 250 and the commit that would make it ready.
  const id = queuedId(await sendMail(app.smtp, composeHangingMail()))
  await limitFileSize(app, 0)
  await expect(app.client.list()).rejects.toMatchObject({
    status: 503,
    code: 'unavailable',
    message: expect.stringMatching(/^1 acknowledged message is safe but cannot be shown yet\. The disk refuses/),
  })
  const answered = performance.now()
  await expect(app.client.get(id)).rejects.toMatchObject({ status: 503 })
  const stream = await fetch(`${app.url}/api/stream`, { headers: { accept: 'text/event-stream' } })
  expect(await stream.json()).toMatchObject({ status: 503, code: 'unavailable' })
  expect(performance.now() - answered).toBeLessThan(1000)

  await limitFileSize(app, 'unlimited')
  await events.until(() => events.of('message.added').some(({ message }) => message.id === id))
  expect((await app.client.list()).messages.map((message) => message.id)).toEqual([id])
})

test('SMTP sessions that end while the disk fails can be read, and are kept when it takes them: in order, each once', async () => {
  const database = await temporaryDatabase()
  const kept: [string, string][] = [
    ['refused', 'client.test'],
    ['aborted', 'first.test'],
  ]
  const nameAll = async (app: RunningApp) =>
    (await app.client.sessions()).sessions.map(({ outcome, heloName }) => [outcome, heloName])
  {
    await using app = await startApp({ database })
    await using events = await openStream(app.url)
    await limitFileSize(app, 0)
    const smtp = await openSmtp(app.smtp)
    await smtp.say('EHLO first.test')
    await smtp.say('MAIL FROM:<a@b.test>')
    const [running] = (await app.client.sessions()).running
    await smtp.say('QUIT')
    await smtp.closed
    // Its write is the first that fails; the next session ends when that is known.
    await expect.poll(() => app.log(), { timeout: 15_000 }).toContain('nothing can be stored')
    expect(await sendMail(app.smtp, composeTestMail())).toMatch(/^452 /)
    expect(await app.client.session(running?.id ?? '')).toMatchObject({
      outcome: 'aborted',
      reason: 'client quit after MAIL, before RCPT',
    })
    expect(await nameAll(app)).toEqual([])
    expect(events.of('session.ended')).toEqual([])

    await limitFileSize(app, 'unlimited')
    await events.until(() => events.of('session.ended').length === kept.length)
    expect(await nameAll(app)).toEqual(kept)
    expect(app.log()).not.toContain('sessions were not kept')
    await app.kill()
  }
  await using app = await startApp({ database })
  expect(await nameAll(app)).toEqual(kept)
})

test('stopping while the disk fails ends in time, and the next start shows what was acknowledged', async () => {
  const database = await temporaryDatabase()
  let id: string
  {
    await using app = await startApp({ database, env: HANGING_PARSER })
    id = queuedId(await sendMail(app.smtp, composeHangingMail()))
    await limitFileSize(app, 0)
    await expect(app.client.list()).rejects.toMatchObject({ status: 503 })
    app.process.kill('SIGTERM')
  }
  await using app = await startApp({ database })
  expect((await app.client.list()).messages.map((message) => message.id)).toEqual([id])
})

test('a mail that hangs the parser is kept and marked, and holds up nothing but what comes behind it', async () => {
  await using app = await startApp({ env: HANGING_PARSER })
  await using events = await openStream(app.url)
  const hostile = composeHangingMail()
  const id = queuedId(await sendMail(app.smtp, hostile))
  const next = await send(app, 'next')
  expect(events.of('message.added')).toEqual([])
  const [message, { messages }] = await Promise.all([app.client.get(id), app.client.list()])
  expect(messages.map((listed) => listed.id)).toEqual([next, id])
  expect(message.subject).toBe('hostile')
  expect(message.findings).toMatchObject([{ severity: 'error', rule: expect.stringMatching(/^parser-(timeout|failed)$/) }])
  expect(Buffer.from(await app.client.raw(id)).toString()).toBe(hostile)
  expect((await app.client.info()).counters.broken).toBe(1)
})

test('a damaged message answers with an error of its own; the list and every other message are as before', async () => {
  const database = await temporaryDatabase()
  const ids: Record<string, string> = {}
  {
    await using app = await startApp({ database })
    for (const name of ['row', 'octets', 'short', 'sound']) ids[name] = await send(app, name, 5000)
    await app.client.list()
  }
  damage(database, `update message set from_addresses = '[{' where subject = 'row'`)
  damage(
    database,
    `update mail_data set octets = x'28b52ffd00', zstd = 1 where mail_data_id = (select mail_data_id from message where subject = 'octets')`,
  )
  damage(
    database,
    `update mail_data set octets = x'00', zstd = 0 where mail_data_id = (select mail_data_id from message where subject = 'short')`,
  )

  await using app = await startApp({ database })
  const { messages, total } = await app.client.list({ fields: ['text'] })
  expect(total).toBe(4)
  expect(messages.map(({ subject, findings }) => [subject, findings.error])).toEqual([
    ['sound', 0],
    ['short', 1],
    ['octets', 1],
    ['row', 1],
  ])
  const damaged = { status: 500, code: 'damaged', message: expect.stringContaining('damaged in the database file') }
  await expect(app.client.get(ids.row ?? '')).rejects.toMatchObject(damaged)
  expect(await app.client.get(ids.octets ?? '')).toMatchObject({ subject: 'octets', text: '', findings: [{ rule: 'damaged' }] })
  await expect(app.client.raw(ids.octets ?? '')).rejects.toMatchObject(damaged)
  // The first octet is there: the answer has begun when the rest is missed, so it breaks off.
  await expect(app.client.raw(ids.short ?? '')).rejects.toThrow()
  expect((await app.client.get(ids.sound ?? '')).subject).toBe('sound')
  expect((await app.client.raw(ids.sound ?? '')).length).toBeGreaterThan(5000)
  // An export has every other message, and of these what can be read; it says what is missing.
  for (const format of ['mbox', 'zip'] as const) {
    const file = await new Response(await app.client.export(format)).text()
    for (const subject of ['row', 'sound']) expect(file).toContain(`Subject: ${subject}\r\n`)
    expect(file).toContain(`X-Mailmitt-Damaged: ${ids.octets}\r\n`)
    expect(file.match(/X-Mailmitt-Damaged/g)).toHaveLength(1)
    expect(file.match(/The rest of this message is damaged/g)).toHaveLength(1)
  }
  const lines = (await new Response(await app.client.export('ndjson')).text()).trim().split('\n')
  expect(lines).toContain(JSON.stringify({ id: ids.row, damaged: true }))
  expect(lines).toHaveLength((await app.client.list()).total)
  for (const id of Object.values(ids)) await app.client.delete({ ids: [id] })
  expect((await app.client.list()).total).toBe(0)
})

test('octets that are damaged before they were parsed: the message is shown as broken, those behind it as they are', async () => {
  const database = await temporaryDatabase()
  {
    await using app = await startApp({ database, env: HANGING_PARSER })
    await sendMail(app.smtp, composeHangingMail())
    await send(app, 'behind')
    await app.kill()
  }
  damage(
    database,
    `update mail_data set octets = x'28b52ffd00', zstd = 1 where mail_data_id = (select min(mail_data_id) from message)`,
  )
  await using app = await startApp({ database })
  const { messages } = await app.client.list()
  expect(messages.map(({ subject, findings }) => [subject, findings.error])).toEqual([
    ['behind', 0],
    ['', 1],
  ])
  expect((await app.client.get(messages[1]?.id ?? '')).findings).toMatchObject([
    { rule: 'mail-data-unreadable' },
    { rule: 'damaged' },
  ])
})

test('a second process on the same database says who holds it and ends; the first goes on', async () => {
  const database = await temporaryDatabase()
  await using app = await startApp({ database })
  const second = runProgram(['--smtp', '127.0.0.1:0', '--http', '127.0.0.1:0', '--database', database])
  expect(await second.exitCode).toBe(1)
  expect(second.log()).toMatch(
    new RegExp(`in use by process ${app.process.pid} on .*; stop it, or choose another file with --database`),
  )
  expect(await sendMail(app.smtp, composeTestMail())).toMatch(/^250 /)
})

test('a database file that may not be written: it says so and ends, and leaves the file alone', async () => {
  const database = await temporaryDatabase()
  {
    await using app = await startApp({ database })
    await send(app, 'kept')
    await app.client.list()
  }
  await chmod(database, 0o444)
  const before = await readFile(database)
  // Root may write everything.
  const uid = process.getuid?.() === 0 ? NOBODY : undefined
  const program = runProgram(['--smtp', '127.0.0.1:0', '--http', '127.0.0.1:0', '--database', database], { uid })
  expect(await program.exitCode).toBe(1)
  expect(program.log()).toMatch(
    /^mailmitt: Cannot open the database .*(readonly database|unable to open).*choose another file with --database$/m,
  )
  expect((await readFile(database)).equals(before)).toBe(true)
})

async function send(app: RunningApp, subject: string, octets?: number): Promise<string> {
  return queuedId(await sendMail(app.smtp, composeTestMail({ subject, ...(octets !== undefined && { octets }) })))
}

/** As a disk fault or another program would, while no Mailmitt runs. */
function damage(database: string, sql: string): void {
  const db = new SqliteDatabase(database)
  expect(db.prepare(sql).run().changes).toBe(1)
  db.close()
}
