/**
 * What a browser keeps of a sign-in: who, until when, and a signature that only this database's program can make. It ends with
 * the password that it was made by. Knows no cookies.
 */
import { createHmac } from 'node:crypto'
import { newId, now } from '../clock.ts'
import { isSameText } from './same-text.ts'
import type { Users } from './users.ts'

/** So long nobody may come. */
export const IDLE_MS = 30 * 24 * 60 * 60_000
/** A value as old as that is exchanged for a new one. */
const RENEW_MS = 24 * 60 * 60_000
/** Signed out while the program runs; the oldest are forgotten first. */
const MAX_ENDED = 10_000
const MAX_CHARACTERS = 1000

export interface SignIn {
  name: string
  id: string
  expiresAt: number
  /** Time for a new value. */
  isOld: boolean
}

export interface SignIns {
  /** @param id of the sign-in that goes on; else one begins */
  write(name: string, id?: string): string
  /** @returns undefined for what is not signed so, has expired or has ended */
  read(value: string): SignIn | undefined
  holds(signIn: SignIn): boolean
  end(signIn: SignIn): void
}

export interface SignInsDependencies {
  secret: string
  users: Pick<Users, 'versionOf'>
  time?: () => number
}

export function createSignIns({ secret, users, time = now }: SignInsDependencies): SignIns {
  const key = createHmac('sha256', secret).update('sign-in').digest()
  const ended = new Set<string>()

  function sign(name: string, id: string, expiry: string): string {
    const version = users.versionOf(name) ?? ''
    return createHmac('sha256', key)
      .update(JSON.stringify([name, id, expiry, version]))
      .digest('base64url')
  }

  return {
    write(name, id = newId()) {
      const expiry = (time() + IDLE_MS).toString(36)
      return [Buffer.from(name).toString('base64url'), id, expiry, sign(name, id, expiry)].join('.')
    },
    read(value) {
      if (value.length > MAX_CHARACTERS) return undefined
      const [, encoded = '', id = '', expiry = '', given = ''] =
        /^([\w-]+)\.([0-9a-z]+)\.([0-9a-z]{1,11})\.([\w-]{43})$/.exec(value) ?? []
      const name = Buffer.from(encoded, 'base64url').toString()
      if (!isSameText(given, sign(name, id, expiry))) return undefined
      const expiresAt = Number.parseInt(expiry, 36)
      const signIn = { name, id, expiresAt, isOld: expiresAt - time() < IDLE_MS - RENEW_MS }
      return this.holds(signIn) ? signIn : undefined
    },
    holds: ({ name, id, expiresAt }) => expiresAt > time() && !ended.has(id) && users.versionOf(name) !== undefined,
    end({ id }) {
      ended.add(id)
      const [oldest] = ended
      if (ended.size > MAX_ENDED && oldest !== undefined) ended.delete(oldest)
    },
  }
}
