/** Passwords as a file may hold them without telling them: scrypt (RFC 7914), written as `$scrypt$ln=14,r=8,p=1$salt$hash`. */
import { scrypt, timingSafeEqual } from 'node:crypto'
import { newSecret } from '../clock.ts'

/** 16 MiB and some 40 ms for each try. */
const COST = { ln: 14, r: 8, p: 1 }
const SALT_OCTETS = 16
const HASH_OCTETS = 32
/** What somebody writes into a file must not take the memory or the time of all. */
const MAX_COST = { ln: 17, r: 16, p: 4 }
const FORM = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d)\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{43})$/

export interface PasswordHash extends Readonly<typeof COST> {
  salt: Buffer
  hash: Buffer
}

/** @returns undefined when it is none, or one that costs more than a server should spend */
export function parsePasswordHash(text: string): PasswordHash | undefined {
  const [, ln, r, p, salt = '', hash = ''] = FORM.exec(text) ?? []
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) }
  const isFit = (name: keyof typeof COST) => cost[name] >= 1 && cost[name] <= MAX_COST[name]
  if (!isFit('ln') || !isFit('r') || !isFit('p')) return undefined
  return { ...cost, salt: Buffer.from(salt, 'base64'), hash: Buffer.from(hash, 'base64') }
}

/** The text for a file. */
export async function hashPassword(password: string): Promise<string> {
  const salt = random(SALT_OCTETS)
  const hash = await derive(password, { ...COST, salt })
  const unpadded = (octets: Buffer) => octets.toString('base64').replaceAll('=', '')
  return `$scrypt$ln=${COST.ln},r=${COST.r},p=${COST.p}$${unpadded(salt)}$${unpadded(hash)}`
}

export async function fitsHash(password: string, expected: PasswordHash): Promise<boolean> {
  return timingSafeEqual(await derive(password, expected), expected.hash)
}

/** As costly as the others, and no password fits it: for a name that nobody has. */
export const NOBODY: PasswordHash = { ...COST, salt: random(SALT_OCTETS), hash: random(HASH_OCTETS) }

function random(octets: number): Buffer {
  return Buffer.from(newSecret(octets), 'hex')
}

function derive(password: string, { ln, r, p, salt }: Omit<PasswordHash, 'hash'>): Promise<Buffer> {
  const options = { N: 2 ** ln, r, p, maxmem: 2 ** ln * r * 128 * 2 + 2 ** 20 }
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, HASH_OCTETS, options, (error, hash) => (error ? reject(error) : resolve(hash)))
  })
}
