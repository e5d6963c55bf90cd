/** Octets of one line as text, with those that are not UTF-8 kept visible as what they are. */

export interface LinePiece {
  text: string
  /** True for octets that are no text: `\xE4`. */
  isOctet: boolean
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function decodeLine(octets: Uint8Array): LinePiece[] {
  try {
    return splitControls(strict.decode(octets))
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return decodeBroken(octets)
  }
}

function decodeBroken(octets: Uint8Array): LinePiece[] {
  const pieces: LinePiece[] = []
  let from = 0
  for (let at = 0; at < octets.length; ) {
    const size = sequenceLength(octets, at)
    if (size > 0) {
      at += size
      continue
    }
    if (at > from) pieces.push(...splitControls(strict.decode(octets.subarray(from, at))))
    pieces.push({ text: hex(octets[at] ?? 0), isOctet: true })
    from = ++at
  }
  if (from < octets.length) pieces.push(...splitControls(strict.decode(octets.subarray(from))))
  return pieces
}

/** @returns the length of the well-formed UTF-8 sequence at `at` (RFC 3629 §4), 0 when there is none */
function sequenceLength(octets: Uint8Array, at: number): number {
  const lead = octets[at] ?? 0
  if (lead < 0x80) return 1
  const size = lead >= 0xc2 && lead <= 0xdf ? 2 : lead >= 0xe0 && lead <= 0xef ? 3 : lead >= 0xf0 && lead <= 0xf4 ? 4 : 0
  if (size === 0 || at + size > octets.length) return 0
  for (let i = 1; i < size; i++) if (((octets[at + i] ?? 0) & 0xc0) !== 0x80) return 0
  const second = octets[at + 1] ?? 0
  const isOverlongOrSurrogate =
    (lead === 0xe0 && second < 0xa0) ||
    (lead === 0xed && second > 0x9f) ||
    (lead === 0xf0 && second < 0x90) ||
    (lead === 0xf4 && second > 0x8f)
  return isOverlongOrSurrogate ? 0 : size
}

/** Control characters have no shape of their own; a bare CR inside a line is worth seeing. */
function splitControls(text: string): LinePiece[] {
  const pieces: LinePiece[] = []
  for (const [index, piece] of text.split(/([\p{Cc}&&[^\t]])/v).entries())
    if (piece !== '')
      pieces.push(index % 2 === 1 ? { text: hex(piece.charCodeAt(0)), isOctet: true } : { text: piece, isOctet: false })
  return pieces
}

function hex(octet: number): string {
  return `\\x${octet.toString(16).toUpperCase().padStart(2, '0')}`
}
