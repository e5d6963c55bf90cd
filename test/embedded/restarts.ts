/** A program of its own that starts a server, sends it a mail and closes it, again and again, and tells on stdout what that left behind. */
import { readdirSync } from 'node:fs'
import { composeTestMail, sendMail } from '../harness/sending.ts'

export interface Leftovers {
  cycles: number
  /** Of Node: `TCPServerWrap`, `Timeout`, `MessagePort`. */
  resources: string[]
  /** Undefined where the system does not tell. */
  threads: number | undefined
  files: number | undefined
  /** Heap and what hangs on it, after a collection. */
  memoryOctets: number
}

// As built: threads that load our sources take several times as long.
const built = new URL('../../dist/server/index.js', import.meta.url).href
const { startMailmitt } = (await import(built)) as typeof import('../../server/index.ts')

const CYCLES = 50
const SETTLED_AFTER = 15
const gc = globalThis.gc
if (!gc) throw new Error('needs node --expose-gc')

for (let cycles = 1; cycles <= CYCLES; cycles++) {
  const server = await startMailmitt()
  await sendMail(server.smtp, composeTestMail({ octets: 100_000 }))
  const [message] = (await server.client.list()).messages
  await server.client.get(message?.id ?? '')
  await server.close()
  if (cycles === SETTLED_AFTER || cycles === CYCLES) tell(await look(cycles))
}

function tell(leftovers: Leftovers): void {
  process.stdout.write(`${JSON.stringify(leftovers)}\n`)
}

async function look(cycles: number): Promise<Leftovers> {
  // What a collection finds unused frees more in its callbacks.
  for (let i = 0; i < 5; i++) {
    await gc?.({ type: 'major', execution: 'async' })
    await new Promise((resolve) => setImmediate(resolve))
  }
  const { heapUsed, external } = process.memoryUsage()
  const count = (folder: string) => (process.platform === 'linux' ? readdirSync(`/proc/self/${folder}`).length : undefined)
  return {
    cycles,
    resources: process.getActiveResourcesInfo(),
    threads: count('task'),
    files: count('fd'),
    memoryOctets: heapUsed + external,
  }
}
