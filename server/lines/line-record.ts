/**
 * What one connection of a mail client amounts to: its transcript, how it ended and why. It is told of everything by the
 * connection and by the protocol; it knows no sockets.
 */
import type { Session, SessionOutcome, TlsFacts, TranscriptLine } from '../../shared/model/session.ts'
import { now } from '../clock.ts'
import type { RunningSession } from '../mail/sessions.ts'
import { toDuration } from './duration.ts'
import type { LineTranscript } from './line-client.ts'
import { Transcript, toPrintable } from './transcript.ts'

/** Of one line as much is looked at: less is shown. */
const MAX_LINE_CHARACTERS = 1024

/** Why the server ends a session: `dismissed` is the protocol's own. */
export type Dismissal = 'refused' | 'idle' | 'stopped' | 'dismissed'

export interface LineRecordOptions {
  id: string
  protocol: 'imap' | 'pop3'
  address: string
}

export interface LineRecord extends LineTranscript, RunningSession {
  encrypted(tls: TlsFacts): void
  encryptionFailed(reason: string): void
  dismissed(why: Dismissal, text: string): void
  idleTimeout(ms: number): void
  /** It stopped reading what it is sent. */
  stuck(): void
  /** A mistake of ours. */
  failed(): void
  /** Call once, when the socket is closed and the client is served no more. */
  ended(): void
}

export function createLineRecord({ id, protocol, address }: LineRecordOptions): LineRecord {
  const startedAtMs = now()
  const transcript = new Transcript()
  let tls = false
  let name: string | undefined
  let refusal: string | undefined
  let fault: string | undefined
  let dismissal: Dismissal | undefined
  let idleMs = 0
  let hasSpoken = false
  let isSilentSinceTls = false
  let endedAtMs: number | undefined

  function write(from: TranscriptLine['from'], text: string): TranscriptLine {
    const head = text.slice(0, MAX_LINE_CHARACTERS)
    const shown = toPrintable(Buffer.from(head), head.length < text.length ? Buffer.byteLength(text) : 0)
    const line: TranscriptLine = { offsetMs: Math.max(0, now() - startedAtMs), from, text: shown }
    transcript.add(line)
    return line
  }

  function aborted(reason: string): void {
    fault ??= reason
  }

  function conclude(): { outcome: SessionOutcome; reason: string } {
    if (refusal !== undefined) return { outcome: 'refused', reason: refusal }
    if (fault !== undefined) return { outcome: 'aborted', reason: fault }
    const who = {
      left: 'client left',
      idle: `idle for ${toDuration(idleMs)}`,
      stopped: 'Mailmitt was stopped',
      dismissed: 'sent away',
      refused: 'refused',
    }[dismissal ?? 'left']
    if (name !== undefined) return { outcome: 'read', reason: dismissal === undefined ? '' : who }
    if (isSilentSinceTls && dismissal === undefined)
      return {
        outcome: 'aborted',
        reason: 'client left right after the TLS handshake; perhaps it does not trust the certificate',
      }
    const when = hasSpoken ? 'before it signed in' : 'before it said anything'
    return { outcome: dismissal === 'idle' ? 'aborted' : 'empty', reason: `${who} ${when}` }
  }

  return {
    id,
    client(text) {
      hasSpoken = true
      isSilentSinceTls = false
      write('client', text)
    },
    server: (text) => void write('server', text),
    note: (text) => void write('note', text),
    signedIn(as) {
      name = as
      refusal = undefined
    },
    refused(reason) {
      refusal ??= reason
    },
    encrypted(facts) {
      tls = true
      isSilentSinceTls = true
      const asked = facts.serverName === undefined ? 'named no server' : `asked for ${facts.serverName}`
      write('note', `(encrypted from here on: ${facts.version}, ${facts.cipher}; the client ${asked})`).tls = facts
    },
    encryptionFailed(reason) {
      if (dismissal === 'stopped') return
      aborted(`TLS: ${reason}`)
      write('note', `(no TLS: ${reason})`)
    },
    dismissed(why, text) {
      dismissal ??= why
      if (why === 'refused') refusal ??= `connection: ${text}`
    },
    idleTimeout(ms) {
      idleMs = ms
    },
    stuck() {
      aborted(`the client read nothing for ${toDuration(idleMs)}`)
      write('note', '(the client does not read what it is sent)')
    },
    failed() {
      aborted('a mistake of Mailmitt; its log tells more')
    },
    ended() {
      endedAtMs = now()
    },
    read(): Session {
      const { outcome, reason } = conclude()
      const hasEnded = endedAtMs !== undefined
      return {
        ...{ id, protocol, clientAddress: address, heloName: '', tls },
        ...(name !== undefined && { authenticatedAs: name }),
        startedAt: new Date(startedAtMs).toISOString(),
        ...(endedAtMs !== undefined && { endedAt: new Date(endedAtMs).toISOString(), outcome }),
        reason: hasEnded ? reason : (refusal ?? ''),
        messageCount: 0,
        findings: { error: 0, warning: 0, info: 0 },
        messageIds: [],
        lines: transcript.read(),
      }
    },
  }
}
