/**
 * What a client of a protocol of lines sends, asked for piece by piece: lines of bounded length, and counted octets between them
 * (literals). A client is read no faster than it is listened to.
 */
import type { Socket } from 'node:net'
import { LIMITS } from '../limits.ts'

const LF = 10
const CR = 13
const MAX_LINE_OCTETS = LIMITS.lines.endlessLine.value

/** Nothing more is to be had from the client: it has left, or is sent away. */
export class InputEnded extends Error {}

/** It is sent away: the message is what it is to be told. */
export class Dismissed extends InputEnded {}

export interface LineInput {
  /**
   * The next line without its end; a bare LF ends one too. Of one that is longer, the rest is read and dropped.
   *
   * @returns undefined in its place when it is longer than `maxOctets`
   * @throws {InputEnded}
   */
  line(maxOctets: number): Promise<Buffer | undefined>
  /** The next octets, in pieces as they come. @throws {InputEnded} */
  octets(count: number): AsyncGenerator<Buffer>
  /** Resolves as soon as there is something to read, or never will be; any number may wait. */
  readable(): Promise<void>
}

/** As whoever holds the socket sees it. */
export interface HeldInput extends LineInput {
  /** Drops what was sent and not asked for: nothing said before TLS is heard after it. @returns how much that was */
  discard(): number
  /** Reads from this one instead: the same client, after its handshake. */
  attach(socket: Socket): void
  /** Whoever waits for input, or asks for it, gets this: nothing more is listened to. What comes is read and dropped. */
  close(reason: InputEnded): void
}

/** Reads nothing until it has a socket. */
export function createLineInput(): HeldInput {
  let pieces: Buffer[] = []
  let held = 0
  let socket: Socket | undefined
  /** The client says no more; what it said before is still listened to. */
  let hasLeft = false
  let closed: InputEnded | undefined
  let waiting = Promise.withResolvers<void>()

  function wake(): void {
    waiting.resolve()
    waiting = Promise.withResolvers<void>()
  }

  function attach(next: Socket): void {
    socket = next
    next.on('data', (piece: Buffer) => {
      if (next !== socket || closed) return
      pieces.push(piece)
      held += piece.length
      next.pause()
      wake()
    })
    const leave = () => {
      if (next !== socket) return
      hasLeft = true
      wake()
    }
    next.once('end', leave)
    next.once('close', leave)
    next.pause()
    if (closed) next.resume()
  }

  async function readable(): Promise<void> {
    if (held > 0 || hasLeft || closed) return
    socket?.resume()
    await waiting.promise
  }

  /** The next octets that are there, as many as `measure` says of what comes first. */
  async function take(measure: (piece: Buffer) => number): Promise<Buffer> {
    await readable()
    const [piece] = pieces
    if (closed) throw closed
    if (!piece) throw new InputEnded('The client has left')
    const taken = piece.subarray(0, measure(piece))
    if (taken.length < piece.length) pieces[0] = piece.subarray(taken.length)
    else pieces.shift()
    held -= taken.length
    return taken
  }

  function discard(): number {
    const dropped = held
    pieces = []
    held = 0
    return dropped
  }

  return {
    async line(maxOctets) {
      const parts: Buffer[] = []
      let length = 0
      for (;;) {
        const part = await take((piece) => piece.indexOf(LF) + 1 || piece.length)
        length += part.length
        const isWhole = part.at(-1) === LF
        // Two more: the line's end is not counted.
        if (length <= maxOctets + 2) parts.push(part)
        else if (isWhole) return undefined
        else if (length > MAX_LINE_OCTETS) throw new Dismissed('lines without an end are not read')
        if (!isWhole) continue
        const whole = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)
        const line = whole.subarray(0, whole.at(-2) === CR ? -2 : -1)
        return line.length > maxOctets ? undefined : line
      }
    },
    async *octets(count) {
      for (let left = count; left > 0; ) {
        const piece = await take(() => left)
        left -= piece.length
        yield piece
      }
    },
    readable,
    discard,
    attach,
    close(reason) {
      closed ??= reason
      discard()
      wake()
      socket?.resume()
    },
  }
}
