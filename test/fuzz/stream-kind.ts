/** Websockets that say what no client says (RFC 6455): each is closed properly or lives on, and the others miss nothing. */
import { connect } from 'node:net'
import { openStream } from '../harness/stream.ts'
import { type Dice, mutateText, ODD_TEXTS } from './dice.ts'
import { expectThat, type Kind, shorterText, withoutSome } from './kind.ts'
import { makeQuery } from './query.ts'
import { patiently, type Target } from './target.ts'

interface StreamCase {
  /** Of the address. */
  query: string
  headers: Record<string, string>
  /** What the client sends once it is connected, as latin1 text. */
  frames: string[]
  /** Sent with the request, before its answer. */
  isEager: boolean
}

interface Frame {
  opcode: number
  payload: Buffer
}

const HANDSHAKE = {
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
  'Sec-WebSocket-Version': '13',
}
const ODD_HEADERS: Record<string, readonly string[]> = {
  'Sec-WebSocket-Version': ['8', '99', '', 'x'],
  'Sec-WebSocket-Key': ['', 'x', 'AA==', 'x'.repeat(200)],
  'Sec-WebSocket-Extensions': ['permessage-deflate', 'x; y=1', ';', 'permessage-deflate; server_max_window_bits=99'],
  'Sec-WebSocket-Protocol': ['x', '', 'a, b', '\xff'],
  Origin: ['null', 'http://evil.test', 'http://127.0.0.1'],
  Host: ['evil.test', ''],
  Upgrade: ['WEBSOCKET', 'websocket, x', 'h2c', ''],
  Connection: ['upgrade', 'keep-alive, Upgrade', 'close', ''],
}
const CONTINUATION = 0x0
const TEXT = 0x1
const CLOSE = 0x8
const PING = 0x9
const PONG = 0xa
const CLOSE_CODES = [1000, 1001, 1002, 1005, 1006, 1011, 1015, 999, 0, 2999, 3000, 4999, 65_535]
/** RFC 6455 §7.4.1, and those of its registry that this server has. */
const SERVER_CODES = [1000, 1001, 1002, 1003, 1005, 1006, 1007, 1009, 1011, 1013]
const CLOSES = frame({ opcode: CLOSE, payload: '\x03\xe8' })

export function streamKind(target: Target): Kind<StreamCase> {
  return {
    name: 'stream',
    make: (dice) => ({
      query: dice.chance(0.5) ? '' : `?${dice.some(1, 3, () => parameter(dice)).join('&')}`,
      headers: Object.fromEntries(
        Object.entries(ODD_HEADERS).flatMap(([name, values]) => (dice.chance(0.04) ? [[name, dice.pick(values)]] : [])),
      ),
      frames: dice.some(0, 8, () =>
        dice.chance(0.8) ? makeFrame(dice) : mutateText(dice, makeFrame(dice)).replace(/[^\0-\xff]/g, '?'),
      ),
      isEager: dice.chance(0.1),
    }),
    async run(made) {
      const { url, client } = target.app()
      await using witness = await openStream(url)
      const playing = play(url, made)
      const { id } = await client.add('Subject: seen by all\r\n\r\n')
      await patiently(
        witness.next('message.added', ({ message }) => message.id === id),
        'an event for another client',
      )
      checkReceived(await playing)
      await client.delete({ all: true })
    },
    *smaller({ query, headers, frames, isEager }) {
      if (isEager) yield { query, headers, frames, isEager: false }
      for (const name of Object.keys(headers)) {
        const { [name]: _, ...fewer } = headers
        yield { query, headers: fewer, frames, isEager }
      }
      for (const fewer of withoutSome(frames)) yield { query, headers, frames: fewer, isEager }
      for (const shorter of shorterText(query)) yield { query: shorter, headers, frames, isEager }
      for (const [i, octets] of frames.entries())
        for (const shorter of shorterText(octets)) yield { query, headers, frames: frames.with(i, shorter), isEager }
    },
  }
}

function parameter(dice: Dice): string {
  const value = (text: string) => encodeURIComponent(text.toWellFormed())
  return dice.pick([
    () => `q=${value(makeQuery(dice))}`,
    () => `mailbox=${value(dice.pick(['default', ...ODD_TEXTS]))}`,
    () => `afterSeq=${value(dice.pick(['0', '1', '5', '999999999999', '-1', ...ODD_TEXTS]))}`,
    () => `${value(dice.pick(ODD_TEXTS))}=1`,
  ])()
}

function makeFrame(dice: Dice): string {
  const isControl = dice.chance(0.5)
  const opcode = dice.chance(0.05)
    ? dice.below(16)
    : isControl
      ? dice.pick([CLOSE, PING, PONG])
      : dice.pick([CONTINUATION, TEXT, 0x2])
  const closing = () => String.fromCharCode(...[8, 0].map((shift) => (dice.pick(CLOSE_CODES) >> shift) & 0xff))
  const payload =
    opcode === CLOSE
      ? dice.pick(['', '\x03', closing(), `${closing()}\xff`])
      : dice.octets(dice.below(dice.chance(0.1) ? 3000 : 120))
  return frame({
    opcode,
    payload,
    isFinal: dice.chance(0.85),
    isMasked: dice.chance(0.95),
    reserved: dice.chance(0.05) ? 1 + dice.below(7) : 0,
    claims: claims(dice),
  })
}

/** A length other than that of the payload. */
function claims(dice: Dice): number | undefined {
  return dice.chance(0.05) ? dice.pick([0, 125, 126, 1024, 1025, 65_535, 65_536, 2 ** 31, 2 ** 53]) : undefined
}

/** RFC 6455 §5.2 */
function frame({
  opcode,
  payload,
  isFinal = true,
  isMasked = true,
  reserved = 0,
  claims = payload.length,
}: {
  opcode: number
  payload: string
  isFinal?: boolean
  isMasked?: boolean
  reserved?: number
  claims?: number | undefined
}): string {
  const first = (isFinal ? 0x80 : 0) | (reserved << 4) | opcode
  const mask = isMasked ? 0x80 : 0
  const extended = Buffer.alloc(claims < 126 ? 0 : claims < 65_536 ? 2 : 8)
  if (extended.length === 2) extended.writeUInt16BE(claims)
  else if (extended.length === 8) extended.writeBigUInt64BE(BigInt(claims))
  const length = claims < 126 ? claims : extended.length === 2 ? 126 : 127
  // Masked with zeros: the payload reads as it is.
  return String.fromCharCode(first, mask | length) + extended.toString('latin1') + (isMasked ? '\0\0\0\0' : '') + payload
}

/** @returns all that the server has sent, up to its close */
async function play(url: string, { query, headers, frames, isEager }: StreamCase): Promise<string> {
  const { hostname, port, host } = new URL(url)
  const socket = connect({ host: hostname, port: Number(port) })
  let received = ''
  socket.on('data', (octets: Buffer) => {
    received += octets.toString('latin1')
    // The events of a stream without websocket have no end.
    if (/^HTTP\/1\.1 200/.test(received)) socket.destroy()
  })
  socket.on('error', () => socket.destroy())
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  const fields = Object.entries({ Host: host, ...HANDSHAKE, ...headers }).map(([name, text]) => `${name}: ${text}\r\n`)
  const request = `GET /api/stream${query} HTTP/1.1\r\n${fields.join('')}\r\n`
  if (isEager) socket.write(Buffer.from(request + frames.join(''), 'latin1'))
  else {
    socket.write(Buffer.from(request, 'latin1'))
    await Promise.race([new Promise((resolve) => socket.once('data', resolve)), closed])
    for (const octets of frames) if (!socket.destroyed) socket.write(Buffer.from(octets, 'latin1'))
  }
  // One that lives on would wait for what a frame has promised; it is left as it is.
  socket.end(Buffer.from(CLOSES, 'latin1'))
  await patiently(closed, 'the end of a websocket')
  return received
}

function checkReceived(received: string): void {
  const end = received.indexOf('\r\n\r\n')
  const [, status] = /^HTTP\/1\.1 (\d{3}) /.exec(received) ?? []
  if (received === '') return
  expectThat(
    status !== undefined && end > 0 && status !== '500',
    () => `an upgrade is answered ${JSON.stringify(received.slice(0, 300))}`,
  )
  if (status !== '101') return
  const frames = [...serverFrames(Buffer.from(received.slice(end + 4), 'latin1'))]
  for (const [i, { opcode, payload }] of frames.entries()) {
    if (opcode === TEXT) {
      const events = JSON.parse(payload.toString()) as { type: string }[]
      expectThat(
        Array.isArray(events) && (i > 0 || events[0]?.type === 'hello'),
        () => `frame ${i} is ${payload.toString().slice(0, 200)}`,
      )
    } else if (opcode === CLOSE) {
      const code = payload.length >= 2 ? payload.readUInt16BE() : 1005
      // A client's own code is said back to it.
      expectThat(SERVER_CODES.includes(code) || (code >= 1000 && code < 5000), () => `closed with ${code}`)
      expectThat(i === frames.length - 1, () => 'a frame behind the close')
    } else expectThat(opcode === PING || opcode === PONG, () => `a frame of opcode ${opcode}`)
  }
}

/** Whole ones; the last may be cut by the end of the connection. */
function* serverFrames(octets: Buffer): Generator<Frame> {
  for (let at = 0; at + 2 <= octets.length; ) {
    const [first = 0, second = 0] = octets.subarray(at, at + 2)
    expectThat((first & 0xf0) === 0x80 && second < 0x80, () => `a frame begins ${first.toString(16)} ${second.toString(16)}`)
    const extended = second === 126 ? 2 : second === 127 ? 8 : 0
    if (at + 2 + extended > octets.length) return
    const length = extended === 2 ? octets.readUInt16BE(at + 2) : extended === 8 ? Number(octets.readBigUInt64BE(at + 2)) : second
    const start = at + 2 + extended
    if (start + length > octets.length) return
    yield { opcode: first & 0x0f, payload: octets.subarray(start, start + length) }
    at = start + length
  }
}
