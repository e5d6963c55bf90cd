/** Which of two forms of an answer a client asks for. */

/** JSON unless text is asked for, and before it. */
export function wantsText(accept = ''): boolean {
  const [text, json] = [accept.indexOf('text/plain'), accept.indexOf('application/json')]
  return text >= 0 && (json < 0 || text < json)
}
