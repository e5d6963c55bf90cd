/**
 * One process a database. The holder keeps a write transaction open on a small file beside the database, so the system
 * frees it however the process dies, and a second process can still read who holds it.
 */
import { hostname } from 'node:os'
import type { Database } from 'better-sqlite3'
import { now } from '../../clock.ts'
import { AppError } from '../../errors.ts'
import { open } from './open.ts'

/**
 * @returns a function that lets go
 * @throws {AppError} `conflict` naming the holder
 */
export function holdDatabase(path: string): () => void {
  const db = open(`${path}-holder`, false)
  try {
    db.pragma('busy_timeout = 200')
    // Not WAL: it needs shared memory, which network file systems do not have.
    db.pragma('journal_mode = delete')
    db.exec('create table if not exists holder (pid integer, host text, since text)')
    db.transaction(() => {
      db.exec('delete from holder')
      db.prepare('insert into holder values (?, ?, ?)').run(process.pid, hostname(), new Date(now()).toISOString())
    }).immediate()
    db.exec('begin immediate')
  } catch (error) {
    const message = isBusy(error)
      ? `${path} is in use by ${holderOf(db)}; stop it, or choose another file with --database`
      : undefined
    db.close()
    throw message ? new AppError('conflict', message, { cause: error }) : error
  }
  return () => {
    db.exec('rollback')
    db.close()
  }
}

function holderOf(db: Database): string {
  const holder = db.prepare<[], { pid: number; host: string; since: string }>('select pid, host, since from holder').get()
  return holder ? `process ${holder.pid} on ${holder.host} (since ${holder.since})` : 'another process'
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')
}
