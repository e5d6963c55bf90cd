import { once } from 'node:events'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, expect, test, vi } from 'vitest'
import { LIMITS } from '../../server/limits.ts'
import { openRaw, openRawTls, startToy, upgrade } from './toy-protocol.ts'

const lines = ({ lines: all }: { lines: { from: string; text: string }[] }) => all.map(({ from, text }) => `${from}: ${text}`)

describe('a session', () => {
  test('that signed in and left well is read, with its dialogue', async () => {
    await using toy = await startToy()
    await using client = await openRaw(toy.listener.address)
    expect(await client.line()).toBe('hello')
    await client.say('user ann')
    expect(toy.running()).toMatchObject([{ protocol: 'imap', authenticatedAs: 'ann', reason: '' }])
    await client.say('bye')
    await client.closed
    const session = await toy.nextSession()
    expect(session).toMatchObject({
      outcome: 'read',
      reason: '',
      authenticatedAs: 'ann',
      tls: false,
      heloName: '',
      messageCount: 0,
    })
    expect(lines(session)).toEqual(['server: hello', 'client: user ann', 'server: user: ann', 'client: bye', 'server: bye: '])
  })

  test('of a client that signed in and just left is read too: mail clients do so', async () => {
    await using toy = await startToy()
    await using client = await openRaw(toy.listener.address)
    await client.say('user ann')
    client.socket.destroy()
    expect(await toy.nextSession()).toMatchObject({ outcome: 'read', reason: '' })
  })

  test('whose sign-in was refused is refused, until another one succeeds', async () => {
    await using toy = await startToy()
    for (const words of [['wrong'], ['wrong', 'user ann']]) {
      await using client = await openRaw(toy.listener.address)
      for (const word of [...words, 'bye']) await client.say(word)
      await client.closed
    }
    expect(await toy.nextSession()).toMatchObject({ outcome: 'refused', reason: 'the password is wrong' })
    expect(await toy.nextSession()).toMatchObject({ outcome: 'read', reason: '' })
  })

  test('of a client that asked for nothing is empty', async () => {
    await using toy = await startToy()
    const client = await openRaw(toy.listener.address)
    await client[Symbol.asyncDispose]()
    expect(await toy.nextSession()).toMatchObject({ outcome: 'empty', reason: 'client left before it said anything' })
  })

  test('that fails by a mistake of ours ends alone, is logged, and says so', async () => {
    await using toy = await startToy()
    await using other = await openRaw(toy.listener.address)
    await using client = await openRaw(toy.listener.address)
    client.socket.write('crash\r\n')
    await client.closed
    expect(await toy.nextSession()).toMatchObject({ outcome: 'aborted', reason: expect.stringContaining('log') })
    expect(toy.log.join('')).toContain('a mistake')
    expect([await other.line(), await other.say('echo on')]).toEqual(['hello', 'echo: on'])
  })

  test('keeps a long line cut, and what cannot be seen escaped', async () => {
    await using toy = await startToy()
    await using client = await openRaw(toy.listener.address)
    await client.line()
    const [served] = toy.clients
    served?.record.client(`a\x00b${'c'.repeat(5000)}`)
    await client.say('bye')
    const [, long] = (await toy.nextSession()).lines
    expect(long?.text).toMatch(/^a\\x00bc{506} … \(4,494 more octets\)$/)
  })
})

describe('too many connections', () => {
  test('the next one is told so in the words of the protocol, and another may come when one has left', async () => {
    await using toy = await startToy({ connections: 2 })
    await using first = await openRaw(toy.listener.address)
    await using second = await openRaw(toy.listener.address)
    expect([await first.line(), await second.line()]).toEqual(['hello', 'hello'])
    await using third = await openRaw(toy.listener.address)
    expect(await third.line()).toMatch(/^farewell: too many connections, the limit is 2.*--max-connections\)$/)
    await third.closed
    expect(await toy.nextSession()).toMatchObject({ outcome: 'refused', reason: expect.stringMatching(/^connection: too many/) })
    await first[Symbol.asyncDispose]()
    await toy.nextSession()
    await using fourth = await openRaw(toy.listener.address)
    expect(await fourth.line()).toBe('hello')
  })

  test('on the port of TLS it is told so in the clear: encrypting it would cost more than serving', async () => {
    await using toy = await startToy({ withTls: true, connections: 0 })
    await using client = await openRaw(toy.listener.secureAddress ?? expect.fail('no TLS'))
    expect(await client.line()).toMatch(/^farewell: too many connections/)
  })

  const beyond = Object.values(networkInterfaces())
    .flat()
    .find((each) => each && !each.internal && each.family === 'IPv4')?.address
  test.runIf(beyond !== undefined)('from one address, this machine by its own name for itself left out', async () => {
    await using toy = await startToy({ connectionsPerAddress: 1, address: { host: '0.0.0.0', port: 0 } })
    const { port } = toy.listener.address
    await using first = await openRaw({ host: beyond ?? '', port })
    await first.line()
    await using second = await openRaw({ host: beyond ?? '', port })
    expect(await second.line()).toMatch(/^farewell: too many connections from your address, the limit is 1/)
    for (let i = 0; i < 3; i++) expect(await (await openRaw({ host: '127.0.0.1', port })).line()).toBe('hello')
  })
})

describe('silence', () => {
  test('ends a session that has not signed in, and it counts as aborted', async () => {
    await using toy = await startToy({ idleTimeoutMs: 100 })
    await using client = await openRaw(toy.listener.address)
    await client.closed
    expect(await toy.nextSession()).toMatchObject({ outcome: 'aborted', reason: 'idle for 0.1 s before it said anything' })
  })

  test('may be longer after signing in, and such a session was read', async () => {
    await using toy = await startToy()
    await using client = await openRaw(toy.listener.address)
    await client.line()
    await client.say('user ann')
    await client.say('wait 100')
    await client.closed
    expect(await toy.nextSession()).toMatchObject({ outcome: 'read', reason: 'idle for 0.1 s' })
  })

  test('of a client that reads nothing ends it too', async () => {
    await using toy = await startToy()
    await using client = await openRaw(toy.listener.address)
    await client.line()
    client.socket.pause()
    client.socket.write('wait 100\r\nflood\r\n')
    expect(await toy.nextSession()).toMatchObject({ outcome: 'aborted', reason: 'the client read nothing for 0.1 s' })
  })
})

test('a client that reads slowly holds no memory: the protocol waits for it', async () => {
  await using toy = await startToy()
  await using client = await openRaw(toy.listener.address)
  await client.line()
  client.socket.pause()
  const [served] = toy.clients
  let written = 0
  const writing = (async () => {
    for (;;) {
      await served?.write(Buffer.alloc(64 * 1024, 'x'))
      written += 64 * 1024
    }
  })()
  // Until it waits: the buffers of the system take a few megabytes.
  for (let before = -1; before !== written; ) {
    before = written
    for (let turns = 0; turns < 200; turns++) await new Promise((resolve) => setImmediate(resolve))
  }
  expect(written).toBeLessThan(32 * 1024 * 1024)
  client.socket.destroy()
  await expect(writing).rejects.toThrow('The client has left')
})

test('what is written before the end goes out, to its last octet', async () => {
  const whole = Buffer.alloc(8 * 1024 * 1024, 'x')
  await using toy = await startToy({ serve: (client) => client.write(whole) })
  const socket = connect(toy.listener.address)
  let received = 0
  socket.on('data', ({ length }) => {
    received += length
  })
  await once(socket, 'close')
  expect(received).toBe(whole.length)
})

test('a client that never hangs up after the farewell is let go', async () => {
  await using toy = await startToy()
  const socket = connect({ ...toy.listener.address, allowHalfOpen: true })
  socket.write('user ann\r\nbye\r\n')
  socket.resume()
  await once(socket, 'end')
  expect(await toy.nextSession()).toMatchObject({ outcome: 'read' })
  socket.destroy()
})

describe('TLS', () => {
  test('begins when the protocol says so, once, and the session tells of it', async () => {
    await using toy = await startToy({ withTls: true })
    await using plain = await openRaw(toy.listener.address)
    await plain.line()
    expect(toy.clients.map(({ canStartTls, isSecure }) => [canStartTls, isSecure])).toEqual([[true, false]])
    await plain.say('tls')
    await using client = await upgrade(plain, toy.ca)
    expect(await client.say('user ann')).toBe('user: ann')
    expect(toy.clients.map(({ canStartTls, isSecure }) => [canStartTls, isSecure])).toEqual([[false, true]])
    await client.say('bye')
    await client.closed
    const session = await toy.nextSession()
    expect(session).toMatchObject({ outcome: 'read', tls: true })
    expect(session.lines.find(({ tls }) => tls)).toMatchObject({ from: 'note', tls: { serverName: 'localhost' } })
  })

  test('from the first octet, on a port of its own', async () => {
    await using toy = await startToy({ withTls: true })
    await using client = await openRawTls(toy.listener.secureAddress ?? expect.fail('no TLS'), toy.ca)
    expect([await client.line(), await client.say('echo x')]).toEqual(['hello', 'echo: x'])
  })

  test('nothing that came in the clear behind the command is heard after it (RFC 9051 §6.2.1, RFC 2595 §2.1)', async () => {
    await using toy = await startToy({ withTls: true })
    await using plain = await openRaw(toy.listener.address)
    await plain.line()
    plain.socket.write('tls\r\nuser mallory\r\necho injected\r\n')
    await plain.line()
    await using client = await upgrade(plain, toy.ca)
    expect(await client.say('echo mine')).toBe('echo: mine')
    await client.say('bye')
    const session = await toy.nextSession()
    expect(session.authenticatedAs).toBeUndefined()
    expect(lines(session)).toContain('note: (29 octets in the clear before TLS, not read)')
  })

  test.each([
    ['a client that speaks none', 'echo x\r\n', /^TLS: the client did not speak TLS/],
    ['one that leaves in the middle', undefined, /^TLS: the client closed the connection/],
  ])('%s ends its own session, which says why', async (_name, octets, reason) => {
    await using toy = await startToy({ withTls: true })
    const client = await openRaw(toy.listener.secureAddress ?? expect.fail('no TLS'))
    if (octets === undefined) client.socket.end(Buffer.from('1603010200010001fc0303', 'hex'))
    else client.socket.write(octets)
    await client.closed
    expect(await toy.nextSession()).toMatchObject({ outcome: 'aborted', reason: expect.stringMatching(reason) })
  })

  test('a handshake may take 30 s, and ends its session then, which says why', async () => {
    await using toy = await startToy({ withTls: true })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      await using client = await openRaw(toy.listener.secureAddress ?? expect.fail('no TLS'))
      // Until the server has begun, and waits for the client to.
      while (vi.getTimerCount() === 0) await new Promise((resolve) => setImmediate(resolve))
      vi.advanceTimersByTime(LIMITS.lines.handshake.value - 1)
      expect(toy.running()[0]?.lines).toEqual([])
      vi.advanceTimersByTime(1)
      await client.closed
    } finally {
      vi.useRealTimers()
    }
    expect(await toy.nextSession()).toMatchObject({
      outcome: 'aborted',
      reason: 'TLS: the client did not finish the TLS handshake within 30 s',
    })
  })

  test('is not offered where there is none', async () => {
    await using toy = await startToy()
    await using client = await openRaw(toy.listener.address)
    await client.line()
    expect(toy.clients[0]?.canStartTls).toBe(false)
    expect(toy.listener.secureAddress).toBeUndefined()
  })
})

describe('a listener that stops', () => {
  test('says farewell to all, idle or in TLS, and resolves when all are gone', async () => {
    await using toy = await startToy({ withTls: true })
    await using plain = await openRaw(toy.listener.address)
    await using secure = await openRawTls(toy.listener.secureAddress ?? expect.fail('no TLS'), toy.ca)
    for (const client of [plain, secure]) expect(await client.line()).toBe('hello')
    await plain.say('user ann')
    const stopped = toy.listener.stop()
    for (const client of [plain, secure]) expect(await client.line()).toBe('farewell: Mailmitt is stopping, try again later')
    await stopped
    expect(toy.running()).toEqual([])
    const ended = [await toy.nextSession(), await toy.nextSession()]
    expect(ended).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ outcome: 'read', reason: 'Mailmitt was stopped' }),
        expect.objectContaining({ outcome: 'empty', reason: 'Mailmitt was stopped before it said anything' }),
      ]),
    )
  })

  test('lets a client go that never hangs up', async () => {
    const toy = await startToy()
    const socket = connect({ ...toy.listener.address, allowHalfOpen: true })
    await once(socket, 'data')
    await toy.listener.stop()
    socket.destroy()
  })

  test('does not wait for one that reads nothing, or that never finishes its handshake', async () => {
    const toy = await startToy({ withTls: true })
    await using reader = await openRaw(toy.listener.address)
    await reader.line()
    reader.socket.pause()
    reader.socket.write('flood\r\n')
    await using handshake = await openRaw(toy.listener.secureAddress ?? expect.fail('no TLS'))
    await toy.listener.stop()
    expect(toy.running()).toEqual([])
    await handshake.closed
  })
})

test('a client whose protocol sends it away hears the farewell', async () => {
  await using toy = await startToy()
  await using client = await openRaw(toy.listener.address)
  await client.line()
  toy.clients[0]?.dismiss('your token was taken back')
  expect(await client.line()).toBe('farewell: your token was taken back')
  await client.closed
})

test('a port that is taken is an error that names the flag, and how to do without', async () => {
  await using toy = await startToy()
  await expect(startToy({ address: toy.listener.address })).rejects.toThrow(
    /is in use by another program.*--imap host:port \(port 0 takes a free one\), or do without by --imap off$/,
  )
})
