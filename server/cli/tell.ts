/** What a command says on stderr. */

const MAX_LENGTH = 2000

/** A name of a file, or what a server answers, could hold what a terminal obeys. */
export function tell(sentence: string): void {
  const shown = sentence
    .replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu, ' ')
    .slice(0, MAX_LENGTH)
    .toWellFormed()
  process.stderr.write(`mailmitt: ${shown}\n`)
}
