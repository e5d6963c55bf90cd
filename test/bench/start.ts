/** How long it takes from starting the process to its ready line, on a database that is not there yet. */
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
}
