/** Starts the real program on free ports with a private database, and ends it with the test. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type Client, createClient } from '../../shared/client/client.ts'

const ENTRIES = {
  source: fileURLToPath(new URL('../../server/main.ts', import.meta.url)),
  built: fileURLToPath(new URL('../../dist/server/mailmitt.js', import.meta.url)),
}

/** They are the matter of few tests, and starts are many. A flag goes before. */
const NO_MAIL_CLIENTS = { MAILMITT_IMAP: 'off', MAILMITT_POP3: 'off' }

export interface StartOptions {
  /** More flags: `['--max-message-size', '1k']`. */
  flags?: readonly string[]
  database?: string
  env?: Record<string, string>
  entry?: keyof typeof ENTRIES
  /** A command that runs the program: `['nice', '-n', '5']`. It must become the program (`exec`), so that signals reach it. */
  within?: readonly string[]
  /** Of the system, for who may write what. */
  uid?: number | undefined
  /** What it can read there; else nothing. */
  stdin?: string | Uint8Array | undefined
}

export interface RunningApp extends AsyncDisposable {
  url: string
  smtp: { host: string; port: number }
  /** Of one that was started with `--tls`. */
  smtps: { host: string; port: number }
  /** Of one that was started with `--imap` and its like. */
  imap: { host: string; port: number }
  imaps: { host: string; port: number }
  pop3: { host: string; port: number }
  pop3s: { host: string; port: number }
  client: Client
  process: ChildProcess
  /** What it has logged so far. */
  log: () => string
  /** Ends it as a power cut would, and waits until it is gone. */
  kill: () => Promise<void>
}

/** @throws with exit code and stderr when it ends before it is ready */
export async function startApp({ flags = [], database = ':memory:', ...how }: StartOptions = {}): Promise<RunningApp> {
  const listen = ['smtp', 'smtps', 'http', 'imaps', 'pop3s'].flatMap((name) => [`--${name}`, '127.0.0.1:0'])
  const program = runProgram([...listen, '--database', database, ...flags], how)
  const [, pairs] = /^mailmitt ready (.*)$/.exec(await program.firstLine) ?? []
  if (pairs === undefined) throw new Error(`did not become ready: exit ${await program.exitCode}\n${program.log()}`)
  const said = new Map(pairs.split(' ').map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
  const url = said.get('http') ?? ''
  const at = (name: string) => ({ host: '127.0.0.1', port: Number(/:(\d+)$/.exec(said.get(name) ?? '')?.[1]) })
  return {
    url,
    ...{ smtp: at('smtp'), smtps: at('smtps'), imap: at('imap'), imaps: at('imaps'), pop3: at('pop3'), pop3s: at('pop3s') },
    client: createClient({ baseUrl: url }),
    process: program.process,
    log: program.log,
    async kill() {
      program.process.kill('SIGKILL')
      await program.exitCode
    },
    async [Symbol.asyncDispose]() {
      program.process.kill('SIGTERM')
      await program.exitCode
    },
  }
}

/** The program with any arguments, for what it says and how it ends. */
export function runProgram(
  args: readonly string[],
  { env = {}, entry = 'source', within = [], uid, stdin }: Omit<StartOptions, 'flags' | 'database'> = {},
) {
  const [command, ...rest] = [...within, process.execPath, ENTRIES[entry], ...args]
  const child = spawn(command ?? '', rest, {
    ...(uid !== undefined && { uid }),
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...NO_MAIL_CLIENTS, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  // It may end before it has read it all.
  child.stdin.on('error', () => undefined).end(stdin)
  const lines: string[] = []
  let log = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text
  })
  const output = createInterface({ input: child.stdout })
  output.on('line', (line) => lines.push(line))
  const exitCode = once(child, 'close').then(([code]) => code as number | null)
  return {
    process: child,
    /** Empty when it ends without one. */
    firstLine: Promise.race([once(output, 'line').then(([line]) => String(line)), exitCode.then(() => lines[0] ?? '')]),
    exitCode,
    stdout: () => lines.join('\n'),
    log: () => log,
  }
}
