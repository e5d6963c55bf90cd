/** Octets as they are kept: compressed where that pays, in memory that is given back at once. */
import { constants as zlib, zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import { release, unpooled } from '../../memory.ts'

/** Level 1: higher ones cost more and save nothing on mail. */
const ZSTD = { params: { [zlib.ZSTD_c_compressionLevel]: 1 } }
const MAX_GROWTH = 8192
/** Compression pays when it saves a tenth. */
const WORTH_COMPRESSING = 0.9
/** The least that zlib takes. */
const MIN_CHUNK_OCTETS = 64

/** @param store is given them; with 0 they are as they came, else with how many there are once decompressed */
export function compress(octets: Uint8Array, store: (zstd: number, kept: Uint8Array) => void): void {
  // In one piece: what does not shrink grows by less than this.
  const compressed = zstdCompressSync(octets, { ...ZSTD, chunkSize: octets.length + MAX_GROWTH })
  const pays = compressed.length < octets.length * WORTH_COMPRESSING
  store(pays ? octets.length : 0, pays ? compressed : octets)
  release(compressed)
}

/**
 * @returns memory of its own, that can be given away
 * @throws {Error} of zlib, when they are damaged
 */
export function decompress(kept: Buffer, zstd: number): Uint8Array<ArrayBuffer> {
  if (zstd === 0) return unpooled(kept)
  // One more: filled to the end, it would ask for another piece of memory.
  const octets = zstdDecompressSync(kept, { chunkSize: Math.max(zstd + 1, MIN_CHUNK_OCTETS) })
  release(kept)
  const own = unpooled(octets)
  if (own.buffer !== octets.buffer) release(octets)
  return own
}
