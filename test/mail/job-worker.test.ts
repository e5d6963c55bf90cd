import type { Worker } from 'node:worker_threads'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createJobWorker, type JobWorker } from '../../server/mail/job-worker.ts'
import type { OddJob } from '../fixtures/odd-worker.ts'

const threads: Worker[] = []
const remember = (thread: Worker) => void threads.push(thread)
process.on('worker', remember)
afterAll(() => void process.off('worker', remember))

let worker: JobWorker<OddJob, number>
beforeEach(() => {
  threads.length = 0
  worker = createJobWorker({ file: new URL('../fixtures/odd-worker.ts', import.meta.url), name: 'odd' })
})
afterEach(() => worker.close())

const LONG_MS = 10_000
const SHORT_MS = 50

describe('a job that goes wrong ends alone (DESIGN §2, promise 4)', () => {
  test('one thread does all the jobs that go well, in order, and starts with the first', async () => {
    expect(threads).toHaveLength(0)
    const [first, second] = await Promise.all([worker.run('answer', LONG_MS), worker.run('answer', LONG_MS)])
    expect(second).toBe(first)
    expect(threads).toHaveLength(1)
  })

  test('one that fails says why, and its thread goes on', async () => {
    await expect(worker.run('fail', LONG_MS)).rejects.toThrow('on purpose')
    await worker.run('answer', LONG_MS)
    expect(threads).toHaveLength(1)
  })

  test('one that hangs is given up after its time, and the next has a new thread', async () => {
    const hanging = worker.run('hang', SHORT_MS)
    const next = worker.run('answer', LONG_MS)
    await expect(hanging).rejects.toMatchObject({ name: 'JobTimeout', message: `gave up after ${SHORT_MS} ms` })
    expect(threads[0]?.threadId).toBe(-1) // it is gone, and burns no more
    expect(await next).toBeGreaterThan(0)
    expect(threads).toHaveLength(2)
  })

  test('one that ends its thread fails at once, and the next has a new one', async () => {
    const dying = worker.run('exit', LONG_MS)
    const next = worker.run('answer', LONG_MS)
    await expect(dying).rejects.toThrow('odd ended with 3')
    expect(await next).toBeGreaterThan(0)
    expect(threads).toHaveLength(2)
  })

  test('a thread that dies between two jobs costs the second nothing', async () => {
    const first = await worker.run('answer and die', LONG_MS)
    await new Promise<void>((resolve) => threads[0]?.once('exit', () => resolve()))
    expect(await worker.run('answer', LONG_MS)).not.toBe(first)
  })

  test('a thread that cannot start fails its job', async () => {
    const missing = createJobWorker<OddJob, number>({ file: new URL('no-such-worker.ts', import.meta.url), name: 'missing' })
    await expect(missing.run('answer', LONG_MS)).rejects.toThrow('no-such-worker')
    await missing.close()
  })
})

test('a job that runs is finished before the worker closes; one after it fails', async () => {
  const running = worker.run('answer', LONG_MS)
  await new Promise((resolve) => process.once('worker', resolve))
  await worker.close()
  expect(await running).toBeGreaterThan(0)
  await expect(worker.run('answer', LONG_MS)).rejects.toThrow('odd is closed')
})
