/** Where a database lies, the file a person named or a private one in memory that is thrown away, and how it is to commit there. */
import {
  accessSync,
  constants,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { AppError } from '../../errors.ts'
import { findFileSystem, isNetworkFileSystem } from './file-system.ts'
import type { Committing } from './open.ts'

const MEMORY_FOLDER = 'mailmitt-memory-'

export interface DatabaseChoice {
  /** A file's path, or `:memory:` for a private one that is gone at close. */
  database: string
  /** What a commit outlives: the end of the process, a power cut too, or whatever the system happens to have written. */
  durability: 'kill' | 'power-cut' | 'none'
  journal: 'auto' | 'wal' | 'rollback'
}

export interface Location {
  path: string
  committing: Committing
  persistent: boolean
  /** For the log, when something about the place is worth knowing. */
  warning?: string | undefined
  discard: () => void
}

/** @throws {AppError} `conflict` when the folder cannot be made */
export function locateDatabase({ database, durability, journal }: DatabaseChoice): Location {
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
  const network = networkFileSystemOf(realpathSync(dirname(path)))
  const isWal = journal === 'wal' || (journal === 'auto' && !network)
  const warning =
    network &&
    `The database lies on ${network.mountPoint}, a network file system (${network.type}), ${
      isWal
        ? 'and --journal wal was asked for: other machines must not open it, and the file may be damaged when the connection breaks'
        : 'so it commits with a rollback journal: slower, and reads wait for commits'
    }; a file on a local disk is better (--database)`
  return {
    path,
    committing: { journal: isWal ? 'wal' : 'truncate', synchronous: synchronousFor(durability, isWal) },
    persistent: true,
    warning,
    discard: () => undefined,
  }
}

/** In a rollback journal `normal` can damage the file in a power cut; in WAL it only loses the last commits. */
function synchronousFor(durability: DatabaseChoice['durability'], isWal: boolean): Committing['synchronous'] {
  if (durability === 'none') return 'off'
  return durability === 'power-cut' || !isWal ? 'full' : 'normal'
}

/** Linux alone says; elsewhere `--journal rollback` is the way. */
function networkFileSystemOf(folder: string) {
  if (process.platform !== 'linux') return undefined
  let mountInfo: string
  try {
    mountInfo = readFileSync('/proc/self/mountinfo', 'utf8')
  } catch {
    return undefined
  }
  const fileSystem = findFileSystem(mountInfo, folder)
  return fileSystem && isNetworkFileSystem(fileSystem.type) ? fileSystem : undefined
}

/** SQLite's own `:memory:` is not shared between threads, so this is a file, in memory where the system has such a place. */
function inMemory(): Location {
  const base = isWritable('/dev/shm') ? '/dev/shm' : tmpdir()
  for (const name of readdirSync(base)) if (isLeftover(name)) discardOwn(join(base, name))
  const folder = mkdtempSync(join(base, `${MEMORY_FOLDER}${process.pid}-`))
  return {
    path: join(folder, 'mailmitt.db'),
    committing: { journal: 'wal', synchronous: 'off' },
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
