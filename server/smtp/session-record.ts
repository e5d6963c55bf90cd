/**
 * What one SMTP connection amounts to: its transcript, what became of its transactions, how it ended and why. It is told of
 * everything by the connection; it knows no sockets.
 */
import type { FindingCounts } from '../../shared/model/finding.ts'
import type { Session, SessionOutcome, SessionSummary, TlsFacts, TranscriptLine } from '../../shared/model/session.ts'
import { now } from '../clock.ts'
import { LIMITS } from '../limits.ts'
import { toDuration } from '../lines/duration.ts'
import { addFinding, Transcript, toPrintable } from '../lines/transcript.ts'
import type { RunningSession } from '../mail/sessions.ts'
import { type CommandFacts, commandFindings, KNOWN_COMMANDS, type ProtocolRule, protocolFinding } from './findings.ts'
import type { LineStart } from './input-stream.ts'
import { count, type MailDataScan } from './mail-data-scan.ts'
import { asksForSecrets, maskSecrets } from './secrets.ts'

/** A connection can bring any number of messages; the ids of the first of them are kept. */
const MAX_MESSAGE_IDS = LIMITS.smtp.sessionMessages.value

/** Counts since the start of the program. */
export interface TransactionCounters {
  refused: number
  aborted: number
}

/** Why the server takes its leave with 421; or the client with QUIT. */
export type Farewell = 'quit' | 'refused' | 'idle' | 'stopped'

export interface ClientLine extends LineStart, Pick<CommandFacts, 'endsInBareLf' | 'isFollowed'> {
  isAuthExchange: boolean
}

/** How far the transaction that is open has come. */
type Stage = 'mail' | 'rcpt' | 'data' | 'committing'

const WHERE: Record<Stage, string> = {
  mail: 'after MAIL, before RCPT',
  rcpt: 'after RCPT, before DATA',
  data: 'in the middle of mail data',
  committing: 'before its mail data was answered',
}

export interface SessionRecordOptions {
  id: string
  /** Who the client is, as far as is known by now. */
  summarise: () => SessionSummary
  startedAtMs: number
  idleTimeoutMs: number
  counters: TransactionCounters
}

export class SessionRecord implements RunningSession {
  readonly id: string
  readonly #options: SessionRecordOptions
  readonly #transcript = new Transcript()
  readonly #findings: FindingCounts = { error: 0, warning: 0, info: 0 }
  readonly #messageIds: string[] = []
  #messageCount = 0
  /** The client's; a reply or a finding is about it. */
  #lastLine: TranscriptLine | undefined
  #verb = ''
  #greetedBy: CommandFacts['greetedBy'] = ''
  #secretsMayFollow = false
  #isInAuth = false
  #isCut = false
  #stage: Stage | undefined
  #scan: MailDataScan | undefined
  /** Whether the transaction at hand has been counted as refused. */
  #isRefused = false
  #refusal: string | undefined
  /** Of AUTH, while no other one succeeded. */
  #authRefusal: string | undefined
  #tlsFailure: string | undefined
  /** The client has said nothing since it got the certificate. */
  #isSilentSinceTls = false
  #farewell: Farewell | undefined
  #unreadAcknowledgement = false
  #endedAtMs: number | undefined
  #hasEnded = false

  constructor(options: SessionRecordOptions) {
    this.#options = options
    this.id = options.id
  }

  /** A line from the client that is no mail data, before it is run. */
  command({ head, octets, isAuthExchange, endsInBareLf, isFollowed }: ClientLine): void {
    this.#isSilentSinceTls = false
    const text = toPrintable(head, octets)
    const space = text.indexOf(' ')
    const verb = isAuthExchange ? '' : (space < 0 ? text : text.slice(0, space)).toUpperCase()
    const isKnown = KNOWN_COMMANDS.has(verb)
    if (isKnown) this.#secretsMayFollow = false
    const isSecret = isAuthExchange || (this.#secretsMayFollow && !isKnown)
    if (asksForSecrets(text)) this.#secretsMayFollow = true
    this.#verb = verb
    if (verb === 'MAIL' && this.#stage === undefined) this.#isRefused = false
    if (verb === 'QUIT') this.#farewell ??= 'quit'
    this.#write('client', maskSecrets(text, { isAuthExchange: isSecret }))
    for (const finding of commandFindings({ verb, greetedBy: this.#greetedBy, endsInBareLf, isFollowed })) this.#find(finding)
  }

  /** A line that the client began and did not end before it left. */
  cutCommand({ head, octets }: LineStart, isAuthExchange: boolean): void {
    const text = toPrintable(head, octets)
    this.#isCut = true
    const masked = maskSecrets(text, { isAuthExchange: isAuthExchange || this.#secretsMayFollow })
    this.#write('client', `${masked} (the client left before the end of this line)`)
  }

  /** Attaches to the client's last line. */
  find(rule: ProtocolRule, detail: string): void {
    this.#find(protocolFinding(rule, detail))
  }

  #find(finding: ReturnType<typeof protocolFinding>): void {
    if (!this.#lastLine) return
    addFinding(this.#lastLine, finding)
    this.#findings[finding.severity]++
  }

  greeted(by: 'EHLO' | 'HELO'): void {
    this.#greetedBy = by
  }

  /** What came in the clear behind STARTTLS is not read: whoever is on the way may have put it there (RFC 3207 §6). */
  discardedBeforeTls(octets: number): void {
    this.#write('client', `(${count(octets, 'octet')} in the clear behind STARTTLS, not read)`)
    this.find(
      'smtp-plaintext-after-starttls',
      'Wait for the reply to STARTTLS, and send nothing but TLS after it (RFC 3207 §4): what else comes is dropped, since anyone on the way could have added it.',
    )
  }

  /** Nothing that was said before counts any more (RFC 3207 §4.2). */
  encrypted(tls: TlsFacts): void {
    const { version, cipher, serverName } = tls
    this.#greetedBy = ''
    this.#secretsMayFollow = false
    this.#isSilentSinceTls = true
    const asked = serverName === undefined ? 'named no server' : `asked for ${serverName}`
    this.#write('note', `(encrypted from here on: ${version}, ${cipher}; the client ${asked})`).tls = tls
  }

  encryptionFailed(reason: string): void {
    if (this.#farewell === 'stopped') return
    this.#tlsFailure ??= reason
    this.#write('note', `(no TLS: ${reason})`)
  }

  /** A reply as it goes over the wire, line by line; or, when the client is gone, as it would have. */
  reply(
    code: number,
    lines: readonly string[],
    { isSent, messageId }: { isSent: boolean; messageId?: string | undefined },
  ): void {
    if (code === 421) this.#cutMailData()
    this.#judge(code, lines[0] ?? '')
    let last: TranscriptLine | undefined
    for (const text of lines)
      last = isSent ? this.#write('server', text) : this.#write('note', `(not sent, the client had left) ${text}`)
    if (messageId === undefined || !last) return
    last.messageId = messageId
    this.#messageCount++
    if (this.#messageIds.length < MAX_MESSAGE_IDS) this.#messageIds.push(messageId)
    if (!isSent) this.#unreadAcknowledgement = true
  }

  #judge(code: number, reply: string): void {
    if (code === 454 || code === 535 || code === 538) this.#authRefusal = reply
    if (code === 235) this.#authRefusal = undefined
    // A client that pipelines sends the rest of a transaction before it can know that its start was refused.
    if (code === 503 && !this.#isRefused && !(this.#verb === 'MAIL' && this.#greetedBy === ''))
      this.find('smtp-wrong-sequence', `The reply says what must come first: ${reply} (RFC 5321 §4.1.4).`)
    if (code < 400 || code === 421) return
    const what = this.#stage === 'data' || this.#stage === 'committing' ? 'mail data' : this.#verb
    if (!['MAIL', 'RCPT', 'DATA', 'mail data'].includes(what)) return
    this.#refusal ??= `${what}: ${reply}`
    if (this.#isRefused) return
    this.#isRefused = true
    this.#options.counters.refused++
  }

  /** The server is about to say 421. */
  dismissed(why: Farewell, reply: string): void {
    this.#farewell ??= why
    if (why === 'refused') this.#refusal ??= `connection: ${reply}`
    this.closing()
  }

  /** From here on nothing the client says is read. */
  closing(): void {
    this.#endedAtMs ??= now()
  }

  transactionBegan(): void {
    this.#stage = 'mail'
  }

  recipientTaken(): void {
    this.#stage = 'rcpt'
  }

  mailDataBegan(scan: MailDataScan): void {
    this.#stage = 'data'
    this.#scan = scan
  }

  /** @param may8Bit as MailDataScan.findings */
  mailDataEnded({ may8Bit }: { may8Bit: boolean }): void {
    const scan = this.#scan
    if (!scan) return
    this.#scan = undefined
    // It may have been refused before it ended, when the disk was full.
    if (this.#stage === 'data') this.#stage = 'committing'
    this.#write('client', `(${scan})`)
    for (const finding of scan.findings({ may8Bit })) this.#find(finding)
  }

  /** It is complete, or dropped by RSET, EHLO or HELO. */
  transactionOver(): void {
    this.#stage = undefined
    this.#isRefused = false
  }

  /** Call once, when the socket is closed and nothing of the session is being committed. */
  ended({ octetsAfter421, isInAuth }: { octetsAfter421: number; isInAuth: boolean }): void {
    this.closing()
    this.#isInAuth = isInAuth
    this.#cutMailData()
    if (octetsAfter421 > 0) {
      this.#write('client', `(${count(octetsAfter421, 'octet')} after the 421, not read)`)
      this.find('smtp-after-421', 'The connection is over with 421 (RFC 5321 §3.8); open a new one, later.')
    }
    if (this.#stage !== undefined && !this.#isRefused) this.#options.counters.aborted++
    this.#hasEnded = true
  }

  #cutMailData(): void {
    if (this.#scan) this.#write('client', `(${this.#scan}, without an end)`)
    this.#scan = undefined
  }

  read(): Session {
    const { outcome, reason } = this.#conclude()
    const lines = this.#transcript.read()
    if (this.#scan) lines.push({ offsetMs: this.#offsetMs(), from: 'client', text: `(${this.#scan}, and more to come)` })
    return {
      protocol: 'smtp',
      ...this.#options.summarise(),
      ...(this.#hasEnded && { endedAt: new Date(this.#endedAtMs ?? now()).toISOString(), outcome }),
      reason: this.#hasEnded ? reason : (this.#refusal ?? ''),
      messageCount: this.#messageCount,
      findings: { ...this.#findings },
      messageIds: [...this.#messageIds],
      lines,
    }
  }

  #conclude(): { outcome: SessionOutcome; reason: string } {
    if (this.#refusal !== undefined) return { outcome: 'refused', reason: this.#refusal }
    const isIdle = this.#farewell === 'idle'
    const isAccepted = this.#stage === undefined && this.#messageCount > 0
    if (isAccepted && this.#unreadAcknowledgement)
      return { outcome: 'accepted', reason: 'client left before it could read the 250' }
    if (isAccepted && !isIdle) return { outcome: 'accepted', reason: '' }
    const who = {
      quit: 'client quit',
      left: 'client left',
      refused: 'refused',
      idle: `idle for ${toDuration(this.#options.idleTimeoutMs)}`,
      stopped: 'Mailmitt was stopped',
    }[this.#farewell ?? 'left']
    if (isAccepted) return { outcome: 'accepted', reason: who }
    if (this.#tlsFailure !== undefined) return { outcome: 'aborted', reason: `TLS: ${this.#tlsFailure}` }
    if (this.#isSilentSinceTls && this.#farewell === undefined)
      return {
        outcome: 'aborted',
        reason: 'client left right after the TLS handshake; perhaps it does not trust the certificate',
      }
    if (this.#authRefusal !== undefined && !this.#stage) return { outcome: 'refused', reason: `AUTH: ${this.#authRefusal}` }
    const where = this.#stage
      ? WHERE[this.#stage]
      : this.#isInAuth
        ? 'in the middle of AUTH'
        : this.#isCut
          ? 'in the middle of a command'
          : undefined
    if (where || isIdle) return { outcome: 'aborted', reason: `${who} ${where ?? this.#beforeWhat()}` }
    return { outcome: 'empty', reason: `${who} ${this.#beforeWhat()}` }
  }

  #beforeWhat(): string {
    return this.#lastLine ? 'before any mail was sent' : 'before it said anything'
  }

  #write(from: TranscriptLine['from'], text: string): TranscriptLine {
    const line: TranscriptLine = { offsetMs: this.#offsetMs(), from, text }
    this.#transcript.add(line)
    if (from === 'client') this.#lastLine = line
    return line
  }

  #offsetMs(): number {
    return Math.max(0, now() - this.#options.startedAtMs)
  }
}
