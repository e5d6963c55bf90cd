/** How a disk fails on demand: by the limit that the system sets to the files of a process. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { RunningApp } from './app.ts'

const run = promisify(execFile)

/** Changes the limit of a running program; `0` refuses every write, as a disk does that is gone. Needs prlimit of util-linux. */
export async function limitFileSize({ process }: Pick<RunningApp, 'process'>, octets: number | 'unlimited'): Promise<void> {
  await run('prlimit', ['--pid', String(process.pid), `--fsize=${octets}:`])
}
