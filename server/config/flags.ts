/** The command line to names and texts. Reports nothing itself: what it finds odd goes to loadConfig's list. */

import { isClientCommand } from './commands.ts'

export interface CommandLine {
  /** First word that is no flag; `serve` when there is none. */
  command: string
  /** What follows the command, where it takes such. */
  words: string[]
  flags: Map<string, string>
  help: boolean
  version: boolean
  /** Words and flags without a value, as sentences. */
  problems: string[]
}

/** `--name value` and `--name=value`; the last one wins. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const result: CommandLine = { command: '', words: [], flags: new Map(), help: false, version: false, problems: [] }
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (arg === '--help' || arg === '-h') result.help = true
    else if (arg === '--version' || arg === '-v') result.version = true
    else if (arg.startsWith('--')) {
      const equals = arg.indexOf('=')
      const name = arg.slice(2, equals < 0 ? undefined : equals)
      const value = equals < 0 ? args[++i] : arg.slice(equals + 1)
      if (value === undefined) result.problems.push(`--${name}: needs a value`)
      else result.flags.set(name, value)
    } else if (result.command === '' && !arg.startsWith('-')) result.command = arg
    else if (isClientCommand(result.command) && !arg.startsWith('-')) result.words.push(arg)
    else result.problems.push(`${arg}: not understood; settings are written --name value`)
  }
  result.command ||= 'serve'
  return result
}
