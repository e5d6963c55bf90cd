/** Answers made of octets: Range, ETag and HEAD (RFC 9110 §13, §14), streamed. */
import { Readable } from 'node:stream'
import type { FastifyReply, FastifyRequest } from 'fastify'

export interface OctetSource {
  sizeOctets: number
  /** Names this very content; it never changes, so it is also immutable. */
  etag: string
  contentType: string
  read: (start: number, end: number) => AsyncIterable<Uint8Array>
}

export function sendOctets(
  request: FastifyRequest,
  reply: FastifyReply,
  { sizeOctets, etag, contentType, read }: OctetSource,
): FastifyReply {
  const tag = `"${etag}"`
  reply
    .header('etag', tag)
    .header('accept-ranges', 'bytes')
    .header('cache-control', 'private, max-age=0, must-revalidate')
    .type(contentType)
  if (matches(request.headers['if-none-match'], tag)) return reply.status(304).send()

  const ifRange = request.headers['if-range']
  const range = ifRange === undefined || ifRange === tag ? parseRange(request.headers.range, sizeOctets) : undefined
  if (range === 'unsatisfiable') return reply.status(416).header('content-range', `bytes */${sizeOctets}`).send()
  const { start, end } = range ?? { start: 0, end: sizeOctets }
  if (range) reply.status(206).header('content-range', `bytes ${start}-${end - 1}/${sizeOctets}`)
  reply.header('content-length', end - start)
  if (request.method === 'HEAD') return reply.send('')
  return reply.send(Readable.from(read(start, end), { objectMode: false }))
}

function matches(header: string | undefined, tag: string): boolean {
  return (
    header !== undefined &&
    (header.trim() === '*' || header.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === tag))
  )
}

/** One range of octets, `end` exclusive. Several ranges, or nonsense, are answered with the whole (RFC 9110 §14.2). */
function parseRange(
  header: string | undefined,
  sizeOctets: number,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '') ?? []
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
