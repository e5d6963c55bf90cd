/** Plays a client of SMTP, or of another protocol of lines, as a case has it, and keeps what went over the wire, both ways. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import type { SmtpClient, SmtpStep } from './smtp-case.ts'
import { patiently } from './target.ts'

/** How long an answer is looked for: broken octets may have none. */
const ANSWER_MS = 60
/** Of SMTP: ends a command, an AUTH exchange or mail data, whichever is open, and then the session. */
const QUIT = '\r\n.\r\n\r\nQUIT\r\nQUIT\r\n'

export interface PlayedClient {
  /** As latin1 text. */
  sent: string
  received: string
  /** By which the server knows it from the others. */
  address: string
  ending: SmtpClient['ending']
}

export async function playClient(
  { host, port }: { host: string; port: number },
  { steps, ending }: SmtpClient,
  address: string,
  quit = QUIT,
): Promise<PlayedClient> {
  // All of 127.0.0.0/8 is this machine (Linux).
  const socket = connect({ host, port, localAddress: address, noDelay: true })
  const played: PlayedClient = { sent: '', received: '', address, ending }
  let isOver = false
  const over = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  void over.then(() => {
    isOver = true
  })
  // A reset is how a server may end a connection; seen as a close.
  socket.on('error', () => socket.destroy())
  socket.on('data', (octets: Buffer) => {
    played.received += octets.toString('latin1')
  })
  await Promise.race([once(socket, 'connect').catch(() => undefined), over])

  for (const step of ending === 'quit' ? [...steps, { octets: quit, pieces: [], waits: false }] : steps) {
    for (const octets of piecesOf(step)) {
      if (isOver) break
      played.sent += octets
      await write(socket, octets, over)
    }
    if (step.waits && !isOver) await answered(socket, over)
  }
  // Who has left before the greeting may never have been seen.
  while (ending !== 'quit' && played.received === '' && !isOver) await answered(socket, over)
  if (ending === 'destroy') socket.destroy()
  else if (ending === 'reset') socket.resetAndDestroy()
  else if (ending === 'end') socket.end()
  await patiently(over, `the end of the connection of ${address} (${ending})`)
  return played
}

function* piecesOf({ octets, pieces }: SmtpStep): Generator<string> {
  let at = 0
  for (const length of pieces) {
    if (at >= octets.length) return
    yield octets.slice(at, at + length)
    at += length
  }
  if (at < octets.length) yield octets.slice(at)
}

async function write(socket: Socket, octets: string, over: Promise<void>): Promise<void> {
  const written = new Promise<void>((resolve) => socket.write(Buffer.from(octets, 'latin1'), () => resolve()))
  await Promise.race([written, over])
}

async function answered(socket: Socket, over: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let onData: (() => void) | undefined
  const waited = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ANSWER_MS)
    onData = resolve
    socket.once('data', onData)
  })
  await Promise.race([waited, over])
  clearTimeout(timer)
  if (onData) socket.off('data', onData)
}
