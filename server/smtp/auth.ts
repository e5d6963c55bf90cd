/** Who may sign in to SMTP (RFC 4954), when, and with what. Knows no sockets. */
import { setTimeout } from 'node:timers/promises'
import type { SMTPServerAuthentication } from 'smtp-server'
import { followFile } from '../access/secret-file.ts'
import { readUsersFile, type Users } from '../access/users.ts'
import type { Config } from '../config/settings.ts'
import { AppError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { ParameterFault } from './path.ts'

export type AuthConfig = Pick<Config, 'smtp-auth' | 'smtp-auth-tls-only' | 'smtp-users'>

/** One end of a connection. */
interface Peer {
  remoteAddress: string
  remotePort: number
}

export interface AuthAttempt {
  login: SMTPServerAuthentication
  session: { id: string; remoteAddress: string }
}

export interface AuthPolicy {
  /** Nobody sends who has not signed in. */
  readonly isRequired: boolean
  isOffered(isSecure: boolean): boolean
  /** Of AUTH, whoever asks; undefined when it may go on. */
  refusal(isSecure: boolean): ParameterFault | undefined
  /** Late when it fails: guessing takes time. */
  isRight(attempt: AuthAttempt): Promise<boolean>
  /** A connection that Mailmitt opened to itself, for a sample. */
  isOurs(peer: Peer): boolean
  /** @returns a function that takes it back */
  admit(address: string, port: number): () => void
  close(): void
}

const FIRST_DELAY_MS = 250
const MAX_DELAY_MS = 8000
/** Of more, those that failed longest ago are forgotten. */
const MAX_ADDRESSES = 10_000

/** @throws {AppError} when the file of users cannot be used */
export function createAuthPolicy({ config, log }: { config: AuthConfig; log: Log }): AuthPolicy {
  const { 'smtp-auth': mode, 'smtp-auth-tls-only': isTlsOnly, 'smtp-users': path } = config
  let users = path === undefined ? undefined : readUsers(path)
  const stopFollowing = path === undefined ? undefined : followFile(path, () => reload(path))
  const failures = new Map<string, number>()
  const ours = new Set<string>()
  const keyOf = (address: string, port: number) => `${address.replace(/^::ffff:/, '')} ${port}`

  function reload(changed: string): void {
    try {
      users = readUsers(changed)
      log.info({ path: changed }, 'read the changed file of SMTP users')
    } catch (error) {
      log.warn({ err: error }, 'the changed file of SMTP users cannot be used; the one before stays')
    }
  }

  /** @returns how long the answer is to wait */
  function countFailure(address: string): number {
    const count = (failures.get(address) ?? 0) + 1
    failures.delete(address)
    failures.set(address, count)
    const [oldest] = failures.keys()
    if (failures.size > MAX_ADDRESSES && oldest !== undefined) failures.delete(oldest)
    return Math.min(MAX_DELAY_MS, FIRST_DELAY_MS * 2 ** (count - 1))
  }

  return {
    isRequired: mode === 'required',
    isOffered: (isSecure) => mode !== 'off' && (isSecure || !isTlsOnly),
    refusal: (isSecure) =>
      mode === 'off'
        ? { replyCode: 502, enhancedCode: '5.5.1', text: 'AUTH is switched off (--smtp-auth off)' }
        : isSecure || !isTlsOnly
          ? undefined
          : // RFC 4954 §6, RFC 5248 §3
            { replyCode: 538, enhancedCode: '5.7.11', text: 'Encryption required for AUTH; send STARTTLS first' },
    async isRight({ login, session }) {
      if (!users || (await fits(users, login))) {
        failures.delete(session.remoteAddress)
        return true
      }
      const delayMs = countFailure(session.remoteAddress)
      const { method, username } = login
      log.warn({ session: session.id, client: session.remoteAddress, method, user: username }, 'SMTP sign-in failed')
      await setTimeout(delayMs, undefined, { ref: false })
      return false
    },
    isOurs: ({ remoteAddress, remotePort }) => ours.has(keyOf(remoteAddress, remotePort)),
    admit(address, port) {
      const key = keyOf(address, port)
      ours.add(key)
      return () => void ours.delete(key)
    },
    close: () => stopFollowing?.(),
  }
}

/** A token (XOAUTH2) counts as the password: nobody here could ask who gave it out. */
async function fits(users: Users, { method, username = '', password, accessToken, validatePassword }: SMTPServerAuthentication) {
  if (method !== 'CRAM-MD5') return users.verify(username, password ?? accessToken ?? '')
  // The digest is made from the password as it is, so one that is kept as a hash cannot be compared (RFC 2195 §2).
  const known = users.plainPassword(username)
  const isRight = validatePassword?.(known ?? '') ?? false
  return isRight && known !== undefined
}

function readUsers(path: string): Users {
  try {
    return readUsersFile(path)
  } catch (error) {
    throw new AppError('conflict', `--smtp-users: ${(error as Error).message}`, { cause: error })
  }
}
