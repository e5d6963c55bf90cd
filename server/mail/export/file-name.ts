/** Names for files and folders, made from what a mail says: harmless on any system, and short enough for it (DESIGN §8). */

const MAX_OCTETS = 120

/** Names of devices on Windows, whatever comes after a dot. */
const RESERVED = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(?=\.|$)/i

/** @returns one name without separators, never empty, hidden, an option or a device; at most 120 octets of NFC */
export function toFileName(text: string, fallback: string): string {
  const name = text
    // Beyond that nothing is kept, and what folds it need not see megabytes.
    .slice(0, 4 * MAX_OCTETS)
    .toWellFormed()
    .normalize('NFC')
    // A direction override would show `gpj.exe` as `exe.jpg`.
    .replace(/\p{Bidi_Control}/gu, '')
    .replace(/[/\\:*?"<>|\p{Cc}\p{Co}\p{Cn}\uFFFD]/gu, '_')
    .replace(/\s+/gu, ' ')
    .replace(/^[ .~-]+/, '')
  // Windows drops dots and spaces at the end.
  const short = truncate(name, MAX_OCTETS).replace(/[ .]+$/, '')
  if (short === '') return fallback
  return RESERVED.test(short) ? `_${short}` : short
}

/** Never within a character, nor between one and its marks. */
function truncate(text: string, maxOctets: number): string {
  let octets = 0
  let kept = ''
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    octets += Buffer.byteLength(segment)
    if (octets > maxOctets) break
    kept += segment
  }
  return kept
}
