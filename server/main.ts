/** The process: arguments in, exit code out. The only file that reads process.env and the config file. */
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { version } from './assets.ts'
import { checkHealth } from './cli/health.ts'
import { serve } from './cli/serve.ts'
import { CLIENT_COMMANDS, type ClientCommandName, checkClientCommand, isClientCommand } from './config/commands.ts'
import { type CommandLine, parseCommandLine } from './config/flags.ts'
import { ConfigError, loadConfig } from './config/load.ts'
import { helpText } from './config/reference.ts'
import type { Config } from './config/settings.ts'

const EXIT_MISUSE = 2

const commandLine = parseCommandLine(process.argv.slice(2))
if (commandLine.help) process.stdout.write(helpText(version))
else if (commandLine.version) process.stdout.write(`${version}\n`)
else await run(commandLine)

async function run({ command, words, flags, problems }: CommandLine): Promise<void> {
  if (isClientCommand(command)) {
    problems.push(...checkClientCommand(command, words, flags))
    process.exitCode =
      problems.length > 0 ? misused(problems, `cannot ${command} like this`) : await runClientCommand(command, words, flags)
    return
  }
  if (command !== 'serve' && command !== 'health')
    problems.push(`${command}: no such command; there are serve, health, ${Object.keys(CLIENT_COMMANDS).join(' and ')}`)
  const config = readConfig(flags, problems)
  if (!config) return
  process.exitCode =
    command === 'health'
      ? await checkHealth(config, { isExplicit: flags.has('http') })
      : await serve(config, { stopsWithParent: process.env.npm_command === 'exec' })
}

/** @returns the exit code */
async function runClientCommand(command: ClientCommandName, words: readonly string[], flags: ReadonlyMap<string, string>) {
  const { url = process.env.MAILMITT_URL, mailbox, q, tz, format } = Object.fromEntries<string | undefined>(flags)
  // A server has no use for them.
  if (command === 'import') return (await import('./cli/import.ts')).importMail({ url, mailbox, paths: words })
  return (await import('./cli/export.ts')).exportMail({ url, mailbox, q, tz, format, file: words[0] })
}

function misused(problems: readonly string[], what = 'cannot start with these settings'): number {
  process.stderr.write(`mailmitt: ${what}\n${problems.map((problem) => `  ${problem}\n`).join('')}See mailmitt --help\n`)
  return EXIT_MISUSE
}

function readConfig(flags: Map<string, string>, problems: string[]): Config | undefined {
  const path = flags.get('config') ?? process.env.MAILMITT_CONFIG
  flags.delete('config')
  try {
    const file = path === undefined ? undefined : readConfigFile(path, problems)
    const config = loadConfig({ flags, env: process.env, file, defaultDatabase: join(dataFolder(), 'mailmitt', 'mailmitt.db') })
    if (problems.length === 0) return config
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    problems.push(...error.problems)
  }
  process.exitCode = misused(problems)
  return undefined
}

function readConfigFile(path: string, problems: string[]): { path: string; values: unknown } | undefined {
  try {
    return { path, values: JSON.parse(readFileSync(path, 'utf8')) }
  } catch (error) {
    problems.push(`${path}: ${error instanceof SyntaxError ? `is not JSON: ${error.message}` : (error as Error).message}`)
    return undefined
  }
}

/** Where this platform keeps a user's data. */
function dataFolder(): string {
  const { XDG_DATA_HOME, LOCALAPPDATA } = process.env
  if (XDG_DATA_HOME) return XDG_DATA_HOME
  if (process.platform === 'win32') return LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local')
  return process.platform === 'darwin' ? join(homedir(), 'Library', 'Application Support') : join(homedir(), '.local', 'share')
}
