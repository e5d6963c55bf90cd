/** Memory of mail data, which moves from thread to thread and is large beside what the collector sees of it. */

/** Owns all of its memory: unlike Node's small buffers, which are cut from one piece, it can be given to another thread. */
export function unpooled(octets: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = octets
  return buffer instanceof ArrayBuffer && buffer.byteLength === octets.length ? new Uint8Array(buffer) : new Uint8Array(octets)
}

/**
 * Gives the memory of octets that nobody needs any more back at once. Left to the collector, which counts a few octets for
 * each, a hundred megabytes gather on every thread.
 */
export function release(octets: Uint8Array): void {
  const { buffer } = octets
  const isShared = buffer.byteLength === Buffer.poolSize && octets.length < Buffer.poolSize
  if (buffer instanceof ArrayBuffer && !isShared) buffer.transfer(0)
}
