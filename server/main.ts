/** The process: arguments in, exit code out. The only file that reads process.env and the config file. */
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { version } from './assets.ts'
import { checkHealth } from './cli/health.ts'
import { serve } from './cli/serve.ts'
import { type CommandLine, parseCommandLine } from './config/flags.ts'
import { ConfigError, loadConfig } from './config/load.ts'
import { helpText } from './config/reference.ts'
import type { Config } from './config/settings.ts'

const EXIT_MISUSE = 2

const commandLine = parseCommandLine(process.argv.slice(2))
if (commandLine.help) process.stdout.write(helpText(version))
else if (commandLine.version) process.stdout.write(`${version}\n`)
else await run(commandLine)

async function run({ command, flags, problems }: CommandLine): Promise<void> {
  if (command !== 'serve' && command !== 'health') problems.push(`${command}: no such command; there are serve and health`)
  const config = readConfig(flags, problems)
  if (!config) return
  process.exitCode =
    command === 'health'
      ? await checkHealth(config, { isExplicit: flags.has('http') })
      : await serve(config, { stopsWithParent: process.env.npm_command === 'exec' })
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
  process.stderr.write(
    `mailmitt: cannot start with these settings\n${problems.map((problem) => `  ${problem}\n`).join('')}See mailmitt --help\n`,
  )
  process.exitCode = EXIT_MISUSE
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
