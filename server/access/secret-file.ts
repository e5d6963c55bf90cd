/** Files that hold secrets: read whole, followed as they change. */
import { readFileSync, type Stats, statSync, unwatchFile, watchFile } from 'node:fs'

const MAX_OCTETS = 4 * 1024 ** 2
/** Looked at so often: a notice of the system does not come for every mount, nor for a link that a cluster exchanges. */
const LOOK_MS = 1000
const OTHERS_MAY_READ = 0o004

/** @returns its text without a byte order mark; empty when it cannot be read, which is a fault then */
export function readSecretFile(path: string, faults: string[]): string {
  try {
    const { size } = statSync(path)
    if (size > MAX_OCTETS) throw new Error(`has ${size} octets; at most ${MAX_OCTETS} are read`)
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path))
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    faults.push(`${path}: ${code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'is not text in UTF-8' : message}`)
    return ''
  }
}

/** Whether users other than its owner and group may read it; of Windows that is not known. */
export function isReadByOthers(path: string): boolean {
  if (process.platform === 'win32') return false
  return ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & OTHERS_MAY_READ) !== 0
}

/** @returns a function that ends it */
export function followFile(path: string, onChange: () => void): () => void {
  const listener = (current: Stats, previous: Stats) => {
    const isSame =
      current.mtimeMs === previous.mtimeMs &&
      current.ctimeMs === previous.ctimeMs &&
      current.size === previous.size &&
      current.ino === previous.ino
    if (!isSame) onChange()
  }
  watchFile(path, { interval: LOOK_MS, persistent: false }, listener)
  return () => unwatchFile(path, listener)
}
