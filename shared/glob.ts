/** Patterns in which `*` stands for any characters. Shared, so that the page finds the rule that the server goes by. */

/**
 * Takes time in proportion to the text, whatever the pattern: no regular expression does.
 *
 * @returns what each `*` stands for, as little as can be; undefined when it does not match
 */
export function matchGlob(pattern: string, text: string): string[] | undefined {
  const [prefix = '', ...literals] = pattern.split('*')
  const suffix = literals.pop()
  if (suffix === undefined) return text === pattern ? [] : undefined
  const end = text.length - suffix.length
  if (!text.startsWith(prefix) || !text.endsWith(suffix) || end < prefix.length) return undefined
  const stars: string[] = []
  let at = prefix.length
  for (const literal of literals) {
    const found = text.indexOf(literal, at)
    if (found < 0 || found + literal.length > end) return undefined
    stars.push(text.slice(at, found))
    at = found + literal.length
  }
  return [...stars, text.slice(at, end)]
}
