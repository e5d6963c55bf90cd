/** What of a client's address counts as one client. */
import { isIPv6 } from 'node:net'

/** @returns undefined for this machine itself */
export function clientNetwork(address: string): string | undefined {
  const plain = address.replace(/^::ffff:(?=[\d.]+$)/i, '').replace(/%.*$/, '')
  if (plain === '::1' || plain.startsWith('127.')) return undefined
  return isIPv6(plain) ? first64Bits(plain) : plain
}

/** As many as a provider gives to one customer: within them a client takes any address it likes (RFC 6177 §2). */
function first64Bits(address: string): string {
  const [start = '', end = ''] = address.split('::').map((groups) => groups.split(':').filter((group) => group !== ''))
  const zeros = Array.from({ length: 8 - start.length - end.length }, () => '0')
  const groups = [...start, ...zeros, ...end].slice(0, 4)
  return groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')
}
