/**
 * Signatures of messages, a block of them turned by ninety degrees, so that a search reads from each block only the bits that
 * its needles have. What came after the last block is in none yet, and looked at as it is.
 */
import { SIGNATURE_BITS } from './signature.ts'

export const BLOCK_MESSAGES = 256
/** Of each bit of the signature: one bit for each message of the block. */
const COLUMN_OCTETS = BLOCK_MESSAGES / 8
/** So that rows of 512 octets fill the pages of the file. */
const COLUMNS_PER_ROW = 16
export const ROWS_PER_BLOCK = SIGNATURE_BITS / COLUMNS_PER_ROW
const ROW_OCTETS = COLUMNS_PER_ROW * COLUMN_OCTETS

export interface BlockRow {
  block: number
  first_seq: number
  last_seq: number
  seqs: Buffer
}

/** Of the messages in a block, in the order of their slots. */
export function seqsOf({ first_seq, seqs }: BlockRow): number[] {
  const offsets = new Uint32Array(seqs.buffer.slice(seqs.byteOffset, seqs.byteOffset + seqs.length))
  return Array.from(offsets, (offset) => first_seq + offset)
}

/** @returns the rows that are not all zeros, by their number in the block */
export function turnBlock(signatures: readonly Uint8Array[]): { row: number; bits: Uint8Array }[] {
  const block = new Uint8Array(ROWS_PER_BLOCK * ROW_OCTETS)
  for (const [slot, signature] of signatures.entries()) {
    const octet = slot >>> 3
    const mask = 1 << (slot & 7)
    // Half a million octets: an iterator for them would take four times as long.
    for (let at = 0; at < signature.length; at++)
      for (let rest = signature[at] ?? 0; rest !== 0; rest &= rest - 1) {
        const bit = at * 8 + 31 - Math.clz32(rest & -rest)
        const place = bit * COLUMN_OCTETS + octet
        block[place] = (block[place] ?? 0) | mask
      }
  }
  const rows: { row: number; bits: Uint8Array }[] = []
  for (let row = 0; row < ROWS_PER_BLOCK; row++) {
    const bits = block.subarray(row * ROW_OCTETS, (row + 1) * ROW_OCTETS)
    if (!isZero(bits)) rows.push({ row, bits })
  }
  return rows
}

function isZero(octets: Uint8Array): boolean {
  for (let at = 0; at < octets.length; at++) if (octets[at] !== 0) return false
  return true
}

/** What the signatures can tell of a query: each message that matches it has them like this. */
export type BitPlan =
  | { type: 'any' }
  /** In the order in which they are looked at: what has spoken against all of a block comes first in the next. */
  | { type: 'bits'; bits: number[] }
  | { type: 'and' | 'or'; of: readonly BitPlan[] }

/** Of the messages in a block, a bit each; undefined for all of them. */
type Slots = Uint8Array | undefined

/**
 * @param readRow the row of that number, undefined when it is all zeros
 * @returns which of the messages may match, by their place in the block; undefined when nothing speaks against any
 */
export function findSlots(plan: BitPlan, readRow: (row: number) => Uint8Array | undefined): number[] | undefined {
  const slots = evaluate(plan, readRow)
  if (!slots) return undefined
  const found: number[] = []
  for (const [at, value] of slots.entries())
    for (let rest = value; rest !== 0; rest &= rest - 1) found.push(at * 8 + 31 - Math.clz32(rest & -rest))
  return found
}

function evaluate(plan: BitPlan, readRow: (row: number) => Uint8Array | undefined): Slots {
  switch (plan.type) {
    case 'any':
      return undefined
    case 'bits': {
      const all = new Uint8Array(COLUMN_OCTETS).fill(0xff)
      for (const [place, bit] of plan.bits.entries()) {
        const row = readRow(Math.floor(bit / COLUMNS_PER_ROW))
        const start = (bit % COLUMNS_PER_ROW) * COLUMN_OCTETS
        for (let at = 0; at < COLUMN_OCTETS; at++) all[at] = (all[at] ?? 0) & (row?.[start + at] ?? 0)
        if (isZero(all)) {
          plan.bits.splice(place, 1)
          plan.bits.unshift(bit)
          return all
        }
      }
      return all
    }
    case 'and': {
      let slots: Slots
      for (const each of plan.of) {
        slots = merge(slots, evaluate(each, readRow), (a, b) => a & b)
        if (slots && isZero(slots)) break
      }
      return slots
    }
    case 'or': {
      const each = plan.of.map((inner) => evaluate(inner, readRow))
      // What says nothing about one side says nothing about both.
      if (each.includes(undefined)) return undefined
      return each.reduce((one, other) => merge(one, other, (a, b) => a | b))
    }
  }
}

function merge(one: Slots, other: Slots, join: (a: number, b: number) => number): Slots {
  if (!one || !other) return one ?? other
  return one.map((value, at) => join(value, other[at] ?? 0))
}
