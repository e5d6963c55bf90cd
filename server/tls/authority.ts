/** The CA of this user: made once, kept in a folder beside the database, and with it the certificate it signed last. */
import { createHash, createPrivateKey, X509Certificate } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { newSecret, now } from '../clock.ts'
import { AppError } from '../errors.ts'
import { type Certificate, issueAuthority } from './certificate.ts'

const AUTHORITY_FILE = 'ca.pem'
const KEY_FILE = 'ca-key.pem'
/** Key and certificate in one, so that one rename changes both. */
const SERVER_FILE = 'server.pem'
const ONLY_OWNER = 0o600
const DAY_MS = 86_400_000
const AUTHORITY_DAYS = 3650

export interface Authority extends Certificate {
  /** The server certificate that was kept last, in PEM with its key; empty when there is none. */
  readServer(): string
  keepServer(server: Certificate): void
}

/**
 * @param folder made when it is not there; several processes may do so at once, and all get the same. Without one, a CA of
 *   this process alone
 * @throws {AppError} when what is there cannot be used
 */
export function openAuthority(folder: string | undefined): Authority {
  if (folder === undefined) return { ...newAuthority(), readServer: () => '', keepServer: () => undefined }
  try {
    if (!existsSync(folder)) createAuthority(folder)
    return { ...read(folder), readServer: () => readServer(folder), keepServer: (server) => keepServer(folder, server) }
  } catch (error) {
    if (error instanceof AppError) throw error
    throw new AppError('conflict', `The CA in ${folder} cannot be read or made: ${(error as Error).message}`, { cause: error })
  }
}

function newAuthority(): Certificate {
  // Two of one name would be taken for each other where they are trusted.
  const mark = newSecret(3)
  const host = hostname()
    .replace(/[^\w.-]/g, '')
    .slice(0, 30)
  return issueAuthority(`Mailmitt CA ${mark} ${host}`.trim(), {
    fromMs: now() - DAY_MS,
    untilMs: now() + AUTHORITY_DAYS * DAY_MS,
  })
}

/** Made aside and moved into place: whoever comes second finds the whole of the first one's. */
export function createAuthority(folder: string): void {
  mkdirSync(dirname(folder), { recursive: true })
  const draft = mkdtempSync(`${folder}-`)
  try {
    const { certificate, privateKey } = newAuthority()
    writeFileSync(join(draft, KEY_FILE), privateKey, { mode: ONLY_OWNER })
    writeFileSync(join(draft, AUTHORITY_FILE), certificate)
    // An app that runs as another user may read what it is to trust.
    chmodSync(draft, 0o755)
    renameSync(draft, folder)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (!existsSync(join(folder, AUTHORITY_FILE))) throw error
  }
}

function read(folder: string): Certificate {
  const [certificate, privateKey] = [AUTHORITY_FILE, KEY_FILE].map((name) => readFileSync(join(folder, name), 'utf8'))
  const remedy = `remove ${folder} to have a new one made, which must be trusted anew`
  let parsed: X509Certificate
  try {
    parsed = new X509Certificate(certificate ?? '')
    if (!parsed.checkPrivateKey(createPrivateKey(privateKey ?? ''))) throw new Error('its key is that of another one')
  } catch (error) {
    throw new AppError('damaged', `The CA in ${folder} is damaged: ${(error as Error).message}; ${remedy}`, { cause: error })
  }
  if (Date.parse(parsed.validTo) < now())
    throw new AppError('damaged', `The CA in ${folder} has expired on ${parsed.validTo}; ${remedy}`)
  return { certificate: parsed.toString(), privateKey: privateKey ?? '' }
}

function readServer(folder: string): string {
  const path = join(folder, SERVER_FILE)
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

function keepServer(folder: string, { certificate, privateKey }: Certificate): void {
  const draft = join(folder, `${SERVER_FILE}-${createHash('sha256').update(privateKey).digest('hex').slice(0, 12)}`)
  writeFileSync(draft, `${certificate}${privateKey}`, { mode: ONLY_OWNER })
  renameSync(draft, join(folder, SERVER_FILE))
}
