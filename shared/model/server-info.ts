/** What a running Mailmitt says about itself. */
import { z } from 'zod'

export const Listener = z
  .object({
    protocol: z.enum(['smtp', 'smtps', 'imap', 'imaps', 'pop3', 'pop3s', 'http']),
    host: z.string(),
    port: z.int(),
    security: z
      .enum(['none', 'starttls', 'tls'])
      .describe(
        'starttls: a client may ask for TLS (RFC 3207, 9051 §6.2.1, 2595); tls: from the first octet on, of http that is HTTPS',
      ),
  })
  .meta({ id: 'Listener' })
export type Listener = z.infer<typeof Listener>

/** What retention keeps of a mailbox, or of all mail together. Absent is no limit. */
export const KeepLimits = z
  .object({
    storageOctets: z.int().optional(),
    messages: z.int().optional(),
    ageSeconds: z.number().optional(),
  })
  .meta({ id: 'KeepLimits' })
export type KeepLimits = z.infer<typeof KeepLimits>

export const MailboxRule = z
  .object({ mailboxPattern: z.string().describe('`*` stands for any characters'), limits: KeepLimits })
  .meta({ id: 'MailboxRule' })
export type MailboxRule = z.infer<typeof MailboxRule>

export const ServerInfo = z
  .object({
    version: z.string(),
    startedAt: z.iso.datetime(),
    listeners: z.array(Listener),
    persistent: z.boolean().describe('False when the database is `:memory:`'),
    limits: z.object({
      messageOctets: z.int(),
      recipients: z.int(),
      connections: z.int(),
      connectionsPerAddress: z.int().optional().describe('From one address that is not of this machine; absent is no limit'),
      commandLineOctets: z.int(),
      authLineOctets: z.int().describe('Of AUTH and the lines that follow it, which carry tokens'),
    }),
    tls: z
      .object({
        hasAuthority: z.boolean().describe('Its CA is that of this Mailmitt, to be had at /api/ca.pem'),
        profile: z
          .enum(['valid', 'expired', 'wrong-host'])
          .describe(
            'What is wrong, on purpose, with the certificate that SMTP, IMAP and POP3 show; nothing ever is with that of HTTP',
          ),
        names: z.array(z.string()).describe('Host names and addresses that the certificate of SMTP, IMAP and POP3 is for'),
        validUntil: z.iso.datetime().describe('Of the same certificate'),
      })
      .optional()
      .describe('The certificate; absent when no listener has TLS'),
    smtpAuth: z
      .object({
        required: z.boolean().describe('Nobody sends who has not signed in'),
        offered: z.enum(['always', 'tls', 'never']),
        anyCredentials: z.boolean().describe('There is no list of users'),
      })
      .describe('How SMTP clients sign in'),
    retention: z.object({
      all: KeepLimits.describe('For all mailboxes together'),
      mailboxes: z.array(MailboxRule).describe('For each mailbox by itself, the first rule that fits'),
    }),
    storageFault: z.string().optional().describe('Why nothing can be stored at the moment; absent while mail is stored'),
    waits: z.int().describe('Calls of /api/wait that are held at the moment; 0 for a token of one mailbox'),
    counters: z
      .object({
        accepted: z.int().describe('Messages acknowledged since the start'),
        refused: z
          .int()
          .describe('Transactions since the start in which MAIL, a recipient or the mail data was refused, each counted once'),
        aborted: z.int().describe('Transactions since the start that the client began and left unfinished'),
        broken: z.int().describe('Messages since the start that the parser gave up on'),
        evicted: z.int().describe('Messages removed by retention since the database was made'),
      })
      .describe('Each 0 for a token of one mailbox'),
  })
  .meta({ id: 'ServerInfo' })
export type ServerInfo = z.infer<typeof ServerInfo>

export const Health = z.object({ status: z.enum(['ok', 'unavailable']), detail: z.string().optional() }).meta({ id: 'Health' })
export type Health = z.infer<typeof Health>
