/**
 * What this server shows to clients that ask for TLS: a certificate of its own CA, renewed before it ends, or one that was
 * brought, read again when its file changes. Knows no protocol.
 */

import { createPrivateKey, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createSecureContext } from 'node:tls'
import type { ServerInfo } from '../../shared/model/server-info.ts'
import { followFile } from '../access/secret-file.ts'
import { now } from '../clock.ts'
import type { Config } from '../config/settings.ts'
import type { TlsProfile } from '../config/values.ts'
import { AppError } from '../errors.ts'
import type { Log } from '../log.ts'
import { type Authority, openAuthority } from './authority.ts'
import { type Certificate, issueServer, type Validity } from './certificate.ts'
import { type NamesConfig, serverNames } from './server-names.ts'

export type TlsConfig = NamesConfig & Pick<Config, 'tls-cert' | 'tls-key' | 'tls-profile'>

export interface Tls {
  /** PEM of the CA, for clients to trust; absent when the certificate was brought. */
  readonly authority: string | undefined
  /** Of the web app and the API. */
  readonly certificate: Certificate
  /** Of SMTP, IMAP and POP3, as the profile says. */
  readonly mailCertificate: Certificate
  /** Called when there is another certificate; connections that stand keep theirs. */
  onChange(listener: () => void): void
  describe(): NonNullable<ServerInfo['tls']>
  close(): void
}

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** With the day before, within the 397 that clients take. */
const VALID_DAYS = 395
const RENEW_BEFORE_MS = 30 * DAY_MS
/** Clocks of containers and virtual machines stand apart. */
const BACKDATED_MS = DAY_MS
/** RFC 2606: nobody's. */
const WRONG_HOST = 'wrong-host.invalid'

/**
 * @param folder where the CA is kept; undefined keeps it in memory
 * @throws {AppError} with one sentence, when the CA or the certificate that was brought cannot be used
 */
export function openTls({ config, folder, log }: { config: TlsConfig; folder: string | undefined; log: Log }): Tls {
  const { 'tls-cert': certificatePath, 'tls-key': keyPath } = config
  return certificatePath !== undefined && keyPath !== undefined
    ? followBrought({ certificatePath, keyPath, log })
    : signOwn({ config, authority: openAuthority(folder), log })
}

function followBrought({ certificatePath, keyPath, log }: { certificatePath: string; keyPath: string; log: Log }): Tls {
  const listeners: (() => void)[] = []
  let current = readBrought(certificatePath, keyPath)
  warnOfEnd(current)
  const reload = () => {
    try {
      const next = readBrought(certificatePath, keyPath)
      if (next.certificate === current.certificate && next.privateKey === current.privateKey) return
      current = next
      log.info({ path: certificatePath }, 'read the changed TLS certificate')
      warnOfEnd(current)
      for (const tell of listeners) tell()
    } catch (error) {
      // Of two files that are replaced one after the other, the second may be on its way.
      log.warn({ err: error }, 'the changed TLS certificate cannot be used; the one before stays')
    }
  }
  const ends = [...new Set([certificatePath, keyPath])].map((path) => followFile(path, reload))

  function warnOfEnd({ certificate }: Certificate): void {
    const { validTo } = new X509Certificate(certificate)
    if (Date.parse(validTo) < now()) log.warn({ path: certificatePath, validTo }, 'the TLS certificate has expired')
  }

  return {
    authority: undefined,
    get certificate() {
      return current
    },
    get mailCertificate() {
      return current
    },
    onChange: (listener) => void listeners.push(listener),
    describe: () => describe(current, 'valid', false),
    close: () => {
      for (const end of ends) end()
    },
  }
}

function readBrought(certificatePath: string, keyPath: string): Certificate {
  try {
    const brought = { certificate: readFileSync(certificatePath, 'utf8'), privateKey: readFileSync(keyPath, 'utf8') }
    // Tells of a key that is not this certificate's.
    createSecureContext({ cert: brought.certificate, key: brought.privateKey })
    return brought
  } catch (error) {
    throw new AppError(
      'conflict',
      `--tls-cert ${certificatePath} and --tls-key ${keyPath} cannot be used: ${(error as Error).message}; both must be PEM, the key without a password`,
      { cause: error },
    )
  }
}

function signOwn({ config, authority, log }: { config: TlsConfig; authority: Authority; log: Log }): Tls {
  const names = serverNames(config)
  const profile = config['tls-profile']
  const listeners: (() => void)[] = []
  let current = keptServer(authority, names, log) ?? renew()
  let forMail = profileOf(current)
  // A machine may sleep, so it is looked at often.
  const timer = setInterval(() => {
    if (isFresh(current.certificate, names, now())) return
    current = renew()
    forMail = profileOf(current)
    log.info({ validTo: new X509Certificate(current.certificate).validTo }, 'renewed the TLS certificate')
    for (const tell of listeners) tell()
  }, HOUR_MS).unref()

  function renew(): Certificate {
    const server = issueServer(authority, names, validityAt(now(), authority))
    try {
      authority.keepServer(server)
    } catch (error) {
      log.debug({ err: error }, 'could not keep the TLS certificate; the next start makes another one')
    }
    return server
  }

  function profileOf(valid: Certificate): Certificate {
    if (profile === 'valid') return valid
    const isExpired = profile === 'expired'
    const validity = isExpired ? { fromMs: now() - 30 * DAY_MS, untilMs: now() - DAY_MS } : validityAt(now(), authority)
    return issueServer(authority, isExpired ? names : [WRONG_HOST], validity)
  }

  return {
    authority: authority.certificate,
    get certificate() {
      return current
    },
    get mailCertificate() {
      return forMail
    },
    onChange: (listener) => void listeners.push(listener),
    describe: () => describe(forMail, profile, true),
    close: () => clearInterval(timer),
  }
}

function validityAt(atMs: number, authority: Certificate): Validity {
  const endOfAuthority = Date.parse(new X509Certificate(authority.certificate).validTo)
  return { fromMs: atMs - BACKDATED_MS, untilMs: Math.min(atMs + VALID_DAYS * DAY_MS, endOfAuthority) }
}

/** @returns undefined when there is none, or it is damaged, not for these names, not of this CA, or near its end */
function keptServer(authority: Authority, names: readonly string[], log: Log): Certificate | undefined {
  const [, certificate = '', privateKey = ''] =
    /^(-----BEGIN CERTIFICATE-----.+-----END CERTIFICATE-----\n)(-----BEGIN PRIVATE KEY-----.+)$/s.exec(authority.readServer()) ??
    []
  if (certificate === '') return undefined
  try {
    const parsed = new X509Certificate(certificate)
    const isOurs = parsed.verify(new X509Certificate(authority.certificate).publicKey)
    const isWhole = parsed.checkPrivateKey(createPrivateKey(privateKey))
    return isOurs && isWhole && isFresh(certificate, names, now()) ? { certificate, privateKey } : undefined
  } catch (error) {
    log.debug({ err: error }, 'the TLS certificate that was kept is damaged; another one is made')
    return undefined
  }
}

/** Whether a certificate is for exactly these names and not near its end. */
export function isFresh(certificate: string, names: readonly string[], atMs: number): boolean {
  const parsed = new X509Certificate(certificate)
  const isSame = [...namesOf(parsed)].sort().join() === [...names].map(normalName).sort().join()
  return isSame && Date.parse(parsed.validTo) - RENEW_BEFORE_MS > atMs
}

function describe({ certificate }: Certificate, profile: TlsProfile, hasAuthority: boolean): NonNullable<ServerInfo['tls']> {
  const parsed = new X509Certificate(certificate)
  return { hasAuthority, profile, names: namesOf(parsed), validUntil: new Date(parsed.validTo).toISOString() }
}

function namesOf({ subjectAltName = '' }: X509Certificate): string[] {
  return [...subjectAltName.matchAll(/(?:DNS|IP Address):([^,\s]+)/g)].map(([, name = '']) => normalName(name))
}

/** Node writes an IPv6 address without a gap: `0:0:0:0:0:0:0:1`. */
function normalName(name: string): string {
  return name.includes(':') ? new URL(`http://[${name}]`).hostname.slice(1, -1) : name
}
