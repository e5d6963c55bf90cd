import { expect, test } from 'vitest'
import { AppError } from '../../server/errors.ts'
import { workOff } from '../../server/mail/portions.ts'
import type { Portion } from '../../server/store/store.ts'

async function* portions(sizes: readonly number[], failure?: Error): AsyncGenerator<Portion> {
  for (const size of sizes) yield { ids: Array.from({ length: size }, (_, i) => `m${i}`), seqs: [], mailboxes: [] }
  if (failure) throw failure
}

test('all portions are worked off and added up', async () => {
  const sizes: number[] = []
  const onPortion = ({ ids }: Portion) => void sizes.push(ids.length)
  expect(await workOff(portions([3, 1, 2]), { signal: undefined, verb: 'deleted', onPortion })).toBe(6)
  expect(sizes).toEqual([3, 1, 2])
})

test('what fails on the way says how far it came, and keeps its code', async () => {
  const failure = new AppError('insufficient_storage', 'The disk is full')
  const working = workOff(portions([200, 200], failure), { signal: undefined, verb: 'deleted', onPortion: () => undefined })
  await expect(working).rejects.toMatchObject({
    code: 'insufficient_storage',
    message: 'The disk is full; 400 messages were deleted before that',
  })
})

test('a signal stops it after the portion it comes in, with the reason when that is ours', async () => {
  const stopping = new AbortController()
  const sizes: number[] = []
  const onPortion = ({ ids }: Portion) => {
    sizes.push(ids.length)
    stopping.abort(new AppError('unavailable', 'Mailmitt is stopping'))
  }
  await expect(workOff(portions([1, 2, 3]), { signal: stopping.signal, verb: 'changed', onPortion })).rejects.toMatchObject({
    code: 'unavailable',
    message: 'Mailmitt is stopping; 1 message was changed before that',
  })
  expect(sizes).toEqual([1])
})
