import { expect, test } from 'vitest'
import { lastTime } from '../../web/lib/last-time.ts'

const at = (value: string) => ({ value, raw: value, zone: '', isZoneDefined: true })
const endOf = (start: string, end: string | undefined, allDay: boolean) =>
  lastTime({ start: at(start), end: end === undefined ? undefined : at(end), allDay })?.value

test('whole days end with the last of them, and one day is not said twice', () => {
  expect(endOf('2026-05-04', '2026-05-07', true)).toBe('2026-05-06')
  expect(endOf('2026-02-27', '2026-03-01', true)).toBe('2026-02-28')
  expect(endOf('2026-05-04', '2026-05-05', true)).toBeUndefined()
  expect(endOf('2026-05-04', '2026-05-04', true)).toBeUndefined()
})

test('times, ends that cannot be read and absent ones stay as they are', () => {
  expect(endOf('2026-05-04T10:00:00', '2026-05-04T11:00:00', false)).toBe('2026-05-04T11:00:00')
  expect(endOf('2026-05-04', '', true)).toBe('')
  expect(endOf('2026-05-04', undefined, true)).toBeUndefined()
})
