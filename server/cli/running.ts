/** A note that says where a running Mailmitt listens, so that the other commands find it whatever flags it was started with. */
import { lstatSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import type { HostPort } from '../config/values.ts'
import { formatAddress, reachable } from '../listener.ts'
import type { Log } from '../log.ts'

export interface Note {
  http: HostPort
  /** HTTP is HTTPS there. */
  isHttps?: boolean
  /** PEM of the CA of that. */
  ca?: string | undefined
}

function folder(): string {
  // Asked for the name, a system throws that has none for this number, as in many containers; Windows has no numbers.
  return join(tmpdir(), `mailmitt-${process.getuid?.() ?? userInfo().uid}`)
}

/** @returns a function that takes the note away */
export function announceRunning(note: Note, log: Log): () => void {
  const path = join(folder(), `${process.pid}.json`)
  try {
    mkdirSync(folder(), { recursive: true, mode: 0o700 })
    if (!isPrivate(folder())) throw new Error(`${folder()} belongs to another user, or others may write there`)
    writeFileSync(path, JSON.stringify(note), { mode: 0o600 })
  } catch (error) {
    log.debug(
      { err: error },
      'could not note where this process listens; mailmitt health then needs --http, the other commands --url',
    )
  }
  return () => rmSync(path, { force: true })
}

/** Where the Mailmitts of this user listen, newest first. */
export function findRunning(): Note[] {
  let names: string[]
  try {
    names = readdirSync(folder())
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  if (!isPrivate(folder())) return []
  return names
    .filter((name) => /^\d+\.json$/.test(name) && isAlive(Number.parseInt(name, 10)))
    .map((name) => join(folder(), name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
    .map((path) => JSON.parse(readFileSync(path, 'utf8')) as Note)
}

/** Address of its web app and API, as seen from here. */
export function urlOf({ http, isHttps = false }: Note): string {
  return `${isHttps ? 'https' : 'http'}://${formatAddress(reachable(http))}`
}

/** Where temporary files are, another user may have made the folder first, and would lead commands to a server of his own. */
function isPrivate(path: string): boolean {
  const entry = lstatSync(path)
  return entry.isDirectory() && (!process.getuid || (entry.uid === process.getuid() && (entry.mode & 0o022) === 0))
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
