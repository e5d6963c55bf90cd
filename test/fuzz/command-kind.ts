/** The command line: whatever is written ends with 0, 1 or 2, says why in words, and hangs never. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CLIENT_COMMANDS, type ClientCommandName, checkClientCommand, isClientCommand } from '../../server/config/commands.ts'
import { parseCommandLine } from '../../server/config/flags.ts'
import { type Dice, mutateText, ODD_TEXTS } from './dice.ts'
import { expectThat, type Kind, withoutSome } from './kind.ts'
import { makeQuery } from './query.ts'
import { stockUp } from './stock.ts'
import { patiently, type Target } from './target.ts'

interface CommandCase {
  args: string[]
  /** What it can read there, as latin1 text. */
  stdin: string
  /** Run for real, which takes a while. */
  isRun: boolean
}

const RUN_EVERY = 20
const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url))
const COMMANDS = Object.keys(CLIENT_COMMANDS) as ClientCommandName[]
const OTHERS = ['health', 'help', 'sendmail', 'nothing', '', '-h', '--version', '--']
const SENDMAIL = [
  '-t',
  '-i',
  '-f',
  'a@x.test',
  '-oi',
  '-bs',
  '-bp',
  '-bm',
  '-F',
  'Ann',
  '-v',
  '--',
  'b@y.test',
  '-N',
  'never',
  '-x',
  '-',
]
const VALUES = [
  '1',
  '0',
  'all',
  '-1',
  'text',
  'code',
  'link',
  'zip',
  'mbox',
  'refused',
  '50ms',
  '0s',
  'UTC',
  'a@x.test',
  'X-A: b',
  '-',
  'mail.eml',
  'out.zip',
  'x=y',
]
/** Where nothing answers, or nothing can. */
const ADDRESSES = ['http://127.0.0.1:1', 'http://[', 'x', '', 'ftp://x.test', 'http://127.0.0.1:99999']

export function commandKind(target: Target): Kind<CommandCase> {
  return {
    name: 'command',
    make: (dice, number) => ({
      args: commandLine(dice),
      stdin: dice.pick(['', 'Subject: x\r\n\r\nhi\n', '.\n', 'EHLO x\r\nQUIT\r\n', '\0\xff', 'From: a\n\n.\nrest']),
      isRun: number % RUN_EVERY === 0,
    }),
    async run({ args, stdin, isRun }) {
      const { command, words, flags, problems } = parseCommandLine(args)
      const found = isClientCommand(command) ? [...problems, ...checkClientCommand(command, words, flags)] : problems
      for (const problem of found) expectThat(problem.length > 3, () => `a problem that says nothing: ${JSON.stringify(problem)}`)
      if (isRun && mayRun(command, args)) await checkRun(target, args, stdin)
    },
    *smaller({ args, ...rest }) {
      for (const fewer of withoutSome(args)) yield { ...rest, args: fewer }
    },
  }
}

function commandLine(dice: Dice): string[] {
  const name = dice.chance(0.85) ? dice.pick(COMMANDS) : dice.pick(OTHERS)
  if (name === 'sendmail')
    return [name, ...dice.some(0, 6, () => (dice.chance(0.9) ? dice.pick(SENDMAIL) : safe(dice.pick(ODD_TEXTS))))]
  const known = Object.keys(isClientCommand(name) ? CLIENT_COMMANDS[name].flags : { http: '', wait: '' })
  const args = dice.some(0, 4, () => {
    if (dice.chance(0.2)) return [word(dice)]
    const flag = dice.chance(0.9) && known.length > 0 ? dice.pick(known) : dice.pick(['x', '', '__proto__', 'json', 'q'])
    return dice.chance(0.5) ? [`--${flag}=${flagValue(dice, flag)}`] : [`--${flag}`, flagValue(dice, flag)]
  })
  return [name, ...args.flat()].map((each) => each.replaceAll('\0', ''))
}

function flagValue(dice: Dice, flag: string): string {
  if (flag === 'url' || flag === 'http') return dice.pick(ADDRESSES)
  if (flag === 'timeout' || flag === 'quiet' || flag === 'wait') return dice.pick(['50ms', '0', 'x', '-1', '1ms'])
  if (flag === 'q' && dice.chance(0.8)) return makeQuery(dice)
  return word(dice)
}

function word(dice: Dice): string {
  return safe(
    dice.chance(0.6) ? dice.pick(VALUES) : dice.chance(0.5) ? dice.pick(ODD_TEXTS) : mutateText(dice, dice.pick(VALUES)),
  )
}

/** Names no file but those of its own folder. */
function safe(text: string): string {
  return text.toWellFormed().replace(/[/\\\0]|\.\./g, '')
}

/** The server itself is of settings-kind; without a limit a wait takes half a minute. */
function mayRun(command: string, args: readonly string[]): boolean {
  return command !== 'serve' && !(command === 'wait' && !args.some((arg) => arg.startsWith('--timeout')))
}

async function checkRun(target: Target, args: readonly string[], stdin: string): Promise<void> {
  const { url, smtp } = target.app()
  await stockUp(target.app())
  const folder = mkdtempSync(join(tmpdir(), 'mailmitt-fuzz-command-'))
  writeFileSync(join(folder, 'mail.eml'), 'Subject: file\r\n\r\n')
  const env = { PATH: process.env.PATH ?? '', HOME: folder, XDG_DATA_HOME: folder, XDG_RUNTIME_DIR: folder, TMPDIR: folder }
  const addresses = { MAILMITT_URL: url, MAILMITT_SMTP: `${smtp.host}:${smtp.port}` }
  const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, env: { ...env, ...addresses } })
  try {
    let said = ''
    child.stdout.resume()
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
    // It may end before it has read it all.
    child.stdin.on('error', () => undefined).end(Buffer.from(stdin, 'latin1'))
    const [code] = (await patiently(once(child, 'close'), `mailmitt ${args.join(' ')}`)) as [number | null]
    // Those of sysexits.h are sendmail's.
    const isExpected =
      code !== null && (args[0] === 'sendmail' ? [0, 1, 2, 64, 65, 66, 67, 68, 69, 70, 71, 74, 75] : [0, 1, 2]).includes(code)
    expectThat(isExpected, () => `ends with ${code}: ${said}`)
    expectThat(!/^\s+at .*:\d+:\d+/m.test(said), () => `says where it failed, not why: ${said}`)
    expectThat(code === 0 || said.trim() !== '' || args.includes('--json'), () => `ends with ${code} and says nothing`)
  } finally {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
}
