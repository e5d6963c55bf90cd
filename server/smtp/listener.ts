/** Turns SMTP transactions into `ingest.accept` calls. Knows RFC 5321; knows nothing of SQL or HTTP. */
import { createServer, type Server, type Socket } from 'node:net'
import { SMTPServer } from 'smtp-server'
import type { SessionSummary } from '../../shared/model/session.ts'
import type { Config } from '../config/settings.ts'
import type { HostPort } from '../config/values.ts'
import { AppError, toAppError } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import { type Listener, type Listening, listenOn } from '../listener.ts'
import type { Log } from '../log.ts'
import type { Ingest } from '../mail/ingest.ts'
import type { Sessions } from '../mail/sessions.ts'
import { followMailContext } from '../tls/mail-context.ts'
import type { Tls } from '../tls/tls.ts'
import { type AuthConfig, type AuthPolicy, createAuthPolicy } from './auth.ts'
import {
  type ConnectionLimits,
  type ConnectionOptions,
  type DataReply,
  MailConnection,
  type MailTransaction,
} from './connection.ts'
import { DATA_REPLY } from './replies.ts'
import type { TransactionCounters } from './session-record.ts'

/** Octets of the start of mail data that ingest gets to see, for routing. */
const HEAD_OCTETS = 64 * 1024
/** How long a transaction may go on after the server was told to stop; smtp-server then gives its client 5 s to hang up. */
const DRAIN_MS = 3000

const CLIENT_LEFT = new AppError('unavailable', 'the client left before the end of its mail data; nothing is kept')

export type SmtpConfig = AuthConfig &
  Pick<
    Config,
    | 'smtp'
    | 'smtps'
    | 'hostname'
    | 'max-message-size'
    | 'max-recipients'
    | 'max-connections'
    | 'max-connections-per-address'
    | 'idle-timeout'
  >

export interface SmtpListener extends Listener {
  readonly counters: Readonly<TransactionCounters>
  /** Where it listens with TLS from the first octet; absent when it does not. */
  readonly secureAddress: HostPort | undefined
  /** A connection from there may send whatever AUTH says. @returns a function that takes it back */
  admit: AuthPolicy['admit']
}

export function smtpLimits(config: SmtpConfig): ConnectionLimits {
  return {
    messageOctets: config['max-message-size'],
    recipients: config['max-recipients'],
    connections: config['max-connections'],
    connectionsPerAddress: config['max-connections-per-address'],
    commandLineOctets: LIMITS.smtp.commandLine.value,
    authLineOctets: LIMITS.smtp.authLine.value,
  }
}

export async function startSmtpListener({
  config,
  ingest,
  sessions,
  tls,
  log,
}: {
  config: SmtpConfig
  ingest: Ingest
  sessions: Sessions
  /** Absent when TLS is not offered. */
  tls: Pick<Tls, 'mailCertificate' | 'onChange'> | undefined
  log: Log
}): Promise<SmtpListener> {
  const counters: TransactionCounters = { refused: 0, aborted: 0 }
  const limits = smtpLimits(config)
  const auth = createAuthPolicy({ config, log })
  let draining = false

  async function receive(
    transaction: MailTransaction,
    session: SessionSummary,
    mailData: AsyncIterable<Buffer>,
  ): Promise<DataReply> {
    const writer = ingest.openMailData()
    try {
      let octets = 0
      let head: Buffer = Buffer.alloc(0)
      let failure: { error: unknown } | undefined
      for await (const chunk of mailData) {
        octets += chunk.length
        if (octets > limits.messageOctets + LIMITS.smtp.refusedData.value) break
        // What will not be kept is still read, to its end: only then does a client look for the reply (RFC 1870 §6.3).
        if (octets > limits.messageOctets || failure) continue
        if (head.length === 0) head = chunk.subarray(0, HEAD_OCTETS)
        else if (head.length < HEAD_OCTETS) head = Buffer.concat([head, chunk.subarray(0, HEAD_OCTETS - head.length)])
        try {
          await writer.write(chunk)
        } catch (error) {
          failure = { error }
        }
      }
      if (failure) throw failure.error
      if (octets > limits.messageOctets) {
        await writer.abandon()
        return { ...DATA_REPLY.too_large, text: '' }
      }
      const { id } = await ingest.accept({
        origin: 'smtp',
        envelope: { reversePath: transaction.reversePath, forwardPaths: transaction.recipients.map(({ path }) => path) },
        parameters: { mail: transaction.mailParameters, rcpt: transaction.recipients.map(({ parameters }) => parameters) },
        session,
        mailData: await writer.finish(),
        head,
      })
      return { replyCode: 250, enhancedCode: '2.6.0', text: `Message queued as ${id}`, messageId: id }
    } catch (error) {
      const { code, message, cause } = isDisconnect(error) ? CLIENT_LEFT : toAppError(error)
      // A full storage refuses every message, and has said so itself, once.
      const level = code === 'insufficient_storage' ? 'debug' : 'warn'
      log[level]({ err: cause, session: session.id, client: session.clientAddress }, `message refused: ${message}`)
      await writer.abandon().catch((err: unknown) => log.debug({ err }, 'could not drop the mail data of a refused message yet'))
      return { ...DATA_REPLY[code], text: message }
    }
  }

  const server = new MailServer({
    name: config.hostname,
    size: limits.messageOctets,
    maxClients: 0,
    socketTimeout: config['idle-timeout'],
    closeTimeout: DRAIN_MS,
    heloResponse: '%s greets %s',
    authOptional: !auth.isRequired,
    authRequiredMessage: 'Authentication required',
    allowInsecureAuth: true,
    authMethods: ['PLAIN', 'LOGIN', 'CRAM-MD5', 'XOAUTH2'],
    hideSTARTTLS: !tls,
    hideREQUIRETLS: true,
    hideENHANCEDSTATUSCODES: false,
    hideDSN: false,
    disableReverseLookup: true,
    logger: false,
    onConnect: (_session, done) => done(),
    // At once: a client may have spoken behind its handshake.
    onSecure: (_socket, _session, done) => done(),
    // The name tells whose mail it is.
    onAuth: (login, session, done) =>
      void auth.check(login, session.remoteAddress).then(
        () => done(null, { user: { username: login.username ?? '' } }),
        (error: unknown) => {
          const { code, message } = toAppError(error)
          if (code === 'unauthenticated') done(null, {})
          // RFC 4954 §6: later the same may do.
          else done(Object.assign(new Error(message), { responseCode: 454 }))
        },
      ),
  })
  server.connectionOptions = {
    limits,
    idleTimeoutMs: config['idle-timeout'],
    receive,
    sessions,
    counters,
    isDraining: () => draining,
    auth,
    tlsContext: tls && followMailContext(tls),
  }
  // One bad client must not stop the server.
  server.on('error', (err) => log.debug({ err }, 'smtp connection error'))
  let listening: Listening | undefined
  let secure: Listening | undefined
  try {
    listening = await listenOn(server.server, config.smtp, 'smtp')
    if (tls && config.smtps) secure = await listenOn(server.createSecureServer(), config.smtps, 'smtps')
  } catch (error) {
    auth.close()
    await listening?.close()
    throw error
  }

  return {
    address: listening.address,
    secureAddress: secure?.address,
    counters,
    admit: auth.admit,
    async stop() {
      draining = true
      auth.close()
      const closed = Promise.all([listening?.close(), secure?.close(), new Promise<void>((resolve) => server.close(resolve))])
      for (const connection of server.connections)
        if (connection instanceof MailConnection && !connection.isReceiving) connection.leave()
      await closed
    },
  }
}

/** How smtp-server and Node's streams say that the client left before the end of mail data. */
function isDisconnect(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && (error.code === 'ECONNECTION' || error.code === 'ERR_STREAM_PREMATURE_CLOSE')
  )
}

class MailServer extends SMTPServer {
  connectionOptions: Omit<ConnectionOptions, 'isTls'> | undefined

  /** The connections bring their own, and one costs ten milliseconds of each start. */
  override updateSecureContext(): void {
    this.secureContext = new Map()
  }

  /** Another door to the same: its connections speak TLS from the first octet. */
  createSecureServer(): Server {
    return createServer((socket) => this.#connect(socket, { isTls: true }))
  }

  override connect(socket: Socket): void {
    this.#connect(socket, { isTls: false })
  }

  #connect(socket: Socket, { isTls }: { isTls: boolean }): void {
    if (!this.connectionOptions) return
    const connection = new MailConnection(this, socket, { ...this.connectionOptions, isTls })
    this.connections.add(connection)
    connection.on('error', (error) => this._onError(error))
    connection.init()
  }
}
