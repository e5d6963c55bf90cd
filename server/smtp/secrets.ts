/** What of a dialogue by SMTP is a secret, and is not written down. */

const MASKED = '(masked)'
/** SASL mechanisms that may be shown; anything else behind AUTH could be the secret itself. */
const MECHANISM =
  /^(PLAIN|LOGIN|CRAM-MD5|DIGEST-MD5|XOAUTH2|OAUTHBEARER|SCRAM-SHA-(1|256)(-PLUS)?|NTLM|GSSAPI|EXTERNAL|ANONYMOUS)$/i

/**
 * The text of a client's line with its secrets masked. A line of an AUTH exchange is a secret as a whole, but for the `*`
 * that ends one; so is what follows an AUTH that was refused, from a client that did not wait to hear of it.
 */
export function maskSecrets(text: string, { isAuthExchange }: { isAuthExchange: boolean }): string {
  if (isAuthExchange) return text === '*' || text === '' ? text : MASKED
  if (!/AUTH|PASS|LOGIN/i.test(text)) return text
  const words = text.trim().split(/\s+/)
  const [verb = ''] = words
  if (/^\W*AUTH/i.test(verb)) {
    if (words.length === 1) return /^\W*AUTH$/i.test(verb) ? verb : MASKED
    const [, mechanism = ''] = words
    const shown = /^AUTH$/i.test(verb) ? [verb, ...(MECHANISM.test(mechanism) ? [mechanism] : [])] : ['AUTH']
    return shown.length === words.length ? shown.join(' ') : `${shown.join(' ')} ${MASKED}`
  }
  // Clients of POP3 and IMAP that were given the wrong port.
  const [login] = /^\s*(?:PASS|\S+ LOGIN|LOGIN)\b/i.exec(text) ?? []
  return login !== undefined && login.length < text.trimEnd().length ? `${login} ${MASKED}` : text
}

/** True when secrets may follow this line, whatever its reply. */
export function asksForSecrets(text: string): boolean {
  return /^\W*AUTH/i.test(text)
}
