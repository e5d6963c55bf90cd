/** Parameters that were sent in pieces, as a server of IMAP tells them: joined, and still encoded (RFC 2231 §3, §4.1, §6). */
export type Parameter = [name: string, value: string]

/** `name*0*` or `name*1`. */
interface Piece {
  /** Its place among the parameters. */
  at: number
  name: string
  number: number
  /** Encoded, in percents. */
  isExtended: boolean
  value: string
}

/** `name*0*=…; name*1=…` becomes `name*=…`, where the first of them stood. A piece without all before it is told as it was sent. */
export function joinContinued(params: readonly Parameter[]): Parameter[] {
  const series = new Map<string, Piece[]>()
  // Not always sent in the order of their numbers.
  for (const piece of params.flatMap(readPiece).sort((a, b) => a.number - b.number)) {
    const pieces = series.get(piece.name.toLowerCase()) ?? []
    if (piece.number !== pieces.length) continue
    pieces.push(piece)
    series.set(piece.name.toLowerCase(), pieces)
  }
  const joined = new Map<number, Parameter[]>()
  for (const pieces of series.values())
    for (const { at, number } of pieces) joined.set(at, number === 0 ? [joinPieces(pieces)] : [])
  return params.flatMap((param, at) => joined.get(at) ?? [param])
}

function readPiece([written, value]: Parameter, at: number): Piece[] {
  const [, name, number, star] = /^([^*]+)\*(0|[1-9]\d{0,8})(\*?)$/.exec(written) ?? []
  return name === undefined ? [] : [{ at, name, number: Number(number), isExtended: star === '*', value }]
}

function joinPieces(pieces: readonly Piece[]): Parameter {
  const isExtended = pieces.some((piece) => piece.isExtended)
  // A percent that encodes nothing stays one.
  const values = pieces.map((piece) => (isExtended && !piece.isExtended ? piece.value.replaceAll('%', '%25') : piece.value))
  return [`${pieces[0]?.name}${isExtended ? '*' : ''}`, values.join('')]
}
