import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { loadConfig } from '../../server/config/load.ts'
import { createAuthority, openAuthority } from '../../server/tls/authority.ts'
import { issueAuthority, issueServer } from '../../server/tls/certificate.ts'
import { isFresh, openTls } from '../../server/tls/tls.ts'
import { type TemporaryFolder, temporaryFolder } from '../harness/temporary-folder.ts'

const DAY_MS = 86_400_000
const log = pino({ level: 'silent' })
const configOf = (flags: Record<string, string> = {}) =>
  loadConfig({ flags: new Map(Object.entries({ tls: 'on', ...flags })), env: {}, defaultDatabase: ':memory:' })

let folder: TemporaryFolder
beforeEach(async () => {
  folder = await temporaryFolder()
})
afterEach(async () => {
  vi.useRealTimers()
  await folder[Symbol.asyncDispose]()
})

function open(flags: Record<string, string> = {}, at: string | undefined = folder.path('tls')) {
  const tls = openTls({ config: configOf(flags), folder: at, log })
  tls.close()
  return tls
}

test('the CA and the certificate are made once and found again, the key for its owner alone', () => {
  const first = open()
  const again = open()
  expect(again.authority).toBe(first.authority)
  expect(again.certificate).toEqual(first.certificate)
  expect(readFileSync(folder.path('tls/ca.pem'), 'utf8')).toBe(first.authority)
  expect(readdirSync(folder.path('tls')).sort()).toEqual(['ca-key.pem', 'ca.pem', 'server.pem'])
  for (const secret of ['ca-key.pem', 'server.pem']) expect(statSync(folder.path(`tls/${secret}`)).mode & 0o777).toBe(0o600)
})

test('with other names there is another certificate, of the same CA', () => {
  const first = open()
  const other = open({ 'tls-names': 'mail.test,192.0.2.7,2001:DB8::1' })
  expect(other.authority).toBe(first.authority)
  expect(other.describe()).toMatchObject({
    ...{ hasAuthority: true, profile: 'valid' },
    names: expect.arrayContaining(['localhost', '127.0.0.1', '::1', 'mail.test', '192.0.2.7', '2001:db8::1']),
  })
  expect(open({ 'tls-names': 'mail.test,192.0.2.7,2001:DB8::1' }).certificate).toEqual(other.certificate)
})

test('in memory nothing is kept, and each has a CA of its own', () => {
  const [one, two] = [0, 1].map(() => openAuthority(undefined))
  expect(one?.certificate).not.toBe(two?.certificate)
})

test('it is valid for at most 397 days, and from a day ago', () => {
  const { validFrom, validTo } = new X509Certificate(open().certificate.certificate)
  expect(Date.parse(validTo) - Date.parse(validFrom)).toBeLessThanOrEqual(397 * DAY_MS)
  expect(Date.parse(validFrom)).toBeLessThan(Date.now() - DAY_MS / 2)
})

test('a certificate that is near its end when the program starts is renewed', () => {
  const first = open()
  const names = first.describe().names
  const authority = openAuthority(folder.path('tls'))
  authority.keepServer(issueServer(authority, names, { fromMs: Date.now() - DAY_MS, untilMs: Date.now() + 29 * DAY_MS }))
  const renewed = open()
  expect(isFresh(renewed.certificate.certificate, names, Date.now())).toBe(true)
  expect(renewed.authority).toBe(first.authority)
  expect(open().certificate).toEqual(renewed.certificate)
})

test('one that comes near its end while the program runs is renewed then, and told of', () => {
  vi.useFakeTimers()
  const tls = openTls({ config: configOf(), folder: folder.path('tls'), log })
  const first = tls.certificate
  let told = 0
  tls.onChange(() => told++)
  vi.setSystemTime(Date.now() + 300 * DAY_MS)
  vi.advanceTimersByTime(DAY_MS / 12)
  expect([told, tls.certificate]).toEqual([0, first])
  vi.setSystemTime(Date.now() + 80 * DAY_MS)
  vi.advanceTimersByTime(DAY_MS / 12)
  expect(told).toBe(1)
  expect(isFresh(tls.certificate.certificate, tls.describe().names, Date.now())).toBe(true)
  tls.close()
})

test('a certificate of another CA is not taken for ours', () => {
  const first = open()
  const other = issueAuthority('another', { fromMs: Date.now() - DAY_MS, untilMs: Date.now() + 1000 * DAY_MS })
  const names = first.describe().names
  const kept = issueServer(other, names, { fromMs: Date.now() - DAY_MS, untilMs: Date.now() + 300 * DAY_MS })
  openAuthority(folder.path('tls')).keepServer(kept)
  expect(open().certificate).not.toEqual(kept)
})

describe('what cannot be used is told in one sentence:', () => {
  test('a CA that is damaged, with the way out', () => {
    open()
    writeFileSync(folder.path('tls/ca.pem'), 'garbage')
    expect(() => open()).toThrow(/The CA in .* is damaged: .*; remove .* to have a new one made, which must be trusted anew/)
  })

  test('a key that is not that of the CA', () => {
    open()
    writeFileSync(folder.path('tls/ca-key.pem'), openAuthority(undefined).privateKey)
    expect(() => open()).toThrow(/its key is that of another one; remove/)
  })

  test('a CA that has expired', () => {
    open()
    const expired = issueAuthority('old', { fromMs: Date.now() - 9 * DAY_MS, untilMs: Date.now() - DAY_MS })
    writeFileSync(folder.path('tls/ca.pem'), expired.certificate)
    writeFileSync(folder.path('tls/ca-key.pem'), expired.privateKey)
    expect(() => open()).toThrow(/has expired on .*; remove/)
  })

  test('a folder that cannot be made', () => {
    writeFileSync(folder.path('file'), '')
    expect(() => open({}, folder.path('file/tls'))).toThrow(/^The CA in .* cannot be read or made: /)
  })

  test('a certificate that was brought and its key that do not belong together', () => {
    const { certificate } = open()
    writeFileSync(folder.path('cert.pem'), certificate.certificate)
    writeFileSync(folder.path('key.pem'), openAuthority(undefined).privateKey)
    expect(() => open({ 'tls-cert': folder.path('cert.pem'), 'tls-key': folder.path('key.pem') })).toThrow(
      /^--tls-cert .* and --tls-key .* cannot be used: .*; both must be PEM, the key without a password$/,
    )
  })
})

test('a server certificate that is damaged is made anew', () => {
  const first = open()
  writeFileSync(
    folder.path('tls/server.pem'),
    '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----\n',
  )
  expect(new X509Certificate(open().certificate.certificate).issuer).toBe(new X509Certificate(first.authority ?? '').subject)
})

test('of processes that start at once in one folder all have the same CA', async () => {
  const module = new URL('../../server/tls/authority.ts', import.meta.url).href
  const script = `import(${JSON.stringify(module)}).then(({ openAuthority }) => process.stdout.write(openAuthority(process.argv[1]).certificate))`
  const run = promisify(execFile)
  const outputs = await Promise.all(
    Array.from({ length: 5 }, () => run(process.execPath, ['-e', script, folder.path('mailmitt-tls')])),
  )
  const kept = readFileSync(folder.path('mailmitt-tls/ca.pem'), 'utf8')
  expect(new Set(outputs.map(({ stdout }) => stdout))).toEqual(new Set([kept]))
  expect(readdirSync(folder.path())).toEqual(['mailmitt-tls'])
}, 60_000)

test('who comes second, while the first one made it, takes what is there', () => {
  const at = folder.path('tls')
  const first = openAuthority(at)
  // As it was before the first one moved its own into place.
  createAuthority(at)
  expect(openAuthority(at).certificate).toBe(first.certificate)
  expect(readdirSync(folder.path())).toEqual(['tls'])
})
