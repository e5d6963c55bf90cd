/** The rules by which a line of an SMTP dialogue earns a finding. Their ids are stable: people and tests refer to them. */
import type { Finding, FindingSeverity } from '../../shared/model/finding.ts'

const RULES = {
  'smtp-bare-lf-command': ['warning', 'Command line ends in a bare LF'],
  'smtp-bare-lf-data': ['warning', 'Mail data with bare LF'],
  'smtp-no-ehlo': ['warning', 'MAIL without EHLO'],
  'smtp-unknown-command': ['warning', 'Unknown command'],
  'smtp-wrong-sequence': ['error', 'Command out of sequence'],
  'smtp-early-pipelining': ['warning', 'Did not wait for the reply'],
  'smtp-8bit-undeclared': ['warning', '8-bit mail data without BODY=8BITMIME'],
  'smtp-utf8-undeclared': ['warning', 'Non-ASCII path without SMTPUTF8'],
  'smtp-command-too-long': ['error', 'Command line too long'],
  'smtp-data-line-too-long': ['warning', 'Line of mail data too long'],
  'smtp-plaintext-after-starttls': ['error', 'Sent in the clear behind STARTTLS'],
  'smtp-after-421': ['warning', 'Went on after 421'],
} as const satisfies Record<string, readonly [FindingSeverity, string]>

export type ProtocolRule = keyof typeof RULES

export function protocolFinding(rule: ProtocolRule, detail: string): Finding {
  const [severity, title] = RULES[rule]
  return { rule, severity, title, detail }
}

export const KNOWN_COMMANDS: ReadonlySet<string> = new Set([
  'EHLO',
  'HELO',
  'MAIL',
  'RCPT',
  'DATA',
  'RSET',
  'NOOP',
  'QUIT',
  'VRFY',
  'HELP',
  'AUTH',
  'STARTTLS',
])

/** Commands after which a client may go on without waiting for the reply (RFC 2920 §3.1). */
const MAY_BE_FOLLOWED = new Set(['MAIL', 'RCPT', 'RSET'])

export interface CommandFacts {
  /** In capitals; empty for a line of an AUTH exchange, which is no command. */
  verb: string
  /** How the client has greeted; empty before it has. */
  greetedBy: 'EHLO' | 'HELO' | ''
  endsInBareLf: boolean
  /** Octets came behind the line in the same write, so before its reply. */
  isFollowed: boolean
}

/** What is wrong with a command line, whatever its reply will be. */
export function commandFindings({ verb, greetedBy, endsInBareLf, isFollowed }: CommandFacts): Finding[] {
  const found: Finding[] = []
  if (endsInBareLf)
    found.push(
      protocolFinding('smtp-bare-lf-command', 'Lines of SMTP end in CR LF (RFC 5321 §2.3.8); many servers refuse this one.'),
    )
  if (verb === 'MAIL' && greetedBy !== 'EHLO')
    found.push(
      protocolFinding(
        'smtp-no-ehlo',
        greetedBy === 'HELO'
          ? 'The client said HELO: no extension is in use, so neither SIZE, 8BITMIME nor SMTPUTF8. Say EHLO (RFC 5321 §3.2).'
          : 'The client has not introduced itself; EHLO comes first (RFC 5321 §4.1.4).',
      ),
    )
  if (verb !== '' && !KNOWN_COMMANDS.has(verb))
    found.push(protocolFinding('smtp-unknown-command', 'This server offers no such command; EHLO lists what it offers.'))
  if (isFollowed && greetedBy !== 'EHLO' && verb !== 'EHLO' && verb !== 'HELO')
    found.push(
      protocolFinding(
        'smtp-early-pipelining',
        'More was sent before the reply, but only a client that has read PIPELINING in the reply to EHLO may do that (RFC 2920 §3).',
      ),
    )
  else if (isFollowed && !MAY_BE_FOLLOWED.has(verb))
    found.push(
      protocolFinding(
        'smtp-early-pipelining',
        `More was sent before the reply. ${verb || 'A line of an AUTH exchange'} must be the last of its group (RFC 2920 §3.1): what follows depends on its reply.`,
      ),
    )
  return found
}
