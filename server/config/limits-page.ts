/** docs/limits.md: the settings that limit something, and the table of all other limits. */
import { LIMITS, type Limit } from '../limits.ts'
import { SETTINGS, type SettingName } from './settings.ts'

/** What happens beyond a setting. */
const BEYOND_SETTING = {
  'max-message-size': '`552 5.3.4`; 413; in a form that file alone is not added',
  'max-recipients': '`452 4.5.3`; the mail goes to those that were taken',
  'max-connections': '`421`, `BYE` or `-ERR`, and the connection is closed',
  'max-connections-per-address': 'As above',
  'max-http-connections': '503, and the connection is closed',
  'idle-timeout': '`421 4.4.2`, and the connection is closed',
  'max-sessions': 'The oldest are removed, and counted',
  'max-session-age': 'It is removed, and counted',
  'max-storage': 'The oldest messages are removed, announced and counted; when none may go, `452 4.3.1` or 507',
  'max-messages': 'The oldest messages are removed, announced and counted',
  'max-age': 'The message is removed, announced and counted',
  'mailbox-limits': 'As for all mail',
} as const satisfies Partial<Record<SettingName, string>>

const GROUPS: Record<keyof typeof LIMITS, string> = {
  smtp: 'SMTP',
  lines: 'Dialogues',
  imap: 'IMAP',
  pop3: 'POP3',
  mail: 'What is read of a mail',
  http: 'HTTP',
  search: 'Searches and lists',
  wait: 'Waits',
  stream: 'The live stream',
  program: 'The program',
}

export function limitsPage(): string {
  const settings = Object.entries(BEYOND_SETTING).map(([name, beyond]) => {
    const { fallback, help } = SETTINGS[name as SettingName]
    return line(`\`--${name}\``, fallback && `\`${fallback}\``, help, beyond)
  })
  const groups = Object.entries(LIMITS).map(
    ([group, limits]) => `## ${GROUPS[group as keyof typeof LIMITS]}

| name | limit | of | beyond it |
|---|---|---|---|
${Object.entries<Limit>(limits)
  .map(([name, limit]) => line(`\`${group}.${name}\``, show(limit), limit.what, limit.beyond))
  .join('\n')}
`,
  )
  return `# Limits

<!-- Made from server/limits.ts and server/config/settings.ts, and a test holds it equal: \`UPDATE_DOCS=1 node test/run.js unit docs\` writes it anew. -->

Whatever a client sends, Mailmitt reads so much of it and says so where it stops. A limit holds while octets come in, not after; what
was acknowledged before is kept. A name is told here only; what a client is told names the limit and, where there is one, the setting.

## Settings

| flag | default | what it limits | beyond it |
|---|---|---|---|
${settings.join('\n')}

${groups.join('\n')}
Not limited is how long a line of mail data is: it is never in memory as a whole. Bodies with Content-Encoding are refused with 415, so
that nothing is unpacked. No images are decoded on the server: what shows them small is the browser.
`
}

function line(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

function show({ value, unit }: Limit): string {
  if (unit === 'octets' && value % 1024 ** 2 === 0) return `${value / 1024 ** 2} MiB`
  if (unit === 'octets' && value % 1024 === 0) return `${value / 1024} KiB`
  if (unit === 'ms') return value % 60_000 === 0 ? `${value / 60_000} min` : `${value / 1000} s`
  return unit === 'count' ? value.toLocaleString('en') : `${value.toLocaleString('en')} ${unit}`
}
