/** Parts with their transfer encoding undone (RFC 3516, RFC 9051 §6.4.5). */
import { decodePart } from '../../mail/decode-part.ts'
import { Refusal } from '../refusal.ts'
import type { ReadOctets } from './octet-reader.ts'
import { type BodyPart, holdsMessage, isMultipart } from './part-index.ts'
import type { Span } from './section-spec.ts'

const KNOWN = new Set(['7bit', '8bit', 'binary', 'base64', 'quoted-printable'])

/** @throws {Refusal} */
export function checkDecodable(part: Pick<BodyPart, 'path' | 'contentType' | 'encoding'>): void {
  if (isMultipart(part) || holdsMessage(part))
    throw new Refusal('NO', `Part ${part.path} holds parts: BINARY is for those that hold none`)
  if (!KNOWN.has(part.encoding))
    throw new Refusal('NO', `Part ${part.path} has a transfer encoding that is not known`, 'UNKNOWN-CTE')
}

export function decodeBody(part: BodyPart, stream: ReadOctets): AsyncIterable<Uint8Array> {
  return decodePart(stream(part.bodyOffset, part.bodyEnd), part.encoding)
}

/** A literal says beforehand how long it is, and whether NUL is in it. */
export async function measure(decoded: AsyncIterable<Uint8Array>): Promise<{ octets: number; hasNul: boolean }> {
  const measured = { octets: 0, hasNul: false }
  for await (const piece of decoded) {
    measured.octets += piece.length
    measured.hasNul ||= piece.includes(0)
  }
  return measured
}

/** As much of a stream as there is of it. */
export async function* cutStream(stream: AsyncIterable<Uint8Array>, { start, octets }: Span): AsyncGenerator<Uint8Array> {
  const end = start + octets
  let at = 0
  for await (const piece of stream) {
    const cut = piece.subarray(Math.max(0, start - at), Math.max(0, end - at))
    at += piece.length
    if (cut.length > 0) yield cut
    if (at >= end) return
  }
}
