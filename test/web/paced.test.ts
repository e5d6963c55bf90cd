/** How often what costs something is done. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createPaced } from '../../web/lib/paced.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** @param tookMs how long each run takes */
function start(tookMs = 0, ready = () => Promise.resolve()) {
  const runs: number[] = []
  const began = Date.now()
  const ask = createPaced({
    pauseMs: 2000,
    ready,
    async run() {
      runs.push(Date.now() - began)
      if (tookMs > 0) await new Promise((resolve) => setTimeout(resolve, tookMs))
    },
  })
  return { ask, runs }
}

test('at once, then after the pause for all that came meanwhile, and not again for nothing', async () => {
  const { ask, runs } = start()
  for (let i = 0; i < 30; i++) {
    ask()
    await vi.advanceTimersByTimeAsync(100)
  }
  await vi.advanceTimersByTimeAsync(10_000)
  expect(runs).toEqual([0, 2000, 4000])
  ask()
  await vi.advanceTimersByTimeAsync(1)
  expect(runs).toHaveLength(4)
})

test('what takes long is done more seldom', async () => {
  const { ask, runs } = start(1000)
  for (let i = 0; i < 110; i++) {
    ask()
    await vi.advanceTimersByTimeAsync(100)
  }
  expect(runs).toEqual([0, 6000])
})

test('not while nobody looks, and then once', async () => {
  const looking = Promise.withResolvers<void>()
  const { ask, runs } = start(0, () => looking.promise)
  for (let i = 0; i < 5; i++) ask()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(runs).toEqual([])
  looking.resolve()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(runs).toEqual([60_000])
})
