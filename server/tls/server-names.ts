/** The names and addresses that a certificate made here is for. */
import { isIP } from 'node:net'
import { hostname } from 'node:os'
import type { Config } from '../config/settings.ts'
import type { HostPort } from '../config/values.ts'

export type NamesConfig = Pick<Config, (typeof LISTENERS)[number] | 'hostname' | 'tls-names' | 'allowed-hosts'>

const LISTENERS = ['smtp', 'smtps', 'imap', 'imaps', 'pop3', 'pop3s', 'http'] as const

const HOST_NAME = /^(\*\.)?[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*$/
const MAX_NAME = 253
/** Of every address, so of none. */
const WILDCARDS = ['0.0.0.0', '::']

/** Without doubles, `localhost` first. */
export function serverNames(config: NamesConfig): string[] {
  const names = [
    ...['localhost', '127.0.0.1', '::1', hostname(), config.hostname],
    ...LISTENERS.map((name) => config[name])
      .filter((at): at is HostPort => at !== undefined)
      .map(({ host }) => host),
    ...config['allowed-hosts'],
    ...config['tls-names'],
  ]
    .map((name) => name.toLowerCase())
    .filter((name) => isUsable(name) && !WILDCARDS.includes(name))
  return [...new Set(names)]
}

/** An address with a zone (RFC 4007) is known to one machine alone. */
function isUsable(name: string): boolean {
  return isIP(name) !== 0 ? !name.includes('%') : name.length <= MAX_NAME && HOST_NAME.test(name)
}
