/** Zip archives to import: deflated, with any names, as other programs write them. */
import { crc32, deflateRawSync } from 'node:zlib'

export function zipOf(files: Record<string, string | Uint8Array>): Uint8Array {
  const heads: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [path, content] of Object.entries(files)) {
    const octets = Buffer.from(content)
    const name = Buffer.from(path)
    const packed = deflateRawSync(octets)
    // From the version on to the length of the name, it stands in both places.
    const facts = Buffer.alloc(24)
    facts.writeUInt16LE(20, 0)
    facts.writeUInt16LE(8, 4)
    for (const [index, value] of [crc32(octets), packed.length, octets.length].entries())
      facts.writeUInt32LE(value, 10 + index * 4)
    facts.writeUInt16LE(name.length, 22)
    const head = Buffer.concat([Buffer.from('PK\u0003\u0004'), facts, Buffer.alloc(2), name, packed])
    const rest = Buffer.alloc(16)
    rest.writeUInt32LE(offset, 12)
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.of(20, 0), facts, rest, name]))
    heads.push(head)
    offset += head.length
  }
  const end = Buffer.alloc(18)
  end.writeUInt16LE(directory.length, 4)
  end.writeUInt16LE(directory.length, 6)
  end.writeUInt32LE(Buffer.concat(directory).length, 8)
  end.writeUInt32LE(offset, 12)
  return new Uint8Array(Buffer.concat([...heads, ...directory, Buffer.from('PK\u0005\u0006'), end]))
}
