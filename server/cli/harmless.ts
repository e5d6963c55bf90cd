/** Text out of mails, files and answers, for a terminal: without what it would obey, and nothing that turns the rest of a line around. */

/** On one line. */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]+/gu, ' ').toWellFormed()
}

/** With its lines and tabs. */
export function harmlessLines(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/(?![\n\t])[\p{Cc}\p{Bidi_Control}]+/gu, ' ')
    .toWellFormed()
}

/** JSON in which those characters are escaped: the same value, and nothing to obey. */
export function harmlessJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
