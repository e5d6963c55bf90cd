/** Waits of a client whose server stops, dies, comes back or does not. */
import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { createClient } from '../../shared/client/client.ts'
import { type RunningApp, startApp } from '../harness/app.ts'
import { mail } from '../harness/mail.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

/** Resolves when the program holds so many waits. */
async function held(waits: number, { url }: RunningApp): Promise<void> {
  const { info } = createClient({ baseUrl: url })
  while ((await info()).waits !== waits) await turn()
}

async function stop(app: RunningApp): Promise<void> {
  const exit = once(app.process, 'close')
  app.process.kill('SIGTERM')
  await exit
}

/** At the same address. */
function startAgain({ url }: RunningApp, database?: string): Promise<RunningApp> {
  const flags = ['--http', new URL(url).host]
  return startApp(database === undefined ? { flags } : { database, flags })
}

test.for<[string, (app: RunningApp) => Promise<void>]>([
  ['stops', stop],
  ['is killed', (app) => app.kill()],
])('waits go on in the next server when theirs %s', async ([, end]) => {
  await using folder = await temporaryFolder()
  const database = folder.path('mail.db')
  const first = await startApp({ database })
  const { client } = first
  const since = await client.mark()
  const waiting = [
    client.waitFor({ subject: 'one', since }),
    client.waitFor({ subject: 'two' }),
    client.mailbox('ci').waitForAll({ count: 2, since }),
  ]
  await held(3, first)
  await client.mailbox('ci').add(mail({ Subject: 'three' }))
  await end(first)
  await using second = await startAgain(first, database)
  await second.client.add(mail({ Subject: 'one' }))
  await second.client.add(mail({ Subject: 'two' }))
  await second.client.mailbox('ci').add(mail({ Subject: 'four' }))
  const received = (await Promise.all(waiting)).flat()
  expect(received.map(({ subject }) => subject)).toEqual(['one', 'two', 'three', 'four'])
})

test('that nothing came is not believed of a time in which nobody watched', async () => {
  await using folder = await temporaryFolder()
  const database = folder.path('mail.db')
  const first = await startApp({ database })
  const { client } = first
  const since = await client.mark()
  const waiting = [
    client.expectNone({ subject: 'unwanted', since, quiet: '3s' }),
    client.expectNone({ subject: 'unwanted', quiet: '3s' }),
    client.expectNone({ subject: 'other', quiet: '1s' }),
  ].map((wait) => wait.then(String, String))
  await held(3, first)
  await first.kill()
  // Comes and goes where the client does not look.
  await using between = await startApp({ database })
  await between.client.add(mail({ Subject: 'unwanted' }))
  await stop(between)
  await using _again = await startAgain(first, database)
  const offender = expect.stringMatching(/“unwanted” \(\w+\) matches, and none was to come/)
  expect(await Promise.all(waiting)).toEqual([offender, offender, 'undefined'])
})

test('a server that has lost its mail cannot say that nothing came', async () => {
  const first = await startApp()
  const { client } = first
  const since = await client.mark()
  const waiting = [client.expectNone({ since, quiet: '3s' }), client.expectNone({ quiet: '3s' }), client.waitFor({ since })]
  const outcomes = waiting.map((wait) => wait.then(String, String))
  await held(3, first)
  await first.kill()
  await using _again = await startAgain(first)
  const lost = expect.stringMatching(/^Error: Mailmitt at http:\S+ was restarted meanwhile and has lost its mail/)
  expect(await Promise.all(outcomes)).toEqual([lost, lost, lost])
})

test('where none has ever answered, that is told at once', async () => {
  const app = await startApp()
  await stop(app)
  const client = createClient({ baseUrl: app.url })
  const sentence = new RegExp(`^Mailmitt does not answer at ${app.url}/: connect ECONNREFUSED .*; is it running there\\?$`)
  await expect(client.waitFor({ timeout: '10m' })).rejects.toThrow(sentence)
  await expect(client.mailbox('ci').expectNone()).rejects.toThrow(sentence)
})

test('one that does not come back is told with the last reason when the time is up', async () => {
  const app = await startApp()
  await app.client.mark()
  await app.kill()
  const waiting = app.client.mailbox('ci').waitFor({ timeout: '300ms' })
  await expect(waiting).rejects.toThrow(/^Mailmitt at http:\S+ did not answer for the last 0\.\d s: connect ECONNREFUSED/)
})

test('its signal ends it while the server is away', async () => {
  const app = await startApp()
  await app.client.mark()
  await app.kill()
  const abort = new AbortController()
  let calls = 0
  const client = createClient({
    baseUrl: app.url,
    fetch: async (target, init) => {
      if (++calls > 1) setTimeout(() => abort.abort(new Error('enough')))
      return calls > 1 ? fetch(target, init) : Response.json({ cursor: 'x' })
    },
  })
  await client.mark()
  await expect(client.waitFor({ timeout: '10m', signal: abort.signal })).rejects.toThrow('enough')
})
