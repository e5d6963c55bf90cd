/** Limits of requests and of what runs at once: at the limit, one below, one above, over the wire. */
import { once } from 'node:events'
import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { LIMITS } from '../../server/limits.ts'
import type { AddedFiles } from '../../shared/model/message.ts'
import { startApp } from '../harness/app.ts'
import { problemOf, send, sendJson } from '../harness/http.ts'
import { openEventSource, openStream, upgrade } from '../harness/stream.ts'

const MESSAGE_OCTETS = 4 * 1024 ** 2
const app = await startApp({ flags: ['--max-message-size', String(MESSAGE_OCTETS)] })
afterAll(() => app[Symbol.asyncDispose]())
const { hostname, port } = new URL(app.url)

function open(): Socket {
  const socket = connect({ host: hostname, port: Number(port) })
  socket.on('error', () => socket.destroy()) // a reset is a close too
  return socket
}

/** Resolves however it is closed. */
function closedOf(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    socket.once('close', () => resolve())
  })
}

/** Asks and leaves what comes unread. */
async function ask(path: string): Promise<{ sent: ClientRequest; response: IncomingMessage }> {
  const sent = request({ host: hostname, port, path, agent: false })
  sent.on('error', () => undefined) // it is broken off
  sent.end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  response.on('error', () => undefined)
  return { sent, response }
}

describe('the request line and header section', () => {
  /** A request of which the address, the names and the values of fields have so many octets together: what Node counts. */
  const ofOctets = (octets: number) => {
    const counted = ['/api/health/live', 'Host', hostname, 'Connection', 'close', 'X-Long'].join('').length
    return `GET /api/health/live HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\nX-Long: ${'x'.repeat(octets - counted)}\r\n\r\n`
  }
  const statusOf = async (octets: string) => {
    const socket = open()
    socket.write(octets)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    socket.destroy()
    return answer.toString()
  }

  test('have less than 16 KiB, and get 431 with the limit else', async () => {
    const limit = LIMITS.http.requestHeader.value
    expect(await statusOf(ofOctets(limit - 1))).toMatch(/^HTTP\/1\.1 200 /)
    expect(await statusOf(ofOctets(limit))).toMatch(/^HTTP\/1\.1 431 [\s\S]*16384 octets/)
    expect(await statusOf(ofOctets(limit + 1))).toMatch(/^HTTP\/1\.1 431 /)
    const path = `/${'x'.repeat(limit)}`
    expect(await statusOf(`GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /)
  })

  test('of more than a thousand fields lose none: an Origin behind them is still looked at', async () => {
    const fields = 'a:\r\n'.repeat(2000)
    const origin = `GET /api/info HTTP/1.1\r\nHost: ${hostname}\r\n${fields}Origin: http://evil.test\r\n\r\n`
    expect(await statusOf(origin)).toMatch(/^HTTP\/1\.1 403 /)
  })

  test('without an end are cut off', async () => {
    const socket = open()
    socket.write('GET / HTTP/1.1\r\n')
    const field = Buffer.from(`X-More: ${'x'.repeat(4000)}\r\n`)
    const closed = closedOf(socket)
    const timer = setInterval(() => socket.write(field), 1)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    await closed
    clearInterval(timer)
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 431 /)
  })
})

test('a part of a path may have so many characters', async () => {
  const limit = LIMITS.http.pathParameter.value
  const codeOf = async (length: number) => problemOf(await send(`${app.url}/api/messages/${'x'.repeat(length)}`)).code
  expect([await codeOf(limit - 1), await codeOf(limit), await codeOf(limit + 1)]).toEqual([
    ...['not_found', 'not_found'],
    expect.stringMatching(/^(no_such_route|invalid)$/),
  ])
})

describe('a body', () => {
  const limit = LIMITS.http.body.value
  const patch = (octets: number) => {
    const body = JSON.stringify({ select: { ids: ['none'] }, set: { seen: true } })
    return send(`${app.url}/api/messages`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: body.padEnd(octets, ' '),
    })
  }

  test('of JSON has at most 1 MiB', async () => {
    expect((await patch(limit - 1)).status).toBe(200)
    expect((await patch(limit)).status).toBe(200)
    expect(problemOf(await patch(limit + 1))).toMatchObject({ status: 413, code: 'too_large' })
  })

  test('of a mail has at most --max-message-size', async () => {
    const add = async (octets: number) => {
      const headers = { 'content-type': 'message/rfc822' }
      return (await send(`${app.url}/api/messages`, { method: 'POST', headers, body: Buffer.alloc(octets, 'x') })).status
    }
    expect(await add(MESSAGE_OCTETS - 1)).toBe(201)
    expect(await add(MESSAGE_OCTETS)).toBe(201)
    expect(await add(MESSAGE_OCTETS + 1)).toBe(413)
  })

  test('that is too large is told so, each time, also to a client that asked for the connection to be closed', async () => {
    const headers = { 'content-type': 'message/rfc822' }
    const body = Buffer.alloc(MESSAGE_OCTETS + 1, 'x')
    const answers = []
    for (let i = 0; i < 50; i++) answers.push((await send(`${app.url}/api/messages`, { method: 'POST', headers, body })).status)
    expect(new Set(answers)).toEqual(new Set([413]))
  })

  test.for(['gzip', 'br', 'deflate', 'zstd', 'GZIP, identity'])(
    'is not unpacked: Content-Encoding %s is 415',
    async (encoding) => {
      const answer = await send(`${app.url}/api/messages`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json', 'content-encoding': encoding },
        body: gzipSync('{"select":{"all":true},"set":{"seen":true}}'),
      })
      expect(problemOf(answer)).toMatchObject({ status: 415, code: 'unsupported_media_type' })
      expect(answer.headers['accept-encoding']).toBe('identity')
    },
  )

  test('may say that it is not encoded', async () => {
    const headers = { 'content-type': 'application/json', 'content-encoding': 'identity' }
    const body = JSON.stringify({ select: { ids: ['none'] }, set: { seen: true } })
    expect((await send(`${app.url}/api/messages`, { method: 'PATCH', headers, body })).status).toBe(200)
  })

  /** Sends chunks, answered or not, until the server closes. @returns the answer and how much was sent */
  async function sendChunks(
    head: string,
    first = '',
    atMost = Number.POSITIVE_INFINITY,
  ): Promise<{ answer: string; sent: number }> {
    const socket = open()
    const chunk = Buffer.alloc(256 * 1024, 'x')
    const framed = Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')])
    let answer = ''
    let sent = 0
    let isOpen = true
    socket.on('data', (octets) => {
      answer += String(octets)
    })
    const closed = closedOf(socket).then(() => {
      isOpen = false
    })
    socket.write(`${head}Host: ${hostname}:${port}\r\nTransfer-Encoding: chunked\r\n\r\n`)
    if (first) socket.write(`${Buffer.byteLength(first).toString(16)}\r\n${first}\r\n`)
    while (isOpen && sent < atMost) {
      sent += chunk.length
      if (!socket.write(framed)) await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed])
    }
    if (isOpen) {
      socket.write('0\r\n\r\n')
      socket.end()
      await closed
    }
    return { answer, sent }
  }

  const refused = 'PATCH /api/messages HTTP/1.1\r\nContent-Type: application/json\r\n'

  test('that is refused is read to its end, so that the answer is seen', async () => {
    const { answer } = await sendChunks(refused, '', LIMITS.http.refusedBody.value / 2)
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
  })

  test.for([
    ['too large', refused],
    ['for nothing there is', 'POST /nothing HTTP/1.1\r\nContent-Type: application/json\r\n'],
    ['of another site', 'POST /api/messages HTTP/1.1\r\nOrigin: http://evil.test\r\nContent-Type: message/rfc822\r\n'],
  ])('%s that does not end is cut off', async ([, head = '']) => {
    const { sent } = await sendChunks(head)
    expect(sent).toBeGreaterThan(LIMITS.http.refusedBody.value)
  })

  test('of a form with a file that does not end is cut off, and what came before is kept', async () => {
    const { total } = await app.client.list({ limit: 1 })
    const head = `POST /api/messages HTTP/1.1\r\nOrigin: ${app.url}\r\nContent-Type: multipart/form-data; boundary=b\r\n`
    const part = (name: string) => `--b\r\nContent-Disposition: form-data; name=f; filename=${name}\r\n\r\n`
    const { sent } = await sendChunks(head, `${part('a.eml')}Subject: first\r\n\r\n\r\n${part('b.eml')}`)
    expect(sent).toBeGreaterThan(MESSAGE_OCTETS + LIMITS.http.refusedBody.value)
    expect((await app.client.list({ limit: 1 })).total).toBe(total + 1)
  })
})

test('a form has at most 1,000 files; those before the end are added, and the answer says so', async () => {
  const limit = LIMITS.http.uploadFiles.value
  const upload = async (count: number) => {
    const files = Array.from(
      { length: count },
      (_, i) => `--b\r\nContent-Disposition: form-data; name=f; filename=${i}.eml\r\n\r\nSubject: ${i}\r\n\r\n\r\n`,
    )
    const answer = await send(`${app.url}/api/messages`, {
      method: 'POST',
      headers: { origin: app.url, 'content-type': 'multipart/form-data; boundary=b' },
      body: `${files.join('')}--b--\r\n`,
    })
    expect(answer.status).toBe(201)
    const all = (answer.json() as AddedFiles).files
    return [all.filter(({ added }) => added).length, all.filter(({ problem }) => problem).length]
  }
  expect(await upload(limit - 1)).toEqual([limit - 1, 0])
  expect(await upload(limit)).toEqual([limit, 0])
  expect(await upload(limit + 1)).toEqual([limit, 1])
})

describe('exports at once', () => {
  test('are ten; one more is told when to come back, and has room when another ends', async () => {
    const limit = LIMITS.http.exports.value
    // More than lies in the buffers of a connection that nobody reads.
    for (let i = 0; i < 4; i++) await app.client.add(Buffer.alloc(MESSAGE_OCTETS, 'x'), { mailbox: 'large' })
    const path = '/api/export?format=mbox&mailbox=large'
    const running = []
    for (let i = 0; i < limit; i++) running.push(await ask(path))
    expect(running.map(({ response }) => response.statusCode)).toEqual(Array(limit).fill(200))
    const refused = await send(`${app.url}${path}`)
    expect(problemOf(refused)).toMatchObject({ status: 503, code: 'unavailable' })
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
    running[0]?.response.destroy()
    let status = 503
    while (status === 503) {
      const again = await ask(path)
      status = again.response.statusCode ?? 0
      running.push(again)
    }
    expect(status).toBe(200)
    for (const { response } of running) response.destroy()
  })
})

describe('clients of the stream', () => {
  test('are 1,000 in all, of both kinds; one more gets 503 before the upgrade, and there is room when one leaves', async () => {
    const limit = LIMITS.stream.clients.value
    const sockets: Socket[] = []
    await using first = await openStream(app.url)
    await using second = await openEventSource(app.url)
    for (let i = 2; i < limit; i++) {
      const { status, socket } = await upgrade(app.url, '/api/stream')
      expect(status).toBe(101)
      sockets.push(socket)
    }
    const refused = await upgrade(app.url, '/api/stream')
    expect([refused.status, Number(refused.headers['retry-after']) > 0]).toEqual([503, true])
    expect(refused.text).toContain('1,000 clients')
    expect(problemOf(await send(`${app.url}/api/stream`, { headers: { accept: 'text/event-stream' } })).status).toBe(503)
    await app.client.add(Buffer.from('Subject: told\r\n\r\n'))
    for (const each of [first, second]) await each.next('message.added', ({ message }) => message.subject === 'told')
    sockets.pop()?.destroy()
    let status = 503
    while (status === 503) {
      const again = await upgrade(app.url, '/api/stream')
      status = again.status
      sockets.push(again.socket)
    }
    expect(status).toBe(101)
    for (const socket of sockets) socket.destroy()
  }, 60_000)
})

describe('ids', () => {
  const ids = (count: number) => Array.from({ length: count }, (_, i) => String(i))

  test('are at most 200 in an address and 10,000 in a body', async () => {
    const inAddress = async (count: number) =>
      (await send(`${app.url}/api/messages?ids=${ids(count).join(',')}`, { method: 'DELETE' })).status
    const inBody = async (count: number) =>
      (await sendJson(`${app.url}/api/messages`, 'PATCH', { select: { ids: ids(count) }, set: { seen: true } })).status
    for (const [limit, statusOf] of [
      [LIMITS.search.idsInAddress.value, inAddress],
      [LIMITS.search.idsInBody.value, inBody],
    ] as const)
      expect([await statusOf(limit - 1), await statusOf(limit), await statusOf(limit + 1)]).toEqual([200, 200, 400])
  })
})

test.for([
  ['messages?limit=', LIMITS.search.page.value],
  ['sessions?limit=', LIMITS.search.page.value],
  ['wait?timeout=1ms&mailbox=none&count=', LIMITS.wait.count.value],
] as const)('%s is at most %i', async ([path, limit]) => {
  const statusOf = async (value: number) => (await send(`${app.url}/api/${path}${value}`)).status
  const fine = path.startsWith('wait') ? 404 : 200
  expect([await statusOf(limit - 1), await statusOf(limit), await statusOf(limit + 1)]).toEqual([fine, fine, 400])
})

test.for([
  ['characters', LIMITS.search.query.value, (count: number) => 'x'.repeat(count)],
  ['terms', LIMITS.search.terms.value, (count: number) => 'x '.repeat(count)],
  ['parentheses', LIMITS.search.depth.value, (count: number) => `${'('.repeat(count)}x${')'.repeat(count)}`],
] as const)('a search has so many %s, in each call that takes one', async ([what, limit, of]) => {
  for (const path of ['messages', 'messages/count', 'facets', 'stream', 'export?format=mbox', 'wait?count=0&quiet=1ms']) {
    const ask = (count: number) =>
      send(`${app.url}/api/${path}${path.includes('?') ? '&' : '?'}q=${encodeURIComponent(of(count))}`)
    // What the stream answers does not end.
    if (path !== 'stream') for (const count of [limit - 1, limit]) expect((await ask(count)).status).toBe(200)
    expect(problemOf(await ask(limit + 1)).detail).toContain(`at most ${limit} ${what}`)
  }
})

test('a websocket client may say 1 KiB at once, and more closes its connection with 1009', async () => {
  const limit = LIMITS.http.webSocketFrame.value
  const closedWith = async (octets: number) => {
    const socket = new WebSocket(`${app.url.replace(/^http/, 'ws')}/api/stream`)
    const closed = new Promise<number>((resolve) => {
      socket.onclose = ({ code }) => resolve(code)
    })
    await new Promise((resolve) => {
      socket.onmessage = resolve
    })
    socket.send('x'.repeat(octets))
    // Closing is said behind it, so that it is read first.
    socket.close(1000)
    return closed
  }
  expect([await closedWith(limit - 1), await closedWith(limit)]).toEqual([1000, 1000])
  expect(await closedWith(limit + 1)).toBe(1009)
})
