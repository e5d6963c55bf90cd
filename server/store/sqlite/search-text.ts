/**
 * The text of a message for search, as stored: deflated, which gives a text of some thousand characters back in half the time
 * that zstd takes to begin, and keeps it smaller.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { release } from '../../memory.ts'

/** Higher ones save two percent. */
const LEVEL = 3
const MAX_GROWTH = 64
/** It pays when it saves a tenth. */
const WORTH_DEFLATING = 0.9

export interface TextRow {
  /** 0: `text` is as it is; else how many octets there are once inflated. */
  inflated: number
  text: Buffer
}

/** @param store is given what is kept; it is gone afterwards */
export function writeText(packed: string, store: (row: TextRow) => void): void {
  const octets = Buffer.from(packed)
  const deflated = deflateRawSync(octets, { level: LEVEL, chunkSize: octets.length + MAX_GROWTH })
  if (deflated.length < octets.length * WORTH_DEFLATING) store({ inflated: octets.length, text: deflated })
  else store({ inflated: 0, text: octets })
  release(deflated)
}

/** @returns packed, as it was given; undefined when it is damaged */
export function readText({ text, inflated }: TextRow): string | undefined {
  if (inflated === 0) return text.toString()
  try {
    // One more: filled to the end, it would ask for another piece of memory.
    const octets = inflateRawSync(text, { chunkSize: inflated + MAX_GROWTH })
    const packed = octets.toString()
    release(octets)
    return packed
  } catch {
    return undefined
  }
}
