/** Text of `format=flowed`, whose sender broke its lines softly, as it was before (RFC 3676 §4). */

const SIGNATURE = '-- '

/** @param delSp the blank that marks a soft line break is no text either (RFC 3676 §4.1) */
export function joinFlowed(text: string, delSp: boolean): string {
  const lines = text.split(/\r?\n/)
  // The line end of the last line begins no line.
  const end = lines.length > 1 && lines.at(-1) === '' ? '\n' : ''
  if (end !== '') lines.pop()
  const paragraphs: string[] = []
  let pieces: string[] = []
  let depth = 0
  let goesOn = false
  for (const line of lines) {
    const quotes = countQuotes(line)
    const stuffed = line[quotes] === ' ' ? quotes + 1 : quotes
    const content = line.slice(stuffed)
    const isSignature = content === SIGNATURE && (quotes > 0 || stuffed === 0)
    // Of another depth, or a signature, it begins something new whatever the line before promised (§4.3, §4.5).
    if (goesOn && quotes === depth && !isSignature) {
      if (delSp) pieces.push(pieces.pop()?.slice(0, -1) ?? '')
      pieces.push(content)
    } else {
      if (pieces.length > 0) paragraphs.push(pieces.join(''))
      // Without its marks of quotation nobody could tell who says it; a stuffed blank was never said.
      pieces = [quotes > 0 ? line.slice(0, stuffed) : '', content]
    }
    depth = quotes
    goesOn = !isSignature && content.endsWith(' ')
  }
  return [...paragraphs, pieces.join('')].join('\n') + end
}

function countQuotes(line: string): number {
  let quotes = 0
  while (line[quotes] === '>') quotes++
  return quotes
}
