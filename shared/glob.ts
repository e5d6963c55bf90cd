/** Patterns in which `*` stands for any characters. Shared, so that the page finds the rule that the server goes by. */
export function globMatcher(pattern: string): (text: string) => boolean {
  const literals = pattern.split('*').map((literal) => literal.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
  const regExp = new RegExp(`^${literals.join('.*')}$`, 's')
  return (text) => regExp.test(text)
}
