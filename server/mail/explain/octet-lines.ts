/** The lines of calendars and contacts before their octets become text: their ends, their lengths, and characters they divide. */
import { isUtf8 } from 'node:buffer'
import type { Warn } from './warnings.ts'

const LF = 0x0a
const CR = 0x0d
const MAX_LINE_OCTETS = 75
/** The start of a character in UTF-8, a fold, and its end; as latin1. */
const DIVIDED = /([\xc2-\xf4][\x80-\xbf]{0,2})(\r?\n[ \t])([\x80-\xbf]{1,3})/g

/** @param isLimited lines are folded at 75 octets */
export function checkLines(octets: Buffer, { isLimited }: { isLimited: boolean }, warn: Warn): void {
  let start = 0
  for (let line = 1; start < octets.length; line++) {
    const lf = octets.indexOf(LF, start)
    const end = lf < 0 ? octets.length : lf
    const isBare = lf >= 0 && octets[lf - 1] !== CR
    if (isBare) warn('line-bare-lf', 'A line ends in a bare LF', line)
    const length = end - start - (lf < 0 || isBare ? 0 : 1)
    if (isLimited && length > MAX_LINE_OCTETS) warn('line-too-long', `A line has ${length} octets`, line)
    start = end + 1
  }
}

/**
 * Moves folds out of characters: who folds octets divides some, and may (RFC 5545 §3.1).
 *
 * @returns the very octets where nothing is divided
 */
export function mendFolds(octets: Buffer): Buffer {
  if (isUtf8(octets)) return octets
  const mended = Buffer.from(octets.toString('latin1').replace(DIVIDED, '$2$1$3'), 'latin1')
  return isUtf8(mended) ? mended : octets
}
