/**
 * One SMTP connection (RFC 5321), on smtp-server's. What is changed here keeps the envelope as the client wrote it, answers
 * at once and with the right enhanced codes (RFC 3463), and lets a bad command end only itself.
 */
import { isUtf8 } from 'node:buffer'
import type { Socket } from 'node:net'
import type { SecureContext, TLSSocket } from 'node:tls'
import type { SMTPServer } from 'smtp-server'
import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js'
import type { EsmtpParameter } from '../../shared/model/envelope.ts'
import type { SessionSummary } from '../../shared/model/session.ts'
import { clientNetwork } from '../client-network.ts'
import { newId, now } from '../clock.ts'
import { LIMITS } from '../limits.ts'
import { beginTls } from '../lines/handshake.ts'
import type { Sessions } from '../mail/sessions.ts'
import type { AuthPolicy } from './auth.ts'
import { KNOWN_COMMANDS } from './findings.ts'
import { InputStream, type LineStart } from './input-stream.ts'
import { checkMailParameters, checkRcptParameters, type ParameterFault, parsePathArgument, tooLarge } from './path.ts'
import type { ReplyCodes } from './replies.ts'
import { SessionRecord, type TransactionCounters } from './session-record.ts'

/** Of the 512 octets of a reply line, its codes and CRLF not counted. */
const MAX_REPLY_TEXT = 490

export interface ConnectionLimits {
  messageOctets: number
  recipients: number
  connections: number
  /** Of one client that is not this machine. */
  connectionsPerAddress: number | undefined
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
  /** The message that was taken; absent when it was refused. */
  messageId?: string
}

/** Takes mail data as it comes in and says, once the client is done, what to reply. */
export type ReceiveMail = (
  transaction: MailTransaction,
  session: SessionSummary,
  mailData: AsyncIterable<Buffer>,
) => Promise<DataReply>

export interface ConnectionOptions {
  limits: ConnectionLimits
  idleTimeoutMs: number
  receive: ReceiveMail
  sessions: Pick<Sessions, 'began' | 'ended'>
  counters: TransactionCounters
  isDraining: () => boolean
  auth: AuthPolicy
  /** Of the certificate at this moment; absent without TLS. */
  tlsContext: (() => SecureContext) | undefined
  /** From the first octet on. */
  isTls: boolean
}

export class MailConnection extends SMTPConnection {
  readonly #options: ConnectionOptions
  readonly #startedAtMs = now()
  readonly #startedAt = new Date(this.#startedAtMs).toISOString()
  readonly #record: SessionRecord
  #handshake: TLSSocket | undefined
  /** The reply to EHLO is being made, which lists what is offered now. */
  #isGreeting = false
  #heloName = ''
  #transaction: MailTransaction | undefined
  #isTimingOut = false
  #octetsAfter421 = 0
  /** Since the last message. */
  #failedCommands = 0
  #commandsWithoutMail = 0
  /** Mail data is being received or committed. */
  #isBusy = false
  #isGone = false

  constructor(server: SMTPServer, socket: Socket, options: ConnectionOptions) {
    super(server, socket, { id: newId() })
    this.#options = options
    this.needsUpgrade = options.isTls
    // A bad command ends only itself.
    this._maxAllowedUnauthenticatedCommands = false
    this.#record = new SessionRecord({
      id: this.id,
      summarise: () => this.#summarise(),
      startedAtMs: this.#startedAtMs,
      idleTimeoutMs: options.idleTimeoutMs,
      counters: options.counters,
    })
    options.sessions.began(this.#record)
    if (this._parser instanceof InputStream) this.#limitLines(this._parser)
  }

  /** True while a message is on its way in or being committed. */
  get isReceiving(): boolean {
    return Boolean(this._dataStream)
  }

  /** Greets at once: the stock connection waits 100 ms to catch those who talk first. */
  override init(): void {
    const refusal = this.#refusal()
    // Encrypting a refusal would cost more than serving.
    if (refusal) this.needsUpgrade = false
    this._setListeners(() => {
      // A greeting carries no enhanced code (RFC 2034 §4).
      if (refusal) this.send(421, `${this.name} ${refusal}`, false)
      else this.connectionReady()
    })
  }

  #refusal(): string | undefined {
    const { connections, connectionsPerAddress } = this.#options.limits
    const all = this._server.connections
    if (all.size > connections) return `too many connections, the limit is ${connections}, try again later`
    const network = connectionsPerAddress === undefined ? undefined : clientNetwork(this.remoteAddress)
    if (connectionsPerAddress === undefined || network === undefined) return undefined
    let same = 0
    for (const { remoteAddress } of all) if (clientNetwork(remoteAddress) === network) same++
    if (same <= connectionsPerAddress) return undefined
    return `too many connections from your address, the limit is ${connectionsPerAddress}, try again later (--max-connections-per-address)`
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
    input.onEndlessLine = () => {
      this.#recordLine(input.unfinishedLine)
      this.send(421, `${this.name} does not read lines without an end`, '4.7.0')
    }
    input.onLongLine = (line, next) => {
      this.#recordLine(line)
      if (this.#hasSaidEnough()) return
      const isAuth = Boolean(this._nextHandler) || isAuthCommand(line.head)
      this._nextHandler = false
      this.#refuseLine(isAuth)
      next()
    }
  }

  #recordLine({ head, octets }: LineStart): void {
    const input = this._parser
    if (!(input instanceof InputStream)) return
    const { endsInBareLf } = input
    const isFollowed = input.followingOctets > 0
    const isAuthExchange = Boolean(this._nextHandler)
    this.#record.command({ head, octets, isAuthExchange, endsInBareLf, isFollowed })
  }

  #refuseLine(isAuth: boolean): void {
    const { commandLineOctets, authLineOctets } = this.#options.limits
    const limit = isAuth ? authLineOctets : commandLineOctets
    this.#record.find('smtp-command-too-long', `The limit is ${limit} octets; the line was read to its end and dropped.`)
    if (isAuth)
      this.send(500, `Authentication line too long, the limit is ${limit} octets`, '5.5.6') // RFC 4954 §6
    else this.send(500, `Command line too long, the limit is ${limit} octets`, '5.5.2')
  }

  /** Writes the whole reply, as the stock method, and keeps it. */
  override send(code: number, data?: string | string[] | null, context?: string | false): void {
    this.#reply(code, data, context)
  }

  #reply(code: number, data?: string | string[] | null, context?: string | false, messageId?: string): void {
    const enhancedCode = this._getEnhancedStatusCode(code, context)
    const start = enhancedCode && `${enhancedCode} `
    const lines = Array.isArray(data)
      ? data.map((text, i) => `${code}${i < data.length - 1 ? '-' : ' '}${start}${toReplyText(text)}`)
      : [`${code} ${start}${toReplyText(data ?? '')}`]
    if (code === 421) this.#giveUpMailData()
    if (code >= 500) this.#failedCommands++
    const isSent = this.#canSend
    if (isSent) this._socket.write(`${lines.join('\r\n')}\r\n`)
    this.#record.reply(code, lines, { isSent, messageId })
    if (code !== 421) return
    const why = this.#isTimingOut ? 'idle' : this.#options.isDraining() ? 'stopped' : 'refused'
    this.#record.dismissed(why, lines[0] ?? '')
    this.close()
    this._socket.on('data', (octets) => {
      this.#octetsAfter421 += octets.length
    })
  }

  get #canSend(): boolean {
    return !this._upgrading && !this._socket.destroyed && this._socket.readyState === 'open'
  }

  override close(): void {
    this.#record.closing()
    if (!this.#handshake) {
      super.close()
      return
    }
    // There is nobody to say goodbye to yet.
    this._server.connections.delete(this)
    this._closing = true
    this.#handshake.destroy()
  }

  override _onTimeout(): void {
    this.#isTimingOut = true
    super._onTimeout()
    this.#isTimingOut = false
  }

  override _onClose(): void {
    const input = this._parser
    if (input instanceof InputStream && !input.isClosed && input.unfinishedLine.octets > 0)
      this.#record.cutCommand(input.unfinishedLine, Boolean(this._nextHandler))
    this.#giveUpMailData()
    super._onClose()
    this.#isGone = true
    this.#record.closing()
    this.#endSession()
  }

  #giveUpMailData(): void {
    if (this._parser instanceof InputStream && this._parser._dataMode) this._parser.giveUpMailData()
  }

  /** A session is over when the socket is closed and nothing that came over it is being committed. */
  #endSession(): void {
    if (!this.#isGone || this.#isBusy) return
    this.#record.ended({ octetsAfter421: this.#octetsAfter421, isInAuth: Boolean(this._nextHandler) })
    this.#options.sessions.ended(this.#record)
  }

  /** Without a hand-over that the stock method leaves to chance: a handshake has an end in time, and its failure a record. */
  override upgrade(resume: () => void, greet?: () => void): void {
    const input = this._parser
    const context = this.#options.tlsContext?.()
    if (!(input instanceof InputStream) || !context) return
    // What it still holds came in the clear and is dropped (RFC 3207 §4.2): closed, it runs no more of it.
    this._socket.unpipe(input)
    input.isClosed = true
    this._parser = this._createParser()
    this._upgrading = true
    setImmediate(resume)
    this.#handshake = beginTls(this._socket, {
      context,
      // A few round trips, and no longer than a client may be silent.
      timeoutMs: Math.min(LIMITS.lines.handshake.value, this.#options.idleTimeoutMs),
      onSecure: (facts) => {
        this.#beginAnew()
        this.#record.encrypted(facts)
        greet?.()
      },
      onFailure: (reason) => this.#record.encryptionFailed(reason),
      onError: (error) => this._onError(error),
      onClose: (hadError) => this._onCloseEvent(hadError),
    })
  }

  /** As at the start, but for TLS (RFC 3207 §4.2). */
  #beginAnew(): void {
    const [socket, input] = [this.#handshake, this._parser]
    if (!socket || !input) return
    this.#handshake = undefined
    this._socket = socket
    this._upgrading = false
    this.session.secure = this.secure = true
    this.session.user = undefined
    this.hostNameAppearsAs = false
    this.openingCommand = false
    this._nextHandler = false
    this.#heloName = ''
    this._resetSession()
    this._armTimeout()
    socket.pipe(input)
  }

  override handler_STARTTLS(command: Buffer, callback: () => void): void {
    const followingOctets = this._parser instanceof InputStream ? this._parser.followingOctets : 0
    const mayBegin = this.#options.tlsContext && !this.secure && text(command).trim().length === 'STARTTLS'.length
    if (this.#options.tlsContext) super.handler_STARTTLS(command, callback)
    else {
      this.#record.find('smtp-unknown-command', 'This server offers no TLS; start it with --tls.')
      this.#fault({ replyCode: 500, enhancedCode: '5.5.1', text: 'No TLS here; start Mailmitt with --tls' })
      callback()
    }
    if (mayBegin && followingOctets > 0) this.#record.discardedBeforeTls(followingOctets)
  }

  override _isSupported(command: string): boolean {
    if (
      command === 'AUTH' &&
      (this.#options.auth.isOurs(this) || (this.#isGreeting && !this.#options.auth.isOffered(this.secure)))
    )
      return false
    return super._isSupported(command)
  }

  override _getHandler(command: string) {
    return KNOWN_COMMANDS.has(command) ? super._getHandler(command) : undefined
  }

  override _onCommand(command: Buffer, callback?: () => void): void {
    const { commandLineOctets } = this.#options.limits
    this.#recordLine({ head: command, octets: command.length })
    if (this.#hasSaidEnough()) return
    if (command.length + 2 > commandLineOctets && !this._nextHandler && !isAuthCommand(command)) {
      this.#refuseLine(false)
      callback?.()
    } else super._onCommand(command, callback)
  }

  /** Ends a dialogue that goes on without bringing mail. Ten unknown commands end it too: the stock connection counts them. */
  #hasSaidEnough(): boolean {
    const { failedCommands, commandsWithoutMail } = LIMITS.smtp
    const isOverFailed = this.#failedCommands >= failedCommands.value
    if (!isOverFailed && ++this.#commandsWithoutMail <= commandsWithoutMail.value) return false
    const what = isOverFailed
      ? `${failedCommands.value} commands failed`
      : `${commandsWithoutMail.value} commands brought no message`
    this.send(421, `${this.name} ends this session: ${what}`, '4.7.0')
    return true
  }

  /** A context that looks like an enhanced code is one. */
  override _getEnhancedStatusCode(code: number, context?: string | false): string {
    return context && /^\d\.\d+\.\d+$/.test(context) ? context : super._getEnhancedStatusCode(code, context)
  }

  override handler_EHLO(command: Buffer, callback: () => void): void {
    this.#greet('EHLO', command, () => super.handler_EHLO(command, callback))
  }

  override handler_HELO(command: Buffer, callback: () => void): void {
    this.#greet('HELO', command, () => super.handler_HELO(command, callback))
  }

  /** The stock handler keeps the name in lower case. One that it refuses changes nothing (RFC 5321 §4.1.4). */
  #greet(verb: 'EHLO' | 'HELO', command: Buffer, stock: () => void): void {
    const before = this.hostNameAppearsAs
    this.hostNameAppearsAs = false
    this.#isGreeting = true
    stock()
    this.#isGreeting = false
    if (this.hostNameAppearsAs) {
      this.#heloName = text(command).trim().split(/\s+/)[1] ?? ''
      this.#record.greeted(verb)
    } else this.hostNameAppearsAs = before
  }

  /** The stock handler lets a client change who it is in the middle of a transaction (RFC 4954 §4). */
  override handler_AUTH(command: Buffer, callback: () => void): void {
    const fault: ParameterFault | undefined = this.#transaction
      ? { replyCode: 503, enhancedCode: '5.5.1', text: 'AUTH is not allowed in a transaction; send RSET to drop it' }
      : this.#options.auth.refusal(this.secure)
    if (!fault) {
      super.handler_AUTH(command, callback)
      return
    }
    this.#fault(fault)
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
    this.#record.transactionBegan()
    this.#checkPath(parsed.path)
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
    this.#record.recipientTaken()
    this.#commandsWithoutMail--
    this.#checkPath(parsed.path)
    this.send(250, 'Recipient taken', '2.1.5')
    return undefined
  }

  #checkPath(path: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is what the rule is about
    if (/^[\x00-\x7f]*$/.test(path) || this.#transaction?.mailParameters.some(isSmtpUtf8)) return
    this.#record.find('smtp-utf8-undeclared', 'A path with other than ASCII characters needs SMTPUTF8 in MAIL (RFC 6531 §3.4).')
  }

  #fault(fault: ParameterFault | undefined): void {
    if (fault) this.send(fault.replyCode, fault.text, fault.enhancedCode)
  }

  /** Also what RSET, EHLO and HELO do. */
  override _resetSession(): void {
    super._resetSession()
    this.#transaction = undefined
    this.#record.transactionOver()
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
    this.#isBusy = true
    let isComplete = false
    if (input instanceof InputStream) {
      this.#record.mailDataBegan(input.scan)
      input.onMailDataEnd = () => {
        isComplete = true
        this.#record.mailDataEnded({
          may8Bit: transaction.mailParameters.some((given) => is8BitMime(given) || isSmtpUtf8(given)),
        })
      }
    }
    this.send(354, 'End data with <CR><LF>.<CR><LF>')
    void this.#options.receive(transaction, this.#summarise(), stream).then((reply) => {
      this._dataStream = false
      this.#isBusy = false
      this._transactionCounter++
      this._unrecognizedCommands = 0
      // Mail data that the client broke off needs no reply, and leaves its transaction open.
      if (isComplete || this.#canSend) {
        const isTooLarge = input.dataBytes > messageOctets
        const { replyCode, enhancedCode, text } = isTooLarge ? tooLarge(messageOctets) : reply
        this.#reply(replyCode, text, enhancedCode, isTooLarge ? undefined : reply.messageId)
        this._resetSession()
      }
      if (reply.messageId !== undefined) {
        this.#failedCommands = 0
        this.#commandsWithoutMail = 0
      }
      if (this.#isGone) this.#endSession()
      else if (!isComplete) this.send(421, `${this.name} does not read mail data without an end`, '4.7.0')
      else if (this.#options.isDraining()) this.leave()
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

function isSmtpUtf8({ keyword }: EsmtpParameter): boolean {
  return keyword.toUpperCase() === 'SMTPUTF8'
}

function is8BitMime({ keyword, value }: EsmtpParameter): boolean {
  return keyword.toUpperCase() === 'BODY' && value?.toUpperCase() === '8BITMIME'
}

/** A reply may repeat what the client wrote: visible ASCII, and no longer than a reply line may be (RFC 5321 §4.2, §4.5.3.1.5). */
function toReplyText(text: string): string {
  const visible = /[^\x20-\x7e]/.test(text) ? text.replace(/\p{Cc}/gu, ' ').replace(/[^\x20-\x7e]/gu, '?') : text
  return visible.length > MAX_REPLY_TEXT ? `${visible.slice(0, MAX_REPLY_TEXT - 4)} ...` : visible
}

function isAuthCommand(line: Buffer): boolean {
  return /^AUTH /i.test(line.toString('latin1', 0, 5))
}

/** A command line: UTF-8 where it is (RFC 6531), else each octet as it came. */
function text(command: Buffer): string {
  return command.toString(isUtf8(command) ? 'utf8' : 'latin1')
}
