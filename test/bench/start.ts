/** How long it takes from starting the process to its ready line, on a database that is not there yet, and to start inside a program. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { temporaryFolder, timeStart } from './programs.ts'
import { atMost, median, ms, type Report } from './report.ts'

const STARTS = 5

export async function benchStart({ tell }: Report): Promise<void> {
  using folder = temporaryFolder()
  // Node keeps what it has compiled: the first start after an installation is not the usual one.
  const first = await timeStart(folder.path('first.db'))
  const starts: number[] = []
  for (let i = 0; i < STARTS; i++) starts.push(await timeStart(folder.path(`${i}.db`)))
  tell(`start to ready, no database yet, median of ${STARTS}`, ms(median(starts)), atMost(median(starts), 400, ms))
  tell('the start before those', ms(first))

  const programs: number[][] = []
  for (let i = 0; i < STARTS; i++) programs.push(await timeEmbeddedStarts())
  const cold = median(programs.map(([firstOfAll = Number.NaN]) => firstOfAll))
  const warm = median(programs.flatMap(([, ...later]) => later))
  tell(`inside a program, the first in it, median of ${STARTS}`, ms(cold), atMost(cold, 200, ms))
  tell('inside a program, later ones, median', ms(warm), atMost(warm, 200, ms))
}

async function timeEmbeddedStarts(): Promise<number[]> {
  const script = fileURLToPath(new URL('./embedded-starts.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [script])
  return JSON.parse(stdout) as number[]
}
