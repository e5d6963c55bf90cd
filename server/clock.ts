/** Time, ids and randomness: the only place they come from. */
import { randomBytes } from 'node:crypto'

/** Crockford's base 32 in lower case: no i, l, o or u, so an id read aloud or typed stays right. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz'
const TIME_DIGITS = 10
const RANDOM_DIGITS = 10
/** Asking the system for randomness costs as much for one id as for hundreds. */
const POOL_OCTETS = 4000

let pool = Buffer.alloc(0)

export function now(): number {
  return Date.now()
}

/** Milliseconds that only ever grow, for how long something took; sets of the system's clock do not touch it. */
export function ticks(): number {
  return performance.now()
}

/** Milliseconds for which this thread has had a processor; undefined where Node does not tell (before 23.9). */
export function threadCpuMs(): number | undefined {
  const { threadCpuUsage }: { threadCpuUsage?: NodeJS.Process['threadCpuUsage'] } = process
  if (!threadCpuUsage) return undefined
  const { user, system } = threadCpuUsage.call(process)
  return (user + system) / 1000
}

/** An opaque id of 20 characters that sorts by time: 50 bits of milliseconds, then 50 random bits. */
export function newId(atMs: number = now()): string {
  let time = ''
  for (let rest = atMs, i = 0; i < TIME_DIGITS; i++, rest = Math.floor(rest / 32)) time = ALPHABET[rest % 32] + time
  let random = ''
  if (pool.length < RANDOM_DIGITS) pool = randomBytes(POOL_OCTETS)
  for (const octet of pool.subarray(0, RANDOM_DIGITS)) random += ALPHABET[octet % 32]
  pool = pool.subarray(RANDOM_DIGITS)
  return time + random
}

/** Random octets as hexadecimal text, for secrets and nonces. */
export function newSecret(octets = 32): string {
  return randomBytes(octets).toString('hex')
}
