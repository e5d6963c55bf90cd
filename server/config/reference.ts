/** The settings table as text for people: `--help` and docs/configuration.md. */
import { commandLines } from './command-reference.ts'
import { SETTING_NAMES, SETTINGS, variableOf } from './settings.ts'

export function helpText(version: string): string {
  const rows = SETTING_NAMES.map((name) => [`--${name} ${SETTINGS[name].shape}`, withFallback(name)] as const)
  const width = Math.max(...rows.map(([flag]) => flag.length))
  return `Mailmitt ${version}: catches the mail your app sends, shows it live, keeps it.

Usage
  mailmitt [serve] [settings]   start; prints one ready line on stdout, logs on stderr
  mailmitt health [settings]    exit 0 when a Mailmitt with these settings answers and is ready, else 1;
                                --wait 30s waits until it does
${commandLines()}

Settings (each also as a variable, --smtp is MAILMITT_SMTP, or in the JSON file that --config names)
${rows.map(([flag, help]) => `  ${flag.padEnd(width)}  ${help}`).join('\n')}
  ${'--config path'.padEnd(width)}  JSON file with settings: {"smtp": "127.0.0.1:1025"}
`
}

export function configurationPage(): string {
  return `# Configuration

<!-- Made from server/config/settings.ts, and a test holds it equal: \`UPDATE_DOCS=1 node test/run.js unit docs\` writes it anew. -->

Mailmitt needs no configuration. Each setting is read from its flag, else from its variable, else from the JSON file that
\`--config\` (or \`MAILMITT_CONFIG\`) names, else it has its default. Unknown or bad settings are all reported at once, and
Mailmitt exits with 2.

| flag | variable | default | what it does |
|---|---|---|---|
${SETTING_NAMES.map((name) => `| \`--${name}\` | \`${variableOf(name)}\` | ${SETTINGS[name].fallback ? `\`${SETTINGS[name].fallback}\`` : ''} | ${SETTINGS[name].help.replaceAll('|', '\\|')} |`).join('\n')}

Sizes are octets or carry a unit (\`500k\`, \`50MiB\`, powers of 1024); durations are seconds or carry one (\`30s\`, \`5m\`, \`2h\`).
The default database is \`mailmitt/mailmitt.db\` in \`$XDG_DATA_HOME\` or \`~/.local/share\` (Linux), \`~/Library/Application Support\`
(macOS) or \`%LOCALAPPDATA%\` (Windows); in the container image it is \`/data/mailmitt.db\`.

The file holds one object with the same names:

\`\`\`json
{ "smtp": "127.0.0.1:1025", "http": "127.0.0.1:8025", "max-message-size": "20MiB" }
\`\`\`

\`MAILMITT_URL\` and \`MAILMITT_TOKEN\` belong to the client and are ignored here, and so are the variables that container engines
inject for a service called mailmitt (\`MAILMITT_PORT…\`, \`MAILMITT_…SERVICE_…\`, \`MAILMITT_NAME\`, \`MAILMITT_ENV_…\`).
`
}

function withFallback(name: (typeof SETTING_NAMES)[number]): string {
  const { help, fallback } = SETTINGS[name]
  return fallback === '' ? help : `${help} (${fallback})`
}
