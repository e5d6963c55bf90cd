/**
 * What makes a search fast: of every message, which sequences of one, two and three characters (grams) its text holds, as
 * bits of a signature of fixed length. A message whose signature lacks a bit of a needle cannot hold the needle. Several
 * grams share a bit, so what remains is looked at; with two bits a gram, that is little.
 *
 * Where links lead has bits of its own behind those: the tokens of a click counter would set nearly all of the others, and
 * its words would be found in every text.
 */

/** A newsletter of 8 kB sets a fifth of them, most mail a tenth. */
const TEXT_BITS = 16_384
/** Six links with a token each set a fifth of them; only three characters and more are looked for, so that one bit does. */
const LINK_BITS = 2048
export const SIGNATURE_BITS = TEXT_BITS + LINK_BITS
/** More say nothing more of a longer needle. */
const MAX_NEEDLE_BITS = 32

const LAST_BIT = TEXT_BITS - 1
/** The other bit of a gram comes from other bits of its hash. */
const SHIFT = 18

export function signText(text: string, signature: Uint8Array): void {
  let before = 0
  let beforeThat = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    setBits(signature, hashGram(unit, 0, 0))
    if (before !== 0) setBits(signature, hashGram(unit, before, 0))
    if (beforeThat !== 0) setBits(signature, hashGram(unit, before, beforeThat))
    beforeThat = before
    before = unit
  }
}

/** @param links one after the other */
export function signLinks(links: string, signature: Uint8Array): void {
  for (let at = 2; at < links.length; at++) {
    const bit = linkBit(links, at)
    signature[bit >>> 3] = (signature[bit >>> 3] ?? 0) | (1 << (bit & 7))
  }
}

/** As `needleBits`, of whatever has the needle in a link; none for less than three characters. */
export function linkNeedleBits(needle: string): number[] {
  const bits = new Set<number>()
  for (let at = 2; at < needle.length; at++) bits.add(linkBit(needle, at))
  return spread(bits)
}

function linkBit(text: string, last: number): number {
  return TEXT_BITS + (hashGram(text.charCodeAt(last), text.charCodeAt(last - 1), text.charCodeAt(last - 2)) & (LINK_BITS - 1))
}

/** Bits that are set in the signature of whatever holds the needle: those of its longest grams, which say the most. */
export function needleBits(needle: string): number[] {
  const length = Math.min(3, needle.length)
  const bits = new Set<number>()
  if (length === 0) return []
  for (let last = length - 1; last < needle.length; last++) {
    const unit = (back: number) => (back < length ? needle.charCodeAt(last - back) : 0)
    const hash = hashGram(unit(0), unit(1), unit(2))
    bits.add(hash >>> SHIFT).add(hash & LAST_BIT)
  }
  return spread(bits)
}

function spread(bits: ReadonlySet<number>): number[] {
  const all = [...bits]
  const step = Math.max(1, all.length / MAX_NEEDLE_BITS)
  return Array.from({ length: Math.min(all.length, MAX_NEEDLE_BITS) }, (_, i) => all[Math.floor(i * step)] ?? 0)
}

function setBits(signature: Uint8Array, hash: number): void {
  const one = hash >>> SHIFT
  const other = hash & LAST_BIT
  signature[one >>> 3] = (signature[one >>> 3] ?? 0) | (1 << (one & 7))
  signature[other >>> 3] = (signature[other >>> 3] ?? 0) | (1 << (other & 7))
}

/** 32 bits of at most three UTF-16 units, well mixed. */
function hashGram(last: number, before: number, beforeThat: number): number {
  let mixed = Math.imul(last, 0x9e3779b1) ^ Math.imul(before, 0x85ebca6b) ^ Math.imul(beforeThat, 0xc2b2ae35)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39)
  return (mixed ^ (mixed >>> 15)) >>> 0
}
