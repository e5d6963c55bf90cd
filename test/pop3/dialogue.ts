/** A raw POP3 dialogue: octets in, answers out. For what mail clients never send. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { type TLSSocket, connect as tlsConnect } from 'node:tls'

export interface Pop3Dialogue extends AsyncDisposable {
  socket: Socket
  greeting: string
  /** Sends a line (CRLF is added) and reads the line of its answer, without CRLF. */
  say: (line: string) => Promise<string>
  /** The same; all of the answer behind its first line, as it came, without its end. */
  ask: (line: string) => Promise<string>
  write: (octets: Uint8Array | string) => void
  /** The next line. Rejects when the server closes first. */
  line: () => Promise<string>
  /** All up to the end of an answer of several lines (RFC 1939 §3), dots as they came. */
  rest: () => Promise<string>
  signIn: (name: string, password?: string) => Promise<string>
  /** Resolves with what has not been read when the server has closed the connection. */
  closed: Promise<string>
}

export async function openPop3({ host, port }: { host: string; port: number }): Promise<Pop3Dialogue> {
  const socket = connect({ host, port })
  await once(socket, 'connect')
  const dialogue = dialogueOver(socket)
  return { ...dialogue, greeting: await dialogue.line() }
}

/** A port that is TLS from the first octet. */
export async function openSecurePop3(at: { host: string; port: number }, ca: string): Promise<Pop3Dialogue> {
  const dialogue = dialogueOver(await secure(connect(at), ca))
  return { ...dialogue, greeting: await dialogue.line() }
}

export async function secure(socket: Socket, ca: string): Promise<TLSSocket> {
  socket.removeAllListeners('data')
  const encrypted = tlsConnect({ socket, ca, servername: 'localhost' })
  await once(encrypted, 'secureConnect')
  return encrypted
}

/** Octets are latin1 text. */
export function dialogueOver(socket: Socket): Pop3Dialogue {
  let received = ''
  let isClosed = false
  let wake: (() => void) | undefined
  socket.setEncoding('latin1')
  socket.on('data', (text: string) => {
    received += text
    wake?.()
  })
  socket.on('error', () => wake?.()) // seen as a close
  const closed = new Promise<string>((resolve) => {
    socket.once('close', () => {
      isClosed = true
      wake?.()
      resolve(received)
    })
  })

  async function take(end: string): Promise<string> {
    for (let from = 0; ; ) {
      const at = received.indexOf(end, from)
      if (at >= 0) {
        const taken = received.slice(0, at)
        received = received.slice(at + end.length)
        return taken
      }
      if (isClosed) throw new Error(`the server closed the connection; unread: ${JSON.stringify(received.slice(0, 1000))}`)
      from = Math.max(0, received.length - end.length)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }

  const line = () => take('\r\n')
  const say = (text: string) => {
    socket.write(`${text}\r\n`)
    return line()
  }

  async function rest(): Promise<string> {
    const first = await line()
    return first === '.' ? '' : `${first}\r\n${await restAfterLine()}`
  }

  /** The end begins with the end of the line before it. */
  async function restAfterLine(): Promise<string> {
    received = `\r\n${received}`
    const taken = `${await take('\r\n.\r\n')}\r\n`
    return taken.slice(2)
  }

  return {
    socket,
    greeting: '',
    line,
    rest,
    say,
    async ask(text) {
      const status = await say(text)
      if (!status.startsWith('+OK')) throw new Error(`${text} was answered ${status}`)
      return rest()
    },
    write: (octets) => void socket.write(octets),
    async signIn(name, password = 'any') {
      await say(`USER ${name}`)
      return say(`PASS ${password}`)
    },
    closed,
    async [Symbol.asyncDispose]() {
      socket.destroy()
      await closed
    },
  }
}

/** What a client makes of the lines of a mail: dots undone after CRLF, as RFC 1939 §3 says. */
export function undot(text: string): string {
  return text.replace(/(^|\r\n)\.\./g, '$1.')
}
