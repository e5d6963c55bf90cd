/** Gives free pages back to the file system: in slices, while nobody asks for anything else. Runs on the writer's thread. */
import type { Database } from 'better-sqlite3'
import { ticks } from '../../clock.ts'

/** One slice: a few milliseconds. */
const PAGES_AT_ONCE = 200
/** Mail that comes right after a removal takes its place; moving pages away only to add them again would be waste. */
const IDLE_MS = 200
/** With more free pages than this (128 MiB), a busy database gives back a slice each `IDLE_MS` too. More would keep mail waiting. */
const MANY_PAGES = 32_768

export interface Vacuum {
  /** Call after each commit. */
  worked: (what: { freed: boolean }) => void
  /** Works the journal into the file, which gets shorter only then, and gives the journal's own space back. Waits for no reader. */
  emptyJournal: () => void
  stop: () => void
}

export function createVacuum(db: Database): Vacuum {
  const freePages = db.prepare<[], number>('pragma freelist_count').pluck()
  let timer: NodeJS.Timeout | undefined
  let isWanted = Number(freePages.get()) > 0
  let lastSliceAt = ticks()

  function vacuumSlice(): void {
    lastSliceAt = ticks()
    try {
      db.pragma(`incremental_vacuum(${PAGES_AT_ONCE})`)
      isWanted = Number(freePages.get()) > 0
    } catch {
      // The disk is full or worse: whoever writes next says so, and the next removal wants this again.
      isWanted = false
    }
    if (!isWanted) emptyJournal()
  }

  function emptyJournal(): void {
    const timeoutMs = db.pragma('busy_timeout', { simple: true })
    try {
      db.pragma('busy_timeout = 0')
      db.pragma('wal_checkpoint(truncate)')
    } catch {
      // As above; what is in the journal is as safe there.
    } finally {
      db.pragma(`busy_timeout = ${timeoutMs}`)
    }
  }

  function whenIdle(afterMs: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => {
      vacuumSlice()
      if (isWanted) whenIdle(0)
    }, afterMs)
  }

  if (isWanted) whenIdle(IDLE_MS)
  return {
    worked({ freed }) {
      isWanted ||= freed
      if (!isWanted) return
      if (ticks() - lastSliceAt > IDLE_MS && Number(freePages.get()) > MANY_PAGES) vacuumSlice()
      whenIdle(IDLE_MS)
    },
    emptyJournal,
    stop: () => clearTimeout(timer),
  }
}
