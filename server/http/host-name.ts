/** The name in a Host field. */
import { isIPv6 } from 'node:net'

/** Without port, brackets and trailing dot, in lower case. @returns undefined for what is no host as a browser writes it */
export function hostName(authority: string): string | undefined {
  const [, address, name] = /^(?:\[([\da-f:.]+)\]|([a-z0-9_-]+(?:\.[a-z0-9_-]+)*)\.?)(?::\d{0,5})?$/i.exec(authority) ?? []
  // Brackets are for IPv6 alone.
  return address === undefined ? name?.toLowerCase() : isIPv6(address) ? address.toLowerCase() : undefined
}
