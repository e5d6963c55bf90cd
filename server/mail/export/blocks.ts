/** Pieces of any size as blocks: each one that goes to a socket by itself costs as much as a large one. */

const BLOCK_OCTETS = 64 * 1024

/** @returns blocks of at least 64 KiB, but for the last */
export async function* joinPieces(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let block: Uint8Array[] = []
  let octets = 0
  for await (const piece of pieces) {
    block.push(piece)
    octets += piece.length
    if (octets < BLOCK_OCTETS) continue
    yield Buffer.concat(block)
    block = []
    octets = 0
  }
  if (octets > 0) yield Buffer.concat(block)
}
