/** The dialogue of one client: command after command, each with one answer (RFC 1939 §3). Knows no sockets. */
import { AppError, type ErrorCode, toAppError } from '../errors.ts'
import { LIMITS } from '../limits.ts'
import type { LineClient, ServeClient } from '../lines/line-client.ts'
import { InputEnded } from '../lines/line-input.ts'
import type { Log } from '../log.ts'
import { parseCommandLine } from './command-line.ts'
import { COMMANDS } from './commands.ts'
import { toMultiLine } from './multi-line.ts'
import { maskSecrets } from './secrets.ts'
import type { Pop3Session, Reply } from './session.ts'

const { commandLine, authLine, commandsBeforeSignIn, failedCommands } = LIMITS.pop3

/** Response codes (RFC 2449 §8, RFC 3206): whether to ask for another password, to try again, or to give up. */
const RESPONSE_CODE = {
  ...{ invalid: '', stale_cursor: '', no_match: '', unexpected_match: '', conflict: '', too_large: '' },
  ...{ unauthenticated: '[AUTH] ', forbidden: '[AUTH] ', too_many_attempts: '[SYS/TEMP] ', misdirected: '' },
  // Of what was there at the sign-in: in the next session it is not.
  not_found: '[SYS/TEMP] ',
  ...{ unavailable: '[SYS/TEMP] ', insufficient_storage: '[SYS/TEMP] ', damaged: '[SYS/PERM] ', internal: '[SYS/TEMP] ' },
} satisfies Record<ErrorCode, string>

export interface ServePop3Options extends Pick<Pop3Session, 'accounts' | 'signIn' | 'isDeleting'> {
  log: Log
}

export function createPop3Server({ log, ...options }: ServePop3Options): ServeClient {
  return async (client) => {
    const timestamp = options.signIn.isRequired ? undefined : `<${client.id}@mailmitt>`
    const session: Pop3Session = { ...options, client, timestamp, user: undefined, opened: undefined, isOver: false }
    let commands = 0
    let failures = 0
    await sayOk(client, ['Mailmitt ready', ...(timestamp === undefined ? [] : [timestamp])].join(' '))
    try {
      while (!session.isOver) {
        const line = await client.input.line(authLine.value - 2)
        commands++
        failures = (await answer(session, line, log)) ? 0 : failures + 1
        if (failures >= failedCommands.value) client.dismiss(`${failures} commands in a row failed`)
        if (!session.opened && commands >= commandsBeforeSignIn.value) client.dismiss(`${commands} commands without a sign-in`)
      }
    } finally {
      session.opened?.unwatch()
    }
  }
}

/** @returns whether it went well */
async function answer(session: Pop3Session, line: Buffer | undefined, log: Log): Promise<boolean> {
  const { client } = session
  let isAnswering = false
  try {
    const reply = await run(session, line)
    if (typeof reply === 'string') await sayOk(client, reply)
    else if (reply)
      for await (const piece of toMultiLine(reply.body)) {
        // Not before there is something of it: until then it may yet fail.
        if (!isAnswering) await sayOk(client, reply.text)
        isAnswering = true
        await client.write(piece)
      }
    return true
  } catch (error) {
    if (error instanceof InputEnded) throw error
    if (isAnswering) throw breakOff(error, session, log)
    const { code, message, cause } = toAppError(error)
    if (code === 'internal' || code === 'damaged')
      log.error({ err: cause ?? error, session: client.id }, 'a command of POP3 failed')
    await say(client, `-ERR ${RESPONSE_CODE[code]}${message}`)
    return false
  }
}

/** Without its end nobody takes the half of a mail for a whole one. @returns what ends the session */
function breakOff(error: unknown, { client }: Pop3Session, log: Log): unknown {
  if (!(error instanceof AppError)) return error
  log.warn({ err: error, session: client.id }, 'an answer of POP3 was broken off')
  client.record.note(`(broken off: ${error.message})`)
  return new InputEnded(error.message)
}

/** @throws {AppError} for `-ERR` */
async function run(session: Pop3Session, line: Buffer | undefined): Promise<Reply> {
  const { client, opened } = session
  if (!line) {
    client.record.client('(masked)')
    throw new AppError('invalid', `Line too long, the limit is ${authLine.value} octets`)
  }
  const { text, keyword, rest } = parseCommandLine(line)
  client.record.client(maskSecrets(text, opened !== undefined))
  if (line.length > commandLine.value - 2 && keyword !== 'AUTH')
    throw new AppError('invalid', `Command line too long, the limit is ${commandLine.value} octets`)
  const command = COMMANDS.get(keyword)
  if (!command) throw new AppError('invalid', `Commands are ${[...COMMANDS.keys()].join(' ')}`)
  if (command.state === 'authorization' && opened) throw new AppError('conflict', 'You have signed in already')
  if (command.state === 'transaction' && !opened) throw new AppError('conflict', 'Sign in first, with USER and PASS, or AUTH')
  const args = command.syntax.exec(rest)
  if (!args) throw new AppError('invalid', `Write ${command.usage}`)
  return command.run(session, args.slice(1))
}

function sayOk(client: LineClient, text: string): Promise<void> {
  return say(client, `+OK ${text}`)
}

function say(client: LineClient, text: string): Promise<void> {
  client.record.server(text)
  return client.write(`${toOneLine(text)}\r\n`)
}

/** Of 512 octets with CRLF at the most (RFC 2449 §4). */
function toOneLine(text: string): string {
  const line = text.replace(/\p{Cc}+/gu, ' ')
  return Buffer.byteLength(line) <= 510
    ? line
    : `${Buffer.from(line)
        .subarray(0, 500)
        .toString()
        .replace(/\ufffd$/, '')}…`
}
