/** Answers made of octets: Range, ETag and HEAD (RFC 9110 §13, §14), streamed. */
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sendProblem } from './plugins/errors.ts'

export interface OctetSource {
  /** Undefined when only reading tells; it is read once more then, where a range needs it. */
  sizeOctets: number | undefined
  /** Names this very content; it never changes, so it is also immutable. */
  etag: string
  contentType: string
  read: (start: number, end: number) => AsyncIterable<Uint8Array>
}

export async function sendOctets(
  request: FastifyRequest,
  reply: FastifyReply,
  { sizeOctets, etag, contentType, read }: OctetSource,
): Promise<FastifyReply> {
  const tag = `"${etag}"`
  reply
    .header('etag', tag)
    .header('accept-ranges', 'bytes')
    .header('cache-control', 'private, max-age=0, must-revalidate')
    .type(contentType)
  if (matches(request.headers['if-none-match'], tag)) return reply.status(304).send()

  const { range: asked, 'if-range': ifRange } = request.headers
  // Only GET knows ranges (RFC 9110 §14.2).
  const wantsRange = asked !== undefined && request.method === 'GET' && (ifRange === undefined || ifRange === tag)
  const size = sizeOctets ?? (wantsRange ? await countOctets(read(0, Number.POSITIVE_INFINITY)) : undefined)
  const range = wantsRange && size !== undefined ? parseRange(asked, size) : undefined
  if (range === 'unsatisfiable')
    return sendProblem(reply.header('content-range', `bytes */${size}`), {
      status: 416,
      title: 'Range not satisfiable',
      code: 'invalid',
      detail: `This has ${size} octets; ask for a range that begins within them`,
    })
  const { start, end } = range ?? { start: 0, end: size ?? Number.POSITIVE_INFINITY }
  const octets = request.method === 'HEAD' ? Readable.from([]) : await startReading(read(start, end))
  if (range) reply.status(206).header('content-range', `bytes ${start}-${end - 1}/${size}`)
  if (Number.isFinite(end)) reply.header('content-length', end - start)
  return reply.send(octets)
}

/** Reads the first piece at once, so that octets that cannot be read become an error and not an answer that breaks off. */
export async function startReading(pieces: AsyncIterable<Uint8Array>): Promise<Readable> {
  const iterator = pieces[Symbol.asyncIterator]()
  const first = await iterator.next()
  async function* all() {
    if (first.done) return
    yield first.value
    yield* { [Symbol.asyncIterator]: () => iterator }
  }
  return Readable.from(all(), { objectMode: false })
}

/** Octets `start` to `end` (exclusive) of what can only be read from its beginning. */
export async function* sliceOctets(octets: AsyncIterable<Uint8Array>, start: number, end: number): AsyncIterable<Uint8Array> {
  let position = 0
  for await (const piece of octets) {
    if (position + piece.length > start) yield piece.subarray(Math.max(0, start - position), end - position)
    position += piece.length
    if (position >= end) return
  }
}

async function countOctets(octets: AsyncIterable<Uint8Array>): Promise<number> {
  let count = 0
  for await (const { length } of octets) count += length
  return count
}

function matches(header: string | undefined, tag: string): boolean {
  return (
    header !== undefined &&
    (header.trim() === '*' || header.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag))
  )
}

/** One range of octets, `end` exclusive. Several ranges, or nonsense, are answered with the whole (RFC 9110 §14.2). */
function parseRange(header: string, sizeOctets: number): { start: number; end: number } | 'unsatisfiable' | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header.trim()) ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined
  if (first === '') {
    const length = Math.min(Number(last), sizeOctets)
    return length === 0 ? 'unsatisfiable' : { start: sizeOctets - length, end: sizeOctets }
  }
  const start = Number(first)
  const end = last === '' ? sizeOctets : Math.min(Number(last) + 1, sizeOctets)
  if (last !== '' && Number(last) < start) return undefined
  return start >= sizeOctets ? 'unsatisfiable' : { start, end }
}
