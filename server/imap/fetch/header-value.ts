/**
 * `value; name=value` (RFC 2045 §5.1). Values in pieces are joined, as a server of IMAP does; what RFC 2231 and RFC 2047 encode stays
 * encoded, for clients to decode (RFC 2231 §6). Octets as latin1. Never throws.
 */
import { joinContinued, type Parameter } from './continued-parameters.ts'
import { readComment, readQuoted } from './quoted-text.ts'

export interface HeaderValue {
  value: string
  params: Parameter[]
}

interface Piece {
  name: string | undefined
  text: string
  quoted: string | undefined
}

export function parseHeaderValue(text: string): HeaderValue {
  const [first, ...rest] = splitPieces(text)
  const params = rest.flatMap(({ name, text: plain, quoted }): Parameter[] =>
    name === undefined || name === '' ? [] : [[name, quoted ?? plain.trimEnd()]],
  )
  return { value: first?.quoted ?? first?.text.trimEnd() ?? '', params: joinContinued(params) }
}

function splitPieces(text: string): Piece[] {
  const pieces: Piece[] = []
  let piece: Piece = { name: undefined, text: '', quoted: undefined }
  for (let i = 0; i < text.length; ) {
    const met = text[i] ?? ''
    i++
    if (met === ';') {
      pieces.push(piece)
      piece = { name: undefined, text: '', quoted: undefined }
    } else if (met === '"' && piece.text === '') {
      const { value, end } = readQuoted(text, i - 1)
      piece.quoted = (piece.quoted ?? '') + value
      i = end
    } else if (met === '(') {
      const { end } = readComment(text, i - 1)
      // File names are sent without quotes: of `a (1).pdf` it is no comment.
      const isInName = piece.name !== undefined && piece.text !== '' && /^\s*[^;\s]/.test(text.slice(end, end + 20))
      if (isInName) piece.text += text.slice(i - 1, end)
      i = end
    } else if (met === '=' && piece.name === undefined && pieces.length > 0) {
      piece.name = piece.text.trimEnd()
      piece.text = ''
    } else if (piece.text !== '' || !/[ \t\r\n]/.test(met)) piece.text += met
  }
  return [...pieces, piece]
}
