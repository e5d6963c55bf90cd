/**
 * Brings a database to this program's version: numbered SQL files, each in a transaction. `user_version` counts those that it
 * has, so a new file goes behind all others, and a number that is free stays free.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { Database } from 'better-sqlite3'
import { AppError } from '../../errors.ts'
import { openReader } from './open.ts'

/** "Mmit" in ASCII: tells our files from anyone else's (`PRAGMA application_id`). */
const APPLICATION_ID = 0x4d_6d_69_74

/**
 * Before anything of ours touches the file: a database of another program must stay as it is.
 *
 * @throws {AppError} `conflict`
 */
export function checkOwner(path: string): void {
  if (!existsSync(path)) return
  const db = openReader(path)
  try {
    const isEmpty = db.prepare('select count(*) from sqlite_schema').pluck().get() === 0
    if (!isEmpty && db.pragma('application_id', { simple: true }) !== APPLICATION_ID)
      throw new AppError('conflict', `${path} is a database of another program; choose another file with --database`)
  } finally {
    db.close()
  }
}

/** @throws {AppError} `conflict` when the file is newer than this program */
export function migrate(db: Database, path: string): void {
  const folder = new URL('./migrations/', import.meta.url)
  const migrations = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  const version = db.pragma('user_version', { simple: true }) as number
  if (version > migrations.length)
    throw new AppError(
      'conflict',
      `${path} was made by a newer Mailmitt (its format is ${version}, this program knows ${migrations.length}); update Mailmitt or choose another file with --database`,
    )
  for (const [index, name] of migrations.entries()) {
    if (index < version) continue
    const sql = readFileSync(new URL(name, folder), 'utf8')
    db.transaction(() => {
      db.exec(sql)
      db.pragma(`application_id = ${APPLICATION_ID}`)
      db.pragma(`user_version = ${index + 1}`)
    }).immediate()
  }
}
