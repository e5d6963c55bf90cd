/**
 * Checks names and passwords, for every protocol: slowly where somebody guesses, and at no cost where a tool brings what was right
 * before. Knows no protocol.
 */
import { createHmac } from 'node:crypto'
import { newSecret, ticks } from '../clock.ts'
import { AppError } from '../errors.ts'
import type { Log } from '../log.ts'
import { createSlowDown } from './slow-down.ts'
import type { Users } from './users.ts'

export interface PasswordLogin {
  name: string
  password: string
  /** IP address that it comes from. */
  address: string
  /** A sign-in, for a connection or a browser; not what a tool brings along with each request. */
  isSignIn: boolean
}

/** @throws {AppError} `too_many_attempts`, `unauthenticated` */
export type CheckPassword = (login: PasswordLogin) => Promise<void>

/** Passwords of tools that bring them with each request, found right before: a hash takes its time. */
const MAX_PROVEN = 1000
/** Each takes 16 MiB and a processor. */
const MAX_CHECKS = 20
/**
 * How often what was right before, and is brought along with requests, ends the slow-down anew: with each of them it would give new
 * tries all the time to who guesses from the same address.
 */
const FORGIVE_MS = 60_000

export function createPasswordCheck({ users, log }: { users: Pick<Users, 'verify' | 'versionOf'>; log: Log }): CheckPassword {
  const slowDown = createSlowDown()
  const proofKey = newSecret()
  /** When it last ended the slow-down, by what was proven. */
  const proven = new Map<string, number>()
  /** Being looked at: a tool may bring the same in many requests at once. */
  const checking = new Map<string, Promise<void>>()

  function succeeded(proof: string, { name, address }: PasswordLogin): void {
    slowDown.succeeded(address, name)
    proven.delete(proof)
    proven.set(proof, ticks())
    const [oldest] = proven.keys()
    if (proven.size > MAX_PROVEN && oldest !== undefined) proven.delete(oldest)
  }

  async function tryPassword(proof: string, login: PasswordLogin): Promise<void> {
    const { name, password, address } = login
    slowDown.failed(address, name)
    if (!(await users.verify(name, password))) {
      log.warn({ user: escapeControls(name), address }, 'sign-in failed')
      throw new AppError('unauthenticated', 'This name and password do not go together')
    }
    succeeded(proof, login)
  }

  return async ({ name: given, ...rest }) => {
    const login = { ...rest, name: given.normalize('NFC') }
    const { name, password, address, isSignIn } = login
    const proof = createHmac('sha256', proofKey)
      .update(JSON.stringify([address, name, password, users.versionOf(name)]))
      .digest('base64')
    const running = checking.get(proof)
    if (running) return running
    // Before what is known: else who guesses could tell by the answer that one is right.
    const waitMs = slowDown.waitMs(address, name)
    if (waitMs > 0) throw tooMany(waitMs)
    const forgivenAt = proven.get(proof)
    if (forgivenAt !== undefined) {
      if (isSignIn || ticks() - forgivenAt >= FORGIVE_MS) succeeded(proof, login)
      return
    }
    if (checking.size >= MAX_CHECKS) throw tooMany(1000)
    const check = tryPassword(proof, login).finally(() => checking.delete(proof))
    checking.set(proof, check)
    await check
  }
}

function tooMany(waitMs: number): AppError {
  const seconds = Math.ceil(waitMs / 1000)
  return new AppError('too_many_attempts', `There were too many failed tries; try again in ${seconds} s`, {
    details: { retryAfterSeconds: seconds },
  })
}

/** A name that somebody sent may not write lines of its own into a log that is read on a terminal. */
function escapeControls(text: string): string {
  return JSON.stringify(text.slice(0, 255))
    .slice(1, -1)
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
