/** Flag, then variable, then config file, then default. Reports every bad or unknown setting at once; reads no file itself. */
import { type Config, SETTING_NAMES, SETTINGS, type SettingName, variableOf } from './settings.ts'

/** The client's own variables, and what container engines inject for a service called mailmitt. */
const NOT_SETTINGS = /^MAILMITT_(URL|TOKEN|CONFIG|PORT(_.*)?|(.*_)?SERVICE_.*)$/

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
    super(problems.join('\n'))
    this.problems = problems
  }
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

  const entries = SETTING_NAMES.map((name) => {
    const setting = SETTINGS[name]
    const variable = variableOf(name)
    const [source, text] =
      flags.get(name) !== undefined
        ? [`--${name}`, flags.get(name)]
        : env[variable] !== undefined
          ? [variable, env[variable]]
          : fromFile.has(name)
            ? [`${file?.path}: "${name}"`, fromFile.get(name)]
            : [name, name === 'database' ? defaultDatabase : setting.fallback]
    try {
      return [name, setting.parse(text ?? '')]
    } catch (error) {
      problems.push(`${source}: ${(error as Error).message}`)
      return [name, undefined]
    }
  })
  if (problems.length > 0) throw new ConfigError(problems)
  return Object.fromEntries(entries) as Config
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
    if (!isSetting(name)) problems.push(`${file.path}: "${name}": no such setting${suggestion(name)}`)
    else if (Array.isArray(value)) found.set(name, value.join(','))
    else if (typeof value === 'string' || typeof value === 'number') found.set(name, String(value))
    else problems.push(`${file.path}: "${name}": must be text or a number`)
  }
  return found
}

/** The nearest setting in spelling, for a typo of one or two letters. */
function suggestion(name: string): string {
  const near = SETTING_NAMES.find(
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
