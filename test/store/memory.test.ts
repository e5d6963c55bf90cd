import { expect, test } from 'vitest'
import { release, unpooled } from '../../server/memory.ts'

test('a small buffer of Node shares its memory, and is copied; one that owns its memory is not', () => {
  const small = Buffer.from('small')
  expect(small.buffer.byteLength).toBeGreaterThan(small.length)
  expect([Buffer.from(unpooled(small)).toString(), unpooled(small).buffer.byteLength]).toEqual(['small', 5])
  const large = new Uint8Array(200_000)
  expect(unpooled(large).buffer).toBe(large.buffer)
})

test('release takes the memory of octets, and never that of others', () => {
  const [one, other] = [Buffer.from('one'), Buffer.from('other')]
  expect(one.buffer).toBe(other.buffer)
  release(one)
  expect(other.toString()).toBe('other')

  const own = new Uint8Array(10)
  release(own)
  expect(own.length).toBe(0)

  // zlib answers with a part of the memory it asked for.
  const part = Buffer.allocUnsafeSlow(100_000).subarray(0, 30_000)
  release(part)
  expect(part.length).toBe(0)
})
