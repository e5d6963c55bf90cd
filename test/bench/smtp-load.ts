/** Sends mail as fast as the server takes it, the way apps do: one command, one reply. */
import { once } from 'node:events'
import { connect } from 'node:net'

export interface Load {
  port: number
  mails: readonly Buffer[]
  count: number
  connections: number
  /** Opens a connection for each message, as most apps do. */
  oneEach?: boolean
}

export interface LoadResult {
  perSecond: number
  /** Milliseconds from connecting to the 220, sorted; one for each connection. */
  greetings: number[]
  /** Milliseconds from the end of mail data to its 250, sorted. */
  acknowledged: number[]
}

export async function sendLoad({ port, mails, count, connections, oneEach = false }: Load): Promise<LoadResult> {
  const greetings: number[] = []
  const acknowledged: number[] = []
  let sent = 0
  const startedAt = performance.now()
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (sent < count) {
        const begun = performance.now()
        const talk = await openTalk(port)
        greetings.push(performance.now() - begun)
        await talk('EHLO bench.test\r\n')
        do {
          const mail = mails[sent % mails.length]
          if (sent++ >= count || !mail) break
          await talk('MAIL FROM:<shop@example.test>\r\n')
          await talk('RCPT TO:<user@customer.test>\r\n')
          await talk('DATA\r\n')
          const ended = performance.now()
          await talk(mail)
          acknowledged.push(performance.now() - ended)
        } while (!oneEach)
        await talk('QUIT\r\n')
      }
    }),
  )
  const seconds = (performance.now() - startedAt) / 1000
  return {
    perSecond: count / seconds,
    greetings: greetings.sort((a, b) => a - b),
    acknowledged: acknowledged.sort((a, b) => a - b),
  }
}

/** @returns a function that sends octets and resolves with the next reply; rejects on a 4xx or 5xx */
async function openTalk(port: number): Promise<(octets: Buffer | string) => Promise<string>> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  let received = ''
  let wake: (() => void) | undefined
  socket.setEncoding('latin1').on('data', (text: string) => {
    received += text
    wake?.()
  })
  socket.on('close', () => wake?.())
  await once(socket, 'connect')
  const reply = async (): Promise<string> => {
    for (;;) {
      const [whole] = /^(?:\d{3}-[^\n]*\n)*\d{3} [^\n]*\n/.exec(received) ?? []
      if (whole !== undefined) {
        received = received.slice(whole.length)
        if (whole[0] === '4' || whole[0] === '5') throw new Error(whole)
        return whole
      }
      if (socket.destroyed) throw new Error('connection closed')
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }
  await reply()
  return (octets) => {
    socket.write(octets)
    return reply()
  }
}

export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
