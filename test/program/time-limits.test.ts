/** How long a client may take, or say nothing. Node keeps those times: what it was told is looked at, and then made short. */
import { once } from 'node:events'
import http from 'node:http'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { type Mailmitt, startMailmitt } from '../../server/index.ts'
import { LIMITS } from '../../server/limits.ts'
import { watchSilences } from '../harness/silence.ts'
import { append, mail } from '../imap/imap-app.ts'
import { openImap, openMailbox } from '../imap/raw-imap.ts'
import { openPop3 } from '../pop3/dialogue.ts'

let app: Mailmitt
let server: http.Server
const anywhere = 'localhost:0'

beforeAll(async () => {
  const created = vi.spyOn(http, 'createServer')
  app = await startMailmitt({ imap: anywhere, pop3: anywhere, pop3Delete: true })
  const [result] = created.mock.results
  if (result?.type !== 'return') throw new Error('no HTTP server was made')
  server = result.value
  created.mockRestore()
})
afterAll(() => app.close())
afterEach(() => void vi.restoreAllMocks())

const imapAt = () => app.imap ?? expect.fail('no IMAP')
const pop3At = () => app.pop3 ?? expect.fail('no POP3')

/** Reads on until the sessions hold one that ended like this. */
async function untilEnded(reason: string): Promise<void> {
  for (;;) {
    const { sessions } = await app.client.sessions()
    if (sessions.some((session) => session.reason === reason)) return
  }
}

test('a client of IMAP that has not signed in may be silent for a minute, and then hears BYE', async () => {
  using silences = watchSilences()
  await using imap = await openImap(imapAt())
  expect(silences.allowedMs()).toBe(LIMITS.imap.silenceBeforeSignIn.value)
  silences.pass()
  expect(await imap.response()).toMatch(/^\* BYE /)
  await imap.closed
  await untilEnded('idle for 1 m before it said anything')
})

test('one that has signed in may be silent for 30 minutes (RFC 9051 §5.4), idling too', async () => {
  using silences = watchSilences()
  for (const last of ['NOOP', 'IDLE']) {
    await using imap = await openMailbox(imapAt())
    imap.write(`a ${last}\r\n`)
    expect(await imap.response()).toMatch(/^(a OK|\+) /)
    expect(silences.allowedMs()).toBe(LIMITS.imap.silence.value)
    silences.pass()
    expect(await imap.response()).toMatch(/^\* BYE /)
    await imap.closed
  }
  await untilEnded('idle for 30 m')
})

test('a client of POP3 may be silent for 10 minutes; it hears nothing then, and nothing is deleted (RFC 1939 §3)', async () => {
  using silences = watchSilences()
  await using imap = await openMailbox(imapAt(), { user: 'pop' })
  await append(imap, 'INBOX', mail('Stays'))
  await using pop3 = await openPop3(pop3At())
  expect(silences.allowedMs()).toBe(LIMITS.pop3.silence.value)
  await pop3.signIn('pop')
  expect(await pop3.say('DELE 1')).toMatch(/^\+OK/)
  expect(silences.allowedMs()).toBe(LIMITS.pop3.silence.value)
  silences.pass()
  expect(await pop3.closed).toBe('')
  await untilEnded('idle for 10 m')
  expect((await app.client.list({ mailbox: 'pop' })).total).toBe(1)
})

test('a connection of HTTP may be silent for 10 minutes, and is closed then', async () => {
  using silences = watchSilences()
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1')
  const answer = text(socket)
  socket.write('GET /api/wait?timeout=4m&mailbox=none HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await once(server, 'request')
  expect(silences.allowedMs()).toBe(LIMITS.http.silence.value)
  silences.pass()
  expect(await answer).toBe('')
})

test('a request of HTTP may take 15 minutes to come in, and gets 408 then', async () => {
  expect(server.requestTimeout).toBe(LIMITS.http.requestTime.value)
  const socket = connect(Number(new URL(app.url).port), '127.0.0.1')
  const answer = text(socket)
  const head = ['POST /api/messages HTTP/1.1', 'Host: localhost', 'Content-Type: message/rfc822', 'Content-Length: 99']
  socket.write(`${head.join('\r\n')}\r\n\r\nSubject: half`)
  await once(server, 'request')
  // Node takes the shorter of them for that of the header section, which is here already.
  server.headersTimeout = 1
  server.requestTimeout = 1
  expect(await answer).toMatch(/^HTTP\/1\.1 408 [\s\S]*did not come in whole in time/)
})
