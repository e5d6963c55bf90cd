import { createHash, randomInt } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { type RunningApp, startApp } from '../harness/app.ts'
import { temporaryDatabase } from '../harness/database.ts'
import { composeTestMail } from '../harness/sending.ts'
import { openSmtp, queuedId } from '../harness/smtp.ts'

const ROUNDS = 20
const CONNECTIONS = 10
/** Beyond 1 MiB mail data goes to the store while it arrives. */
const LARGE_OCTETS = 1_500_000

interface Sent {
  octets: number
  digest: string
}

/** What clients did, over all rounds. */
interface History {
  /** By subject, which no two mails share: all that was begun. */
  sent: Map<string, Sent>
  /** Subject by id: all that was acknowledged. */
  acknowledged: Map<string, string>
  /** Whose octets have been compared. */
  compared: Set<string>
}

test('kill -9 at any moment under load loses nothing acknowledged, doubles nothing and leaves no half message (DESIGN §2, promise 1)', async () => {
  const database = await temporaryDatabase()
  const history: History = { sent: new Map(), acknowledged: new Map(), compared: new Set() }
  for (let round = 1; round <= ROUNDS; round++) {
    await using app = await startApp({ database })
    await expectAllKept(app, history)
    await killUnderLoad(app, history)
  }
  expect(history.acknowledged.size).toBeGreaterThan(ROUNDS)
  await using app = await startApp({ database })
  history.compared.clear()
  await expectAllKept(app, history)
}, 300_000)

async function killUnderLoad(app: RunningApp, { sent, acknowledged }: History): Promise<void> {
  const atSize = acknowledged.size + randomInt(1, 80)
  const reached = Promise.withResolvers<void>()
  let killed = false

  const client = async (connection: number) => {
    await using smtp = await openSmtp(app.smtp)
    await smtp.say('EHLO client.test')
    for (let i = 0; ; i++) {
      const subject = `mail ${sent.size}`
      const octets = (connection + i) % 25 === 0 ? LARGE_OCTETS : randomInt(1, 60_000)
      const mail = composeTestMail({ subject, octets })
      sent.set(subject, { octets: mail.length, digest: digestOf(mail) })
      for (const line of ['MAIL FROM:<sender@a.test>', 'RCPT TO:<to@b.test>', 'DATA']) await smtp.say(line)
      acknowledged.set(queuedId(await smtp.say(`${mail}.`)), subject)
      if (acknowledged.size >= atSize) reached.resolve()
    }
  }
  const clients = Array.from({ length: CONNECTIONS }, (_, connection) =>
    client(connection).catch((error: unknown) => {
      if (!killed) throw error
    }),
  )
  await Promise.race([reached.promise, Promise.all(clients)])
  await delay(randomInt(0, 20))
  killed = true
  await app.kill()
  await Promise.all(clients)
}

async function expectAllKept(app: RunningApp, { sent, acknowledged, compared }: History): Promise<void> {
  const subjects = new Map<string, string>()
  let before: string | undefined
  do {
    const { messages, next, total } = await app.client.list({ limit: 500, before })
    expect(total).toBeGreaterThanOrEqual(acknowledged.size)
    for (const { id, subject, sizeOctets, hasText, findings } of messages) {
      // Parsed, whole, and one that was sent, also when it was never acknowledged.
      expect({ subject, sizeOctets, hasText, errors: findings.error }).toEqual({
        subject,
        sizeOctets: sent.get(subject)?.octets,
        hasText: true,
        errors: 0,
      })
      subjects.set(id, subject)
    }
    before = next
  } while (before !== undefined)

  expect(new Set(subjects.values()).size).toBe(subjects.size)
  for (const [id, subject] of acknowledged) expect([id, subjects.get(id)]).toEqual([id, subject])
  for (const [id, subject] of subjects) {
    if (compared.has(id)) continue
    expect([subject, digestOf(await app.client.raw(id))]).toEqual([subject, sent.get(subject)?.digest])
    compared.add(id)
  }
}

function digestOf(octets: Uint8Array | string): string {
  return createHash('sha256').update(octets).digest('hex')
}
