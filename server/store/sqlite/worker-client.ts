/** Calls functions on a thread of the store as if they were here, but asynchronous. */
import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import { AppError } from '../../errors.ts'
import type { Opened, Operations, Reply, Request, WireError, WorkerSetup } from './worker-protocol.ts'

export interface WorkerClient<O> {
  opened: NonNullable<Opened['opened']>
  call: <M extends keyof O & string>(
    method: M,
    ...args: O[M] extends (...args: infer A) => unknown ? A : never
  ) => Promise<O[M] extends (...args: never) => infer R ? R : never>
  /** As `call`, but gives these buffers away instead of copying them. */
  lend: <M extends keyof O & string>(
    buffers: ArrayBuffer[],
    method: M,
    ...args: O[M] extends (...args: infer A) => unknown ? A : never
  ) => Promise<O[M] extends (...args: never) => infer R ? R : never>
  close: () => Promise<void>
}

/** What these threads leave behind is mostly large and outside of the heap: collected seldom, it would add up. */
const YOUNG_HEAP_MIB = 4

/** @throws {AppError} what kept the thread from opening the database */
export async function startWorker<O extends Operations>(setup: WorkerSetup): Promise<WorkerClient<O>> {
  const worker = new Worker(new URL(`./sqlite-worker${extname(import.meta.url)}`, import.meta.url), {
    workerData: setup,
    name: `sqlite-${setup.role}`,
    // What the program was told to load, and how it was given its script, is not for this thread; NODE_OPTIONS still are.
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_HEAP_MIB },
  })
  const waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>()
  let nextId = 0
  let gone: AppError | undefined

  worker.once('exit', () => fail(new AppError('unavailable', 'The database is closed')))
  const opened = await new Promise<Opened>((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
  worker.on('error', (error) => fail(new AppError('unavailable', 'The database thread died; restart Mailmitt', { cause: error })))
  if (!opened.opened) throw fromWire(opened.failed ?? { code: 'internal', message: 'The database thread did not start' })
  worker.on('message', (replies: Reply[]) => {
    for (const { id, result, error } of replies) {
      const call = waiting.get(id)
      waiting.delete(id)
      if (error) call?.reject(fromWire(error))
      else call?.resolve(result as never)
    }
  })

  function fail(error: AppError): void {
    gone ??= error
    for (const { reject } of waiting.values()) reject(gone)
    waiting.clear()
  }

  function request<R>(method: string, args: unknown[], buffers: ArrayBuffer[]): Promise<R> {
    return new Promise((resolve, reject) => {
      if (gone) return reject(gone)
      const id = nextId++
      waiting.set(id, { resolve, reject })
      worker.postMessage({ id, method, args } satisfies Request, buffers)
    })
  }

  return {
    opened: opened.opened,
    call: (method, ...args) => request(method, args, []),
    lend: (buffers, method, ...args) => request(method, args, buffers),
    close: () =>
      new Promise((resolve) => {
        if (gone) return resolve()
        worker.once('exit', () => resolve())
        worker.postMessage('close')
      }),
  }
}

function fromWire({ code, message }: WireError): AppError {
  return code === 'internal'
    ? new AppError('internal', 'Internal error; see the log of Mailmitt', { cause: new Error(message) })
    : new AppError(code, message)
}
