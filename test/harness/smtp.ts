/** A raw SMTP dialogue: octets in, replies out. For what mail clients never send. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { receive } from './received.ts'

export interface SmtpDialogue extends AsyncDisposable {
  socket: Socket
  greeting: string
  /** Sends a line (CRLF is added) and reads one whole reply. */
  say: (line: string) => Promise<string>
  /** Sends octets as they are. */
  write: (octets: Uint8Array | string) => void
  /** Reads the next whole reply, all of its lines. Rejects when the server closes first. */
  reply: () => Promise<string>
  /** Resolves when the server has closed the connection. */
  closed: Promise<void>
}

export async function openSmtp({ host, port }: { host: string; port: number }): Promise<SmtpDialogue> {
  const socket = connect({ host, port })
  await once(socket, 'connect')
  return dialogueOver(socket, { isGreeted: true })
}

/** On a connection that is open: behind a handshake, where a server greets only on a port of TLS. */
export async function dialogueOver(socket: Socket, { isGreeted = false } = {}): Promise<SmtpDialogue> {
  const { take, closed } = receive(socket, 'utf8')
  const reply = async () => (await take((text) => /^(?:\d{3}-[^\n]*\n)*\d{3}(?: [^\n]*)?\n/.exec(text)?.[0].length)).trimEnd()

  return {
    socket,
    greeting: isGreeted ? await reply() : '',
    reply,
    write: (octets) => void socket.write(octets),
    say(line) {
      socket.write(`${line}\r\n`)
      return reply()
    },
    closed,
    async [Symbol.asyncDispose]() {
      socket.destroy()
      await closed
    },
  }
}

/** EHLO, MAIL, RCPT and DATA, up to the 354. */
export async function beginData(
  smtp: SmtpDialogue,
  { from = 'sender@a.test', to = ['to@b.test'] }: { from?: string; to?: string[] } = {},
): Promise<void> {
  for (const line of ['EHLO client.test', `MAIL FROM:<${from}>`, ...to.map((path) => `RCPT TO:<${path}>`), 'DATA']) {
    const reply = await smtp.say(line)
    if (!/^[23]/.test(reply)) throw new Error(`${line} was answered ${reply}`)
  }
}

/** The id in `250 2.6.0 … queued as <id>`. */
export function queuedId(reply: string): string {
  const [, id] = /^250 2\.6\.0 .*queued as (\w+)$/.exec(reply) ?? []
  if (id === undefined) throw new Error(`not acknowledged: ${reply}`)
  return id
}

/** One message over the open connection, dots stuffed. @returns the id it was acknowledged with */
export async function deliver(
  smtp: SmtpDialogue,
  mailData: string | Uint8Array,
  path: { from?: string; to?: string[] } = {},
): Promise<string> {
  await beginData(smtp, path)
  const stuffed = Buffer.from(mailData).toString('latin1').replace(/^\./gm, '..')
  smtp.write(Buffer.from(stuffed, 'latin1'))
  return queuedId(await smtp.say(stuffed.endsWith('\r\n') ? '.' : '\r\n.'))
}
