/** What a client sends without an end, or opens and leaves, costs a bounded amount of memory, and is closed. */
import { connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { LIMITS } from '../../server/limits.ts'
import { residentMegabytes } from '../bench/process-facts.ts'
import { startApp } from '../harness/app.ts'

/** Far below what is sent, and far above what comes and goes with the collector. */
const ROOM_MB = 250
const AT_ONCE = 8
const CHUNK = Buffer.alloc(256 * 1024, 'x')

async function open(port: number): Promise<{ socket: Socket; closed: Promise<void> }> {
  const socket = connect({ host: '127.0.0.1', port })
  socket.on('error', () => socket.destroy()) // a reset is a close too
  await new Promise((resolve) => socket.once('connect', resolve))
  return { socket, closed: new Promise((resolve) => socket.once('close', () => resolve())) }
}

/** Sends the start and then chunks until the server closes. @returns octets sent */
async function sendEndless(port: number, start: string, chunk: Uint8Array): Promise<number> {
  const { socket, closed } = await open(port)
  socket.resume()
  let sent = 0
  let isOpen = true
  void closed.then(() => {
    isOpen = false
  })
  socket.write(start)
  while (isOpen) {
    sent += chunk.length
    if (!socket.write(chunk)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed])
  }
  return sent
}

const DATA = 'EHLO c.test\r\nMAIL FROM:<a@a.test>\r\nRCPT TO:<b@b.test>\r\nDATA\r\n'
const CHUNKED =
  'PATCH /api/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n'
const FRAMED = Buffer.concat([Buffer.from(`${CHUNK.length.toString(16)}\r\n`), CHUNK, Buffer.from('\r\n')])
const MESSAGE_OCTETS = 1024 ** 2

test.skipIf(process.platform !== 'linux').for([
  ['a command line', 'smtp', '', CHUNK, LIMITS.smtp.endlessLine.value],
  ['a line of mail data', 'smtp', DATA, CHUNK, MESSAGE_OCTETS + LIMITS.smtp.refusedData.value],
  ['commands', 'smtp', '', Buffer.from('NOOP\r\n'.repeat(5000)), 6 * LIMITS.smtp.commandsWithoutMail.value],
  ['a header section', 'http', 'GET / HTTP/1.1\r\n', Buffer.from('X-More: x\r\n'.repeat(1000)), LIMITS.http.requestHeader.value],
  ['a chunked body', 'http', CHUNKED, FRAMED, LIMITS.http.refusedBody.value],
] as const)('%s without an end is closed, and memory is bounded', { timeout: 120_000 }, async ([, to, start, chunk, least]) => {
  await using app = await startApp({ flags: ['--max-message-size', String(MESSAGE_OCTETS)] })
  const port = to === 'smtp' ? app.smtp.port : Number(new URL(app.url).port)
  const before = residentMegabytes(app.process.pid ?? 0, 'VmHWM')
  const sent = await Promise.all(Array.from({ length: AT_ONCE }, () => sendEndless(port, start, chunk)))
  for (const octets of sent) expect(octets).toBeGreaterThan(least)
  const grown = residentMegabytes(app.process.pid ?? 0, 'VmHWM') - before
  console.info(`${(sent.reduce((sum, octets) => sum + octets, 0) / 1024 ** 2).toFixed(0)} MiB sent, ${grown.toFixed(0)} MB more`)
  expect(grown).toBeLessThan(ROOM_MB)
  expect((await app.client.info()).counters.accepted).toBe(0)
})

test.skipIf(process.platform !== 'linux')(
  '1,000 idle connections cost little, and others are answered',
  { timeout: 120_000 },
  async () => {
    await using app = await startApp({ flags: ['--max-connections', '600'] })
    const before = residentMegabytes(app.process.pid ?? 0, 'VmHWM')
    const ports = [...Array<number>(500).fill(app.smtp.port), ...Array<number>(500).fill(Number(new URL(app.url).port))]
    const idle: Socket[] = []
    for (const port of ports) idle.push((await open(port)).socket)
    const { id } = await app.client.add(Buffer.from('Subject: x\r\n\r\n'))
    expect((await app.client.get(id)).subject).toBe('x')
    const grown = residentMegabytes(app.process.pid ?? 0, 'VmHWM') - before
    console.info(`${idle.length} idle connections, ${grown.toFixed(0)} MB more`)
    expect(grown).toBeLessThan(ROOM_MB)
    for (const socket of idle) socket.destroy()
  },
)
