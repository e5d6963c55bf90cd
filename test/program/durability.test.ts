import { describe, expect, test } from 'vitest'
import { openSqliteStore } from '../../server/store/sqlite/sqlite-store.ts'
import { startApp } from '../harness/app.ts'
import { mail } from '../harness/mail.ts'
import { deliver, openSmtp } from '../harness/smtp.ts'
import { openStream } from '../harness/stream.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import { append } from '../store/contract.ts'

/** Of any size around the chunks of the store, each with its own octets. */
function mailOf(name: string, octets: number): Buffer {
  return Buffer.from(
    mail(
      { From: 'a@a.test', To: 'b@b.test', Subject: name },
      `${name}\r\n`.padEnd(octets, `${name} is the whole line.\r\n`).replace(/\r$|\r?\n?$/, '\r\n'),
    ),
  )
}

describe('250 means kept', () => {
  test('when the process is killed as soon as the reply is read, the message is there, complete', async () => {
    await using folder = await temporaryFolder()
    const database = folder.path('mail.db')
    const kept = new Map<string, Buffer>()
    for (const size of [10, 40_000, 1_500_000]) {
      const app = await startApp({ database })
      const smtp = await openSmtp(app.smtp)
      const mailData = mailOf(`size ${size}`, size)
      kept.set(await deliver(smtp, mailData), mailData)
      await app.kill()
    }
    await using app = await startApp({ database })
    const { messages, total } = await app.client.list()
    expect([total, messages.map(({ id }) => id)]).toEqual([kept.size, [...kept.keys()].reverse()])
    for (const [id, mailData] of kept) {
      expect(mailData.equals(await app.client.raw(id))).toBe(true)
      expect(await app.client.get(id)).toMatchObject({
        from: [{ addrSpec: 'a@a.test' }],
        hasText: true,
        sizeOctets: mailData.length,
        envelope: { reversePath: 'sender@a.test', forwardPaths: ['to@b.test'] },
      })
    }
  })

  test('killed at any moment of a storm, it has every message it acknowledged, whole, and no half one', async () => {
    await using folder = await temporaryFolder()
    const database = folder.path('mail.db')
    const kept = new Map<string, Buffer>()
    const sent = new Set<string>()
    for (let round = 0; round < 3; round++) {
      const app = await startApp({ database })
      const enough = 40 * (round + 1)
      let acknowledged = 0
      let killed: Promise<void> | undefined
      const sender = async (name: string) => {
        await using smtp = await openSmtp(app.smtp)
        for (let i = 0; ; i++) {
          const mailData = mailOf(`round ${round} ${name} mail ${i}`, i % 7 === 0 ? 1_200_000 : 3000 * (i % 5))
          sent.add(mailData.toString())
          kept.set(await deliver(smtp, mailData), mailData)
          if (++acknowledged === enough) killed = app.kill()
        }
      }
      // Each ends when its connection does.
      await Promise.allSettled(Array.from({ length: 16 }, (_, i) => sender(`sender ${i}`)))
      expect(acknowledged).toBeGreaterThanOrEqual(enough)
      await killed
    }
    await using app = await startApp({ database })
    for (const [id, mailData] of kept) expect([id, mailData.equals(await app.client.raw(id))]).toEqual([id, true])
    // What was committed and not yet acknowledged may be there too, but then it is whole.
    const seen: string[] = []
    for (let page = await app.client.list({ limit: 100 }); ; page = await app.client.list({ limit: 100, before: page.next })) {
      seen.push(...page.messages.map(({ id }) => id))
      if (!page.next) break
    }
    expect(new Set(seen).size).toBe((await app.client.list({ limit: 1 })).total)
    for (const id of seen.filter((found) => !kept.has(found)))
      expect(sent.has(Buffer.from(await app.client.raw(id)).toString())).toBe(true)
  }, 60_000)

  test('what was kept but not parsed when it died is parsed at the next start, in order, before anyone reads', async () => {
    await using folder = await temporaryFolder()
    const database = folder.path('mail.db')
    const store = await openSqliteStore({ database, durability: 'kill', journal: 'auto' })
    for (let i = 0; i < 150; i++)
      await append(store, `pending${i}`, { octets: mailOf(`pending ${i}`, i === 70 ? 1_200_000 : 2000) })
    await store.close()

    await using app = await startApp({ database })
    await using stream = await openStream(app.url)
    const { messages } = await app.client.list({ limit: 500 })
    expect(messages.map(({ id, subject }) => [id, subject])).toEqual(
      Array.from({ length: 150 }, (_, i) => [`pending${149 - i}`, `pending ${149 - i}`]),
    )
    const added = stream.events.flatMap((event) => (event.type === 'message.added' ? event.message.id : []))
    expect(added).toEqual(Array.from({ length: added.length }, (_, i) => `pending${150 - added.length + i}`))
    expect((await app.client.mailboxes()).map(({ name, total, unseen }) => [name, total, unseen])).toEqual([
      ['default', 150, 150],
    ])
  })

  test('kept mail and its order outlive an orderly restart', async () => {
    await using folder = await temporaryFolder()
    const database = folder.path('mail.db')
    let before: string[]
    {
      await using app = await startApp({ database })
      for (let i = 0; i < 5; i++) await app.client.add(mail({ Subject: `${i}` }))
      before = (await app.client.list()).messages.map(({ id }) => id)
      expect((await app.client.info()).persistent).toBe(true)
    }
    await using app = await startApp({ database })
    await app.client.add(mail({ Subject: 'new' }))
    expect((await app.client.list()).messages.slice(1).map(({ id }) => id)).toEqual(before)
  })
})

test('who reads after a 250 finds that message, ready, in every list: 50 senders at once', async () => {
  await using app = await startApp()
  await Promise.all(
    Array.from({ length: 50 }, async (_, i) => {
      await using smtp = await openSmtp(app.smtp)
      for (let j = 0; j < 4; j++) {
        const subject = `sender ${i} mail ${j}`
        const id = await deliver(smtp, mailOf(subject, 500))
        const { messages } = await app.client.list({ limit: 250 })
        expect(messages.find((message) => message.id === id)?.subject).toBe(subject)
        expect((await app.client.get(id)).text).toContain(subject)
      }
    }),
  )
  expect((await app.client.list({ limit: 1 })).total).toBe(200)
})
