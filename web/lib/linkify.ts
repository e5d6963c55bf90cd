/** Finds what can be clicked in plain text. Only http(s) and mailto: text of a mail must not choose another scheme. */

export interface TextPiece {
  text: string
  href?: string
}

const LINK = /\bhttps?:\/\/[^\s<>"'`]+|\bmailto:[^\s<>"'`]+|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b/giu
/** Closing marks that end a sentence rather than an address. */
const TRAILING = /[.,;:!?'"»”’\]]+$/u

export function linkify(text: string): TextPiece[] {
  const pieces: TextPiece[] = []
  let end = 0
  for (const match of text.matchAll(LINK)) {
    const link = trimLink(match[0])
    if (!link) continue
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) })
    pieces.push({ text: link, href: /^(?:https?|mailto):/i.test(link) ? link : `mailto:${link}` })
    end = match.index + link.length
  }
  if (end < text.length) pieces.push({ text: text.slice(end) })
  return pieces
}

/** `(see https://x.test/a_(b))` links `https://x.test/a_(b)`: a closing bracket counts when its partner is inside. */
function trimLink(link: string): string {
  let trimmed = link.replace(TRAILING, '')
  while (trimmed.endsWith(')') && count(trimmed, ')') > count(trimmed, '(')) trimmed = trimmed.slice(0, -1).replace(TRAILING, '')
  return trimmed
}

function count(text: string, mark: string): number {
  return text.split(mark).length - 1
}
