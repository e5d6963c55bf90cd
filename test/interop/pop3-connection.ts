/** A client of POP3 that keeps every octet, and is the same to every server. */
import { connect } from 'node:net'

const ANSWER_TIMEOUT_MS = 60_000

/** One of several lines, dots undone: LIST and UIDL without an argument, and these. */
const MANY_LINES = /^(CAPA|LIST|UIDL|RETR \d+|TOP \d+ \d+)$/i

export interface Pop3Answer {
  isOk: boolean
  /** The first line. */
  text: string
  /** As latin1, with CRLF; of several lines what stands between the first and the dot. */
  body: string
}

export interface Pop3Connection extends AsyncDisposable {
  greeting: string
  command(text: string): Promise<Pop3Answer>
}

export async function openPop3({ host, port }: { host: string; port: number }): Promise<Pop3Connection> {
  const socket = connect({ host, port })
  socket.setTimeout(ANSWER_TIMEOUT_MS, () => socket.destroy())
  const pieces = socket.setEncoding('latin1')[Symbol.asyncIterator]()
  let held = ''

  async function until(end: string): Promise<string> {
    for (let from = 0; ; ) {
      const at = held.indexOf(end, from)
      if (at >= 0) {
        const taken = held.slice(0, at)
        held = held.slice(at + end.length)
        return taken
      }
      from = Math.max(0, held.length - end.length)
      const { value, done } = await pieces.next()
      if (done) throw new Error('The server has closed the connection, or was silent for too long')
      held += value
    }
  }

  return {
    greeting: await until('\r\n'),
    async command(text) {
      socket.write(`${text}\r\n`, 'latin1')
      const line = await until('\r\n')
      const isOk = line.startsWith('+OK')
      if (!isOk || !MANY_LINES.test(text)) return { isOk, text: line, body: '' }
      held = `\r\n${held}`
      const stuffed = await until('\r\n.\r\n')
      return { isOk, text: line, body: stuffed ? `${stuffed.slice(2)}\r\n`.replace(/^\./gm, '') : '' }
    },
    async [Symbol.asyncDispose]() {
      socket.end('QUIT\r\n')
    },
  }
}
