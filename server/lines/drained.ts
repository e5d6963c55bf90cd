/** Waits for who reads slowly. */
import type { Writable } from 'node:stream'

/** Resolves when the stream takes more, or never will: one that is destroyed does not drain, it only closes. */
export function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done)
      stream.off('close', done)
      resolve()
    }
    stream.on('drain', done)
    stream.on('close', done)
  })
}
