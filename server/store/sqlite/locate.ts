/** Where a database lies: the file a person named, or a private one in memory that is thrown away. */
import { accessSync, constants, lstatSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { AppError } from '../../errors.ts'
import type { Synchronous } from './open.ts'

const MEMORY_FOLDER = 'mailmitt-memory-'

export interface Location {
  path: string
  synchronous: Synchronous
  persistent: boolean
  discard: () => void
}

/** @throws {AppError} `conflict` when the folder cannot be made */
export function locateDatabase(database: string): Location {
  if (database === ':memory:') return inMemory()
  const path = resolve(database)
  try {
    mkdirSync(dirname(path), { recursive: true })
  } catch (error) {
    throw new AppError(
      'conflict',
      `Cannot make the folder ${dirname(path)} for the database: ${(error as Error).message}; choose another file with --database`,
      {
        cause: error,
      },
    )
  }
  return { path, synchronous: 'normal', persistent: true, discard: () => undefined }
}

/** SQLite's own `:memory:` is not shared between threads, so this is a file, in memory where the system has such a place. */
function inMemory(): Location {
  const base = isWritable('/dev/shm') ? '/dev/shm' : tmpdir()
  for (const name of readdirSync(base)) if (isLeftover(name)) discardOwn(join(base, name))
  const folder = mkdtempSync(join(base, `${MEMORY_FOLDER}${process.pid}-`))
  return {
    path: join(folder, 'mailmitt.db'),
    synchronous: 'off',
    persistent: false,
    discard: () => rmSync(folder, { recursive: true, force: true }),
  }
}

/** Left by a process that was killed: its number is in the name. */
function isLeftover(name: string): boolean {
  const [, pid] = /^mailmitt-memory-(\d+)-/.exec(name) ?? []
  if (pid === undefined || Number(pid) === process.pid) return false
  try {
    process.kill(Number(pid), 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}

/** What another user left is not ours to remove. */
function discardOwn(folder: string): void {
  if (lstatSync(folder, { throwIfNoEntry: false })?.uid === userInfo().uid) rmSync(folder, { recursive: true, force: true })
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}
