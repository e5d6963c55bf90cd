/**
 * Mechanisms of SASL (RFC 4422) that mail clients sign in with: what they say, from the name of the mechanism to name and password or
 * token. AUTHENTICATE of IMAP and AUTH of POP3 differ only in how they carry it. Knows nothing of who is known.
 */
import { isUtf8 } from 'node:buffer'
import { AppError } from '../errors.ts'
import type { MailCredentials } from './mail-sign-in.ts'

type SaslCredentials = Omit<MailCredentials, 'address'>

export interface SaslExchange {
  mechanism: string
  /** What came with the command, in Base64; `=` is nothing, said at once (RFC 4959 §3, RFC 5034 §4). */
  initialResponse: string | undefined
  /** Sends the challenge, in Base64 as it is given, and reads the answer as it comes. */
  ask: (challenge: string) => Promise<string>
}

/** Asks for the client's next words. */
type Ask = (challenge: string) => Promise<Buffer>

/** In the order in which they are offered; each with what it asks for. */
const MECHANISMS = {
  /** RFC 4616 §2 */
  async PLAIN(ask) {
    const words = split(await ask(''), 0)
    const [authorizationIdentity, login, password] = words
    if (words.length !== 3 || !login || password === undefined)
      throw new AppError('invalid', 'PLAIN takes authorization identity, name and password, with NUL between them (RFC 4616)')
    return { authorizationIdentity, login, password }
  },
  /** draft-murchison-sasl-login */
  async LOGIN(ask) {
    const login = toText(await ask('Username:'))
    return { login, password: toText(await ask('Password:')) }
  },
  /** Of Google and Microsoft; the token is that of RFC 6750. */
  async XOAUTH2(ask) {
    const fields = new Map(
      split(await ask(''), 1).map((field) => {
        const at = field.indexOf('=')
        return [field.slice(0, Math.max(0, at)).toLowerCase(), field.slice(at + 1)]
      }),
    )
    const [, token] = /^bearer +(\S+)$/i.exec(fields.get('auth') ?? '') ?? []
    if (token === undefined) throw new AppError('invalid', 'XOAUTH2 takes user=… and auth=Bearer …, each with U+0001 behind it')
    return { login: fields.get('user') ?? '', token }
  },
} satisfies Record<string, (ask: Ask) => Promise<SaslCredentials>>

export const SASL_MECHANISMS: readonly string[] = Object.keys(MECHANISMS)

export function isSaslMechanism(name: string): boolean {
  return SASL_MECHANISMS.includes(name.toUpperCase())
}

/** @throws {AppError} `invalid`, also when the client gives up with `*`; whatever `ask` throws */
export async function readSasl({ mechanism, initialResponse, ask }: SaslExchange): Promise<SaslCredentials> {
  let initial = initialResponse
  const read: Ask = async (challenge) => {
    const answer = initial === undefined ? await ask(Buffer.from(challenge).toString('base64')) : initial === '=' ? '' : initial
    initial = undefined
    if (answer === '*') throw new AppError('invalid', 'The client gave up signing in')
    return decode(answer)
  }
  const find = Object.entries(MECHANISMS).find(([name]) => name === mechanism.toUpperCase())?.[1]
  if (!find) throw new AppError('invalid', `Mechanisms are ${SASL_MECHANISMS.join(', ')}`)
  return find(read)
}

/** Strictly (RFC 4648 §3): what is read in two ways could be a different secret. */
function decode(text: string): Buffer {
  const octets = Buffer.from(text, 'base64')
  if (octets.toString('base64') !== text) throw new AppError('invalid', 'This is not Base64 (RFC 4648 §4)')
  return octets
}

function split(octets: Buffer, separator: number): string[] {
  return toText(octets).split(String.fromCharCode(separator))
}

/** Octets that are no UTF-8 stay what they are, one by one. */
function toText(octets: Buffer): string {
  return octets.toString(isUtf8(octets) ? 'utf8' : 'latin1')
}
