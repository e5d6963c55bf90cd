/** Tokens of programs: a JSON file says what each may do, and in which mailbox. Knows no protocol. */
import { timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { canonicalMailbox, normalizeMailbox } from '../mail/mailbox.ts'
import { digestOf } from './same-text.ts'
import { readSecretFile } from './secret-file.ts'

export const SCOPES = ['read', 'send', 'admin'] as const
export type Scope = (typeof SCOPES)[number]

/** Shorter ones can be guessed. */
const MIN_LENGTH = 20
const MAX_TOKENS = 10_000

const TokenEntry = z.strictObject({
  name: z.string().min(1).max(255),
  /** As in a header field (RFC 6750 §2.1), or `sha256:` and the digest of that in hexadecimal. */
  token: z.string().max(1024),
  scopes: z.array(z.enum(SCOPES)).min(1),
  mailbox: z.string().optional(),
})

export interface Token {
  name: string
  scopes: ReadonlySet<Scope>
  /** All of them when absent. */
  mailbox: string | undefined
  /** Of what the file says of it: another one when any of that is changed. */
  version: string
}

export interface Tokens {
  readonly count: number
  find(text: string): Token | undefined
  /** Whether it is still the same. */
  holds(token: Token): boolean
}

interface Known {
  token: Token
  digest: Buffer
}

/** @param faults grows by a sentence for each that cannot be used, none of which tells a token */
export function readTokensFile(path: string, faults: string[]): Tokens {
  const before = faults.length
  const text = readSecretFile(path, faults)
  return faults.length > before ? createTokens([]) : parseTokens(text, path, faults)
}

export function parseTokens(text: string, source: string, faults: string[]): Tokens {
  const known: Known[] = []
  for (const [at, value] of readList(text, source, faults).entries()) {
    const { data, error } = TokenEntry.safeParse(value)
    const where = `${source}, token ${at + 1}`
    for (const { path, message } of error?.issues ?? []) faults.push(`${where}: ${[...path, message].join(': ')}`)
    if (!data) continue
    const digest = readDigest(data.token)
    const mailbox = data.mailbox === undefined ? undefined : canonicalMailbox(data.mailbox)
    const fault = faultOf(data, { digest, mailbox }, known)
    if (fault !== undefined) faults.push(`${where} (${data.name}): ${fault}`)
    else if (digest) {
      const version = JSON.stringify([digest.toString('hex'), data.name, [...data.scopes].sort(), mailbox])
      known.push({ digest, token: { name: data.name, scopes: new Set(data.scopes), mailbox, version } })
    }
  }
  return createTokens(known)
}

function readList(text: string, source: string, faults: string[]): unknown[] {
  const example = '[{ "name": "ci", "token": "…", "scopes": ["read", "send"] }]'
  try {
    const list: unknown = JSON.parse(text)
    if (Array.isArray(list) && list.length <= MAX_TOKENS) return list
    faults.push(`${source}: must hold a list of at most ${MAX_TOKENS} tokens: ${example}`)
  } catch {
    // Its message would quote the file.
    faults.push(`${source}: is not JSON; write a list of tokens: ${example}`)
  }
  return []
}

/** @returns undefined for what no request could bring */
function readDigest(text: string): Buffer | undefined {
  const [, hex] = /^sha256:([0-9a-f]{64})$/i.exec(text) ?? []
  if (hex !== undefined) return Buffer.from(hex, 'hex')
  return text.length >= MIN_LENGTH && /^[\w\-.~+/]+=*$/.test(text) ? digestOf(text) : undefined
}

function faultOf(
  { name }: z.infer<typeof TokenEntry>,
  { digest, mailbox }: { digest: Buffer | undefined; mailbox: string | undefined },
  known: readonly Known[],
): string | undefined {
  if (!digest)
    return `its token must be sha256: and 64 hexadecimal digits, or at least ${MIN_LENGTH} letters, digits and -._~+/; make one with: openssl rand -hex 24`
  if (/\p{Cc}/u.test(name)) return 'its name holds a control character'
  if (known.some(({ token }) => token.name === name)) return 'another one has this name'
  if (known.some((other) => other.digest.equals(digest))) return 'another one has this token'
  // What is added there would go elsewhere.
  if (mailbox !== undefined && normalizeMailbox(mailbox) !== mailbox) return `no mail can come to a mailbox called ${mailbox}`
  return undefined
}

function createTokens(known: readonly Known[]): Tokens {
  const versions = new Set(known.map(({ token }) => token.version))
  return {
    count: known.length,
    find(text) {
      const given = digestOf(text)
      let found: Token | undefined
      // All of them, whichever it is.
      for (const { digest, token } of known) if (timingSafeEqual(digest, given)) found = token
      return found
    },
    holds: ({ version }) => versions.has(version),
  }
}
