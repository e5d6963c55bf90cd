/** Times between two lines or two hops, in words. */
import { expect, test } from 'vitest'
import { formatDuration } from '../../web/lib/format-time.ts'

test.each([
  [0, '0 ms'],
  [999, '999 ms'],
  [1204, '1.20 s'],
  [59_400, '59 s'],
  [60_000, '1 min'],
  [125_000, '2 min 5 s'],
  [12_000_000, '3 h 20 min'],
])('%i ms is %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text)
})
