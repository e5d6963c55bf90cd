/** Text of a setting to its value. Each parser throws a sentence that ends a line `--flag: …`. */
import { isIP } from 'node:net'

export interface HostPort {
  host: string
  port: number
}

/** `host:port`, `[::1]:port` or a bare port on localhost. Port 0 picks a free one. */
export function parseHostPort(text: string): HostPort {
  const [, bracketed, plain, digits] = /^(?:(?:\[([0-9a-fA-F:.%a-z]+)\]|([^\s:[\]/]*)):)?(\d{1,5})$/.exec(text.trim()) ?? []
  const port = Number(digits)
  if (digits === undefined || port > 65_535)
    throw new Error(`"${text}" is not host:port; write for example 127.0.0.1:1025, [::1]:1025 or 1025`)
  return { host: (bracketed ?? (plain || 'localhost')).toLowerCase(), port }
}

/** `50MiB`, `2GB`, `500k` or plain octets; k, M and G are powers of 1024. */
export function parseOctets(text: string): number {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)\s*([kmg]?)(?:i?b)?$/i.exec(text.trim()) ?? []
  const octets = Math.floor(Number(digits) * 1024 ** ['', 'k', 'm', 'g'].indexOf(unit.toLowerCase()))
  if (digits === undefined || !Number.isSafeInteger(octets) || octets < 1)
    throw new Error(`"${text}" is not a size; write for example 50MiB, 500k or 1048576`)
  return octets
}

/** `30s`, `5m`, `2h`, `7d` or plain seconds; as long as a timer can run. @returns milliseconds */
export function parseDuration(text: string): number {
  const ms = toMs(text)
  if (!(ms >= 1 && ms <= 2 ** 31 - 1))
    throw new Error(`"${text}" is not a duration of at most 24d; write for example 30s, 5m or 2h`)
  return ms
}

/** As a duration, but of any length: `365d`. @returns milliseconds */
export function parseAge(text: string): number {
  const ms = toMs(text)
  if (!(ms >= 1 && Number.isSafeInteger(Math.floor(ms))))
    throw new Error(`"${text}" is not an age; write for example 30m, 12h or 30d`)
  return ms
}

/** @returns NaN when it is not a duration */
function toMs(text: string): number {
  const [, digits, unit = 's'] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/i.exec(text.trim()) ?? []
  const factors: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
  return Number(digits) * (factors[unit.toLowerCase()] ?? Number.NaN)
}

/** As `parse`, or `none` for no limit. */
export function orNone<T>(parse: (text: string) => T): (text: string) => T | undefined {
  return (text) => (text.trim().toLowerCase() === 'none' ? undefined : parse(text))
}

/** As `parse`, or `off` for none. */
export function orOff<T>(parse: (text: string) => T): (text: string) => T | undefined {
  return (text) => (text.trim().toLowerCase() === 'off' ? undefined : parse(text))
}

/** As `parse`; empty is absent. */
export function orAbsent<T>(parse: (text: string) => T): (text: string) => T | undefined {
  return (text) => (text.trim() === '' ? undefined : parse(text))
}

export function parseCount(text: string): number {
  const count = Number(text.trim())
  if (!/^\d+$/.test(text.trim()) || count < 1 || !Number.isSafeInteger(count))
    throw new Error(`"${text}" is not a whole number above 0`)
  return count
}

export function parseText(text: string): string {
  if (text.trim() === '') throw new Error('is empty')
  return text.trim()
}

/** A path, or nothing. */
export function parsePath(text: string): string | undefined {
  return text.trim() === '' ? undefined : text.trim()
}

/** Nothing of it is known here, and nothing may be cut off: it may end in a password. */
export function parseSecret(text: string): string | undefined {
  return text === '' ? undefined : text
}

/** IP addresses and networks (`10.0.0.0/8`), separated by commas; empty is none. */
export function parseNetworks(text: string): string[] {
  const networks = text
    .split(',')
    .map((network) => network.trim())
    .filter((network) => network !== '')
  const bad = networks.find((network) => !isNetwork(network))
  if (bad !== undefined) throw new Error(`"${bad}" is no IP address and no network such as 10.0.3.0/24`)
  return networks
}

export function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}

/** Name of a header field (RFC 9110 §5.1), in lower case; empty is none. */
export function parseFieldName(text: string): string | undefined {
  const name = text.trim().toLowerCase()
  if (!/^[a-z0-9-]*$/.test(name)) throw new Error(`"${text}" is no name of a header field; write for example Remote-User`)
  return name === '' ? undefined : name
}

/** Host names, separated by commas; empty is none. A leading `*.` stands for any sub-domain. */
export function parseHostNames(text: string): string[] {
  const names = text
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '')
  const bad = names.find((name) => !/^(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*$/.test(name))
  if (bad !== undefined) throw new Error(`"${bad}" is not a host name; write names without scheme or port: mail.test,*.dev.test`)
  return names
}

/** Host names, and addresses without brackets, separated by commas; empty is none. */
export function parseTlsNames(text: string): string[] {
  return text
    .split(',')
    .flatMap((name) => (isIP(name.trim()) !== 0 && !name.includes('%') ? [name.trim()] : parseHostNames(name)))
}

/** Origins (`https://app.test:3000`), separated by commas; empty is none. */
export function parseOrigins(text: string): string[] {
  return text
    .split(',')
    .map((origin) => origin.trim())
    .filter((origin) => origin !== '')
    .map((origin) => {
      if (!URL.canParse(origin) || new URL(origin).origin !== origin.toLowerCase())
        throw new Error(`"${origin}" is not an origin; write scheme, host and port only: https://app.test:3000`)
      return new URL(origin).origin
    })
}

/** `/`, or a path prefix that a proxy keeps: `/mail`. @returns with both slashes: `/mail/` */
export function parseBasePath(text: string): string {
  const path = `/${text.trim()}/`.replace(/\/{2,}/g, '/')
  // A browser resolves dot segments before it asks, so such a prefix would never be met.
  if (!/^[\w\-.~/]*$/.test(path) || /\/\.\.?\//.test(path))
    throw new Error(`"${text}" is not a path prefix; write for example /mail`)
  return path
}

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export function parseLogLevel(text: string): LogLevel {
  const level = LOG_LEVELS.find((known) => known === text.trim())
  if (!level) throw new Error(`"${text}" is not a level; choose one of ${LOG_LEVELS.join(', ')}`)
  return level
}

/** What a mailbox, or all of them, may hold. Absent is no limit. */
export interface KeepLimits {
  storageOctets?: number | undefined
  messages?: number | undefined
  ageMs?: number | undefined
}

export interface MailboxRule {
  /** `*` stands for any characters. */
  mailboxPattern: string
  limits: KeepLimits
}

const KEEP_LIMITS: Record<string, (text: string) => KeepLimits> = {
  'max-storage': (text) => ({ storageOctets: orNone(parseOctets)(text) }),
  'max-messages': (text) => ({ messages: orNone(parseCount)(text) }),
  'max-age': (text) => ({ ageMs: orNone(parseAge)(text) }),
}

/**
 * Parses `rules = rule *( ";" rule ) ; rule = mailbox ":" limit *( "," limit ) ; limit = name "=" value`. A mailbox whose
 * name holds `:` or `;` is written in double quotes. Empty is no rule.
 *
 * @throws a sentence with the place, counted from 1
 */
export function parseMailboxLimits(text: string): MailboxRule[] {
  const rules: MailboxRule[] = []
  const fault = (at: number, message: string) =>
    new Error(
      `at character ${at + 1}, ${message}; write for example ci-*:max-messages=500,max-age=1h; billing:max-storage=100MiB`,
    )
  const rule = /\s*(?:"([^"]*)"|([^":;]*))\s*(:?)([^;]*)(?:;|$)/gy
  while (rule.lastIndex < text.length) {
    const start = rule.lastIndex
    // Every part may be empty, so it matches anywhere.
    const [whole = '', quoted, bare = '', colon, limitsText = ''] = rule.exec(text) ?? []
    if (whole.trim() === '') break
    const mailboxPattern = quoted ?? bare.trim()
    if (mailboxPattern === '')
      throw fault(start, limitsText.startsWith('"') ? 'the closing " of the mailbox is missing' : 'a mailbox is missing')
    if (colon === '') throw fault(start, `"${whole.replace(/;$/, '').trim()}" has no limits`)
    const limits: KeepLimits = {}
    let at = start + whole.indexOf(':', quoted === undefined ? 0 : whole.lastIndexOf('"')) + 1
    for (const limit of limitsText.split(',')) {
      const [, name = '', value] = /^\s*([^=]*?)\s*(?:=(.*))?$/.exec(limit) ?? []
      const parse = Object.hasOwn(KEEP_LIMITS, name) ? KEEP_LIMITS[name] : undefined
      if (!parse) throw fault(at, `"${name}" is no limit; there are ${Object.keys(KEEP_LIMITS).join(', ')}`)
      if (value === undefined) throw fault(at, `${name} has no value`)
      try {
        Object.assign(limits, parse(value))
      } catch (error) {
        throw fault(at + limit.indexOf('=') + 1, (error as Error).message)
      }
      at += limit.length + 1
    }
    rules.push({ mailboxPattern, limits })
  }
  return rules
}

export const DURABILITIES = ['kill', 'power-cut', 'none'] as const
export type Durability = (typeof DURABILITIES)[number]

export function parseDurability(text: string): Durability {
  return parseOneOf(DURABILITIES, text)
}

export const SWITCH = ['on', 'off'] as const

export function parseSwitch(text: string): boolean {
  return parseOneOf(SWITCH, text) === 'on'
}

export const TLS_PROFILES = ['valid', 'expired', 'wrong-host'] as const
export type TlsProfile = (typeof TLS_PROFILES)[number]

export function parseTlsProfile(text: string): TlsProfile {
  return parseOneOf(TLS_PROFILES, text)
}

export const SMTP_AUTH = ['optional', 'required', 'off'] as const
export type SmtpAuth = (typeof SMTP_AUTH)[number]

export function parseSmtpAuth(text: string): SmtpAuth {
  return parseOneOf(SMTP_AUTH, text)
}

export const TAGS_FIELD = ['allow', 'ignore'] as const
export type TagsField = (typeof TAGS_FIELD)[number]

export function parseTagsField(text: string): TagsField {
  return parseOneOf(TAGS_FIELD, text)
}

export const JOURNALS = ['auto', 'wal', 'rollback'] as const
export type Journal = (typeof JOURNALS)[number]

export function parseJournal(text: string): Journal {
  return parseOneOf(JOURNALS, text)
}

function parseOneOf<T extends string>(choices: readonly T[], text: string): T {
  const choice = choices.find((known) => known === text.trim())
  if (choice === undefined) throw new Error(`"${text}" is none of ${choices.join(', ')}`)
  return choice
}
