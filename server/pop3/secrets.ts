/** What of a client's line is a secret, and is not written down. */
import { isSaslMechanism } from '../access/sasl.ts'
import { COMMANDS } from './commands.ts'

const MASKED = '(masked)'

/**
 * @param text of a whole line
 * @param isSignedIn before, a line that is no command may be a secret too: an answer to an AUTH that was refused, or a PASS with a slip
 */
export function maskSecrets(text: string, isSignedIn: boolean): string {
  // A client that ends its lines with CR alone says its password in the same line.
  const control = text.search(/\p{Cc}/u)
  if (control >= 0) return `${maskSecrets(text.slice(0, control), isSignedIn)} ${MASKED}`
  const [, keyword = '', rest = ''] = /^([^ ]*) ?(.*)$/s.exec(text) ?? []
  const known = keyword.toUpperCase()
  if (rest !== '' && known === 'PASS') return `${keyword} ${MASKED}`
  if (known === 'APOP') return text.replace(/ [^ ]*$/, ` ${MASKED}`)
  if (known === 'AUTH') {
    const [mechanism = '', ...secrets] = rest.split(' ')
    if (rest !== '' && !isSaslMechanism(mechanism)) return `${keyword} ${MASKED}`
    return secrets.length > 0 ? `${keyword} ${mechanism} ${MASKED}` : text
  }
  if (isSignedIn || COMMANDS.has(known)) return text
  return /^[a-z]{3,4}$/i.test(keyword) && rest !== '' ? `${keyword} ${MASKED}` : MASKED
}
