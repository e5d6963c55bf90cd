/**
 * Who may sign in: a file of `name:password` lines, for the web app, for Basic (RFC 7617) and for SMTP AUTH. The one reader
 * of that file; knows no protocol.
 */
import { ConfigError } from '../config/load.ts'
import { fitsHash, NOBODY, type PasswordHash, parsePasswordHash } from './password-hash.ts'
import { digestOf, isSameText } from './same-text.ts'
import { readSecretFile } from './secret-file.ts'

const MAX_USERS = 10_000
const MAX_FAULTS = 100
const MAX_NAME_OCTETS = 255
const MAX_PASSWORD_OCTETS = 1024
/** What other programs write: taken for a password it would let in whoever reads the file. */
const FOREIGN_HASH = /^(\$(2[abxy]?|apr1|argon2\w*|1|5|6|7|y|scrypt|pbkdf2[\w-]*)\$|\{[A-Z0-9-]+\})/

export interface Users {
  readonly count: number
  /** Takes as long for a name that nobody has. */
  verify(name: string, password: string): Promise<boolean>
  /** For CRAM-MD5 (RFC 2195); absent for one that is kept as a hash, or does not exist. */
  plainPassword(name: string): string | undefined
  /** Another one when the password is changed; absent for a name that nobody has. */
  versionOf(name: string): string | undefined
}

/** As it stands in a file: plain, or a hash of it. */
type Password = { plain: string } | { hash: PasswordHash }

interface Entry {
  password: Password
  version: string
}

/** @throws {ConfigError} with one line for each fault, none of which tells a password */
export function readUsersFile(path: string): Users {
  const faults: string[] = []
  const text = readSecretFile(path, faults)
  const users = parseUsers([{ text, source: path }], faults)
  if (faults.length > 0) throw new ConfigError(faults)
  return users
}

/**
 * Parses `name:password` lines. A password may hold `:`; empty lines and those that begin with `#` are passed over.
 *
 * @param sources each with what stands before the number of a line in a fault: the path
 * @param faults grows by a sentence for each line that cannot be used, up to a hundred
 */
export function parseUsers(sources: readonly { text: string; source: string }[], faults: string[]): Users {
  const entries = new Map<string, Entry>()
  for (const { text, source } of sources)
    for (const [at, line] of text.split(/\r\n|\n|\r/).entries()) {
      if (line.trim() === '' || line.startsWith('#')) continue
      const fault = addUser(entries, line)
      if (fault !== undefined && faults.length < MAX_FAULTS) faults.push(`${source}, line ${at + 1}: ${fault}`)
    }
  return createUsers(entries)
}

/** @returns what is wrong with it */
function addUser(entries: Map<string, Entry>, line: string): string | undefined {
  const colon = line.indexOf(':')
  if (colon < 0) return 'has no colon; write name:password'
  const name = line.slice(0, colon).trim().normalize('NFC')
  const text = line.slice(colon + 1)
  if (name === '') return 'has no name; write name:password'
  if (/\p{Cc}/u.test(line)) return 'holds a control character'
  if (Buffer.byteLength(name) > MAX_NAME_OCTETS) return `has a name of more than ${MAX_NAME_OCTETS} octets`
  if (text.trim() === '') return `has no password for ${name}`
  if (Buffer.byteLength(text) > MAX_PASSWORD_OCTETS) return `has a password of more than ${MAX_PASSWORD_OCTETS} octets`
  if (entries.has(name)) return `names ${name} once more`
  if (entries.size === MAX_USERS) return `is one more than the ${MAX_USERS} users there can be`
  const hash = parsePasswordHash(text.trim())
  if (!hash && FOREIGN_HASH.test(text))
    return `has a hash for ${name} that is not known here; make one with: mailmitt password ${name}`
  entries.set(name, { password: hash ? { hash } : { plain: text }, version: digestOf(text).toString('base64url') })
  return undefined
}

function createUsers(entries: ReadonlyMap<string, Entry>): Users {
  const hasHashes = [...entries.values()].some(({ password }) => 'hash' in password)
  const find = (name: string) => entries.get(name.normalize('NFC'))

  return {
    count: entries.size,
    async verify(name, password) {
      if (Buffer.byteLength(password) > MAX_PASSWORD_OCTETS) return false
      const known = find(name)
      const expected: Password = known?.password ?? (hasHashes ? { hash: NOBODY } : { plain: '' })
      const fits =
        'hash' in expected
          ? await fitsHash(password, expected.hash)
          : isSameText(password.normalize('NFC'), expected.plain.normalize('NFC'))
      return fits && known !== undefined
    },
    plainPassword(name) {
      const password = find(name)?.password
      return password && 'plain' in password ? password.plain : undefined
    },
    versionOf: (name) => find(name)?.version,
  }
}
