/**
 * Listens for mail clients of a protocol of lines, IMAP or POP3: on a port where TLS may begin, and on one that is TLS from the
 * first octet. Counts them, and lets them go when it stops. Knows no protocol.
 */
import { createServer, type Socket } from 'node:net'
import { clientNetwork } from '../client-network.ts'
import type { HostPort } from '../config/values.ts'
import { type Listener, type Listening, listenOn } from '../listener.ts'
import { followMailContext } from '../tls/mail-context.ts'
import type { Tls } from '../tls/tls.ts'
import { type LineConnection, type LineConnectionOptions, openLineConnection } from './line-connection.ts'

export interface LineListenerOptions
  extends Pick<LineConnectionOptions, 'protocol' | 'idleTimeoutMs' | 'farewell' | 'sessions' | 'serve' | 'log'> {
  address: HostPort
  /** Undefined for none; there is none without TLS either. */
  secureAddress: HostPort | undefined
  /** Absent when TLS is not offered. */
  tls: Pick<Tls, 'mailCertificate' | 'onChange'> | undefined
  connections: number
  /** Of one client that is not this machine. */
  connectionsPerAddress: number | undefined
}

export interface LineListener extends Listener {
  /** Where it listens with TLS from the first octet; absent when it does not. */
  readonly secureAddress: HostPort | undefined
}

export async function startLineListener(options: LineListenerOptions): Promise<LineListener> {
  const { protocol, tls, connections: limit, connectionsPerAddress } = options
  const tlsContext = tls && followMailContext(tls)
  const connections = new Set<LineConnection>()
  let isStopping = false

  function connect(socket: Socket, isTls: boolean): void {
    const connection = openLineConnection(socket, { ...options, tlsContext, isTls, refusal: refusalOf(socket) })
    connections.add(connection)
    void connection.closed.finally(() => connections.delete(connection))
    if (isStopping) connection.dismiss('stopped', STOPPING)
  }

  function refusalOf({ remoteAddress = '' }: Socket): string | undefined {
    if (connections.size >= limit) return `too many connections, the limit is ${limit}, try again later (--max-connections)`
    const network = connectionsPerAddress === undefined ? undefined : clientNetwork(remoteAddress)
    if (connectionsPerAddress === undefined || network === undefined) return undefined
    let same = 0
    for (const { address } of connections) if (clientNetwork(address) === network) same++
    if (same < connectionsPerAddress) return undefined
    return `too many connections from your address, the limit is ${connectionsPerAddress}, try again later (--max-connections-per-address)`
  }

  const server = createServer((socket) => connect(socket, false))
  const listening = await listenOn(server, options.address, protocol)
  let secure: Listening | undefined
  try {
    if (tls && options.secureAddress) {
      const secureServer = createServer((socket) => connect(socket, true))
      secure = await listenOn(secureServer, options.secureAddress, `${protocol}s`)
    }
  } catch (error) {
    await listening.close()
    throw error
  }

  return {
    address: listening.address,
    secureAddress: secure?.address,
    async stop() {
      isStopping = true
      for (const connection of connections) connection.dismiss('stopped', STOPPING)
      await Promise.all([listening.close(), secure?.close(), ...[...connections].map(({ closed }) => closed)])
    },
  }
}

const STOPPING = 'Mailmitt is stopping, try again later'
