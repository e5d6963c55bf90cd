import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LIMITS } from '../../server/limits.ts'
import { createLineInput, Dismissed, type HeldInput, InputEnded } from '../../server/lines/line-input.ts'

const server = createServer()
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening')
})
afterAll(() => void server.close())

interface Pair extends AsyncDisposable {
  client: Socket
  served: Socket
  input: HeldInput
}

async function open(): Promise<Pair> {
  const { port } = server.address() as { port: number }
  const accepted = once(server, 'connection')
  const client = connect({ host: '127.0.0.1', port }).on('error', () => undefined)
  const [served] = (await accepted) as [Socket]
  served.on('error', () => undefined)
  const input = createLineInput()
  input.attach(served)
  return {
    ...{ client, served, input },
    async [Symbol.asyncDispose]() {
      client.destroy()
      served.destroy()
    },
  }
}

async function textOf(pieces: AsyncIterable<Buffer>): Promise<string> {
  const all: Buffer[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all).toString('latin1')
}

test('a line ends in CRLF or in a bare LF, and is given without its end', async () => {
  await using pair = await open()
  pair.client.write('one\r\n\ntwo\nthr\ree\r\n')
  const lines: unknown[] = []
  for (let i = 0; i < 4; i++) lines.push((await pair.input.line(100))?.toString())
  expect(lines).toEqual(['one', '', 'two', 'thr\ree'])
})

test('a line of the longest length is given, one that is longer is dropped to its end', async () => {
  await using pair = await open()
  pair.client.write(`${'a'.repeat(10)}\r\n${'b'.repeat(11)}\r\n${'c'.repeat(11)}\n${'d'.repeat(5000)}\r\nlast\r\n`)
  const lines: unknown[] = []
  for (let i = 0; i < 5; i++) lines.push((await pair.input.line(10))?.toString())
  expect(lines).toEqual(['a'.repeat(10), undefined, undefined, undefined, 'last'])
})

test('a line without an end is read so far and no further', async () => {
  await using pair = await open()
  const flood = Buffer.alloc(64 * 1024, 'x')
  const pour = () => {
    while (pair.client.write(flood));
  }
  pair.client.on('drain', pour)
  pour()
  await expect(pair.input.line(100)).rejects.toThrow(Dismissed)
  expect(pair.served.bytesRead).toBeGreaterThan(LIMITS.lines.endlessLine.value)
})

test('whatever is sent, and however it is cut, lines and counted octets come out as they went in', {
  timeout: 60_000,
}, async () => {
  const line = fc
    .string({ unit: fc.constantFrom('a', '\r', ' ', '\xff', '"'), maxLength: 8 })
    .map((text) => `${text.replace(/\r$/, '')}`)
  const part = fc.record({ line, literal: fc.option(fc.string({ unit: fc.constantFrom('x', '\r', '\n'), maxLength: 12 })) })
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 8 }), fc.array(fc.nat(6), { maxLength: 12 }), async (parts, cuts) => {
      await using pair = await open()
      const octets = Buffer.from(parts.map(({ line: text, literal }) => `${text}\r\n${literal ?? ''}`).join(''), 'latin1')
      pair.client.setNoDelay(true)
      let at = 0
      for (const cut of cuts) {
        pair.client.write(octets.subarray(at, at + cut))
        at += cut
      }
      pair.client.end(octets.subarray(at))
      for (const { line: text, literal } of parts) {
        expect((await pair.input.line(100))?.toString('latin1')).toBe(text)
        if (literal !== null) expect(await textOf(pair.input.octets(literal.length))).toBe(literal)
      }
      await expect(pair.input.line(100)).rejects.toThrow(InputEnded)
    }),
    { numRuns: 60 },
  )
})

test('a client is read no faster than it is listened to', async () => {
  await using pair = await open()
  const all = Buffer.alloc(32 * 1024 * 1024, 'line\r\n')
  pair.client.write(all)
  for (let i = 0; i < 100; i++) expect((await pair.input.line(100))?.toString()).toBe('line')
  // What the buffers of two sockets hold, and one piece.
  expect(pair.served.bytesRead).toBeLessThan(1024 * 1024)
})

test('what was said before the client left is still listened to', async () => {
  await using pair = await open()
  pair.client.end('one\r\ntwo\r\nhalf')
  expect((await pair.input.line(100))?.toString()).toBe('one')
  expect((await pair.input.line(100))?.toString()).toBe('two')
  await expect(pair.input.line(100)).rejects.toThrow(InputEnded)
})

describe('one that is closed', () => {
  test('throws to whoever waits, and to whoever asks later, whatever was sent before', async () => {
    await using pair = await open()
    const waiting = [pair.input.line(100), textOf(pair.input.octets(3))]
    pair.input.close(new Dismissed('go'))
    for (const wait of waiting) await expect(wait).rejects.toThrow('go')
    pair.client.write('more\r\n')
    await pair.input.readable()
    await expect(pair.input.line(100)).rejects.toThrow('go')
  })

  test('wakes all who wait for something to read', async () => {
    await using pair = await open()
    const waiting = [pair.input.readable(), pair.input.readable()]
    pair.input.close(new Dismissed('go'))
    await Promise.all(waiting)
  })

  test('reads on, so that a client which talks comes to see the farewell', async () => {
    await using pair = await open()
    pair.input.close(new Dismissed('go'))
    pair.client.end(Buffer.alloc(8 * 1024 * 1024, 'x'))
    await once(pair.served, 'end')
    expect(pair.served.bytesRead).toBe(8 * 1024 * 1024)
  })
})
