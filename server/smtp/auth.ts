/** Who may sign in to SMTP (RFC 4954), when, and with what. Knows no sockets. */
import type { SMTPServerAuthentication } from 'smtp-server'
import { createPasswordCheck } from '../access/password-check.ts'
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

export interface AuthPolicy {
  /** Nobody sends who has not signed in. */
  readonly isRequired: boolean
  isOffered(isSecure: boolean): boolean
  /** Of AUTH, whoever asks; undefined when it may go on. */
  refusal(isSecure: boolean): ParameterFault | undefined
  /** @throws {AppError} `unauthenticated`, `too_many_attempts`. @param address IP address of the client */
  check(login: SMTPServerAuthentication, address: string): Promise<void>
  /** A connection that Mailmitt opened to itself, for a sample. */
  isOurs(peer: Peer): boolean
  /** @returns a function that takes it back */
  admit(address: string, port: number): () => void
  close(): void
}

/** @throws {AppError} when the file of users cannot be used */
export function createAuthPolicy({ config, log }: { config: AuthConfig; log: Log }): AuthPolicy {
  const { 'smtp-auth': mode, 'smtp-auth-tls-only': isTlsOnly, 'smtp-users': path } = config
  let users = path === undefined ? undefined : readUsers(path)
  const stopFollowing = path === undefined ? undefined : followFile(path, () => reload(path))
  const checkPassword = createPasswordCheck({
    // As the file says it now.
    users: {
      verify: async (name, password) => users?.verify(name, password) ?? false,
      versionOf: (name) => users?.versionOf(name),
    },
    log,
  })
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
    async check(login, address) {
      // Without a file any credentials do.
      if (users) await checkPassword({ name: login.username ?? '', password: passwordOf(login, users), address, isSignIn: true })
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

/**
 * A token (XOAUTH2) counts as the password: nobody here could ask who gave it out. Of CRAM-MD5 it is the one that made the digest,
 * or else none, which is nobody's: it is made from the password as it is, so that one kept as a hash cannot be compared (RFC 2195 §2).
 */
function passwordOf({ method, username = '', password, accessToken, validatePassword }: SMTPServerAuthentication, users: Users) {
  if (method !== 'CRAM-MD5') return password ?? accessToken ?? ''
  const known = users.plainPassword(username)
  return known !== undefined && validatePassword?.(known) ? known : ''
}

function readUsers(path: string): Users {
  try {
    return readUsersFile(path)
  } catch (error) {
    throw new AppError('conflict', `--smtp-users: ${(error as Error).message}`, { cause: error })
  }
}
