/** A session by SMTP, or of a mail client: who connected, what was said line by line, and how it ended. Also of one that brought no message. */
import { z } from 'zod'
import { Finding, FindingCounts } from './finding.ts'

/** The session that brought a message, as the client presented itself when it said MAIL. */
export const SessionSummary = z
  .object({
    id: z.string(),
    clientAddress: z.string().describe('IP address of the client'),
    heloName: z.string().describe('Argument of EHLO or HELO as sent; empty for mail clients, which say none'),
    tls: z.boolean(),
    authenticatedAs: z.string().optional().describe('User name of the sign-in; absent when the client did not sign in'),
    startedAt: z.iso.datetime(),
  })
  .meta({ id: 'SessionSummary' })
export type SessionSummary = z.infer<typeof SessionSummary>

export const SessionOutcome = z
  .enum(['accepted', 'read', 'refused', 'aborted', 'empty'])
  .describe(
    'refused: something of a transaction, a sign-in of a mail client, or the connection itself was refused; aborted: the client left, or fell silent, in the middle; accepted: brought a message; read: a mail client signed in; empty: asked for nothing',
  )
export type SessionOutcome = z.infer<typeof SessionOutcome>

export const SessionProtocol = z.enum(['smtp', 'imap', 'pop3'])
export type SessionProtocol = z.infer<typeof SessionProtocol>

export const ListedSession = SessionSummary.extend({
  protocol: SessionProtocol,
  endedAt: z.iso.datetime().optional().describe('Absent while the session runs'),
  outcome: SessionOutcome.optional().describe('Absent while the session runs'),
  reason: z
    .string()
    .describe('Why it ended so, for a person: the first refusal, or where the client left; empty when all went well'),
  messageCount: z.int(),
  findings: FindingCounts,
}).meta({ id: 'ListedSession' })
export type ListedSession = z.infer<typeof ListedSession>

export const TlsFacts = z
  .object({
    version: z.string().describe('`TLSv1.3`'),
    cipher: z.string().describe('As the standard calls it: `TLS_AES_256_GCM_SHA384`'),
    serverName: z.string().optional().describe('The name that the client asked for (RFC 6066 §3); absent when it named none'),
  })
  .meta({ id: 'TlsFacts' })
export type TlsFacts = z.infer<typeof TlsFacts>

export const TranscriptLine = z
  .object({
    offsetMs: z.int().describe('Milliseconds since the client connected'),
    from: z.enum(['client', 'server', 'note']).describe('`note` is what Mailmitt says about the dialogue'),
    text: z
      .string()
      .describe('Without its line end; secrets masked, mail data as its size, octets that cannot be shown as `\\xNN`'),
    messageId: z.string().optional().describe('On the reply that acknowledged it: the message that came into being'),
    findings: z.array(Finding).optional().describe('What is wrong with this line; absent when nothing is'),
    tls: TlsFacts.optional().describe('On the note that says so: from here on all is encrypted'),
  })
  .meta({ id: 'TranscriptLine' })
export type TranscriptLine = z.infer<typeof TranscriptLine>

export const Session = ListedSession.extend({
  messageIds: z.array(z.string()).describe('Messages it brought, the first 1,000 of them; deleted ones too'),
  lines: z.array(TranscriptLine).describe('In order; of a long session the first and the last, with a note between'),
}).meta({ id: 'Session' })
export type Session = z.infer<typeof Session>

export const SessionPage = z
  .object({
    sessions: z.array(ListedSession).describe('Those that have ended, the last one first'),
    next: z.string().optional().describe('Pass as `before` for the next page; absent at the end'),
    running: z
      .array(ListedSession)
      .describe('Those that have not ended, the newest first; only on the first page and when no outcome is asked for'),
    counts: z
      .object({ accepted: z.int(), read: z.int(), refused: z.int(), aborted: z.int(), empty: z.int() })
      .describe('Sessions kept, by outcome'),
    expired: z.int().describe('Sessions removed by count or age since the database was made'),
  })
  .meta({ id: 'SessionPage' })
export type SessionPage = z.infer<typeof SessionPage>
