/** The dialogue with one client (RFC 9051 §2.2): its commands one after another, each with its answer. */
import { LIMITS } from '../limits.ts'
import type { ServeClient } from '../lines/line-client.ts'
import { InputEnded } from '../lines/line-input.ts'
import type { Log } from '../log.ts'
import { receiveMessage } from './append-literal.ts'
import { capabilities } from './capabilities.ts'
import type { Done } from './command.ts'
import { COMMANDS } from './commands.ts'
import { leaveWithoutMailbox, tellNews } from './news.ts'
import { parseArguments, readHead } from './parse-command.ts'
import { type CommandText, readCommand } from './read-command.ts'
import { createTold } from './recent.ts'
import { Refusal } from './refusal.ts'
import { refusalOf } from './refusal-of.ts'
import { readArguments } from './rules.ts'
import { maskSecrets } from './secrets.ts'
import { createSession, type ImapServices, type Session } from './session.ts'

const { commandsBeforeSignIn, failedCommands, silence, silenceBeforeSignIn } = LIMITS.imap
/** A page in a browser can send such a line to any port (DESIGN §8). */
const HTTP_REQUEST = /^[A-Z]+ \S+ HTTP\//

export function createImapService({ log, ...given }: Omit<ImapServices, 'told'> & { log: Log }): ServeClient {
  const services = { ...given, told: createTold() }
  return async (client) => {
    const session = createSession(client, services)
    try {
      client.setIdleTimeout(silenceBeforeSignIn.value)
      session.responses.line(`* OK [${capabilities(session)}] Mailmitt is ready`)
      await session.responses.flush()
      await converse(session, log)
    } finally {
      session.close()
    }
  }
}

async function converse(session: Session, log: Log): Promise<void> {
  const { client, responses } = session
  let failed = 0
  let unknown = 0
  while (session.state !== 'logout') {
    const wasSignedIn = session.state !== 'not authenticated'
    const answer = await answerNext(session, log)
    if (!answer) return
    failed = answer === 'BAD' ? failed + 1 : 0
    unknown = session.state === 'not authenticated' ? unknown + 1 : 0
    if (!wasSignedIn && session.state !== 'not authenticated') client.setIdleTimeout(silence.value)
    await responses.flush()
    if (failed >= failedCommands.value) return client.dismiss(`${failed} commands in a row that make no sense`)
    if (unknown >= commandsBeforeSignIn.value) return client.dismiss(`${unknown} commands without signing in`)
  }
}

/** @returns undefined when the dialogue is over */
async function answerNext(session: Session, log: Log): Promise<'OK' | 'NO' | 'BAD' | undefined> {
  const { client, responses } = session
  const command = await readNext(session)
  const { text } = command
  if (HTTP_REQUEST.test(text)) {
    client.dismiss('This is a mail server: HTTP is spoken elsewhere')
    return undefined
  }
  const head = readHead(text)
  const { tag } = head
  if ('fault' in command) {
    if (command.isLost) {
      client.dismiss(command.fault)
      return undefined
    }
    responses.line(`${tag} BAD ${command.fault}`)
    return 'BAD'
  }
  const message = command.message && receiveMessage(client, command.message)
  try {
    const { status = 'OK', code, text: said, isAnswered } = await run(session, head, command, message)
    if (isAnswered) return status
    if (session.state === 'selected') await catchUp(session, { keepsNumbers: keepsNumbers(head.name) })
    responses.line(`${tag} ${status} ${code === undefined ? '' : `[${code}] `}${toLine(said)}`)
    return status
  } catch (error) {
    // Within a literal there is no place for an answer.
    if (error instanceof InputEnded || responses.isWithin) throw error
    const { refusal, cause } = refusalOf(error)
    if (cause !== undefined) log.warn({ err: cause, session: client.id, command: head.name }, `imap: ${refusal.message}`)
    await tellNews(session, { keepsNumbers: true })
    responses.line(`${tag} ${refusal.status} ${refusal.code === undefined ? '' : `[${refusal.code}] `}${toLine(refusal.message)}`)
    return refusal.status
  } finally {
    await message?.skip()
  }
}

function readNext({ client, responses }: Session) {
  let isSecret = false
  return readCommand({
    input: client.input,
    onLine(line, isFirst) {
      const shown = Buffer.from(line, 'latin1').toString()
      if (isFirst) isSecret = maskSecrets(shown) !== undefined
      client.record.client((isFirst ? maskSecrets(shown) : isSecret ? '(masked)' : undefined) ?? shown)
    },
    onLiteral: (octets) => client.record.client(`{${octets} octets}`),
    async proceed() {
      responses.line('+ Go on')
      await responses.flush()
    },
  })
}

type Message = ReturnType<typeof receiveMessage>

async function run(
  session: Session,
  head: ReturnType<typeof readHead>,
  { literals }: CommandText,
  message: Message | undefined,
): Promise<Done> {
  const { tag, name } = head
  const command = COMMANDS.get(name)
  if (tag === '*') throw new Refusal('BAD', 'A command begins with a tag')
  if (!command) throw new Refusal('BAD', `There is no command ${name === '' ? 'here' : name}`)
  if (!command.states.includes(session.state))
    throw new Refusal('BAD', `${name} is for another state; this is the ${session.state} state`)
  const values = readArguments(command.arguments, await parseArguments(head, literals), session.isUtf8)
  // By number, a command means what the client knows.
  if (session.state === 'selected') await catchUp(session, { keepsNumbers: true })
  return command.run({ session, tag, isUid: name.startsWith('UID '), message }, values)
}

/** What was acknowledged before is there now (DESIGN §2, promise 2). @throws {InputEnded} when the mailbox is no more */
async function catchUp(session: Session, how: { keepsNumbers: boolean }): Promise<void> {
  try {
    await session.selected.view.settled()
  } catch (error) {
    if (session.selected.isGone) leaveWithoutMailbox(session)
    throw error
  }
  await tellNews(session, how)
}

/** Forms with UID are other commands (RFC 9051 §7.5.1). */
function keepsNumbers(name: string): boolean {
  return COMMANDS.get(name)?.keepsNumbers === true && !name.startsWith('UID ')
}

/** RFC 9051 §9: text. Clients take what ends in `{3}` for the start of a literal. */
function toLine(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/[^\x20-\x7e]/g, '?')
    .replace(/\}$/, '}.')
}
