import { stat } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { type RunningApp, startApp } from '../harness/app.ts'
import { temporaryDatabase } from '../harness/database.ts'
import { composeTestMail, type MailOptions, sendMail } from '../harness/sending.ts'
import { queuedId } from '../harness/smtp.ts'
import { type LiveStream, openStream } from '../harness/stream.ts'

test('beyond --max-messages the oldest go first; pinned ones stay and still count', async () => {
  await using app = await startApp({ flags: ['--max-messages', '3'] })
  await using events = await openStream(app.url)
  const first = await send(app, { subject: 'first' })
  await app.client.patch({ select: { ids: [first] }, set: { pinned: true } })
  for (const subject of ['second', 'third', 'fourth', 'fifth']) await send(app, { subject })
  await events.until(() => evictedCount(events) === 2)

  const { messages, total, evicted } = await app.client.list()
  expect(messages.map(({ subject }) => subject)).toEqual(['fifth', 'fourth', 'first'])
  expect({ total, evicted }).toEqual({ total: 3, evicted: 2 })
  expect((await app.client.info()).counters.evicted).toBe(2)
  expect(new Set(events.of('evicted').map(({ reason, mailbox }) => `${reason} ${mailbox}`))).toEqual(
    new Set(['messages undefined']),
  )
  expect(events.of('message.removed').flatMap(({ ids }) => ids)).toHaveLength(2)
  expect(events.of('message.removed').every((event) => event.evicted)).toBe(true)
  await events.until(() => events.of('mailbox.changed').at(-1)?.evicted === 2)
  expect(events.of('mailbox.changed').at(-1)).toMatchObject({ name: 'default', total: 3 })
  expect(await app.client.mailboxes()).toMatchObject([{ name: 'default', total: 3, evicted: 2 }])
})

test('beyond --max-storage the oldest go until the octets fit', async () => {
  await using app = await startApp({ flags: ['--max-storage', '100k'] })
  await using events = await openStream(app.url)
  for (let i = 1; i <= 5; i++) await send(app, { subject: `mail ${i}`, octets: 30_000 })
  await events.until(() => evictedCount(events) === 2)

  const { messages } = await app.client.list()
  expect(messages.map(({ subject }) => subject)).toEqual(['mail 5', 'mail 4', 'mail 3'])
  expect(events.of('evicted').every(({ reason }) => reason === 'storage')).toBe(true)
})

test('a message older than --max-age goes by itself, without new mail and without being asked for', async () => {
  await using app = await startApp({ flags: ['--max-age', '300ms'] })
  await using events = await openStream(app.url)
  const id = await send(app)
  await events.until(() => evictedCount(events) === 1)
  expect(events.of('evicted')).toMatchObject([{ count: 1, reason: 'age' }])
  expect(events.of('message.removed')).toMatchObject([{ ids: [id] }])
  const receivedAt = events.of('message.added')[0]?.message.receivedAt ?? ''
  expect(Date.now() - Date.parse(receivedAt)).toBeGreaterThanOrEqual(300)

  // The next one too: the timer is set anew.
  await send(app)
  await events.until(() => evictedCount(events) === 2)
  expect((await app.client.list()).total).toBe(0)
})

test('a pinned message outlives its age, and goes when it is unpinned', async () => {
  const database = await temporaryDatabase()
  let pinned: string
  {
    await using app = await startApp({ database })
    pinned = await send(app, { mailbox: 'ci' })
    await app.client.patch({ select: { ids: [pinned] }, set: { pinned: true } })
  }
  await using app = await startApp({ database, flags: ['--mailbox-limits', 'ci:max-age=1ms'] })
  await using events = await openStream(app.url)
  await send(app, { mailbox: 'ci' })
  await events.until(() => evictedCount(events) === 1)
  expect((await app.client.list()).messages.map(({ id }) => id)).toEqual([pinned])
  await app.client.patch({ select: { ids: [pinned] }, set: { pinned: false } })
  await events.until(() => evictedCount(events) === 2)
  expect((await app.client.list()).total).toBe(0)
})

test('--mailbox-limits holds for each mailbox that the first fitting pattern names, and for no other', async () => {
  await using app = await startApp({
    flags: ['--mailbox-limits', 'ci-main:max-messages=none; ci-*:max-messages=2; big:max-storage=50k'],
  })
  await using events = await openStream(app.url)
  for (const mailbox of ['ci-1', 'ci-2', 'ci-main', 'other'])
    for (let i = 1; i <= 4; i++) await send(app, { mailbox, subject: `${mailbox} ${i}` })
  for (let i = 1; i <= 3; i++) await send(app, { mailbox: 'big', subject: `big ${i}`, octets: 20_000 })
  await events.until(() => evictedCount(events) === 5)

  const kept = await app.client.mailboxes()
  expect(Object.fromEntries(kept.map(({ name, total }) => [name, total]))).toEqual({
    'ci-1': 2,
    'ci-2': 2,
    'ci-main': 4,
    other: 4,
    big: 2,
  })
  const { messages, evicted } = await app.client.list({ mailbox: 'ci-2' })
  expect(messages.map(({ subject }) => subject)).toEqual(['ci-2 4', 'ci-2 3'])
  expect(evicted).toBe(2)
  expect((await app.client.list({ mailbox: 'other' })).evicted).toBe(0)
  const byMailbox = Map.groupBy(events.of('evicted'), ({ mailbox }) => mailbox)
  expect(byMailbox.get('big')).toMatchObject([{ reason: 'storage', count: 1 }])
  expect([...byMailbox.keys()].sort()).toEqual(['big', 'ci-1', 'ci-2'])
  expect((await app.client.info()).retention.mailboxes).toEqual([
    { mailboxPattern: 'ci-main', limits: {} },
    { mailboxPattern: 'ci-*', limits: { messages: 2 } },
    { mailboxPattern: 'big', limits: { storageOctets: 51_200 } },
  ])
})

test('when only pinned messages are left to go, DATA gets 452 4.3.1 and what to do; unpinning is enough', async () => {
  await using app = await startApp({ flags: ['--max-storage', '100k', '--mailbox-limits', 'billing:max-messages=1'] })
  const pinned = await send(app, { mailbox: 'billing', octets: 60_000 })
  await app.client.patch({ select: { ids: [pinned] }, set: { pinned: true } })

  for (let i = 0; i < 3; i++)
    expect(await sendMail(app.smtp, composeTestMail({ octets: 60_000 }))).toMatch(
      /^452 4\.3\.1 Storage is full of pinned messages, 60\.\d KiB of 100 KiB that --max-storage allows; unpin or delete some, or raise the limit$/,
    )
  expect(await sendMail(app.smtp, composeTestMail({ mailbox: 'billing' }))).toMatch(
    /^452 4\.3\.1 Mailbox billing is full of pinned messages, 1 of 1 messages that max-messages in --mailbox-limits allows; unpin/,
  )
  expect(await sendMail(app.smtp, composeTestMail())).toMatch(/^250 /)
  expect((await app.client.info()).counters.refused).toBe(4)
  expect(logged(app, 'full of pinned messages')).toHaveLength(2)

  await app.client.patch({ select: { ids: [pinned] }, set: { pinned: false } })
  expect(await sendMail(app.smtp, composeTestMail({ octets: 60_000 }))).toMatch(/^250 /)
})

test('a burst of more than may be kept is slowed down, not refused', async () => {
  await using app = await startApp({ flags: ['--max-storage', '100k'] })
  await using events = await openStream(app.url)
  const replies = await Promise.all(Array.from({ length: 12 }, () => sendMail(app.smtp, composeTestMail({ octets: 60_000 }))))
  expect(replies.filter((reply) => !reply.startsWith('250'))).toEqual([])
  await events.until(() => evictedCount(events) === 11)
  expect((await app.client.list()).total).toBe(1)
})

test('a message larger than all that may be kept is refused for good', async () => {
  await using app = await startApp({ flags: ['--max-storage', '10k'] })
  expect(await sendMail(app.smtp, composeTestMail({ octets: 20_000 }))).toMatch(
    /^552 5\.3\.4 Message of 20(\.\d)? KiB is larger than all that --max-storage/,
  )
})

test('what was evicted is still counted after a restart, and lower limits hold from the start', async () => {
  const database = await temporaryDatabase()
  {
    await using app = await startApp({ database, flags: ['--max-messages', '4'] })
    await using events = await openStream(app.url)
    for (let i = 1; i <= 6; i++) await send(app, { subject: `mail ${i}` })
    await events.until(() => evictedCount(events) === 2)
    const [oldest] = (await app.client.list()).messages.slice(-1)
    await app.client.patch({ select: { ids: [oldest?.id ?? ''] }, set: { pinned: true } })
  }
  await using app = await startApp({ database, flags: ['--max-messages', '2'] })
  await using events = await openStream(app.url)
  // One more, whose eviction is after every other.
  await send(app, { subject: 'last' })
  await events.until(() => events.of('message.added').length === 1 && events.of('mailbox.changed').at(-1)?.total === 2)
  const { messages, evicted } = await app.client.list()
  expect(messages.map(({ subject }) => subject)).toEqual(['last', 'mail 3'])
  expect(evicted).toBe(5)
  expect((await app.client.info()).counters.evicted).toBe(5)
})

test('mail is taken while thousands of messages are removed, and each is announced once', async () => {
  const database = await temporaryDatabase()
  const count = 1500
  {
    await using app = await startApp({ database })
    await Promise.all(Array.from({ length: 10 }, () => sendMany(app, count / 10)))
  }
  await using app = await startApp({ database, flags: ['--max-messages', '10'] })
  await using events = await openStream(app.url)
  await sendMany(app, 50)
  await events.until(() => events.of('message.added').length === 50 && events.of('mailbox.changed').at(-1)?.total === 10)
  const { evicted, total } = await app.client.list()
  expect({ evicted, total }).toEqual({ evicted: count + 40, total: 10 })
}, 60_000)

test('deleting gives the space back to the file system', async () => {
  const database = await temporaryDatabase()
  await using app = await startApp({ database })
  await using events = await openStream(app.url)
  for (let i = 0; i < 12; i++) await send(app, { octets: 1_000_000 })
  const full = await sizeOf(database)
  expect(full).toBeGreaterThan(6_000_000)
  await app.client.delete({ all: true })
  await events.until(() => events.of('message.removed').length > 0)
  await expect.poll(() => sizeOf(database), { timeout: 10_000, interval: 50 }).toBeLessThan(1_000_000)
})

const evictedCount = (events: LiveStream) => events.of('evicted').reduce((sum, { count }) => sum + count, 0)

async function send(app: RunningApp, mail: MailOptions = {}): Promise<string> {
  return queuedId(await sendMail(app.smtp, composeTestMail(mail)))
}

async function sendMany(app: RunningApp, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await send(app)
}

function logged(app: RunningApp, text: string): string[] {
  return app
    .log()
    .split('\n')
    .filter((line) => line.includes(text))
}

/** Of the database and its journal. */
async function sizeOf(database: string): Promise<number> {
  const sizes = await Promise.all([database, `${database}-wal`].map(async (path) => (await stat(path)).size))
  return sizes.reduce((sum, size) => sum + size, 0)
}
