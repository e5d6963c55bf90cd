/** What is wrong with the octets themselves, whatever they say: line ends, long lines, NUL. */
import type { ParsedMail } from './mail-to-check.ts'
import type { Report } from './report.ts'

const NUL = 0x00
const LF = 0x0a
const CR = 0x0d
/** Octets of a line, its CRLF not counted (RFC 5322 §2.1.1). */
const MAX_LINE_OCTETS = 998
/** Looked at in pieces of this size: of a longer one, making the string costs more than searching it. */
const PIECE_OCTETS = 32 * 1024

/** The first of its kind, and how many there are. */
interface Seen {
  offset: number
  count: number
}

export function checkLines({ mailData, tree }: ParsedMail, report: Report): void {
  const bareLf: Seen = { offset: 0, count: 0 }
  const bareCr: Seen = { offset: 0, count: 0 }
  const tooLong: Seen = { offset: 0, count: 0 }
  let start = 0
  // Attachments are most of the octets there are, and their lines are known from measuring them.
  for (const { part, measure } of tree.scanned) {
    if (!measure.hasEvenLines) continue
    checkStretch(start, part.bodyOffset)
    start = part.bodyOffset + part.bodyOctets
  }
  checkStretch(start, mailData.length)

  function checkStretch(from: number, to: number): void {
    checkLineEnds(mailData, from, to, bareLf, bareCr)
    checkLongLines(mailData, from, to, tooLong)
  }

  if (bareLf.count > 0) report('bare-lf', 'A line ends in LF without CR', { offset: bareLf.offset }, bareLf.count)
  if (bareCr.count > 0) report('bare-cr', 'CR stands without LF', { offset: bareCr.offset }, bareCr.count)
  if (tooLong.count > 0) {
    const octets = endOfLine(mailData, tooLong.offset) - tooLong.offset
    report('line-too-long', `A line has ${octets.toLocaleString('en')} octets`, { offset: tooLong.offset }, tooLong.count)
  }
  const nul = mailData.indexOf(NUL)
  if (nul >= 0) report('nul-octet', 'An octet is 0', { offset: nul })
}

function checkLineEnds(mailData: Buffer, from: number, to: number, bareLf: Seen, bareCr: Seen): void {
  for (let start = from; start < to; ) {
    const end = endOfPiece(mailData, start, to)
    const piece = mailData.toString('latin1', start, end)
    // Most mail has none: one search tells, several times as fast as a look at each line.
    if (/(?<!\r)\n|\r(?!\n)/.test(piece)) {
      for (let at = piece.indexOf('\n'); at >= 0; at = piece.indexOf('\n', at + 1))
        if (piece.charCodeAt(at - 1) !== CR) see(bareLf, start + at)
      for (let at = piece.indexOf('\r'); at >= 0; at = piece.indexOf('\r', at + 1))
        if (piece.charCodeAt(at + 1) !== LF) see(bareCr, start + at)
    }
    start = end
  }
}

function see(seen: Seen, offset: number): void {
  if (seen.count++ === 0) seen.offset = offset
}

/** Behind a line where that is near enough, else behind any octet but CR: no CRLF may be cut. */
function endOfPiece(mailData: Buffer, start: number, to: number): number {
  const end = start + PIECE_OCTETS
  if (end >= to) return to
  const lf = mailData.subarray(start, end).lastIndexOf(LF)
  if (lf >= 0) return start + lf + 1
  return mailData[end - 1] === CR ? end + 1 : end
}

/** Goes back from the farthest octet that the next lines may reach, so that it takes one step for many lines. */
function checkLongLines(mailData: Buffer, from: number, to: number, tooLong: Seen): void {
  for (let start = from; to - start > MAX_LINE_OCTETS; ) {
    const lf = mailData.lastIndexOf(LF, start + MAX_LINE_OCTETS)
    if (lf >= start) {
      start = lf + 1
      continue
    }
    const end = endOfLine(mailData, start)
    if (end - start > MAX_LINE_OCTETS) see(tooLong, start)
    start = end + (mailData[end] === CR ? 2 : 1)
  }
}

/** Before its line end, or where the mail ends. */
function endOfLine(mailData: Buffer, start: number): number {
  const lf = mailData.indexOf(LF, start)
  if (lf < 0) return mailData.length
  return mailData[lf - 1] === CR ? lf - 1 : lf
}
