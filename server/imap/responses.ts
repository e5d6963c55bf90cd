/** What is said to a client: held until it is worth a write, kept in the transcript, and no faster than the client reads. */
import type { LineClient } from '../lines/line-client.ts'

/** So much is written at once. */
const BATCH_CHARACTERS = 64 * 1024
/** Of a response, what is kept in the transcript. */
const KEPT_CHARACTERS = 512

export interface Responses {
  /** A whole one, without its end. Call `flushed` after many. */
  line(text: string): void
  /** Resolves when more is welcome. @throws {InputEnded} */
  flushed(): Promise<void>
  /** One in pieces, whose end is in them; those of octets are not kept. @throws {InputEnded} */
  pieces(parts: AsyncIterable<string | Uint8Array>): Promise<void>
  /** Writes what is held. @throws {InputEnded} */
  flush(): Promise<void>
}

export function createResponses(client: Pick<LineClient, 'write' | 'record'>): Responses {
  let held = ''

  async function flush(): Promise<void> {
    if (held === '') return
    const text = held
    held = ''
    await client.write(text)
  }

  async function flushed(): Promise<void> {
    if (held.length >= BATCH_CHARACTERS) await flush()
  }

  return {
    line(text) {
      held += `${text}\r\n`
      client.record.server(keptPart(text))
    },
    flushed,
    async pieces(parts) {
      let kept = ''
      for await (const part of parts) {
        if (typeof part === 'string') {
          held += part
          if (kept.length < KEPT_CHARACTERS) kept += part
          await flushed()
          continue
        }
        await flush()
        await client.write(part)
      }
      client.record.server(keptPart(kept.replace(/\r\n/g, ' ').trimEnd()))
    },
    flush,
  }
}

function keptPart(text: string): string {
  return text.length > KEPT_CHARACTERS ? `${text.slice(0, KEPT_CHARACTERS)}…` : text
}
