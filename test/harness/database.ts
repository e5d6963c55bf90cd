/** Places for a database that is kept: a folder that goes with the test, and disks that get full. */
import { execFile } from 'node:child_process'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { onTestFinished } from 'vitest'
import type { RunningApp, StartOptions } from './app.ts'
import { limitFileSize } from './file-size.ts'

const run = promisify(execFile)

/** @returns a path in a folder of its own, open to every user of the system */
export async function temporaryDatabase(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'mailmitt-test-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  await chmod(folder, 0o777)
  return join(folder, 'mailmitt.db')
}

/** Little room for a database, and a way to make more while the program runs. */
export interface SmallDisk {
  start: Pick<StartOptions, 'database' | 'within'>
  makeRoom: (app: RunningApp) => Promise<void>
}

/** The largest file a process may write, in what `ulimit` counts in: 512 octets, 1024 in some shells. */
const FILE_LIMIT = 12_288

/** Works everywhere: the system refuses what goes beyond, as a disk would. */
export async function fileSizeLimit(): Promise<SmallDisk> {
  return {
    start: { database: await temporaryDatabase(), within: ['sh', '-c', `ulimit -S -f ${FILE_LIMIT}; exec "$@"`, 'sh'] },
    makeRoom: (app) => limitFileSize(app, 'unlimited'),
  }
}

/** A file system of its own, where the tests may mount one. */
export async function smallFileSystem(): Promise<SmallDisk | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'mailmitt-disk-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', folder])
  } catch {
    return undefined
  }
  onTestFinished(async () => void (await run('umount', ['--lazy', folder])))
  const ballast = join(folder, 'something-else')
  await writeFile(ballast, Buffer.alloc(16 * 1024 ** 2))
  return { start: { database: join(folder, 'mailmitt.db') }, makeRoom: () => rm(ballast) }
}
