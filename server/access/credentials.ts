/** Who is known by name or by token: read when the program starts, and again when a file changes. */
import { ConfigError } from '../config/load.ts'
import type { Config } from '../config/settings.ts'
import type { Log } from '../log.ts'
import { followFile, isReadByOthers, readSecretFile } from './secret-file.ts'
import { parseTokens, readTokensFile, type Tokens } from './tokens.ts'
import { parseUsers, type Users } from './users.ts'

export type CredentialSettings = Pick<Config, 'users' | 'user' | 'tokens'>

export interface Credentials {
  /** As the file says it now, whoever holds on to this. */
  readonly users: Users
  readonly tokens: Tokens
  /** @returns a function that ends it */
  follow(log: Log, onChange: () => void): () => void
}

/** @throws {ConfigError} with one line for each fault of all the files */
export function loadCredentials({ users: usersPath, user, tokens: tokensPath }: CredentialSettings): Credentials {
  const faults: string[] = []
  let users = readUsers(faults)
  let tokens = readTokens(faults)
  if (faults.length > 0) throw new ConfigError(faults)
  const paths = [usersPath, tokensPath].filter((path) => path !== undefined)

  function readUsers(found: string[]): Users {
    const before = found.length
    const text = usersPath === undefined ? '' : readSecretFile(usersPath, found)
    const sources = [
      ...(found.length > before || usersPath === undefined ? [] : [{ text, source: usersPath }]),
      ...(user === undefined ? [] : [{ text: user, source: '--user' }]),
    ]
    const read = parseUsers(sources, found)
    if (usersPath !== undefined && found.length === before && read.count === 0)
      found.push(`${usersPath}: names nobody; write a line for each: name:password`)
    return read
  }

  function readTokens(found: string[]): Tokens {
    return tokensPath === undefined ? parseTokens('[]', '', found) : readTokensFile(tokensPath, found)
  }

  function reload(path: string, log: Log): boolean {
    const found: string[] = []
    const [newUsers, newTokens] = path === usersPath ? [readUsers(found), tokens] : [users, readTokens(found)]
    if (found.length > 0) {
      log.warn({ faults: found }, `${path} has changed and cannot be used; what it said before stays in force`)
      return false
    }
    users = newUsers
    tokens = newTokens
    log.info(`${path} has changed: ${users.count} users, ${tokens.count} tokens`)
    return true
  }

  return {
    users: {
      get count() {
        return users.count
      },
      verify: (name, password) => users.verify(name, password),
      plainPassword: (name) => users.plainPassword(name),
      versionOf: (name) => users.versionOf(name),
    },
    tokens: {
      get count() {
        return tokens.count
      },
      find: (text) => tokens.find(text),
      holds: (token) => tokens.holds(token),
    },
    follow(log, onChange) {
      for (const path of paths)
        if (isReadByOthers(path))
          log.warn(`${path} holds secrets, and other users of this machine can read it: chmod 600 ${path}`)
      const ends = paths.map((path) =>
        followFile(path, () => {
          if (reload(path, log)) onChange()
        }),
      )
      return () => {
        for (const end of ends) end()
      }
    },
  }
}
