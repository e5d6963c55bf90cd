/** Quoted strings and comments of header fields (RFC 5322 §3.2.2, §3.2.4). What is not closed goes on to the end. */

/** @param at of the opening quote */
export function readQuoted(text: string, at: number): { value: string; end: number } {
  let value = ''
  for (let i = at + 1; ; ) {
    const stop = nextOf(text, i, '"\\')
    value += text.slice(i, stop)
    if (text[stop] !== '\\') return { value, end: Math.min(text.length, stop + 1) }
    value += text[stop + 1] ?? ''
    i = stop + 2
  }
}

/** Comments may hold comments; their parentheses stay. @param at of the opening parenthesis */
export function readComment(text: string, at: number): { value: string; end: number } {
  let value = ''
  let depth = 1
  for (let i = at + 1; ; ) {
    const stop = nextOf(text, i, '()\\')
    value += text.slice(i, stop)
    const met = text[stop]
    if (met === undefined) return { value, end: text.length }
    if (met === '(') depth++
    if (met === ')' && --depth === 0) return { value, end: stop + 1 }
    value += met === '\\' ? (text[stop + 1] ?? '') : met
    i = stop + (met === '\\' ? 2 : 1)
  }
}

/** Where one of these characters stands next, or the end. */
function nextOf(text: string, from: number, characters: string): number {
  let at = from
  while (at < text.length && !characters.includes(text[at] ?? '')) at++
  return Math.min(at, text.length)
}
