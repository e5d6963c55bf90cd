/** A wait that is longer than one call asks again: it has failed once, or not at all. */
import { expect, test } from 'vitest'
import { AppError } from '../../server/errors.ts'
import { createFailedWaits } from '../../server/mail/failed-waits.ts'
import type { WaitRequest, Waits } from '../../server/mail/wait.ts'

const noMatch = () =>
  new AppError('no_match', 'Nothing came.', {
    details: { waitedMs: 240_000, query: 'x', matched: [], arrived: 0, nearMisses: [], refused: [], before: [], evicted: 0 },
  })

function start(outcomes: (AppError | undefined)[]) {
  const failed = createFailedWaits({ store: { databaseId: 'ab' }, ingest: { settled: async () => 1 } })
  const waits: Waits = {
    open: 0,
    wait: async () => {
      const error = outcomes.shift()
      if (error) throw error
      return { messages: [], cursor: 'ab-1' }
    },
  }
  const ask = (request: Partial<WaitRequest> = {}) =>
    failed
      .remember(waits)
      .wait({ q: 'x', count: 1, timeoutMs: 240_000, ...request }, new AbortController().signal)
      .catch(() => undefined)
  return { failed, ask }
}

test('one that succeeds when it is asked again has not failed', async () => {
  const { failed, ask } = start([noMatch(), undefined])
  await ask()
  await ask({ timeoutMs: 1000 })
  expect(failed.list({}).waits).toEqual([])
})

test('one that fails in the end has failed once, after all the time', async () => {
  const { failed, ask } = start([noMatch(), noMatch(), noMatch()])
  for (const timeoutMs of [240_000, 240_000, 1000]) await ask({ timeoutMs })
  expect(failed.list({}).waits.map(({ waitedMs }) => waitedMs)).toEqual([720_000])
})

test('another that fails, and the same that had a shorter time, stay', async () => {
  const { failed, ask } = start([noMatch(), noMatch(), noMatch(), undefined])
  await ask()
  await ask({ q: 'y', timeoutMs: 1000 })
  await ask({ q: 'y', timeoutMs: 1000 })
  await ask({ q: 'y', timeoutMs: 1000 })
  expect(failed.list({}).waits).toHaveLength(3)
})
