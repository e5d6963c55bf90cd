/** Comma-separated values as rows (RFC 4180), as far as somebody looks at them. Never throws; what is broken is read as it stands. */

export interface CsvTable {
  rows: string[][]
  /** There are more rows or columns than were read. */
  isCut: boolean
}

export interface CsvLimits {
  rows: number
  columns: number
}

const DELIMITERS = [',', ';', '\t', '|'] as const

/** The one that stands most often in the first line; Excel writes semicolons where the comma is in numbers. */
export function guessDelimiter(text: string): string {
  const [line = ''] = text.split(/[\r\n]/, 1)
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length)
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ','
}

export function parseCsv(text: string, delimiter: string, limits: CsvLimits): CsvTable {
  const rows: string[][] = []
  let row: string[] = []
  let isCut = false
  const endCell = (cell: string) => {
    if (row.length < limits.columns) row.push(cell)
    else isCut = true
  }
  let at = text.startsWith('\ufeff') ? 1 : 0
  while (at < text.length) {
    if (rows.length === limits.rows) return { rows, isCut: true }
    const { cell, end } = text[at] === '"' ? readQuoted(text, at) : { cell: '', end: at }
    const stop = endOfPlain(text, end, delimiter)
    endCell(cell + text.slice(end, stop))
    at = stop
    if (text[at] === delimiter) {
      at++
      if (at < text.length) continue
      endCell('')
    } else at += text.startsWith('\r\n', at) ? 2 : 1
    rows.push(row)
    row = []
  }
  return { rows, isCut }
}

/** From its opening quote; two quotes inside are one. Without a closing quote it goes on to the end. */
function readQuoted(text: string, start: number): { cell: string; end: number } {
  const pieces: string[] = []
  for (let from = start + 1; ; ) {
    const quote = text.indexOf('"', from)
    if (quote === -1) return { cell: pieces.join('') + text.slice(from), end: text.length }
    pieces.push(text.slice(from, quote))
    if (text[quote + 1] !== '"') return { cell: pieces.join(''), end: quote + 1 }
    pieces.push('"')
    from = quote + 2
  }
}

function endOfPlain(text: string, start: number, delimiter: string): number {
  let at = start
  while (at < text.length && text[at] !== delimiter && text[at] !== '\n' && text[at] !== '\r') at++
  return at
}
