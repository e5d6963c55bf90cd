/** Settings as a program gives them: the same table, under names of JavaScript. `{ maxMessageSize: '20MiB' }` */
import { ConfigError, parseSettings, suggestion, textOf } from './load.ts'
import { type Config, SETTING_NAMES, SETTINGS, type SettingName } from './settings.ts'

type CamelCase<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name

/** What may be written for a value: choices by name, lists as lists too, what has a unit (`5m`, `20MiB`) as a number too. */
type Written<Value> = [Value] extends [readonly (infer Item)[]]
  ? [Item] extends [string]
    ? string | readonly string[]
    : string
  : [Value] extends [string]
    ? Value
    : [Value] extends [boolean]
      ? boolean | 'on' | 'off'
      : string | number

/** Every setting of docs/configuration.md: `--max-message-size` is `maxMessageSize`. */
export type Options = { readonly [Name in SettingName as CamelCase<Name>]?: Written<Config[Name]> | undefined }

/** As for the program, but on free ports and with a database that is gone at the end: nobody meets anybody. Mail clients are seldom in a test. */
const FALLBACKS: Partial<Record<SettingName, string>> = {
  ...{ smtp: 'localhost:0', smtps: 'localhost:0', http: 'localhost:0' },
  ...{ imap: 'off', imaps: 'localhost:0', pop3: 'off', pop3s: 'localhost:0' },
  database: ':memory:',
}

const OPTION_NAMES = new Map(SETTING_NAMES.map((name) => [optionOf(name), name]))

/**
 * Reads no variable and no file: a server inside a test is what the test says.
 *
 * @throws {ConfigError} with one line for each problem
 */
export function configOf(options: Readonly<Record<string, unknown>>): Config {
  const problems: string[] = []
  const given = new Map<SettingName, string>()
  for (const [option, value] of Object.entries(options)) {
    if (value === undefined) continue
    const name = OPTION_NAMES.get(option)
    const text = textOf(value)
    if (name === undefined) problems.push(`${option}: no such option${suggestion(option, [...OPTION_NAMES.keys()])}`)
    else if (text === undefined) problems.push(`${option}: must be text, a number, true or false`)
    else given.set(name, text)
  }
  const config = parseSettings((name) => {
    const text = given.get(name) ?? FALLBACKS[name] ?? SETTINGS[name].fallback
    return { source: optionOf(name), text }
  }, problems)
  if (problems.length > 0) throw new ConfigError(problems)
  return config
}

/** `max-recipients` → `maxRecipients` */
function optionOf(name: SettingName): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
}
