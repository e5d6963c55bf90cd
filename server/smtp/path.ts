/** The arguments of MAIL and RCPT (RFC 5321 §4.1.2, §4.1.1.11), kept as written. Knows no sockets. */
import type { EsmtpParameter } from '../../shared/model/envelope.ts'

export interface PathArgument {
  /** Without its angle brackets; empty for the null path. */
  path: string
  parameters: EsmtpParameter[]
}

/**
 * Parses what follows `MAIL` or `RCPT`: `FROM:<reverse-path> [SP parameters]`.
 *
 * Takes every path of the RFC's shape, also what few servers take: quoted local-parts, source routes, address literals,
 * underscores, a dot at the end of the local-part, no domain at all. What is refused could not be told apart from its
 * surroundings: control characters, or white space and angle brackets outside quotes.
 *
 * @returns a sentence when it is not of that shape
 */
export function parsePathArgument(keyword: 'FROM' | 'TO', argument: string): PathArgument | string {
  const [opening] = new RegExp(`^\\s*${keyword}\\s*:\\s*`, 'i').exec(argument) ?? []
  if (opening === undefined) return `write ${keyword}:<path>`
  const rest = argument.slice(opening.length)
  const [bracketed, path] = /^<((?:"(?:[^"\\]|\\.)*"|[^"<>\s])*)>(?=\s|$)/.exec(rest) ?? []
  if (bracketed === undefined || path === undefined)
    return `the path must stand in angle brackets, <ann@x.test>, without spaces outside quotes`
  if (/\p{Cc}/u.test(rest)) return 'control characters are not allowed'
  const mailbox = path.replace(/^@[^:]*:/, '')
  if (mailbox.startsWith('@') || mailbox.endsWith('@') || (mailbox === '' && path !== ''))
    return 'the path needs a local-part and a domain'
  return { path, parameters: parseParameters(rest.slice(bracketed.length)) }
}

function parseParameters(text: string): EsmtpParameter[] {
  return text
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      const equals = word.indexOf('=')
      return equals < 0 ? { keyword: word } : { keyword: word.slice(0, equals), value: word.slice(equals + 1) }
    })
}

export interface ParameterFault {
  replyCode: number
  enhancedCode: string
  text: string
}

/** What a real server would refuse in MAIL, so that an app learns of it here. Unknown parameters are kept and taken. */
export function checkMailParameters(parameters: readonly EsmtpParameter[], maxOctets: number): ParameterFault | undefined {
  for (const { keyword, value } of parameters) {
    switch (keyword.toUpperCase()) {
      case 'SIZE':
        // RFC 1870 §3: size-value = 1*20DIGIT
        if (!/^\d{1,20}$/.test(value ?? '')) return syntax(`SIZE=${value ?? ''} is not a decimal size`)
        if (Number(value) > maxOctets) return tooLarge(maxOctets)
        break
      case 'BODY':
        if (!/^(7BIT|8BITMIME)$/i.test(value ?? '')) return syntax(`BODY=${value ?? ''} is not 7BIT or 8BITMIME`) // RFC 6152 §2
        break
      case 'SMTPUTF8':
        if (value !== undefined) return syntax('SMTPUTF8 takes no value') // RFC 6531 §3.1
        break
      case 'RET':
        if (!/^(FULL|HDRS)$/i.test(value ?? '')) return syntax(`RET=${value ?? ''} is not FULL or HDRS`) // RFC 3461 §4.3
        break
    }
  }
  return undefined
}

/** RFC 3461 §4.1, §4.2. */
export function checkRcptParameters(parameters: readonly EsmtpParameter[]): ParameterFault | undefined {
  for (const { keyword, value } of parameters) {
    const isNotify = keyword.toUpperCase() === 'NOTIFY'
    if (isNotify && !/^(NEVER|(SUCCESS|FAILURE|DELAY)(,(SUCCESS|FAILURE|DELAY))*)$/i.test(value ?? ''))
      return syntax(`NOTIFY=${value ?? ''} is not NEVER or a list of SUCCESS, FAILURE and DELAY`)
    if (keyword.toUpperCase() === 'ORCPT' && !/^[^;]+;./.test(value ?? ''))
      return syntax(`ORCPT=${value ?? ''} is not type;address`)
  }
  return undefined
}

/** RFC 1870 §6.1 */
export function tooLarge(maxOctets: number): ParameterFault {
  return { replyCode: 552, enhancedCode: '5.3.4', text: `Message exceeds the maximum size of ${maxOctets} octets` }
}

function syntax(text: string): ParameterFault {
  return { replyCode: 501, enhancedCode: '5.5.4', text }
}
