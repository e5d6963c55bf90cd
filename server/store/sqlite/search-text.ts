/** The text of a message for search, as stored. */
import { release } from '../../memory.ts'
import { decompress } from './zstd.ts'

export interface TextRow {
  zstd: number
  text: Buffer
}

/** @returns packed, as it was given; undefined when it is damaged */
export function readText({ text, zstd }: TextRow): string | undefined {
  try {
    const octets = decompress(text, zstd)
    const packed = Buffer.from(octets.buffer).toString()
    release(octets)
    return packed
  } catch {
    return undefined
  }
}
