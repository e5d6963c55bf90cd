/** A listener for a protocol of a few words, and a raw client of it: what listeners of mail clients have in common, by itself. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { configOf } from '../../server/config/options.ts'
import type { HostPort } from '../../server/config/values.ts'
import type { LineClient } from '../../server/lines/line-client.ts'
import { type LineListener, type LineListenerOptions, startLineListener } from '../../server/lines/line-listener.ts'
import { createLogTo } from '../../server/log.ts'
import { openTls } from '../../server/tls/tls.ts'
import type { Session } from '../../shared/model/session.ts'
import { lineLength, receive } from '../harness/received.ts'

export interface Toy extends AsyncDisposable {
  listener: LineListener
  /** Those that have ended, in that order. */
  sessions: Session[]
  /** The next one that ends. */
  nextSession: () => Promise<Session>
  running: () => Session[]
  /** Clients as the protocol sees them, in the order in which they came. */
  clients: LineClient[]
  log: string[]
  ca: string
}

/** Words: `echo x`, `user x`, `wrong`, `flood`, `wait ms`, `tls`, `crash`, `bye`. */
async function serve(client: LineClient): Promise<void> {
  const say = async (text: string) => {
    client.record.server(text)
    await client.write(`${text}\r\n`)
  }
  await say('hello')
  for (;;) {
    const line = (await client.input.line(100))?.toString('latin1') ?? 'too long'
    client.record.client(line)
    const [word = '', ...rest] = line.split(' ')
    if (word === 'user') client.record.signedIn(rest.join(' '))
    if (word === 'wrong') client.record.refused('the password is wrong')
    if (word === 'wait') client.setIdleTimeout(Number(rest[0]))
    if (word === 'crash') throw new Error('a mistake')
    if (word === 'flood') for (;;) await client.write(FLOOD)
    await say(`${word}: ${rest.join(' ')}`)
    if (word === 'tls') await client.startTls()
    if (word === 'bye') return
  }
}

const FLOOD = Buffer.alloc(64 * 1024, 'x')

export async function startToy(options: Partial<LineListenerOptions> & { withTls?: boolean } = {}): Promise<Toy> {
  const { withTls = false, ...rest } = options
  const sessions: Session[] = []
  const running = new Set<{ read: () => Session }>()
  const clients: LineClient[] = []
  const log: string[] = []
  let told = 0
  let wake: () => void = () => undefined
  const pino = createLogTo({ write: (line) => log.push(line) }, 'debug')
  const tls = openTls({ config: TLS, folder: undefined, log: pino })
  const listener = await startLineListener({
    ...{ protocol: 'imap', address: ANYWHERE, secureAddress: ANYWHERE, tls: withTls ? tls : undefined },
    ...{ connections: 100, connectionsPerAddress: undefined, idleTimeoutMs: 60_000 },
    farewell: (text, why) => (why === 'idle' ? '' : `farewell: ${text}\r\n`),
    serve(client) {
      clients.push(client)
      return serve(client)
    },
    sessions: {
      began: (session) => void running.add(session),
      ended(session) {
        running.delete(session)
        sessions.push(session.read())
        wake()
      },
    },
    log: pino,
    ...rest,
  })
  return {
    ...{ listener, sessions, clients, log, ca: tls.authority ?? '' },
    running: () => [...running].map((session) => session.read()),
    async nextSession() {
      while (sessions.length <= told)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      return sessions[told++] as Session
    },
    async [Symbol.asyncDispose]() {
      await listener.stop()
      tls.close()
    },
  }
}

const ANYWHERE = { host: '127.0.0.1', port: 0 }
const TLS = configOf({ tls: true })

export interface RawClient extends AsyncDisposable {
  socket: Socket
  /** The next line; rejects when the server closes first. */
  line: () => Promise<string>
  say: (line: string) => Promise<string>
  closed: Promise<void>
}

export async function openRaw({ host, port }: HostPort): Promise<RawClient> {
  const socket = connect({ host, port })
  await once(socket, 'connect')
  return rawOver(socket)
}

export async function openRawTls({ host, port }: HostPort, ca: string): Promise<RawClient> {
  return rawOver(connectTls({ host, port, ca, servername: 'localhost' }))
}

/** The handshake on an open connection. */
export async function upgrade({ socket }: RawClient, ca: string): Promise<RawClient> {
  socket.removeAllListeners('data')
  const encrypted = connectTls({ socket, ca, servername: 'localhost' })
  await once(encrypted, 'secureConnect')
  return rawOver(encrypted)
}

function rawOver(socket: Socket): RawClient {
  const { take, closed } = receive(socket, 'latin1')
  const line = async () => (await take(lineLength)).slice(0, -2)
  return {
    socket,
    line,
    say(text) {
      socket.write(`${text}\r\n`)
      return line()
    },
    closed,
    async [Symbol.asyncDispose]() {
      socket.destroy()
      await closed
    },
  }
}
