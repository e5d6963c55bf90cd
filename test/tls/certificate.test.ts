import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { issueAuthority, issueServer } from '../../server/tls/certificate.ts'
import { element, integer, objectIdentifier, time } from '../../server/tls/der.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

const DAY_MS = 86_400_000
const validity = { fromMs: Date.now() - DAY_MS, untilMs: Date.now() + 395 * DAY_MS }
const authority = issueAuthority('Mailmitt CA of a test', validity)
const hasOpenssl = spawnSync('openssl', ['version']).status === 0

test('a CA is one: for signing certificates and nothing else (RFC 5280 §4.2.1.9)', () => {
  const { certificate } = authority
  const parsed = new X509Certificate(certificate)
  expect(parsed.ca).toBe(true)
  expect(parsed.verify(parsed.publicKey)).toBe(true)
  expect(parsed.subject).toBe('O=Mailmitt\nCN=Mailmitt CA of a test')
})

test('a server certificate is signed by the CA, is none itself, and is for its names', () => {
  const names = ['localhost', '127.0.0.1', '::1', '2001:db8::ff00:42:8329', '::ffff:192.0.2.1', '*.dev.test']
  const parsed = new X509Certificate(issueServer(authority, names, validity).certificate)
  expect(parsed.ca).toBe(false)
  expect(parsed.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
  expect(parsed.checkIssued(new X509Certificate(authority.certificate))).toBe(true)
  expect(parsed.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true)
  for (const name of ['localhost', 'shop.dev.test']) expect(parsed.checkHost(name)).toBeDefined()
  for (const address of ['127.0.0.1', '::1', '2001:db8::ff00:42:8329', '::ffff:192.0.2.1'])
    expect(parsed.checkIP(address)).toBeDefined()
  for (const other of ['dev.test', 'a.b.dev.test', 'localhost.test']) expect(parsed.checkHost(other)).toBeUndefined()
  expect(parsed.checkIP('127.0.0.2')).toBeUndefined()
})

test('every certificate has a serial number and a key of its own', () => {
  const [one, two] = [0, 1].map(() => new X509Certificate(issueServer(authority, ['localhost'], validity).certificate))
  expect(one?.serialNumber).not.toBe(two?.serialNumber)
  expect(one?.publicKey.equals(two?.publicKey as never)).toBe(false)
})

const ipv6 = fc.ipV6().filter((address) => URL.canParse(`http://[${address}]`))
const hostName = fc.domain().map((name) => name.toLowerCase())

test('whatever the names and the time, what is made can be read, says them, and is signed', () => {
  const seconds = fc.integer({ min: 1_000_000_000, max: 4_000_000_000 }).map((at) => at * 1000)
  fc.assert(
    fc.property(fc.array(fc.oneof(hostName, fc.ipV4(), ipv6), { minLength: 1, maxLength: 40 }), seconds, (names, fromMs) => {
      const { certificate } = issueServer(authority, names, { fromMs, untilMs: fromMs + DAY_MS })
      const parsed = new X509Certificate(certificate)
      expect(parsed.verify(new X509Certificate(authority.certificate).publicKey)).toBe(true)
      expect(Date.parse(parsed.validFrom)).toBe(fromMs)
      expect(Date.parse(parsed.validTo)).toBe(fromMs + DAY_MS)
      expect(parsed.subjectAltName?.split(', ')).toHaveLength(names.length)
    }),
    { numRuns: 50 },
  )
})

test.runIf(hasOpenssl)('openssl takes it, as strictly as it can be asked', async () => {
  await using folder = await temporaryFolder()
  const { certificate } = issueServer(authority, ['localhost', '::1'], validity)
  writeFileSync(folder.path('ca.pem'), authority.certificate)
  writeFileSync(folder.path('server.pem'), certificate)
  for (const check of [
    ['-verify_hostname', 'localhost'],
    ['-verify_ip', '::1'],
  ]) {
    const { status, stderr } = spawnSync(
      'openssl',
      ['verify', '-x509_strict', '-purpose', 'sslserver', ...check, '-CAfile', folder.path('ca.pem'), folder.path('server.pem')],
      { encoding: 'utf8' },
    )
    expect([status, stderr]).toEqual([0, ''])
  }
})

describe('DER (X.690)', () => {
  test.each([
    [0, '0400'],
    [127, '047f'],
    [128, '048180'],
    [255, '0481ff'],
    [256, '04820100'],
    [65_536, '0483010000'],
  ])('a length of %i is written in the fewest octets (§10.1)', (length, start) => {
    const written = element(0x04, Buffer.alloc(length))
    expect(written.subarray(0, start.length / 2).toString('hex')).toBe(start)
    expect(written).toHaveLength(start.length / 2 + length)
  })

  test.each([
    ['00', '020100'],
    ['000001', '020101'],
    ['7f', '02017f'],
    ['80', '02020080'],
    ['00ff', '020200ff'],
  ])('an integer of the octets %s is positive, in the fewest octets (§8.3)', (octets, written) => {
    expect(integer(Buffer.from(octets, 'hex')).toString('hex')).toBe(written)
  })

  test('the arcs of an object identifier have seven bits an octet (§8.19)', () => {
    expect(objectIdentifier('1.2.840.10045.4.3.2').toString('hex')).toBe('06082a8648ce3d040302')
  })

  test('a time has two digits of its year until 2049, and four from then on (RFC 5280 §4.1.2.5)', () => {
    expect(time(Date.UTC(2049, 11, 31, 23, 59, 59)).toString('latin1')).toBe('\x17\x0d491231235959Z')
    expect(time(Date.UTC(2050, 0, 1)).toString('latin1')).toBe('\x18\x0f20500101000000Z')
  })
})
