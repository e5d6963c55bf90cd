/**
 * Runs one job after another on a thread of its own. A job that throws, hangs or eats too much memory ends alone: the
 * thread is thrown away and the next job gets a new one.
 */
import { Worker } from 'node:worker_threads'

export class JobTimeout extends Error {
  override readonly name = 'JobTimeout'
}

/** Another job took the thread with it before this one had its turn, and with it the buffers that were lent. It can be run again. */
export class JobLost extends Error {
  override readonly name = 'JobLost'
}

/** The job threw; its thread goes on. */
class JobFailed extends Error {
  override readonly name = 'JobFailed'
}

export interface JobWorker<Input, Output> {
  /**
   * Jobs run in the order of the calls; one may be handed over while another runs, so that the thread never waits.
   *
   * @param timeoutMs counted from when the thread is free for it
   * @param lent buffers to give away instead of copying them
   * @throws {JobTimeout} when it took longer; {JobLost}; otherwise whatever the job threw
   */
  run: (input: Input, timeoutMs: number, lent?: ArrayBuffer[]) => Promise<Output>
  close: () => Promise<void>
}

export type JobReply<Output> = { result: Output } | { error: string }

/** What a thread says once it has loaded: the time limit of a job does not count that. */
export const JOB_WORKER_LOADED = 'loaded'

/** Old space of a thread; beyond it the thread dies and the job fails. */
const MAX_HEAP_MIB = 1024
/** A small young generation: a job leaves little behind, and the memory of idle threads adds up. */
const YOUNG_HEAP_MIB = 12

interface Job<Input, Output> {
  input: Input
  timeoutMs: number
  lent: ArrayBuffer[]
  resolve: (result: Output) => void
  reject: (error: Error) => void
}

export function createJobWorker<Input, Output>({ file, name }: { file: URL; name: string }): JobWorker<Input, Output> {
  let thread: Worker | undefined
  let isLoaded = false
  let timer: NodeJS.Timeout | undefined
  /** Handed to the thread, the one it works on first. */
  const jobs: Job<Input, Output>[] = []
  const unsettled = new Set<Promise<Output>>()
  let closed = false

  function startThread(): Worker {
    const worker = new Worker(file, {
      name,
      // What the program was told to load, and how it was given its script, is not for this thread; NODE_OPTIONS still are.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB, maxYoungGenerationSizeMb: YOUNG_HEAP_MIB },
    })
    worker.on('error', (error) => abandon(worker, error))
    worker.on('exit', (code) => abandon(worker, new Error(`${name} ended with ${code}`)))
    worker.on('message', (message: typeof JOB_WORKER_LOADED | JobReply<Output>) => {
      if (worker !== thread) return
      if (message === JOB_WORKER_LOADED) isLoaded = true
      else {
        const job = jobs.shift()
        if ('error' in message) job?.reject(new JobFailed(message.error))
        else job?.resolve(message.result)
      }
      watch(worker)
    })
    isLoaded = false
    return worker
  }

  /** Gives the first job its time. */
  function watch(worker: Worker): void {
    clearTimeout(timer)
    const [first] = jobs
    if (!first || !isLoaded) return
    const giveUp = () => {
      if (jobs[0] === first) abandon(worker, new JobTimeout(`gave up after ${first.timeoutMs} ms`))
    }
    // Where this thread had no time itself, the answer has come and is read first.
    timer = setTimeout(() => setImmediate(giveUp), first.timeoutMs)
  }

  function hand(job: Job<Input, Output>): void {
    thread ??= startThread()
    thread.postMessage(job.input, job.lent)
    jobs.push(job)
    if (jobs.length === 1) watch(thread)
  }

  /** A thread that hangs or died gets no more jobs. What it worked on fails; what waited behind gets a new one. */
  function abandon(worker: Worker, error: Error): void {
    if (worker !== thread) return
    thread = undefined
    clearTimeout(timer)
    const [first, ...others] = jobs.splice(0)
    for (const job of others) {
      if (job.lent.length === 0) hand(job)
      else job.reject(new JobLost(`${name} was stopped, and what it was lent is gone`))
    }
    void worker.terminate().then(() => first?.reject(error))
  }

  return {
    run(input, timeoutMs, lent = []) {
      if (closed) return Promise.reject(new Error(`${name} is closed`))
      const result = new Promise<Output>((resolve, reject) => hand({ input, timeoutMs, lent, resolve, reject }))
      unsettled.add(result)
      const settle = () => unsettled.delete(result)
      result.then(settle, settle)
      return result
    },
    async close() {
      closed = true
      await Promise.allSettled(unsettled)
      const last = thread
      thread = undefined
      await last?.terminate()
    },
  }
}
