import { expect, test } from 'vitest'
import { makeClientSettings } from '../../shared/client-settings/client-settings.ts'
import { domainOf, writeSrvRecords } from '../../shared/client-settings/srv-records.ts'
import { infoWith } from './info.ts'

const write = (host: string, tls = false) =>
  writeSrvRecords(makeClientSettings({ info: infoWith({ tls }), host, login: 'ann@x.test', asksPassword: false }))

test('each service has its record, TLS first; one that there is not has a target of one dot (RFC 6186 §3.4)', () => {
  expect(write('mail.x.test')).toBe(
    `_imaps._tcp.x.test.       IN SRV 0 0 0 .
_imap._tcp.x.test.        IN SRV 10 1 1143 mail.x.test.
_pop3s._tcp.x.test.       IN SRV 0 0 0 .
_pop3._tcp.x.test.        IN SRV 30 1 1110 mail.x.test.
_submissions._tcp.x.test. IN SRV 0 0 0 .
_submission._tcp.x.test.  IN SRV 10 1 1025 mail.x.test.
`,
  )
  expect(write('mail.x.test', true)).toContain('_imaps._tcp.x.test.       IN SRV 0 1 1993 mail.x.test.\n')
  expect(write('mail.x.test', true)).toContain('_submissions._tcp.x.test. IN SRV 0 1 1465 mail.x.test.\n')
})

test('a target is a name (RFC 2782): an address has a record of its own', () => {
  expect(write('192.0.2.7')).toMatch(/1143 mailmitt\.x\.test\.\n(.*\n)*mailmitt\.x\.test\. IN A 192\.0\.2\.7\n$/)
  expect(write('2001:db8::7')).toMatch(/\nmailmitt\.x\.test\. IN AAAA 2001:db8::7\n$/)
})

test.each([
  ['ann@x.test', 'x.test'],
  ['shop@mail.test', 'mail.test'],
  ['shop@localhost', 'example.test'],
  ['shop', 'example.test'],
  ['a@evil. IN TXT', 'example.test'],
  ['a@x.test\n$INCLUDE', 'example.test'],
  [`a@${'a.'.repeat(50_000)}`, 'example.test'],
])('of %j the domain is %s', (address, domain) => {
  expect(domainOf(address)).toBe(domain)
})
