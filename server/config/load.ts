/** Flag, then variable, then config file, then default. Reports every bad or unknown setting at once; reads no file itself. */
import { findConflicts } from './conflicts.ts'
import { type Config, SETTING_NAMES, SETTINGS, type SettingName, variableOf } from './settings.ts'

/** The client's own variables, and what container engines inject for a service called mailmitt. */
const NOT_SETTINGS = /^MAILMITT_(URL|TOKEN|CONFIG|NAME|ENV_.*|PORT(_.*)?|(.*_)?SERVICE_.*)$/

export interface Sources {
  flags: ReadonlyMap<string, string>
  env: Readonly<Record<string, string | undefined>>
  /** Content of the config file, already parsed as JSON. */
  file?: { path: string; values: unknown } | undefined
  /** Stands in for the empty default of `database`. */
  defaultDatabase: string
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    const lines = problems.map(toLine)
    super(lines.join('\n'))
    this.problems = lines
  }
}

/** A problem repeats what was written; nothing in it may end its line or be obeyed by a terminal. */
export function toLine(problem: string): string {
  return problem.replace(/\p{Cc}/gu, (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`)
}

/** @throws {ConfigError} with one line for each problem */
export function loadConfig({ flags, env, file, defaultDatabase }: Sources): Config {
  const problems: string[] = []
  const fromFile = readFileValues(file, problems)

  for (const name of flags.keys()) if (!isSetting(name)) problems.push(`--${name}: no such setting${suggestion(name)}`)
  const variables = new Map(SETTING_NAMES.map((name) => [variableOf(name), name]))
  for (const variable of Object.keys(env))
    if (variable.startsWith('MAILMITT_') && !variables.has(variable) && !NOT_SETTINGS.test(variable))
      problems.push(
        `${variable}: no such setting${suggestion(variable.slice('MAILMITT_'.length).toLowerCase().replaceAll('_', '-'))}`,
      )

  const config = parseSettings((name) => {
    const variable = variableOf(name)
    const flag = flags.get(name)
    if (flag !== undefined) return { source: `--${name}`, text: flag }
    if (env[variable] !== undefined) return { source: variable, text: env[variable] }
    const text = fromFile.get(name)
    if (text !== undefined) return { source: `${file?.path}: "${name}"`, text }
    return { source: name, text: name === 'database' ? defaultDatabase : SETTINGS[name].fallback }
  }, problems)
  if (problems.length > 0) throw new ConfigError(problems)
  return config
}

/**
 * @param find the text of a setting, and where it stands
 * @param problems grows by a sentence for each text that cannot be read; the config is of no use then
 */
export function parseSettings(find: (name: SettingName) => { source: string; text: string }, problems: string[]): Config {
  const known = problems.length
  const entries = SETTING_NAMES.map((name) => {
    const { source, text } = find(name)
    try {
      return [name, SETTINGS[name].parse(text)]
    } catch (error) {
      problems.push(`${source}: ${(error as Error).message}`)
      return [name, undefined]
    }
  })
  const config = Object.fromEntries(entries) as Config
  if (problems.length === known) problems.push(...findConflicts(config, (name) => find(name).source))
  return config
}

function isSetting(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name)
}

function readFileValues(file: Sources['file'], problems: string[]): Map<SettingName, string> {
  const found = new Map<SettingName, string>()
  if (!file) return found
  if (typeof file.values !== 'object' || file.values === null || Array.isArray(file.values)) {
    problems.push(`${file.path}: must hold one JSON object, for example {"smtp": "127.0.0.1:1025"}`)
    return found
  }
  for (const [name, value] of Object.entries(file.values)) {
    const text = textOf(value)
    if (!isSetting(name)) problems.push(`${file.path}: "${name}": no such setting${suggestion(name)}`)
    else if (text !== undefined) found.set(name, text)
    else problems.push(`${file.path}: "${name}": must be text, a number, true or false`)
  }
  return found
}

/** A value that was not written as text; undefined when it is none of a setting. */
export function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.join(',')
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}

/** The nearest setting in spelling, for a typo of one or two letters. */
export function suggestion(name: string, names: readonly string[] = SETTING_NAMES): string {
  const near = names.find(
    (known) => (name !== '' && known.startsWith(name)) || name.startsWith(known) || editDistance(known, name) <= 2,
  )
  return near ? `; did you mean ${near}?` : ''
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const current = [i]
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      current.push(Math.min((previous[j] ?? 0) + 1, (current[j - 1] ?? 0) + 1, substitution))
    }
    previous = current
  }
  return previous[b.length] ?? 0
}
