/**
 * One SMTP connection (RFC 5321), on smtp-server's. What is changed here keeps the envelope as the client wrote it, answers
 * at once and with the right enhanced codes (RFC 3463), and lets a bad command end only itself.
 */
import { isUtf8 } from 'node:buffer'
import type { Socket } from 'node:net'
import type { SMTPServer } from 'smtp-server'
import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js'
import type { EsmtpParameter } from '../../shared/model/envelope.ts'
import type { SessionSummary } from '../../shared/model/session.ts'
import { now } from '../clock.ts'
import { InputStream } from './input-stream.ts'
import { checkMailParameters, checkRcptParameters, type ParameterFault, parsePathArgument, tooLarge } from './path.ts'
import type { ReplyCodes } from './replies.ts'

export interface ConnectionLimits {
  messageOctets: number
  recipients: number
  connections: number
  commandLineOctets: number
  /** Of AUTH and the lines that follow it, which carry tokens. */
  authLineOctets: number
}

/** What the client has said since MAIL. */
export interface MailTransaction {
  reversePath: string
  mailParameters: EsmtpParameter[]
  recipients: { path: string; parameters: EsmtpParameter[] }[]
}

/** An answer to the end of mail data. */
export interface DataReply extends ReplyCodes {
  text: string
}

/** Takes mail data as it comes in and says, once the client is done, what to reply. */
export type ReceiveMail = (
  transaction: MailTransaction,
  session: SessionSummary,
  mailData: AsyncIterable<Buffer>,
) => Promise<DataReply>

export interface ConnectionOptions {
  limits: ConnectionLimits
  receive: ReceiveMail
  isDraining: () => boolean
}

const COMMANDS = new Set(['EHLO', 'HELO', 'MAIL', 'RCPT', 'DATA', 'RSET', 'NOOP', 'QUIT', 'VRFY', 'HELP', 'AUTH'])

export class MailConnection extends SMTPConnection {
  readonly #options: ConnectionOptions
  readonly #startedAt = new Date(now()).toISOString()
  #heloName = ''
  #transaction: MailTransaction | undefined

  constructor(server: SMTPServer, socket: Socket, socketOptions: object, options: ConnectionOptions) {
    super(server, socket, socketOptions)
    this.#options = options
    if (this._parser instanceof InputStream) this.#limitLines(this._parser)
  }

  /** True while a message is on its way in or being committed. */
  get isReceiving(): boolean {
    return Boolean(this._dataStream)
  }

  /** Greets at once: the stock connection waits 100 ms to catch those who talk first. */
  override init(): void {
    this._setListeners(() => {
      // A greeting carries no enhanced code (RFC 2034 §4).
      if (this._server.connections.size > this.#options.limits.connections)
        this.send(421, `${this.name} too many connections, try again later`, false)
      else this.connectionReady()
    })
  }

  override _createParser(): InputStream {
    const input = new InputStream()
    input.oncommand = (command, callback) => this._onCommand(command, callback)
    input.on('error', (error) => this._onError(error))
    // Called by the stock constructor too, before there are options.
    if (#options in this) this.#limitLines(input)
    return input
  }

  #limitLines(input: InputStream): void {
    input.maxLineOctets = this.#options.limits.authLineOctets
    input.onLongLine = (start, next) => {
      const isAuth = Boolean(this._nextHandler) || isAuthCommand(start)
      this._nextHandler = false
      this.#refuseLine(isAuth)
      next()
    }
  }

  #refuseLine(isAuth: boolean): void {
    const { commandLineOctets, authLineOctets } = this.#options.limits
    if (isAuth)
      this.send(500, `Authentication line too long, the limit is ${authLineOctets} octets`, '5.5.6') // RFC 4954 §6
    else this.send(500, `Command line too long, the limit is ${commandLineOctets} octets`, '5.5.2')
  }

  override _getHandler(command: string) {
    return COMMANDS.has(command) ? super._getHandler(command) : undefined
  }

  override _onCommand(command: Buffer, callback?: () => void): void {
    const { commandLineOctets } = this.#options.limits
    if (command.length + 2 > commandLineOctets && !this._nextHandler && !isAuthCommand(command)) {
      this.#refuseLine(false)
      callback?.()
    } else super._onCommand(command, callback)
  }

  /** A context that looks like an enhanced code is one. */
  override _getEnhancedStatusCode(code: number, context?: string | false): string {
    return context && /^\d\.\d+\.\d+$/.test(context) ? context : super._getEnhancedStatusCode(code, context)
  }

  override handler_EHLO(command: Buffer, callback: () => void): void {
    this.#greet(command, () => super.handler_EHLO(command, callback))
  }

  override handler_HELO(command: Buffer, callback: () => void): void {
    this.#greet(command, () => super.handler_HELO(command, callback))
  }

  /** The stock handler keeps the name in lower case. One that it refuses changes nothing (RFC 5321 §4.1.4). */
  #greet(command: Buffer, stock: () => void): void {
    const before = this.hostNameAppearsAs
    this.hostNameAppearsAs = false
    stock()
    if (this.hostNameAppearsAs) this.#heloName = text(command).trim().split(/\s+/)[1] ?? ''
    else this.hostNameAppearsAs = before
  }

  /** The stock handler lets a client change who it is in the middle of a transaction (RFC 4954 §4). */
  override handler_AUTH(command: Buffer, callback: () => void): void {
    if (!this.#transaction) {
      super.handler_AUTH(command, callback)
      return
    }
    this.#fault({ replyCode: 503, enhancedCode: '5.5.1', text: 'AUTH is not allowed in a transaction; send RSET to drop it' })
    callback()
  }

  override handler_MAIL(command: Buffer, callback: () => void): void {
    this.#fault(this.#mail(text(command)))
    callback()
  }

  #mail(command: string): ParameterFault | undefined {
    if (this.#transaction)
      return { replyCode: 503, enhancedCode: '5.5.1', text: 'A transaction has begun already; send RSET to drop it' }
    const parsed = parsePathArgument('FROM', command.slice('MAIL'.length))
    if (typeof parsed === 'string') return { replyCode: 501, enhancedCode: '5.1.7', text: `Bad MAIL: ${parsed}` }
    const fault = checkMailParameters(parsed.parameters, this.#options.limits.messageOctets)
    if (fault) return fault
    this.#transaction = { reversePath: parsed.path, mailParameters: parsed.parameters, recipients: [] }
    this.send(250, 'Sender taken', '2.1.0')
    return undefined
  }

  override handler_RCPT(command: Buffer, callback: () => void): void {
    this.#fault(this.#rcpt(text(command)))
    callback()
  }

  #rcpt(command: string): ParameterFault | undefined {
    const { recipients } = this.#options.limits
    if (!this.#transaction) return { replyCode: 503, enhancedCode: '5.5.1', text: 'Send MAIL first' }
    const parsed = parsePathArgument('TO', command.slice('RCPT'.length))
    if (typeof parsed === 'string') return { replyCode: 501, enhancedCode: '5.1.3', text: `Bad RCPT: ${parsed}` }
    if (parsed.path === '') return { replyCode: 501, enhancedCode: '5.1.3', text: 'Bad RCPT: the path is empty' }
    const fault = checkRcptParameters(parsed.parameters)
    if (fault) return fault
    if (this.#transaction.recipients.length >= recipients)
      return { replyCode: 452, enhancedCode: '4.5.3', text: `Too many recipients, the limit is ${recipients}` }
    this.#transaction.recipients.push(parsed)
    this.send(250, 'Recipient taken', '2.1.5')
    return undefined
  }

  #fault(fault: ParameterFault | undefined): void {
    if (fault) this.send(fault.replyCode, fault.text, fault.enhancedCode)
  }

  /** Also what RSET, EHLO and HELO do. */
  override _resetSession(): void {
    super._resetSession()
    this.#transaction = undefined
  }

  override handler_DATA(command: Buffer, callback: () => void): void {
    const transaction = this.#transaction
    const input = this._parser
    const fault: ParameterFault | undefined =
      text(command).trim().length > 'DATA'.length
        ? { replyCode: 501, enhancedCode: '5.5.4', text: 'DATA takes no parameters' }
        : transaction?.recipients.length
          ? undefined
          : { replyCode: 503, enhancedCode: '5.5.1', text: transaction ? 'Send RCPT first' : 'Send MAIL first' }
    if (fault || !input || !transaction) {
      this.#fault(fault)
      callback()
      return
    }
    const { messageOctets } = this.#options.limits
    const stream = input.startDataMode(messageOctets)
    this._dataStream = stream
    this.send(354, 'End data with <CR><LF>.<CR><LF>')
    void this.#options.receive(transaction, this.#summarise(), stream).then((reply) => {
      this._dataStream = false
      this._transactionCounter++
      this._unrecognizedCommands = 0
      const { replyCode, enhancedCode, text } = input.dataBytes > messageOctets ? tooLarge(messageOctets) : reply
      this.send(replyCode, text, enhancedCode)
      this._resetSession()
      if (this.#options.isDraining()) this.leave()
      else if (this._parser) this._parser.continue()
    })
    callback()
  }

  /** Says goodbye while the server stops. */
  leave(): void {
    this.send(421, `${this.name} is stopping, try again later`, '4.3.2')
  }

  #summarise(): SessionSummary {
    const user = this.session.user as { username: string } | undefined
    return {
      id: this.id,
      clientAddress: this.remoteAddress,
      heloName: this.#heloName,
      tls: this.secure,
      ...(user && { authenticatedAs: user.username }),
      startedAt: this.#startedAt,
    }
  }
}

function isAuthCommand(line: Buffer): boolean {
  return /^AUTH /i.test(line.toString('latin1', 0, 5))
}

/** A command line: UTF-8 where it is (RFC 6531), else each octet as it came. */
function text(command: Buffer): string {
  return command.toString(isUtf8(command) ? 'utf8' : 'latin1')
}
