/** What a server sends over a connection, taken piece by piece: what raw dialogues of all protocols have in common. */
import type { Socket } from 'node:net'

export interface Received {
  /**
   * What comes first, as soon as `measure` says how long it is; of what has come so far it says undefined when that is not all of
   * it. Rejects when the server closes before.
   */
  take: (measure: (text: string) => number | undefined) => Promise<string>
  /** Resolves when the server has closed the connection. */
  closed: Promise<void>
}

export function receive(socket: Socket, encoding: 'latin1' | 'utf8'): Received {
  let received = ''
  let isClosed = false
  let wake: (() => void) | undefined
  socket.setEncoding(encoding)
  socket.on('data', (text: string) => {
    received += text
    wake?.()
  })
  socket.on('error', () => wake?.()) // seen as a close; a reset is how a server may end a connection
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      isClosed = true
      wake?.()
      resolve()
    })
  })

  async function take(measure: (text: string) => number | undefined): Promise<string> {
    for (;;) {
      const length = measure(received)
      if (length !== undefined) {
        const taken = received.slice(0, length)
        received = received.slice(length)
        return taken
      }
      if (isClosed) throw new Error(`the server closed the connection; unread: ${JSON.stringify(received)}`)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }

  return { take, closed }
}

/** Of the first line, its end included. */
export function lineLength(text: string): number | undefined {
  const end = text.indexOf('\r\n')
  return end < 0 ? undefined : end + 2
}
