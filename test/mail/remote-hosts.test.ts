import { expect, test } from 'vitest'
import { isPublicHost } from '../../server/mail/remote-hosts.ts'

/** Hosts as people write them in a URL, numbers in odd bases too; the URL standard makes them one. */
const hostname = (host: string) => new URL(`http://${host}/`).hostname

test.for([
  'x.test',
  'cdn.example.com',
  'CDN.Example.com.',
  'localhost.example.com',
  'xn--mnchen-3ya.de',
  '8.8.8.8',
  '172.15.255.255',
  '172.32.0.1',
  '100.63.255.255',
  '100.128.0.1',
  '192.0.1.1',
  '198.17.255.255',
  '198.20.0.1',
  '223.255.255.255',
  '[2606:4700::1111]',
  '[2a00:1450::1]',
])('%s is public', (host) => {
  expect(isPublicHost(hostname(host))).toBe(true)
})

test.for([
  // One label, and names that never leave the house (RFC 6761, RFC 6762, RFC 8375).
  ...[
    'localhost',
    'LOCALHOST',
    'localhost.',
    'app.localhost',
    'intranet',
    'printer.local',
    'nas.lan',
    'db.internal',
    'router.home',
    'x.home.arpa',
  ],
  // IPv4 (RFC 6890), however written.
  ...[
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0177.0.0.1',
    '127.0.0.1.',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
  ],
  ...[
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.127.255.255',
    '192.0.0.8',
    '192.0.2.1',
    '198.18.0.1',
    '198.19.255.255',
  ],
  ...['198.51.100.1', '203.0.113.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
  // IPv6 (RFC 6890), and the forms that carry an IPv4 address.
  ...[
    '[::]',
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:8.8.8.8]',
    '[::ffff:a00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::7f00:1]',
  ],
  ...['[64:ff9b:1::1]', '[100::1]', '[2001::1]', '[2001:10::1]', '[2001:20::1]', '[2001:db8::1]', '[2002:7f00:1::]', '[3fff::1]'],
  ...['[4000::1]', '[fc00::1]', '[fd12:3456::1]', '[fe80::1]', '[fec0::1]', '[ff02::1]'],
])('%s is not public', (host) => {
  expect(isPublicHost(hostname(host))).toBe(false)
})
