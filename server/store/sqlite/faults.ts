/** What SQLite and zlib say when something is wrong with the file, in words for people and in codes that protocols translate. */
import { AppError } from '../../errors.ts'
import type { WireError, WorkerSetup } from './worker-protocol.ts'

/** What a person can do about it; the code SQLite gave follows. */
const ADVICE = {
  SQLITE_FULL: 'The disk of the database is full; make room on it',
  SQLITE_READONLY: 'The database cannot be written; give Mailmitt the right to write the file and its folder',
  SQLITE_IOERR: 'The disk refuses to write the database; see whether it is full, gone or broken',
  SQLITE_CANTOPEN: 'The files beside the database cannot be made; see whether its folder is there, writable and not full',
}
const UNREADABLE = 'The disk does not let the database be read'
const DAMAGED = 'The database file is damaged; what can still be read is shown'
const BUSY = 'Another program keeps the database locked; try again'

export function toWireError(error: unknown, { role }: Pick<WorkerSetup, 'role'>): WireError {
  if (error instanceof AppError) return { code: error.code, message: error.message }
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const message = error instanceof Error ? error.message : String(error)
  const detail = `(${code}: ${message})`
  if (/^SQLITE_(CORRUPT|NOTADB|IOERR_CORRUPTFS)/.test(code)) return { code: 'damaged', message: `${DAMAGED} ${detail}` }
  if (/^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(code)) return { code: 'unavailable', message: `${BUSY} ${detail}` }
  for (const [family, advice] of Object.entries(ADVICE)) {
    if (!code.startsWith(family)) continue
    return role === 'writer'
      ? { code: 'insufficient_storage', message: `${advice} ${detail}` }
      : { code: 'unavailable', message: `${UNREADABLE} ${detail}` }
  }
  return { code: 'internal', message: `${message} ${code}`.trim() }
}
