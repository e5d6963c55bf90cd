/** A client of IMAP that counts what it is told and keeps little of it: what is measured is the server. */
import { once } from 'node:events'
import { connect } from 'node:net'

export interface ImapTalk {
  /** @returns the octets of the answer. Rejects when it is refused */
  say: (command: string) => Promise<number>
  /** Resolves once it idles; from then on `EXISTS` is noted. */
  idle: () => Promise<void>
  /** How many messages it was told there are, and when. */
  readonly told: readonly { exists: number; at: number }[]
  end: () => void
}

/** @param user whose mail it is */
export async function openImapTalk(port: number, user: string): Promise<ImapTalk> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  const told: { exists: number; at: number }[] = []
  let octets = 0
  /** The last line that has not ended yet. */
  let rest = ''
  let tags = 0
  let isIdle = false
  let wanted = '* OK'
  let answered = Promise.withResolvers<string>()
  socket.setEncoding('latin1').on('data', (text: string) => {
    octets += text.length
    const end = text.lastIndexOf('\n')
    if (isIdle)
      for (const [, exists] of (rest + text.slice(0, end + 1)).matchAll(/^\* (\d+) EXISTS\r$/gm))
        told.push({ exists: Number(exists), at: performance.now() })
    const known = rest + text
    const line = known.startsWith(wanted) ? 0 : known.lastIndexOf(`\n${wanted}`) + 1
    rest = known.slice(known.lastIndexOf('\n') + 1)
    if ((line > 0 || known.startsWith(wanted)) && known.endsWith('\n')) answered.resolve(known.slice(line).trim())
  })
  const lost = () => answered.reject(new Error('the server has closed the connection'))
  socket.on('close', lost)
  await once(socket, 'connect')
  await answered.promise

  async function send(text: string, expected: string): Promise<string> {
    answered = Promise.withResolvers()
    wanted = expected
    socket.write(text)
    return answered.promise
  }

  async function say(command: string): Promise<number> {
    const tag = `a${++tags}`
    const before = octets
    const line = await send(`${tag} ${command}\r\n`, `${tag} `)
    if (!line.startsWith(`${tag} OK`)) throw new Error(line)
    return octets - before
  }

  await say(`LOGIN ${user} x`)
  return {
    say,
    told,
    async idle() {
      isIdle = true
      await send(`a${++tags} IDLE\r\n`, '+ ')
    },
    end() {
      socket.off('close', lost)
      socket.destroy()
    },
  }
}
