/** A client of IMAP that keeps every octet, and is the same to every server. */
import { connect } from 'node:net'
import { type ImapValue, parseValues } from './imap-value.ts'

const ANSWER_TIMEOUT_MS = 60_000

export interface ImapAnswer {
  /** `OK`, `NO` or `BAD`. */
  status: string
  /** Of the response code, as `ALREADYEXISTS`. */
  code: string
  text: string
  untagged: Untagged[]
}

export interface Untagged {
  /** As `EXISTS`, `FETCH`, `LIST`, `OK`. */
  name: string
  number?: number
  values: ImapValue[]
  text: string
}

export interface ImapConnection extends AsyncDisposable {
  greeting: string
  /** @param literals what stands for each `{}` of the command */
  command(text: string, ...literals: string[]): Promise<ImapAnswer>
  /** @throws unless it is answered OK */
  ok(text: string, ...literals: string[]): Promise<ImapAnswer>
}

export interface ImapPlace {
  host: string
  port: number
}

export async function openImap({ host, port }: ImapPlace): Promise<ImapConnection> {
  const socket = connect({ host, port })
  let held: Buffer[] = []
  let wake: (() => void) | undefined
  let ended = false
  let count = 0
  let last = 'the greeting'

  socket.on('data', (piece: Buffer) => {
    held.push(piece)
    wake?.()
  })
  // Its close follows, and says all there is to say here.
  socket.on('error', () => undefined)
  socket.on('close', () => {
    ended = true
    wake?.()
  })
  socket.setTimeout(ANSWER_TIMEOUT_MS, () => socket.destroy())

  async function more(): Promise<void> {
    if (ended) throw new Error(`The server has closed the connection, or was silent for too long, at ${last.slice(0, 200)}`)
    const before = held.length
    while (held.length === before && !ended)
      await new Promise<void>((resolve) => {
        wake = resolve
      })
  }

  async function take(octets: number): Promise<string> {
    for (let length = size(held); length < octets; length = size(held)) await more()
    const all = Buffer.concat(held)
    held = all.length > octets ? [all.subarray(octets)] : []
    return all.toString('latin1', 0, octets)
  }

  async function line(): Promise<string> {
    for (;;) {
      const all = Buffer.concat(held)
      held = all.length > 0 ? [all] : []
      const end = all.indexOf('\r\n')
      if (end >= 0) return take(end + 2)
      await more()
    }
  }

  /** Without its line end. */
  async function response(): Promise<string> {
    let whole = await line()
    for (let literal = endingLiteral(whole); literal !== undefined; literal = endingLiteral(whole.slice(-20)))
      whole += (await take(literal)) + (await line())
    return whole.slice(0, -2)
  }

  async function command(text: string, ...literals: string[]): Promise<ImapAnswer> {
    const tag = `a${++count}`
    last = `${tag} ${text}`
    const untagged: Untagged[] = []
    const pieces = `${tag} ${text}\r\n`.split('{}')
    for (const [i, piece] of pieces.entries()) {
      const literal = literals[i]
      socket.write(literal === undefined ? piece : `${piece}{${Buffer.byteLength(literal, 'latin1')}}\r\n`, 'latin1')
      if (literal === undefined) break
      for (;;) {
        const answer = await response()
        if (answer.startsWith('+')) break
        if (answer.startsWith(`${tag} `)) return { ...statusOf(answer.slice(tag.length + 1)), untagged }
        untagged.push(toUntagged(answer))
      }
      socket.write(literal, 'latin1')
    }
    for (;;) {
      const answer = await response()
      if (answer.startsWith(`${tag} `)) return { ...statusOf(answer.slice(tag.length + 1)), untagged }
      if (!answer.startsWith('* ')) throw new Error(`Neither tagged nor untagged: ${answer.slice(0, 200)}`)
      untagged.push(toUntagged(answer))
    }
  }

  async function ok(text: string, ...literals: string[]): Promise<ImapAnswer> {
    const answer = await command(text, ...literals)
    if (answer.status !== 'OK') throw new Error(`${text} was answered ${answer.status} ${answer.text}`)
    return answer
  }

  const greeting = await response()
  return {
    ...{ greeting, command, ok },
    async [Symbol.asyncDispose]() {
      if (!ended) await command('LOGOUT').catch(() => undefined)
      socket.destroy()
    },
  }
}

function size(pieces: readonly Buffer[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0)
}

function endingLiteral(line: string): number | undefined {
  const count = /\{(\d+)\}\r\n$/.exec(line)?.[1]
  return count === undefined ? undefined : Number(count)
}

function statusOf(rest: string) {
  const [, status = '', code = '', text = ''] = /^(\S+) (?:\[([^\]]*)\] ?)?(.*)$/s.exec(rest) ?? []
  return { status: status.toUpperCase(), code: code.split(' ')[0] ?? '', text: code ? `[${code}] ${text}` : text }
}

function toUntagged(response: string): Untagged {
  const [, number, name = '', rest = ''] = /^\* (?:(\d+) )?(\S+) ?(.*)$/s.exec(response) ?? []
  const isText = /^(OK|NO|BAD|BYE|PREAUTH)$/i.test(name)
  return {
    name: name.toUpperCase(),
    ...(number !== undefined && { number: Number(number) }),
    values: isText ? [] : parseValues(rest),
    text: rest,
  }
}
