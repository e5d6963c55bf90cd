/** The command line to names and texts. Reports nothing itself: what it finds odd goes to loadConfig's list. */

import { isClientCommand, isSwitch } from './commands.ts'
import { SETTINGS } from './settings.ts'
import { SWITCH } from './values.ts'

export interface CommandLine {
  /** First word that is no flag; `serve` when there is none. */
  command: string
  /** What follows the command, where it takes such. */
  words: string[]
  /** The last value of each; empty for one that takes none. */
  flags: Map<string, string>
  /** All values of each, for those that may be given more than once. */
  values: Map<string, string[]>
  help: boolean
  version: boolean
  /** Words and flags without a value, as sentences. */
  problems: string[]
}

/** `--name value` and `--name=value`, `--name` alone where the value is on or off; the last one wins. Behind `--` there are only words. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const result: CommandLine = {
    ...{ command: '', words: [], flags: new Map(), values: new Map() },
    ...{ help: false, version: false, problems: [] },
  }
  let hasOnlyWords = false
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (hasOnlyWords) result.words.push(arg)
    else if (arg === '--' && takesWords(result.command)) hasOnlyWords = true
    else if (arg === '--help' || arg === '-h') result.help = true
    else if (arg === '--version' || arg === '-v') result.version = true
    else if (arg.startsWith('--')) {
      const equals = arg.indexOf('=')
      const name = arg.slice(2, equals < 0 ? undefined : equals)
      const isBare = equals < 0 && isOnOrOff(name) && !SWITCH.some((word) => word === args[i + 1])
      const value = isSwitch(name) ? '' : isBare ? 'on' : equals < 0 ? args[++i] : arg.slice(equals + 1)
      if (isSwitch(name) && equals >= 0) result.problems.push(`--${name}: takes no value`)
      else if (value === undefined) result.problems.push(`--${name}: needs a value`)
      else {
        result.flags.set(name, value)
        result.values.set(name, [...(result.values.get(name) ?? []), value])
      }
    } else if (result.command === '' && !arg.startsWith('-')) result.command = arg
    else if (takesWords(result.command) && !arg.startsWith('-')) result.words.push(arg)
    else result.problems.push(`${arg}: not understood; settings are written --name value`)
  }
  result.command ||= 'serve'
  return result
}

/** A setting whose flag alone is on: `--tls`. */
function isOnOrOff(name: string): boolean {
  return Object.entries(SETTINGS).some(([known, { shape }]) => known === name && shape === SWITCH.join('|'))
}

function takesWords(command: string): boolean {
  return command === 'help' || isClientCommand(command)
}
