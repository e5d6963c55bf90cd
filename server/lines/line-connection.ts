/** One connection of a mail client: its socket, before and after TLS, with an end in time to everything. Knows no protocol. */
import type { Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import { newId } from '../clock.ts'
import { LIMITS } from '../limits.ts'
import type { Log } from '../log.ts'
import type { Sessions } from '../mail/sessions.ts'
import { drained } from './drained.ts'
import { beginTls } from './handshake.ts'
import type { LineClient, ServeClient } from './line-client.ts'
import { createLineInput, Dismissed, InputEnded } from './line-input.ts'
import { createLineRecord, type Dismissal } from './line-record.ts'

export interface LineConnectionOptions {
  protocol: 'imap' | 'pop3'
  /** Of the certificate at this moment; absent without TLS. */
  tlsContext: (() => SecureContext) | undefined
  /** From the first octet on. */
  isTls: boolean
  /** Why it is not served; it is told so in the clear, which costs less than a handshake. */
  refusal: string | undefined
  /** Until it has signed in. */
  idleTimeoutMs: number
  /** A whole line, with its end; empty when the protocol has no words for it. */
  farewell: (text: string, why: Dismissal) => string
  sessions: Pick<Sessions, 'began' | 'ended'>
  serve: ServeClient
  log: Log
}

export interface LineConnection {
  readonly address: string
  /** Fulfilled when nothing of it is left. */
  readonly closed: Promise<void>
  dismiss(why: Dismissal, text: string): void
}

export function openLineConnection(
  plain: Socket,
  { protocol, tlsContext, isTls, refusal, idleTimeoutMs, farewell, sessions, serve, log }: LineConnectionOptions,
): LineConnection {
  const id = newId()
  const address = plain.remoteAddress ?? ''
  const record = createLineRecord({ id, protocol, address })
  const input = createLineInput()
  let socket = plain
  let isSecure = false
  let idleMs = 0
  let dismissal: { why: Dismissal; text: string } | undefined
  /** While the client has not read what was written. */
  let draining: Promise<void> | undefined
  const gone = Promise.withResolvers<void>()

  function setIdleTimeout(ms: number): void {
    idleMs = ms
    record.idleTimeout(ms)
    socket.setTimeout(ms)
  }

  /** From here on this is where it is heard and answered. */
  function use(next: Socket): void {
    socket = next
    socket.setNoDelay(true)
    socket.on('timeout', onSilence)
    input.attach(socket)
    setIdleTimeout(idleMs)
  }

  function onSilence(): void {
    const isStuck = socket.writableLength > 0
    if (isStuck) record.stuck()
    if (isStuck || socket.writableEnded) socket.destroy()
    else dismiss('idle', 'nothing was said for too long')
  }

  function dismiss(why: Dismissal, text: string): void {
    if (dismissal) return
    dismissal = { why, text }
    record.dismissed(why, text)
    input.close(new Dismissed(text))
    // A command may run on, and a handshake may never end.
    setTimeout(() => socket.destroy(), LIMITS.lines.leaving.value).unref()
  }

  async function write(octets: string | Uint8Array): Promise<void> {
    if (!socket.writable) throw new InputEnded('The client has left')
    if (socket.write(octets)) return
    draining ??= drained(socket).finally(() => {
      draining = undefined
    })
    await draining
    if (!socket.writable) throw new InputEnded('The client has left')
  }

  async function startTls(): Promise<void> {
    const context = tlsContext?.()
    if (!context || isSecure) throw new Error('There is no TLS to begin')
    const before = socket
    // The answer that allows it goes out in the clear.
    await new Promise<void>((resolve) => before.write('', () => resolve()))
    const dropped = input.discard()
    if (dropped > 0) record.note(`(${dropped.toLocaleString('en-US')} octets in the clear before TLS, not read)`)
    await new Promise<void>((resolve, reject) => {
      const secure = beginTls(before, {
        context,
        timeoutMs: LIMITS.lines.handshake.value,
        onSecure(facts) {
          isSecure = true
          record.encrypted(facts)
          use(secure)
          resolve()
        },
        onFailure(reason) {
          record.encryptionFailed(reason)
          reject(new InputEnded(reason))
        },
        onError: (error) => log.debug({ err: error, session: id }, 'connection of a mail client'),
        onClose: () => gone.resolve(),
      })
      // The one on top: destroyed from below, Node fails in the middle of a handshake.
      socket = secure
    })
  }

  async function run(): Promise<void> {
    use(plain)
    try {
      if (refusal !== undefined) dismiss('refused', refusal)
      else {
        if (isTls) await startTls()
        await serve(client)
      }
      sayFarewell()
    } catch (error) {
      if (!(error instanceof InputEnded)) {
        log.error({ err: error, session: id }, `a session of ${protocol.toUpperCase()} failed`)
        record.failed()
        socket.destroy()
      } else {
        if (error instanceof Dismissed) dismiss('dismissed', error.message)
        sayFarewell()
      }
    }
  }

  /** Waits for the client to hang up, and not for ever. */
  function sayFarewell(): void {
    if (dismissal && socket.writable) {
      const said = farewell(dismissal.text, dismissal.why)
      if (said !== '') record.server(said.trimEnd())
      socket.write(said)
    }
    input.close(new InputEnded('The session is over'))
    socket.end(() => setTimeout(() => socket.destroy(), LIMITS.lines.leaving.value).unref())
  }

  plain.once('close', () => gone.resolve())
  plain.on('error', (error) => log.debug({ err: error, session: id }, 'connection of a mail client'))

  const client: LineClient = {
    ...{ id, address, input, record, write, startTls, setIdleTimeout },
    get isSecure() {
      return isSecure
    },
    get canStartTls() {
      return tlsContext !== undefined && !isSecure
    },
    dismiss: (text) => dismiss('dismissed', text),
  }

  idleMs = idleTimeoutMs
  sessions.began(record)
  const closed = Promise.all([run(), gone.promise]).then(() => {
    record.ended()
    sessions.ended(record)
  })
  return { address, closed, dismiss }
}
