/** One line on stderr that says how far it is; only for a person who watches. */
import { ticks } from '../clock.ts'

const INTERVAL_MS = 100
const CLEAR_LINE = '\r\u001b[K'

export interface Progress {
  /** Shown now and then. */
  update(text: () => string): void
  /** Takes the line away, for something that stays. */
  clear(): void
}

export function createProgress(): Progress {
  const { stderr } = process
  if (!stderr.isTTY) return { update: () => undefined, clear: () => undefined }
  let shownAt = Number.NEGATIVE_INFINITY
  return {
    update(text) {
      if (ticks() - shownAt < INTERVAL_MS) return
      shownAt = ticks()
      stderr.write(`${CLEAR_LINE}${text()}`)
    },
    clear: () => void stderr.write(CLEAR_LINE),
  }
}

/** `12.3 MiB` */
export function formatOctets(octets: number): string {
  const units = ['octets', 'KiB', 'MiB', 'GiB', 'TiB']
  let power = 0
  while (octets >= 1024 ** (power + 1) && power < units.length - 1) power++
  return `${power === 0 ? octets : (octets / 1024 ** power).toFixed(1)} ${units[power]}`
}
