/** Opens one connection to the database file, as writer or as reader. Runs on the store's threads only. */
import { createRequire } from 'node:module'
import type { Database } from 'better-sqlite3'

const require = createRequire(import.meta.url)

/** How commits reach the disk; docs/architecture.md says what each choice means. */
export interface Committing {
  journal: 'wal' | 'truncate'
  synchronous: 'full' | 'normal' | 'off'
}

/** A checkpoint leaves the journal no longer than this: it has no limit of its own, and a burst would keep its space for ever. */
const JOURNAL_OCTETS = 16 * 1024 ** 2

/**
 * A journal of so many pages (64 MiB) is worked into the file by the writer itself, which keeps everyone waiting: the
 * checkpointer does it before, but cannot come to the end of a journal that is being written.
 */
const CHECKPOINT_PAGES = 16_384

export function openWriter(path: string, { journal, synchronous }: Committing): Database {
  const db = open(path, false)
  // Only an empty file takes this, and it must come before the first table: deleting then gives space back without a VACUUM.
  // On any other it would write, and so wait for a process that holds the file.
  if (db.pragma('page_count', { simple: true }) === 0) db.pragma('auto_vacuum = incremental')
  db.pragma(`journal_mode = ${journal}`)
  db.pragma(`journal_size_limit = ${JOURNAL_OCTETS}`)
  db.pragma(`synchronous = ${synchronous}`)
  db.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`)
  return db
}

/** A second connection that writes, but only what is committed already. */
export function openCheckpointer(path: string, { synchronous }: Committing): Database {
  const db = open(path, false)
  db.pragma(`synchronous = ${synchronous}`)
  return db
}

export function openReader(path: string): Database {
  return open(path, true)
}

export function open(path: string, readonly: boolean): Database {
  // Loaded here, not at the top: the threads that serve sockets import this module's types and must not load the addon.
  const SqliteDatabase = require('better-sqlite3') as typeof import('better-sqlite3')
  const db = new SqliteDatabase(path, { readonly, timeout: 5000 })
  db.pragma('foreign_keys = on')
  db.pragma('cache_size = -4096')
  return db
}
