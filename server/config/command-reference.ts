/** The table of commands as text for people: `mailmitt help name` and docs/commands.md. */
import { CLIENT_COMMANDS, type ClientCommand, type CommandFlag, isClientCommand } from './commands.ts'
import { SENDMAIL, SENDMAIL_OPTIONS } from './sendmail-options.ts'

const COMMANDS: readonly [string, ClientCommand][] = Object.entries(CLIENT_COMMANDS)

/** Commands beside serve and health, a line each. */
export function commandLines(): string {
  const rows = [
    ...COMMANDS.map(([name, { words, help }]) => [`mailmitt ${name} ${words}`.trimEnd(), help]),
    ['mailmitt sendmail [to…]', SENDMAIL.help],
    ['mailmitt help [command]', 'this, or the flags and examples of one command'],
  ]
  return rows.map(([usage = '', help]) => `  ${usage.padEnd(28)}  ${help}`).join('\n')
}

/** @returns undefined for a name that is no such command */
export function commandHelp(name: string): string | undefined {
  if (name === 'sendmail') return sendmailHelp()
  if (!isClientCommand(name)) return undefined
  const { words, help, details, examples, flags }: ClientCommand = CLIENT_COMMANDS[name]
  return `mailmitt ${[name, words, '[flags]'].filter(Boolean).join(' ')}: ${help}
${details === '' ? '' : `\n${plain(details)}\n`}
Flags
${columns(flagsOf(flags))}

Examples
${examples.map((example) => `  ${example}`).join('\n')}

Exit code: 0, 1 when nothing matches or it fails, 2 when the command cannot be understood.
`
}

function sendmailHelp(): string {
  return `mailmitt sendmail ${SENDMAIL.words}: ${SENDMAIL.help}

${plain(SENDMAIL.details)}

Options
${columns(SENDMAIL_OPTIONS)}

Exit codes (sysexits.h)
${columns(SENDMAIL.exitCodes)}
`
}

export function commandsPage(): string {
  return `# Commands

<!-- Made from server/config/commands.ts and sendmail-options.ts, and a test holds it equal: \`UPDATE_DOCS=1 node test/run.js unit docs\` writes it anew. -->

\`mailmitt\` or \`mailmitt serve\` starts Mailmitt ([configuration](configuration.md)), \`mailmitt health\` says whether it is ready
(\`--wait 30s\` waits until it is). These commands talk to one that runs: the one that \`--url\` or \`MAILMITT_URL\` names, else the
newest that runs on this machine as this user, else <http://127.0.0.1:8025>. \`mailmitt help list\` or \`mailmitt list --help\` tells the
same as this page.

They end with 0; with 1 when nothing matched or something failed, with the reason on stderr; with 2 when the command cannot be understood.
With \`--json\` they print JSON, in lists an object on each line. Colours are for terminals alone, and never with \`NO_COLOR\`. What a
terminal would obey (control characters, characters that turn the direction of text around) is left out of names and texts that came with
a mail, and escaped in JSON.

${COMMANDS.map(([name, command]) => section(name, command)).join('\n')}
## mailmitt sendmail

\`mailmitt sendmail ${SENDMAIL.words}\`: ${SENDMAIL.help}.

${SENDMAIL.details}

| option | what it does |
|---|---|
${table(SENDMAIL_OPTIONS)}

| exit code | when |
|---|---|
${table(SENDMAIL.exitCodes)}
`
}

function section(name: string, { words, help, details, examples, flags }: ClientCommand): string {
  return `## mailmitt ${name}

\`mailmitt ${[name, words].filter(Boolean).join(' ')}\`: ${help}.${details === '' ? '' : ` ${details}`}

\`\`\`sh
${examples.join('\n')}
\`\`\`

| flag | what it does |
|---|---|
${table(flagsOf(flags))}
`
}

function flagsOf(flags: Readonly<Record<string, CommandFlag>>): [string, string][] {
  return Object.entries(flags).map(([name, { shape, help }]) => [`--${name} ${shape}`.trimEnd(), help])
}

function columns(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${plain(right)}`).join('\n')
}

function table(rows: readonly (readonly [string, string])[]): string {
  return rows.map(([left, right]) => `| \`${left.replaceAll('|', '\\|')}\` | ${right.replaceAll('|', '\\|')} |`).join('\n')
}

/** Without the marks of Markdown. */
function plain(text: string): string {
  return text.replaceAll('`', '')
}
