/**
 * Files as a zip archive (APPNOTE.TXT 6.3 §4.3), one after the other as they come, stored as they are; ZIP64 where it has to be.
 * Of what has been written only the directory is kept, which stands at the end: some 150 octets of each file.
 */
import { crc32 } from 'node:zlib'

/** Names are UTF-8; checksum and size stand behind the octets. */
const FLAGS = 0x0808
const STORED = 0
/** What reads it knows 2.0, and 4.5 for ZIP64. */
const VERSION = 20
const VERSION_ZIP64 = 45
const MADE_ON_UNIX = 3 << 8
/** That its owner may write and everybody read. */
const FILE_MODE = 0o100644 * 2 ** 16
const MAX_16 = 0xffff
const MAX_32 = 0xffffffff
const DIRECTORY_BLOCK_OCTETS = 64 * 1024

export interface ZipEntry {
  /** Folders and name, with `/` between them. */
  path: string
  /** Milliseconds since 1970. */
  modifiedAt: number
  octets: AsyncIterable<Uint8Array>
}

interface Written {
  name: Buffer
  time: number
  checksum: number
  size: number
  /** Where its header is. */
  offset: number
}

export async function* writeZip(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Uint8Array> {
  const directory = createDirectory()
  let offset = 0
  for await (const { path, modifiedAt, octets } of entries) {
    const name = Buffer.from(path)
    const time = toDosTime(modifiedAt)
    const header = pack('IHHHIIIIHH', 0x04034b50, VERSION, FLAGS, STORED, time, 0, 0, 0, name.length, 0)
    yield header
    yield name
    let size = 0
    let checksum = 0
    for await (const piece of octets) {
      size += piece.length
      checksum = crc32(piece, checksum)
      yield piece
    }
    const descriptor = pack(size >= MAX_32 ? 'IIQQ' : 'IIII', 0x08074b50, checksum, size, size)
    yield descriptor
    directory.add({ name, time, checksum, size, offset })
    offset += header.length + name.length + size + descriptor.length
  }
  yield* directory.finish(offset)
}

function createDirectory() {
  /** Each small buffer would take several times of what is in it. */
  const blocks: Buffer[] = []
  let recent: Buffer[] = []
  let recentOctets = 0
  let octets = 0
  let count = 0

  return {
    add(written: Written): void {
      const record = toRecord(written)
      count++
      octets += record.length
      recent.push(record)
      recentOctets += record.length
      if (recentOctets < DIRECTORY_BLOCK_OCTETS) return
      blocks.push(Buffer.concat(recent))
      recent = []
      recentOctets = 0
    },

    *finish(start: number): Generator<Uint8Array> {
      yield* blocks
      yield* recent
      if (count >= MAX_16 || start >= MAX_32 || octets >= MAX_32) {
        const versions = [MADE_ON_UNIX | VERSION_ZIP64, VERSION_ZIP64]
        yield pack('IQHHIIQQQQ', 0x06064b50, 44, ...versions, 0, 0, count, count, octets, start)
        yield pack('IIQI', 0x07064b50, 0, start + octets, 1)
      }
      const shown = Math.min(count, MAX_16)
      yield pack('IHHHHIIH', 0x06054b50, 0, 0, shown, shown, Math.min(octets, MAX_32), Math.min(start, MAX_32), 0)
    },
  }
}

function toRecord({ name, time, checksum, size, offset }: Written): Buffer {
  const large = [...(size >= MAX_32 ? [size, size] : []), ...(offset >= MAX_32 ? [offset] : [])]
  const isLarge = large.length > 0
  const extra = isLarge ? pack(`HH${'Q'.repeat(large.length)}`, 1, large.length * 8, ...large) : Buffer.alloc(0)
  const version = isLarge ? VERSION_ZIP64 : VERSION
  const shownSize = Math.min(size, MAX_32)
  return Buffer.concat([
    pack('IHHHHIIII', 0x02014b50, MADE_ON_UNIX | version, version, FLAGS, STORED, time, checksum, shownSize, shownSize),
    pack('HHHHHII', name.length, extra.length, 0, 0, 0, FILE_MODE, Math.min(offset, MAX_32)),
    name,
    extra,
  ])
}

const WIDTHS: Record<string, number> = { H: 2, I: 4, Q: 8 }

/** @param layout `H`, `I` or `Q` for each number: 2, 4 or 8 octets, the least significant first */
function pack(layout: string, ...numbers: number[]): Buffer {
  const widths = Array.from(layout, (letter) => WIDTHS[letter] ?? 0)
  const packed = Buffer.alloc(widths.reduce((sum, width) => sum + width, 0))
  let at = 0
  for (const [index, width] of widths.entries()) {
    const value = numbers[index] ?? 0
    if (width === 8) packed.writeBigUInt64LE(BigInt(value), at)
    else packed.writeUIntLE(value, at, width)
    at += width
  }
  return packed
}

/** In local time, as is the custom: the time below, the date above. It knows 1980 to 2107. */
function toDosTime(milliseconds: number): number {
  const at = new Date(milliseconds)
  const year = Math.min(Math.max(at.getFullYear(), 1980), 2107) - 1980
  const date = (year << 9) | ((at.getMonth() + 1) << 5) | at.getDate()
  return date * 2 ** 16 + ((at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1))
}
