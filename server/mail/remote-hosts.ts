/** Which hosts a mail may make a reader's browser ask without a click. Looks at the name only: nothing is resolved. */
import { BlockList, isIP } from 'node:net'

/** Loopback, private, link-local, shared, reserved and documentation ranges (RFC 6890), IPv4 and IPv6. */
const NOT_PUBLIC = { ipv4: new BlockList(), ipv6: new BlockList() } // apart: an IPv4 address would match the IPv6 range of mapped ones
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const)
  NOT_PUBLIC.ipv4.addSubnet(network, prefix, 'ipv4')
// Of IPv6 only 2000::/3 is public, and in it not the forms that carry an IPv4 address.
for (const [network, prefix] of [
  ['::', 3],
  ['4000::', 2],
  ['8000::', 1],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  NOT_PUBLIC.ipv6.addSubnet(network, prefix, 'ipv6')

/** @param hostname as `URL.hostname` gives it: lower case, IPv6 in brackets */
export function isPublicHost(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  const version = isIP(bare)
  if (version === 4) return !NOT_PUBLIC.ipv4.check(bare, 'ipv4')
  if (version === 6) return !NOT_PUBLIC.ipv6.check(bare, 'ipv6')
  return bare.includes('.') && !/\.(localhost|local|internal|lan|home|home\.arpa)$/.test(bare)
}
