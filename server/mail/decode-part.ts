/** A part's octets with its transfer encoding undone (RFC 2045 §6), as a stream. */
import { Readable, type Transform } from 'node:stream'
import libbase64 from 'libbase64'
import libqp from 'libqp'

/** Encodings that change nothing, and those nobody knows, are passed on as they are. */
export function decodePart(encoded: AsyncIterable<Uint8Array>, encoding: string): AsyncIterable<Uint8Array> {
  const decoder = createDecoder(encoding)
  if (!decoder) return encoded
  const source = Readable.from(encoded, { objectMode: false })
  source.on('error', (error) => decoder.destroy(error))
  return source.pipe(decoder)
}

function createDecoder(encoding: string): Transform | undefined {
  if (encoding === 'base64') return new libbase64.Decoder()
  if (encoding === 'quoted-printable') return new libqp.Decoder()
  return undefined
}
