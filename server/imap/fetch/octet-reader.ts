/** The octets of one message, for a reader who asks for many small pieces in their order: what is near is read once. */
import { LIMITS } from '../../limits.ts'
import type { RawField } from '../../mail/header-section.ts'
import { readFields } from './header-fields.ts'

/** Octets `start` to `end` (exclusive) of a message, as the store has them. */
export type ReadOctets = (start: number, end: number) => AsyncIterable<Uint8Array>

export interface Range {
  start: number
  end: number
}

export interface Header {
  section: Buffer
  fields: RawField[]
}

export interface OctetReader {
  stream: ReadOctets
  /** As much of a header section as is looked at, and what it says: of the one that was asked for last, read once. */
  header(range: Range): Promise<Header>
  /** Behind the empty line that ends a header section; the end of the range when there is none. */
  headerEnd(range: Range): Promise<number>
  /** Of ranges that may overlap, how many lines end in each. */
  countLines(ranges: readonly Range[]): Promise<(range: Range) => number>
}

const WINDOW_OCTETS = 256 * 1024
const MAX_HEADER_OCTETS = LIMITS.mail.headerSection.value
/** Its own line end is CRLF at the most, and that of the line before it one LF at least. */
const EMPTY_LINE_OCTETS = 2
const LF = 0x0a
const CR = 0x0d

export function createOctetReader(stream: ReadOctets, sizeOctets: number): OctetReader {
  let held = { start: 0, octets: Buffer.alloc(0) }
  let last: (Header & Range) | undefined

  async function read({ start, end }: Range): Promise<Buffer> {
    if (start < held.start || end > held.start + held.octets.length) {
      const upTo = Math.min(sizeOctets, Math.max(end, start + WINDOW_OCTETS))
      const pieces: Uint8Array[] = []
      for await (const piece of stream(start, upTo)) pieces.push(piece)
      held = { start, octets: Buffer.concat(pieces) }
    }
    return held.octets.subarray(start - held.start, end - held.start)
  }

  return {
    stream,
    async header({ start, end }) {
      if (last?.start !== start || last.end !== end) {
        const section = await read({ start, end: Math.min(end, start + MAX_HEADER_OCTETS) })
        last = { start, end, section, fields: readFields(section) }
      }
      return last
    },

    async headerEnd({ start, end }) {
      const found = findHeaderEnd(await read({ start, end: Math.min(end, start + WINDOW_OCTETS) }))
      if (found !== undefined) return start + found
      if (end - start <= WINDOW_OCTETS) return end
      /** Of what came before a piece, as much as may belong to an empty line. */
      let before = Buffer.alloc(0)
      let at = start + WINDOW_OCTETS - EMPTY_LINE_OCTETS
      for await (const piece of stream(at, end)) {
        const joined = Buffer.concat([before, piece])
        const inJoined = findHeaderEnd(joined, false)
        if (inJoined !== undefined) return at - before.length + inJoined
        at += piece.length
        before = joined.subarray(-EMPTY_LINE_OCTETS)
      }
      return end
    },

    async countLines(ranges) {
      const borders = [...new Set(ranges.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b)
      const endedBefore = new Map<number, number>()
      let lines = 0
      let next = 0
      for (const { start, end } of joinRanges(ranges)) {
        let at = start
        for await (const piece of stream(start, end)) {
          for (let counted = 0; counted < piece.length; ) {
            while ((borders[next] ?? Number.POSITIVE_INFINITY) <= at + counted) endedBefore.set(borders[next++] ?? 0, lines)
            const stop = Math.min(piece.length, (borders[next] ?? Number.POSITIVE_INFINITY) - at)
            lines += countLineFeeds(piece.subarray(counted, stop))
            counted = stop
          }
          at += piece.length
        }
        while ((borders[next] ?? Number.POSITIVE_INFINITY) <= end) endedBefore.set(borders[next++] ?? 0, lines)
      }
      return ({ start, end }) => (endedBefore.get(end) ?? 0) - (endedBefore.get(start) ?? 0)
    },
  }
}

/** @param isLineStart whether the first octet begins a line */
function findHeaderEnd(octets: Buffer, isLineStart = true): number | undefined {
  let lineStart = isLineStart ? 0 : -1
  for (let lf = octets.indexOf(LF); lf >= 0; lf = octets.indexOf(LF, lf + 1)) {
    if (lf === lineStart || (lf === lineStart + 1 && lineStart >= 0 && octets[lineStart] === CR)) return lf + 1
    lineStart = lf + 1
  }
  return undefined
}

function countLineFeeds(octets: Uint8Array): number {
  let count = 0
  for (let at = octets.indexOf(LF); at >= 0; at = octets.indexOf(LF, at + 1)) count++
  return count
}

/** The same octets in ranges that do not overlap, in their order. */
function joinRanges(ranges: readonly Range[]): Range[] {
  const joined: Range[] = []
  for (const { start, end } of ranges.filter((range) => range.start < range.end).sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1)
    if (last && start <= last.end) last.end = Math.max(last.end, end)
    else joined.push({ start, end })
  }
  return joined
}
