/** Text of a setting to its value. Each parser throws a sentence that ends a line `--flag: …`. */

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

/** `30s`, `5m`, `2h`, `7d` or plain seconds. @returns milliseconds */
export function parseDuration(text: string): number {
  const [, digits, unit = 's'] = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/i.exec(text.trim()) ?? []
  const factors: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }
  const ms = Number(digits) * (factors[unit.toLowerCase()] ?? Number.NaN)
  if (digits === undefined || !(ms >= 1 && ms <= 2 ** 31 - 1))
    throw new Error(`"${text}" is not a duration of at most 24d; write for example 30s, 5m or 2h`)
  return ms
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
