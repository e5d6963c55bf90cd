/** TLS on a socket that is open already: for STARTTLS (RFC 3207, 9051 §6.2.1, 2595), and for a port that is TLS from the start (RFC 8314). Knows no protocol. */
import type { Socket } from 'node:net'
import { type SecureContext, TLSSocket } from 'node:tls'
import type { TlsFacts } from '../../shared/model/session.ts'

export interface HandshakeOptions {
  context: SecureContext
  timeoutMs: number
  onSecure: (facts: TlsFacts) => void
  /** Called once, before the socket closes; also when what comes after the handshake is not TLS. */
  onFailure: (reason: string) => void
  /** Of the socket, after the handshake. */
  onError: (error: Error) => void
  onClose: (hadError: boolean) => void
}

export function beginTls(
  plain: Socket,
  { context, timeoutMs, onSecure, onFailure, onError, onClose }: HandshakeOptions,
): TLSSocket {
  // What arrives from here on is TLS's; the connection listens to the new socket.
  plain.removeAllListeners()
  plain.setTimeout(0)
  const socket = new TLSSocket(plain, { isServer: true, secureContext: context })
  let isOver = false
  let isSecure = false
  const fail = (reason: string) => {
    if (isOver) return
    isOver = true
    clearTimeout(limit)
    onFailure(reason)
    // The one on top: taken away from below, Node fails in the middle of a handshake.
    socket.destroy()
  }
  const limit = setTimeout(
    () => fail(`the client did not finish the TLS handshake within ${timeoutMs / 1000} s`),
    timeoutMs,
  ).unref()
  const onSocketError = (error: Error) => (isSecure ? onError(error) : fail(explain(error)))
  socket.on('error', onSocketError)
  plain.on('error', onSocketError)
  socket.on('_tlsError', (error: Error) => fail(explain(error)))
  socket.once('close', (hadError) => {
    if (!isSecure)
      fail('the client closed the connection in the middle of the TLS handshake; perhaps it does not trust the certificate')
    isOver = true
    clearTimeout(limit)
    onClose(hadError)
  })
  // A client of TLS 1.2 may negotiate anew, and then this comes again.
  socket.once('secure', () => {
    if (isOver) return
    isSecure = true
    clearTimeout(limit)
    onSecure(factsOf(socket))
  })
  return socket
}

const MAX_SERVER_NAME = 255

function factsOf(socket: TLSSocket): TlsFacts {
  const { servername } = socket as { servername?: unknown }
  const serverName = typeof servername === 'string' ? servername.slice(0, MAX_SERVER_NAME).replace(/[^\x21-\x7e]/g, '?') : ''
  return {
    version: socket.getProtocol() ?? '',
    cipher: socket.getCipher().standardName,
    ...(serverName !== '' && { serverName }),
  }
}

/** Of what OpenSSL calls it. */
const REASONS: readonly [RegExp, string][] = [
  [/alert unknown ca/i, 'the client does not trust the CA of the certificate (alert unknown_ca)'],
  [/alert bad certificate/i, 'the client does not take the certificate (alert bad_certificate)'],
  [/alert certificate expired/i, 'the client says that the certificate has expired (alert certificate_expired)'],
  [/alert certificate unknown/i, 'the client does not take the certificate (alert certificate_unknown)'],
  [
    /wrong version number|http request|packet length too long|record layer failure|unexpected (message|record)/i,
    'the client did not speak TLS',
  ],
  [/unsupported protocol|no protocols available|version too low/i, 'the client offered only versions of TLS older than 1.2'],
  [/no shared cipher|no shared group|no suitable key share/i, 'the client offered no cipher that is known here'],
  [/ECONNRESET|EPIPE/, 'the client broke the connection off'],
]

function explain({ message }: Error): string {
  const [, reason] = REASONS.find(([pattern]) => pattern.test(message)) ?? []
  return (
    reason ??
    `TLS failed: ${message
      .replace(/^.*?:SSL routines:/, '')
      .replace(/:[^:]*ssl[^:]*\.c:.*$/s, '')
      .replace(/:/g, ' ')
      .trim()}`
  )
}
