/**
 * Runs one job after another on a thread of its own. A job that throws, hangs or eats too much memory ends alone: the
 * thread is thrown away and the next job gets a new one.
 */
import { Worker } from 'node:worker_threads'

export class JobTimeout extends Error {
  override readonly name = 'JobTimeout'
}

/** The job threw; its thread goes on. */
class JobFailed extends Error {
  override readonly name = 'JobFailed'
}

export interface JobWorker<Input, Output> {
  /** @throws {JobTimeout} when the job took longer than `timeoutMs` on the thread; otherwise whatever the job threw */
  run: (input: Input, timeoutMs: number) => Promise<Output>
  close: () => Promise<void>
}

export type JobReply<Output> = { result: Output } | { error: string }

/** What a thread says once it has loaded: the time limit of a job does not count that. */
export const JOB_WORKER_LOADED = 'loaded'

/** Old space of a thread; beyond it the thread dies and the job fails. */
const MAX_HEAP_MIB = 1024

interface Running<Output> {
  resolve: (result: Output) => void
  reject: (error: Error) => void
}

export function createJobWorker<Input, Output>({ file, name }: { file: URL; name: string }): JobWorker<Input, Output> {
  let thread: Worker | undefined
  let running: Running<Output> | undefined
  let last: Promise<unknown> = Promise.resolve()
  let closed = false

  function startThread(): Promise<Worker> {
    return new Promise((resolve, reject) => {
      const worker = new Worker(file, { name, resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB } })
      const fail = (error: Error) => {
        reject(error)
        if (worker !== thread) return
        // Also between jobs: the next one must not be given to a thread that is gone.
        thread = undefined
        running?.reject(error)
      }
      worker.on('error', fail)
      worker.on('exit', (code) => fail(new Error(`${name} ended with ${code}`)))
      worker.on('message', (message: typeof JOB_WORKER_LOADED | JobReply<Output>) => {
        if (message === JOB_WORKER_LOADED) resolve(worker)
        else if ('error' in message) running?.reject(new JobFailed(message.error))
        else running?.resolve(message.result)
      })
    })
  }

  async function runAlone(input: Input, timeoutMs: number): Promise<Output> {
    if (closed) throw new Error(`${name} is closed`)
    thread ??= await startThread()
    const worker = thread
    let timer: NodeJS.Timeout | undefined
    try {
      return await new Promise<Output>((resolve, reject) => {
        running = { resolve, reject }
        timer = setTimeout(() => reject(new JobTimeout(`gave up after ${timeoutMs} ms`)), timeoutMs)
        worker.postMessage(input)
      })
    } catch (error) {
      if (error instanceof JobFailed) throw error
      // It hangs or died: the next job gets a new thread.
      thread = undefined
      await worker.terminate()
      throw error
    } finally {
      running = undefined
      clearTimeout(timer)
    }
  }

  return {
    run(input, timeoutMs) {
      const job = last.then(() => runAlone(input, timeoutMs))
      last = job.catch(() => undefined)
      return job
    },
    async close() {
      closed = true
      await last
      await thread?.terminate()
    },
  }
}
