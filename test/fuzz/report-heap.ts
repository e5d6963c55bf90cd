/** Loaded into the server before its own code: on SIGUSR2 it collects garbage and says on stderr how much heap is left. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { isMainThread } from 'node:worker_threads'

if (isMainThread) {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  process.on('SIGUSR2', () => {
    collect()
    process.stderr.write(`heap ${process.memoryUsage().heapUsed}\n`)
  })
}
