/** Settings: whatever is wrong with them is said, all of it, line by line, and the program ends with 2; else it starts. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ConfigError, loadConfig } from '../../server/config/load.ts'
import { SETTING_NAMES, variableOf } from '../../server/config/settings.ts'
import { runProgram } from '../harness/app.ts'
import { type Dice, mutateText, ODD_TEXTS } from './dice.ts'
import { expectThat, type Kind, withoutSome } from './kind.ts'
import { patiently } from './target.ts'

interface SettingsCase {
  flags: [string, string][]
  variables: [string, string][]
  /** Text of the config file. */
  file?: string
  /** Run for real, which takes a while. */
  isRun: boolean
}

const RUN_EVERY = 40
const VALUES = [
  ...[
    '127.0.0.1:0',
    'localhost:0',
    '[::1]:0',
    '0',
    ':0',
    '65536',
    '127.0.0.1',
    'x:y',
    ':memory:',
    '1GiB',
    '10',
    '0',
    '-1',
    'none',
    '1h',
    '30d',
    '1ms',
    '9999d',
  ],
  ...[
    'allow',
    'refuse',
    'ignore',
    'kill',
    'none',
    'power-cut',
    'auto',
    'wal',
    'debug',
    'silent',
    'x.test',
    '*.x.test',
    'http://x.test',
    'http://x.test/',
    '/mail',
    '/../x',
  ],
  ...[
    'ci-*:max-messages=500,max-age=1h; billing:max-storage=100MiB',
    'x:',
    ':',
    '"',
    'x:y=z',
    'rcpt:*@shop.test=shop; helo:ci-*=ci-$1',
    'client:10.0.3.0/24=staging',
    'client:1.2.3.4/99=x',
    'rcpt:=x',
  ],
]
const UNKNOWN = [
  'smpt',
  'x',
  '',
  '__proto__',
  'constructor',
  'SMTP',
  'smtp ',
  'max_messages',
  'ş',
  '-',
  'url',
  'port',
  'a\nb',
  '\x1b[31m',
]

export function settingsKind(): Kind<SettingsCase> {
  return {
    name: 'settings',
    make(dice, number) {
      const name = () => (dice.chance(0.9) ? dice.pick(SETTING_NAMES) : dice.pick(UNKNOWN))
      const pairs = (most: number) => dice.some(0, most, (): [string, string] => [name(), settingValue(dice)])
      return {
        flags: pairs(4),
        variables: pairs(3).map(([known, text]): [string, string] => [
          variableOf(known).replaceAll('\0', ''),
          text.replaceAll('\0', ''),
        ]),
        ...(dice.chance(0.4) && { file: configFile(dice, pairs(5)) }),
        isRun: number % RUN_EVERY === 0,
      }
    },
    async run(made) {
      const problems = await checkLoading(made)
      // A command line cannot hold NUL.
      const isPassable = made.flags.every((flag) => !flag.join('').includes('\0'))
      if (made.isRun && isPassable) await checkRunning(made, problems)
    },
    *smaller({ flags, variables, file, isRun }) {
      const rest = { ...(file !== undefined && { file }), isRun }
      if (file !== undefined) yield { flags, variables, isRun }
      for (const fewer of withoutSome(flags)) yield { ...rest, flags: fewer, variables }
      for (const fewer of withoutSome(variables)) yield { ...rest, flags, variables: fewer }
    },
  }
}

function settingValue(dice: Dice): string {
  const text = dice.chance(0.8) ? dice.pick(VALUES) : dice.pick(ODD_TEXTS)
  // As the octets of a command line it is well-formed.
  return (dice.chance(0.8) ? text : mutateText(dice, text)).toWellFormed()
}

function configFile(dice: Dice, pairs: readonly [string, string][]): string {
  const text = JSON.stringify(
    dice.chance(0.9)
      ? Object.fromEntries(pairs)
      : dice.pick([null, [], 'x', 1, [pairs], { smtp: {} }, { smtp: null }, { smtp: [1] }]),
  )
  return dice.chance(0.9) ? text : mutateText(dice, text)
}

/** @returns what is wrong, where the file can be read */
async function checkLoading({ flags, variables, file }: SettingsCase): Promise<readonly string[] | undefined> {
  try {
    const values: unknown = file === undefined ? undefined : JSON.parse(file)
    loadConfig({
      flags: new Map(flags),
      env: Object.fromEntries(variables),
      file: file === undefined ? undefined : { path: 'mailmitt.json', values },
      defaultDatabase: 'x.db',
    })
    return []
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    if (!(error instanceof ConfigError)) throw error
    for (const problem of error.problems)
      expectThat(
        problem.length > 5 && !/\p{Cc}/u.test(problem),
        () => `a problem that is not one line: ${JSON.stringify(problem)}`,
      )
    return error.problems
  }
}

async function checkRunning({ flags, variables, file }: SettingsCase, problems: readonly string[] | undefined): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'mailmitt-fuzz-settings-'))
  try {
    const isOwn = ([name]: [string, string]) => !['smtp', 'imap', 'pop3', 'http', 'database', 'config'].includes(name)
    if (file !== undefined) writeFileSync(join(folder, 'mailmitt.json'), file)
    const program = runProgram(
      [
        ...['--smtp=127.0.0.1:0', '--imap=off', '--pop3=off', '--http=127.0.0.1:0', '--database=:memory:'],
        ...flags.filter(isOwn).map(([name, text]) => `--${name}=${text}`),
        ...(file === undefined ? [] : ['--config', join(folder, 'mailmitt.json')]),
      ],
      { env: { ...Object.fromEntries(variables), XDG_DATA_HOME: folder, XDG_RUNTIME_DIR: folder } },
    )
    const line = await patiently(program.firstLine, 'starting, or refusing to')
    if (line !== '') program.process.kill('SIGTERM')
    const code = await patiently(program.exitCode, 'the end of the program')
    const log = program.log()
    expectThat(!/^\s+at .*:\d+:\d+/m.test(log), () => `it says where it failed, not why: ${log}`)
    if (line !== '') expectThat(code === 0 && line.startsWith('mailmitt ready '), () => `${line}, then ${code}: ${log}`)
    else {
      expectThat(code === 2, () => `ends with ${code}: ${log}`)
      const said = log.split('\n').filter((each) => each.startsWith('  '))
      expectThat(said.length > 0, () => `says nothing: ${log}`)
      const own = problems?.filter(
        (problem) =>
          !/^(--(smtp|imap|pop3|http|database|config)?:|MAILMITT_(SMTP|IMAP|POP3|HTTP|DATABASE|CONFIG):|mailmitt.json: "(smtp|imap|pop3|http|database)":)/.test(
            problem,
          ),
      )
      const untold = own?.filter((problem) => !log.includes(problem.replace('mailmitt.json', join(folder, 'mailmitt.json'))))
      expectThat(untold === undefined || untold.length === 0, () => `does not say ${JSON.stringify(untold)}, but ${log}`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
