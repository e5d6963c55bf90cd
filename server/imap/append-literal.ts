/** The mail that APPEND brings, read by whoever keeps it, and in any case read past when the client has sent it unasked. */
import { LIMITS } from '../limits.ts'
import type { LineClient } from '../lines/line-client.ts'
import { InputEnded } from '../lines/line-input.ts'
import type { AnnouncedLiteral } from './read-command.ts'
import { Refusal } from './refusal.ts'

export interface MessageLiteral extends AnnouncedLiteral {
  /** Asks for it where the client waits for that, and takes it as it comes, with the end of the command. @throws {Refusal} when more follows */
  read(proceed: () => Promise<void>): AsyncGenerator<Uint8Array>
  /** Reads past what is left of it. @throws {InputEnded} when that would be too much */
  skip(): Promise<void>
}

export function receiveMessage(client: LineClient, literal: AnnouncedLiteral): MessageLiteral {
  const { input, record } = client
  let left = literal.octets
  let isComing = !literal.isAwaited
  let isOver = false

  async function* octets(): AsyncGenerator<Uint8Array> {
    while (left > 0) {
      for await (const piece of input.octets(Math.min(left, LIMITS.imap.literal.value))) {
        left -= piece.length
        yield piece
      }
    }
  }

  /** What stands behind it on the last line of the command. */
  async function end(): Promise<string> {
    record.client(`{${literal.octets} octets}`)
    isOver = true
    const line = await input.line(LIMITS.imap.commandLine.value)
    if (line === undefined) throw lost(client)
    const text = line.toString('latin1')
    if (text !== '') record.client(text)
    return text
  }

  return {
    ...literal,
    async *read(proceed) {
      if (literal.isAwaited) await proceed()
      isComing = true
      yield* octets()
      if ((await end()) !== '') throw new Refusal('BAD', 'APPEND takes one message, and nothing behind it')
    },
    async skip() {
      if (!isComing || isOver) return
      if (left > LIMITS.imap.refusedLiteral.value) throw lost(client)
      for await (const _ of octets());
      // What stands there belongs to a command that was refused.
      if (/\{\d+\+?\}$/.test(await end())) throw lost(client)
    },
  }
}

/** Where the next command begins is not known. */
function lost(client: LineClient): InputEnded {
  client.dismiss('What follows cannot be told from commands')
  return new InputEnded('too much follows a refused command')
}
