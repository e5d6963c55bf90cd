import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type RunningApp, startApp } from '../harness/app.ts'
import { beginData, openSmtp, queuedId } from '../harness/smtp.ts'

/** Ends the program as a service manager does. @returns a promise for its exit code */
function terminate(app: RunningApp): Promise<number | null> {
  const exited = new Promise<number | null>((resolve) => app.process.once('exit', resolve))
  app.process.kill('SIGTERM')
  return exited
}

test('on SIGTERM an idle client is told 421 at once, new ones are refused, and the process ends 0 (DESIGN §9)', async () => {
  await using app = await startApp()
  await using idle = await openSmtp(app.smtp)
  const exited = terminate(app)
  expect(await idle.reply()).toMatch(/^421 4\.3\.2 /)
  await expect(once(connect(app.smtp), 'connect')).rejects.toThrow('ECONNREFUSED')
  expect(await exited).toBe(0)
})

test('on SIGTERM a message on its way in may finish: 250, then 421, and it is in the database (DESIGN §2, promise 1)', async ({
  onTestFinished,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'mailmitt-test-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const database = join(folder, 'mail.db')
  const app = await startApp({ database })
  await using idle = await openSmtp(app.smtp)
  await using sending = await openSmtp(app.smtp)
  await beginData(sending)
  sending.write('Subject: just in time\r\n\r\nfirst half,')
  const exited = terminate(app)
  expect(await idle.reply()).toMatch(/^421 /) // so it is draining
  sending.write(' second half\r\n.\r\n')
  const id = queuedId(await sending.reply())
  expect(await sending.reply()).toMatch(/^421 4\.3\.2 /)
  expect(await exited).toBe(0)

  await using again = await startApp({ database })
  expect(Buffer.from(await again.client.raw(id)).toString()).toBe('Subject: just in time\r\n\r\nfirst half, second half\r\n')
})

test('on SIGTERM a client that never ends its mail data is told 421, and the process closes its database and ends 0', async () => {
  await using app = await startApp()
  await using sending = await openSmtp(app.smtp)
  await beginData(sending)
  sending.write('Subject: never\r\n\r\n')
  const exited = terminate(app)
  expect(await sending.reply()).toMatch(/^421 /)
  expect(await exited).toBe(0)
  expect(app.log()).not.toContain('stopping without them')
})
