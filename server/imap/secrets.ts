/** What a transcript may hold of commands that carry secrets (DESIGN §4). */

/** The name stands there, and nothing behind it. */
const LOGIN = /^(\S+ +LOGIN)((?: +(?:"(?:[^"\\]|\\.)*"|[^\s"{]+)(?= ))?).*$/is
const AUTHENTICATE = /^(\S+ +AUTHENTICATE +\S+)( .*)?$/is

/** @returns the first line of such a command without its secrets; undefined for others */
export function maskSecrets(line: string): string | undefined {
  const [, login, name = ''] = LOGIN.exec(line) ?? []
  if (login !== undefined) return `${login}${name} (masked)`
  const [, authenticate, initial] = AUTHENTICATE.exec(line) ?? []
  return authenticate === undefined || initial === undefined ? undefined : `${authenticate} (masked)`
}
