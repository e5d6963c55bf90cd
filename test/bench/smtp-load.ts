/** Sends mail: as fast as the server takes it, the way apps do, or at a steady pace. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Load {
  port: number
  /** Dot-stuffed, with the final dot; taken in turns. */
  mails: readonly Buffer[]
  count: number
  connections: number
  /** Opens a connection for each message, as most apps do. */
  oneEach?: boolean
  /** MAIL, RCPT and DATA in one write (RFC 2920). */
  pipelined?: boolean
  /** Logs in, and so names the mailbox. */
  user?: string
}

export interface LoadResult {
  perSecond: number
  /** Milliseconds from connecting to the 220, one for each connection. */
  greetings: number[]
  /** Milliseconds from the end of mail data to its 250. */
  acknowledged: number[]
}

const TRANSACTION = ['MAIL FROM:<shop@example.test>\r\n', 'RCPT TO:<user@customer.test>\r\n', 'DATA\r\n']

export async function sendLoad(load: Load): Promise<LoadResult> {
  const { port, mails, count, connections, oneEach = false, pipelined = false, user } = load
  const greetings: number[] = []
  const acknowledged: number[] = []
  let sent = 0
  const startedAt = performance.now()
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (sent < count) {
        const begun = performance.now()
        const { say, socket } = await openTalk(port)
        greetings.push(performance.now() - begun)
        await say('EHLO bench.test\r\n')
        if (user !== undefined) await say(`AUTH PLAIN ${Buffer.from(`\0${user}\0secret`).toString('base64')}\r\n`)
        do {
          const mail = mails[sent % mails.length]
          if (sent++ >= count || !mail) break
          if (pipelined) await say(TRANSACTION.join(''), TRANSACTION.length)
          else for (const line of TRANSACTION) await say(line)
          const ended = performance.now()
          await say(mail)
          acknowledged.push(performance.now() - ended)
        } while (!oneEach)
        await say('QUIT\r\n')
        socket.destroy()
      }
    }),
  )
  return { perSecond: count / ((performance.now() - startedAt) / 1000), greetings, acknowledged }
}

export interface Delivery {
  /** The reply to the end of mail data. */
  reply: string
  /** When mail data had been written, and when the reply was read. */
  endedAt: number
  repliedAt: number
}

/** Milliseconds from the end of mail data to its 250. */
export function acknowledgementDelays(deliveries: readonly Delivery[]): number[] {
  return deliveries.map(({ endedAt, repliedAt }) => repliedAt - endedAt)
}

const PACED_CONNECTIONS = 5

/** Sends until it is stopped; a server that stalls gets what it missed afterwards. */
export function sendSteadily({ port, mails, perSecond }: { port: number; mails: readonly Buffer[]; perSecond: number }): {
  stop: () => Promise<Delivery[]>
} {
  const deliveries: Delivery[] = []
  const startedAt = performance.now()
  let stopped = false
  const sending = Array.from({ length: PACED_CONNECTIONS }, async (_, connection) => {
    const { say, socket } = await openTalk(port)
    await say('EHLO bench.test\r\n')
    for (let turn = connection; ; turn += PACED_CONNECTIONS) {
      await sleep(Math.max(0, startedAt + (turn * 1000) / perSecond - performance.now()))
      const mail = mails[turn % mails.length]
      if (stopped || !mail) break
      for (const line of TRANSACTION) await say(line)
      const endedAt = performance.now()
      const reply = await say(mail)
      deliveries.push({ reply, endedAt, repliedAt: performance.now() })
    }
    socket.destroy()
  })
  return {
    async stop() {
      stopped = true
      await Promise.all(sending)
      return deliveries
    },
  }
}

export interface Talk {
  socket: Socket
  /** Sends octets and resolves with the last of as many replies. Rejects on a 4xx or 5xx. */
  say: (octets: Buffer | string, replies?: number) => Promise<string>
}

/** Resolves once it was greeted. */
export async function openTalk(port: number): Promise<Talk> {
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
  return {
    socket,
    async say(octets, replies = 1) {
      socket.write(octets)
      for (let i = 1; i < replies; i++) await reply()
      return reply()
    },
  }
}
