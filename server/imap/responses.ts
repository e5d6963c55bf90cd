/** What is said to a client: held until it is worth a write, kept in the transcript, and no faster than the client reads. */
import type { LineClient } from '../lines/line-client.ts'

/** So much is written at once. */
const BATCH_OCTETS = 64 * 1024
/** Of a response, what is kept in the transcript. */
const KEPT_CHARACTERS = 512

export interface Responses {
  /** A whole one, without its end. Call `flushed` after many. */
  line(text: string): void
  /** Resolves when more is welcome. @throws {InputEnded} */
  flushed(): Promise<void>
  /** One that has octets in it; `first` is text. @throws {InputEnded} */
  pieces(head: string, first: Uint8Array, rest: AsyncIterable<Uint8Array>, tail: string): Promise<void>
  /** One has begun, and not ended: there is nothing else that could be said. */
  readonly isWithin: boolean
  /** Writes what is held. @throws {InputEnded} */
  flush(): Promise<void>
}

export function createResponses({ write, record }: Pick<LineClient, 'write' | 'record'>): Responses {
  let octets: Uint8Array[] = []
  let octetsLength = 0
  /** Behind them. */
  let text = ''
  let isWithin = false

  function hold(piece: Uint8Array): void {
    if (text !== '') octets.push(Buffer.from(text))
    text = ''
    octets.push(piece)
    octetsLength += piece.length
  }

  async function flush(): Promise<void> {
    const [before, behind] = [octets, text]
    octets = []
    octetsLength = 0
    text = ''
    if (before.length > 0) await write(Buffer.concat(behind === '' ? before : [...before, Buffer.from(behind)]))
    else if (behind !== '') await write(behind)
  }

  async function flushed(): Promise<void> {
    if (octetsLength + text.length >= BATCH_OCTETS) await flush()
  }

  return {
    get isWithin() {
      return isWithin
    },
    line(said) {
      text += `${said}\r\n`
      record.server(keptPart(said))
    },
    flushed,
    async pieces(head, first, rest, tail) {
      isWithin = true
      text += head
      hold(first)
      record.server(keptPart(`${head}${Buffer.from(first).toString('latin1').trimEnd()}`))
      for await (const piece of rest) {
        hold(piece)
        await flushed()
      }
      text += `${tail}\r\n`
      isWithin = false
    },
    flush,
  }
}

function keptPart(said: string): string {
  return said.length > KEPT_CHARACTERS ? `${said.slice(0, KEPT_CHARACTERS)}…` : said
}
