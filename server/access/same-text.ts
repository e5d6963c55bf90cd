/** Compares secrets: of two digests the time it takes tells nothing, not even a length. */
import { createHash, timingSafeEqual } from 'node:crypto'

export function isSameText(given: string, expected: string): boolean {
  return timingSafeEqual(digestOf(given), digestOf(expected))
}

export function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
