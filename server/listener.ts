/** What every listener is to the composition root, and how a server comes to listen on `localhost`. Knows no protocol. */
import { type AddressInfo, createServer, type Server } from 'node:net'
import { SETTINGS } from './config/settings.ts'
import type { HostPort } from './config/values.ts'
import { AppError } from './errors.ts'

export interface Listener {
  /** Where it listens, as clients should write it; the port is the real one when 0 was asked. */
  readonly address: HostPort
  /** No new connections; running work finishes or is told to come back. Resolves when all are gone. */
  stop(): Promise<void>
}

export interface Listening {
  address: HostPort
  close: () => Promise<void>
}

/** The setting that says where. */
type Flag = 'smtp' | 'smtps' | 'imap' | 'imaps' | 'pop3' | 'pop3s' | 'http'

/** Tries to find a port that is free on both addresses. */
const PORT_0_ATTEMPTS = 20

/**
 * Listens on a literal address, or for `localhost` on both 127.0.0.1 and ::1 (on IPv4 alone where there is no IPv6).
 *
 * @throws {AppError} `conflict`, naming the flag that chooses another address
 */
export async function listenOn(server: Server, { host, port }: HostPort, flag: Flag): Promise<Listening> {
  if (host !== 'localhost') return listenOnce(server, { host, port }, flag)
  for (let attempt = 1; ; attempt++) {
    const first = await listenOnce(server, { host: '127.0.0.1', port }, flag)
    const second = createServer((socket) => server.emit('connection', socket))
    try {
      const also = await listenOnce(second, { host: '::1', port: first.address.port }, flag)
      return { address: first.address, close: async () => void (await Promise.all([first.close(), also.close()])) }
    } catch (error) {
      const code = (((error as Error).cause ?? error) as NodeJS.ErrnoException).code
      if (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT') return first
      await first.close()
      if (port !== 0 || attempt === PORT_0_ATTEMPTS) throw error
    }
  }
}

async function listenOnce(server: Server, { host, port }: HostPort, flag: Flag): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(explain(error, { host, port }, flag))
    server.once('error', fail)
    server.listen({ host, port }, () => {
      server.off('error', fail)
      resolve()
    })
  })
  return {
    address: { host, port: (server.address() as AddressInfo).port },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

function explain(error: NodeJS.ErrnoException, { host, port }: HostPort, flag: Flag): AppError {
  const where = formatAddress({ host, port })
  const orNone = SETTINGS[flag].shape.endsWith('|off') ? `, or do without by --${flag} off` : ''
  const remedy = `choose another with --${flag} host:port (port 0 takes a free one)${orNone}`
  const reasons: Record<string, string> = {
    EADDRINUSE: `${where} is in use by another program, perhaps another Mailmitt; stop it or ${remedy}`,
    EACCES: `${where} is not allowed for this user (ports under 1024 often are not); ${remedy}`,
    EADDRNOTAVAIL: `${host} is not an address of this machine; ${remedy}`,
    ENOTFOUND: `${host} is not a known host; ${remedy}`,
  }
  return new AppError('conflict', reasons[error.code ?? ''] ?? `Cannot listen on ${where}: ${error.message}; ${remedy}`, {
    cause: error,
  })
}

/** `127.0.0.1:1025`, `[::1]:1025` */
export function formatAddress({ host, port }: HostPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** Addresses that mean any, and one that each of them answers on. */
const ANSWERING = new Map([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '::1'],
  ['localhost', '127.0.0.1'],
])

/** Where to reach what listens there, from this machine. */
export function reachable({ host, port }: HostPort): HostPort {
  return { host: ANSWERING.get(host) ?? host, port }
}

/** Reached from this machine alone. */
export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^(::ffff:)?127\./.test(address)
}
