/** The process: arguments in, exit code out. The only file that reads process.env and the config file. */
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, join } from 'node:path'
import { version } from './assets.ts'
import { checkHealth } from './cli/health.ts'
import { serve } from './cli/serve.ts'
import { commandHelp } from './config/command-reference.ts'
import { CLIENT_COMMANDS, checkClientCommand, isClientCommand } from './config/commands.ts'
import { type CommandLine, parseCommandLine } from './config/flags.ts'
import { ConfigError, loadConfig, toLine } from './config/load.ts'
import { helpText } from './config/reference.ts'
import type { Config } from './config/settings.ts'
import { parseDuration } from './config/values.ts'

const EXIT_MISUSE = 2

const args = process.argv.slice(2)
if (isSendmail()) process.exitCode = await runSendmail(args[0] === 'sendmail' ? args.slice(1) : args)
else {
  const commandLine = parseCommandLine(args)
  if (commandLine.help || commandLine.command === 'help') showHelp(commandLine)
  else if (commandLine.version) process.stdout.write(`${version}\n`)
  else await run(commandLine)
}

/** Its options are others and keep their letters, by this name too: a link at /usr/sbin/sendmail. */
function isSendmail(): boolean {
  return args[0] === 'sendmail' || basename(process.argv[1] ?? '') === 'sendmail'
}

async function runSendmail(options: readonly string[]): Promise<number> {
  const { MAILMITT_SMTP: smtp, MAILMITT_URL: url, MAILMITT_TOKEN: token } = process.env
  return (await import('./cli/sendmail/sendmail.ts')).sendmail(options, { smtp, url, token })
}

function showHelp({ command, words: [word] }: CommandLine): void {
  const name = command === 'help' ? word : command
  const known = name === undefined || name === 'serve' || name === 'health' ? helpText(version) : commandHelp(name)
  if (known === undefined) process.exitCode = misused([noSuchCommand(name)], 'cannot help with this')
  else process.stdout.write(known)
}

function noSuchCommand(name = ''): string {
  return `${name}: no such command; there are serve, health, ${Object.keys(CLIENT_COMMANDS).join(', ')}, sendmail and help`
}

async function run({ command, words, flags, values, problems }: CommandLine): Promise<void> {
  if (isClientCommand(command)) {
    problems.push(...checkClientCommand(command, words, flags))
    const { MAILMITT_URL: url, MAILMITT_TOKEN: token, NO_COLOR } = process.env
    const asked = { words, flags, values, url, token, mayColour: !NO_COLOR }
    process.exitCode =
      problems.length > 0
        ? misused(problems, `cannot ${command} like this`)
        : // A server has no use for it.
          await (await import('./cli/dispatch.ts')).runClientCommand(command, asked)
    return
  }
  if (command !== 'serve' && command !== 'health') problems.push(noSuchCommand(command))
  const waitMs = command === 'health' ? takeWait(flags, problems) : 0
  const config = readConfig(flags, problems)
  if (!config) return
  process.exitCode =
    command === 'health'
      ? await checkHealth(config, { isExplicit: flags.has('http'), waitMs })
      : await serve(config, { stopsWithParent: process.env.npm_command === 'exec', misused })
}

/** `--wait` of health is no setting: how long it may take until it is ready. */
function takeWait(flags: Map<string, string>, problems: string[]): number {
  const text = flags.get('wait')
  flags.delete('wait')
  if (text === undefined) return 0
  try {
    return parseDuration(text)
  } catch (error) {
    problems.push(`--wait: ${(error as Error).message}`)
    return 0
  }
}

function misused(problems: readonly string[], what = 'cannot start with these settings'): number {
  process.stderr.write(`mailmitt: ${what}\n${problems.map((problem) => `  ${toLine(problem)}\n`).join('')}See mailmitt --help\n`)
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
