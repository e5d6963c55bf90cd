import { expect, test } from 'vitest'
import { createHolds } from '../../server/mail/holds.ts'

test('the lowest that is held is told, and when it is free', () => {
  const holds = createHolds()
  const freed: number[] = []
  holds.onFreed(() => freed.push(holds.first()))
  expect(holds.first()).toBe(Number.POSITIVE_INFINITY)
  const [seven, five, fiveToo] = [holds.hold(7), holds.hold(5), holds.hold(5)]
  expect(holds.first()).toBe(5)
  five()
  five()
  expect([holds.first(), freed]).toEqual([5, []])
  fiveToo()
  seven()
  expect(freed).toEqual([7, Number.POSITIVE_INFINITY])
  holds.close()
})

test('nobody holds for ever', async () => {
  const holds = createHolds({ longestMs: 1 })
  const letGo = holds.hold(5)
  expect(holds.first()).toBe(5)
  await new Promise<void>((resolve) => holds.onFreed(resolve))
  expect(holds.first()).toBe(Number.POSITIVE_INFINITY)
  // Held by another then, it is not for the first one to let it go.
  holds.hold(5)
  letGo()
  expect(holds.first()).toBe(5)
  holds.close()
})
