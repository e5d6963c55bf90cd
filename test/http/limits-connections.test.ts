/** Connections, and calls that hold theirs: so many at once, and none that says nothing, or too slowly. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { LIMITS } from '../../server/limits.ts'
import { type RunningApp, startApp } from '../harness/app.ts'
import { problemOf, send } from '../harness/http.ts'

async function open({ url }: RunningApp): Promise<Socket & AsyncDisposable> {
  const { hostname, port } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  socket.on('error', () => socket.destroy()) // a reset is a close too
  await new Promise((resolve) => socket.once('connect', resolve))
  return socket
}

test('a connection over --max-http-connections gets 503 and is closed; when another ends there is room again', {
  timeout: 60_000,
}, async () => {
  await using app = await startApp({ flags: ['--max-http-connections', '3'] })
  const live = 'GET /api/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n'
  const sockets = [await open(app), await open(app), await open(app)]
  for (const socket of sockets) {
    socket.write(live)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /)
  }
  const answer = (await buffer(await open(app))).toString()
  expect(answer).toMatch(/^HTTP\/1\.1 503 [\s\S]*"unavailable"[\s\S]*3 connections already[\s\S]*--max-http-connections/)
  sockets.pop()?.destroy()
  for (;;) {
    const answered = await send(`${app.url}/api/health/live`).catch(() => undefined)
    if (answered?.status === 200) break
    expect(answered?.status ?? 503).toBe(503)
  }
  for (const socket of sockets) socket.destroy()
})

test('who says nothing, half a header section, or an octet now and then, gets 408 and is closed; others are answered', async () => {
  await using app = await startApp()
  const silent = await open(app)
  const half = await open(app)
  half.write('GET /api/info HTTP/1.1\r\nHost: local')
  const slow = await open(app)
  const trickle = setInterval(() => slow.write('x'), 500)
  slow.write('GET /api/info HTTP/1.1\r\nX-Slow: ')
  const idle = await Promise.all(Array.from({ length: 200 }, () => open(app)))
  expect((await send(`${app.url}/api/info`)).status).toBe(200)
  const answers = await Promise.all([silent, half, slow].map(async (socket) => (await buffer(socket)).toString()))
  clearInterval(trickle)
  for (const answer of answers) expect(answer).toMatch(/^HTTP\/1\.1 408 [\s\S]*did not come in whole in time/)
  for (const socket of idle) expect((await buffer(socket)).toString()).toMatch(/^HTTP\/1\.1 408 /)
  expect((await send(`${app.url}/api/info`)).status).toBe(200)
}, 120_000)

describe('waits', () => {
  test('are 10,000 at once, one more gets 503 with Retry-After, and there is room when others have ended', async () => {
    await using app = await startApp()
    const limit = LIMITS.wait.open.value
    const untilOpen = async (count: number) => {
      for (;;) {
        const { waits } = await app.client.info()
        if (waits === count) return
        expect(waits).toBeLessThanOrEqual(limit)
      }
    }
    const wait = 'GET /api/wait?timeout=4m&mailbox=none HTTP/1.1\r\nHost: localhost\r\n\r\n'
    // Pipelined: answered in their order, and held all the same.
    const many = await open(app)
    many.write(wait.repeat(limit - 1))
    await untilOpen(limit - 1)
    const last = await open(app)
    last.write(wait)
    await untilOpen(limit)
    const refused = await send(`${app.url}/api/wait?timeout=4m`)
    expect(problemOf(refused)).toMatchObject({ status: 503, code: 'unavailable' })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    many.destroy()
    await untilOpen(1)
    const { id } = await app.client.add(Buffer.from('Subject: x\r\n\r\n'), { mailbox: 'other' })
    expect((await app.client.get(id)).mailbox).toBe('other')
    expect((await send(`${app.url}/api/wait?timeout=4m&mailbox=other`)).status).toBe(200)
    last.destroy()
  }, 300_000)

  test('have a timeout of at most 4 minutes', async () => {
    await using app = await startApp()
    await app.client.add(Buffer.from('Subject: x\r\n\r\n'))
    const limit = LIMITS.wait.timeout.value
    const statusOf = async (ms: number) => (await send(`${app.url}/api/wait?timeout=${ms}ms`)).status
    expect([await statusOf(limit - 1), await statusOf(limit), await statusOf(limit + 1)]).toEqual([200, 200, 400])
  }, 60_000)
})
