/** Styles in one way of writing. Declarations keep their order, which has a meaning. */

/** A style sheet, a line for each rule and declaration. */
export function styleSheetLines(css: string): string[] {
  const lines: string[] = []
  let depth = 0
  for (const piece of splitOutside(css.replace(/\/\*[\s\S]*?\*\//g, ' '), '{};')) {
    const line = writeDeclaration(piece.text)
    if (piece.separator === '{') lines.push(`${indent(depth)}${fold(piece.text)} {`)
    else if (line !== '') lines.push(`${indent(depth)}${line}`)
    if (piece.separator === '{') depth++
    if (piece.separator === '}') depth = Math.max(0, depth - 1)
  }
  return lines
}

/** What a `style` attribute holds: `color: #333; padding: 0`. */
export function normaliseStyle(style: string): string {
  return splitOutside(style, ';')
    .map(({ text }) => writeDeclaration(text))
    .filter((declaration) => declaration !== '')
    .join('; ')
}

function indent(depth: number): string {
  return '  '.repeat(Math.min(depth, 4))
}

function writeDeclaration(text: string): string {
  const folded = fold(text)
  const [, property, value] = /^([\w-]+) ?: ?([\s\S]*)$/.exec(folded) ?? []
  if (property === undefined || value === undefined) return folded
  return `${property.toLowerCase()}: ${value.replace(/ ?!important$/i, ' !important').replace(/ ?, ?/g, ', ')}`
}

function fold(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

/** Splits at separators that stand neither in a string nor in brackets, as those of `url(data:…;base64)`. */
function splitOutside(css: string, separators: string): { text: string; separator: string }[] {
  const pieces: { text: string; separator: string }[] = []
  let start = 0
  let quote = ''
  let brackets = 0
  for (let i = 0; i < css.length; i++) {
    const character = css.charAt(i)
    if (quote !== '') {
      if (character === '\\') i++
      else if (character === quote || character === '\n') quote = ''
    } else if (character === '"' || character === "'") quote = character
    else if (character === '(') brackets++
    else if (character === ')') brackets = Math.max(0, brackets - 1)
    else if (brackets === 0 && separators.includes(character)) {
      pieces.push({ text: css.slice(start, i), separator: character })
      start = i + 1
    }
  }
  return [...pieces, { text: css.slice(start), separator: '' }]
}
