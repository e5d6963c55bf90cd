/** A raw IMAP dialogue: octets in, responses out, each with the literals in it. Octets stand as characters U+0000 to U+00FF. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { receive } from '../harness/received.ts'

export interface Answer {
  /** Without their line ends, literals included. */
  untagged: string[]
  /** Without the tag: `OK [READ-WRITE] Selected`. */
  tagged: string
}

export interface ImapDialogue extends AsyncDisposable {
  socket: Socket
  greeting: string
  /** Sends a command with a tag of its own and reads up to its answer. */
  say(command: string): Promise<Answer>
  /** As `say`, but rejects unless it is `OK`. @returns what came before that, one below the other */
  ok(command: string): Promise<string>
  /** Sends octets as they are. */
  write(octets: Uint8Array | string): void
  /** The next whole response, tagged or not, or a continuation. Rejects when the server closes first. */
  response(): Promise<string>
  /** Sends a command that ends in a literal, waits for `+`, sends the literal, and reads up to the answer. */
  sayWithLiteral(command: string, literal: Uint8Array | string, rest?: string): Promise<Answer>
  /** Resolves when the server has closed the connection. */
  closed: Promise<void>
}

export async function openImap({ host, port }: { host: string; port: number }): Promise<ImapDialogue> {
  const socket = connect({ host, port })
  await once(socket, 'connect')
  return dialogueOver(socket, { isGreeted: true })
}

/** One that has signed in. */
export async function openMailbox(
  address: { host: string; port: number },
  { user = 'ann', mailbox = 'INBOX' }: { user?: string; mailbox?: string | undefined } = {},
): Promise<ImapDialogue> {
  const imap = await openImap(address)
  await imap.ok(`LOGIN ${user} pw`)
  if (mailbox !== '') await imap.ok(`SELECT ${mailbox}`)
  return imap
}

export async function dialogueOver(socket: Socket, { isGreeted = false } = {}): Promise<ImapDialogue> {
  const { take, closed } = receive(socket, 'latin1')
  let count = 0
  const response = async () => (await take(responseLength)).slice(0, -2)

  async function upTo(tag: string): Promise<Answer> {
    const untagged: string[] = []
    for (;;) {
      const line = await response()
      if (line.startsWith(`${tag} `)) return { untagged, tagged: line.slice(tag.length + 1) }
      untagged.push(line)
    }
  }

  function say(command: string): Promise<Answer> {
    const tag = `t${++count}`
    socket.write(`${tag} ${command}\r\n`)
    return upTo(tag)
  }

  return {
    socket,
    greeting: isGreeted ? await response() : '',
    response,
    say,
    write: (octets) => void socket.write(octets),
    async ok(command) {
      const { untagged, tagged } = await say(command)
      if (!tagged.startsWith('OK')) throw new Error(`${command} was answered ${tagged}`)
      return untagged.join('\n')
    },
    async sayWithLiteral(command, literal, rest = '') {
      const tag = `t${++count}`
      socket.write(`${tag} ${command} {${Buffer.byteLength(literal)}}\r\n`)
      const first = await response()
      if (!first.startsWith('+')) return { untagged: [], tagged: first.slice(tag.length + 1) }
      socket.write(literal)
      socket.write(`${rest}\r\n`)
      return upTo(tag)
    },
    closed,
    async [Symbol.asyncDispose]() {
      socket.destroy()
      await closed
    },
  }
}

/** Of the first response, its end included. */
function responseLength(text: string): number | undefined {
  for (let from = 0; ; ) {
    const end = text.indexOf('\r\n', from)
    if (end < 0) return undefined
    const [, octets] = /\{(\d+)\}$/.exec(text.slice(from, end)) ?? []
    if (octets === undefined) return end + 2
    from = end + 2 + Number(octets)
    if (text.length < from) return undefined
  }
}
