import { expect, test } from 'vitest'
import { type RunningApp, startApp } from '../harness/app.ts'
import { fileSizeLimit, type SmallDisk, smallFileSystem } from '../harness/database.ts'
import { composeTestMail, sendMail } from '../harness/sending.ts'
import { queuedId } from '../harness/smtp.ts'

const MAIL_OCTETS = 300_000
/** Far more than any of the disks holds. */
const MOST_MAILS = 200
const REFUSALS = 20

test('a full disk, by a limit on the size of files: 452, a log line but not one a message, and mail is taken again by itself', async () => {
  await checkFullDisk(await fileSizeLimit())
}, 60_000)

test('a full disk, by a small file system where one can be mounted: the same', async (context) => {
  const disk = await smallFileSystem()
  if (!disk) return context.skip('may not mount a file system here; the test above has shown the same by a limit')
  await checkFullDisk(disk)
}, 60_000)

async function checkFullDisk({ start, makeRoom }: SmallDisk): Promise<void> {
  const kept = new Map<string, string>()
  const send = async (app: RunningApp) => {
    const mail = composeTestMail({ octets: MAIL_OCTETS })
    const reply = await sendMail(app.smtp, mail)
    if (reply.startsWith('250')) kept.set(queuedId(reply), mail)
    return reply
  }
  {
    await using app = await startApp(start)
    // At the brink a smaller write may still fit, so it is full when it refuses for a while.
    for (let refused = 0; refused < REFUSALS; ) {
      const reply = await send(app)
      expect(reply).toMatch(/^250 |^452 4\.3\.1 The disk (of the database is full|refuses to write the database)/)
      refused = reply.startsWith('250') ? 0 : refused + 1
      expect(kept.size).toBeLessThan(MOST_MAILS)
    }
    expect(logged(app, 'nothing can be stored').length).toBeOneOf([1, 2, 3])
    expect(logged(app, 'message refused')).toHaveLength(0)
    const health = await fetch(`${app.url}/api/health/ready`)
    expect(health.status).toBe(503)
    expect(await health.json()).toMatchObject({ status: 'unavailable', detail: expect.stringContaining('The disk ') })
    expect((await fetch(`${app.url}/api/health/live`)).status).toBe(200)

    await makeRoom(app)
    await expect.poll(async () => (await fetch(`${app.url}/api/health/ready`)).status, { timeout: 15_000 }).toBe(200)
    expect(logged(app, 'mail is stored again').length).toBe(logged(app, 'nothing can be stored').length)
    expect(await send(app)).toMatch(/^250 /)
    await expectKept(app, kept)
    await app.kill()
  }
  await using app = await startApp({ database: start.database ?? '' })
  await expectKept(app, kept)
}

async function expectKept(app: RunningApp, kept: ReadonlyMap<string, string>): Promise<void> {
  const { messages, total } = await app.client.list({ limit: 500 })
  expect(new Set(messages.map(({ id }) => id))).toEqual(new Set(kept.keys()))
  expect(total).toBe(kept.size)
  for (const [id, mail] of kept) expect(Buffer.from(await app.client.raw(id)).toString('latin1')).toBe(mail)
}

function logged(app: RunningApp, text: string): string[] {
  return app
    .log()
    .split('\n')
    .filter((line) => line.includes(text))
}
