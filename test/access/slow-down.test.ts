import { expect, test } from 'vitest'
import { createSlowDown } from '../../server/access/slow-down.ts'

function start(maxRemembered?: number) {
  let now = 1_000_000
  const slowDown = createSlowDown({ time: () => now, ...(maxRemembered !== undefined && { maxRemembered }) })
  const fail = (times: number, address: string, name = 'ann') => {
    for (let i = 0; i < times; i++) slowDown.failed(address, name)
  }
  return { slowDown, fail, pass: (ms: number) => (now += ms) }
}

test('after three failures each next try waits, longer and longer, up to a minute', () => {
  const { slowDown, fail, pass } = start()
  fail(2, '192.0.2.1')
  expect(slowDown.waitMs('192.0.2.1', 'ann')).toBe(0)
  const waits = Array.from({ length: 9 }, () => {
    fail(1, '192.0.2.1')
    return slowDown.waitMs('192.0.2.1', 'ann')
  })
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60].map((seconds) => seconds * 1000))
  pass(59_999)
  expect(slowDown.waitMs('192.0.2.1', 'ann')).toBe(1)
  pass(1)
  expect(slowDown.waitMs('192.0.2.1', 'ann')).toBe(0)
})

test('another address and another name do not wait; the network of an IPv6 address does', () => {
  const { slowDown, fail } = start()
  fail(9, '::ffff:192.0.2.1')
  fail(9, '2001:db8:1:2:3::4')
  for (const address of [
    '192.0.2.1',
    '::ffff:192.0.2.1',
    '2001:db8:1:2::9',
    '2001:db8:1:2:ffff:ffff:ffff:ffff',
    '2001:0db8:1:2::%eth0',
  ])
    expect([address, slowDown.waitMs(address, 'ann') > 0]).toEqual([address, true])
  for (const address of ['192.0.2.2', '2001:db8:1:3::4', '::1', 'no address', ''])
    expect([address, slowDown.waitMs(address, 'ann')]).toEqual([address, 0])
  expect(slowDown.waitMs('192.0.2.1', 'bob')).toBe(0)
})

test('success forgets, and so do a quarter of an hour and too many others', () => {
  const { slowDown, fail, pass } = start(10)
  fail(9, 'a')
  slowDown.succeeded('a', 'ann')
  expect(slowDown.waitMs('a', 'ann')).toBe(0)
  fail(9, 'a')
  pass(15 * 60_000)
  fail(3, 'a')
  expect(slowDown.waitMs('a', 'ann')).toBe(1000)
  for (let i = 0; i < 10; i++) fail(1, `other ${i}`)
  expect(slowDown.waitMs('a', 'ann')).toBe(0)
})
