/**
 * What a client of a protocol of lines sends, asked for piece by piece: lines of bounded length, and counted octets between them
 * (literals). A client is read no faster than it is listened to.
 */
import type { Socket } from 'node:net'

const LF = 10
const CR = 13

/** The client has left, or was sent away. */
export class InputEnded extends Error {}

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
  /** Resolves as soon as there is something to read, or never will be. */
  readable(): Promise<void>
  /** Drops what was sent and not asked for: nothing said before TLS is heard after it. @returns how much that was */
  discard(): number
  /** Reads from this one instead: the same client, after its handshake. */
  attach(socket: Socket): void
}

export function createLineInput(first: Socket): LineInput {
  let pieces: Buffer[] = []
  let held = 0
  let socket = first
  let ended = false
  let wake: (() => void) | undefined

  function listen(to: Socket): void {
    to.on('data', (piece: Buffer) => {
      if (to !== socket) return
      pieces.push(piece)
      held += piece.length
      to.pause()
      wake?.()
    })
    const end = () => {
      if (to !== socket) return
      ended = true
      wake?.()
    }
    to.once('end', end)
    to.once('close', end)
    // Whoever serves the client hears of the error by its close.
    to.on('error', () => undefined)
    to.pause()
  }

  async function readable(): Promise<void> {
    if (held > 0 || ended) return
    socket.resume()
    await new Promise<void>((resolve) => {
      wake = resolve
    })
    wake = undefined
  }

  /** The next octets that are there, `most` of them at the most. */
  async function take(most: number): Promise<Buffer> {
    await readable()
    const [piece] = pieces
    if (!piece) throw new InputEnded('The client has left')
    const taken = piece.subarray(0, most)
    if (taken.length < piece.length) pieces[0] = piece.subarray(taken.length)
    else pieces.shift()
    held -= taken.length
    return taken
  }

  listen(first)
  return {
    async line(maxOctets) {
      const parts: Buffer[] = []
      let length = 0
      for (;;) {
        await readable()
        const [piece] = pieces
        const end = piece?.indexOf(LF) ?? -1
        const part = await take(end < 0 ? Number.POSITIVE_INFINITY : end + 1)
        length += part.length
        // Two more: the line's end is not counted.
        if (length <= maxOctets + 2) parts.push(part)
        if (end < 0) continue
        if (length > maxOctets + 2) return undefined
        const whole = parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts)
        const line = whole.subarray(0, whole.at(-2) === CR ? -2 : -1)
        return line.length > maxOctets ? undefined : line
      }
    },
    async *octets(count) {
      for (let left = count; left > 0; ) {
        const piece = await take(left)
        left -= piece.length
        yield piece
      }
    },
    readable,
    discard() {
      const dropped = held
      pieces = []
      held = 0
      return dropped
    },
    attach(next) {
      socket = next
      listen(next)
    },
  }
}
