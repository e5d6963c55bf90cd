import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseFrameMessage } from '../../web/features/message-view/frame-message.ts'

test('sizes are whole, and bounded', () => {
  const size = (height: unknown, width: unknown = 1, viewWidth: unknown = 1) =>
    parseFrameMessage({ mailmitt: 'size', height, width, viewWidth })
  expect(size(10.2, 5, 4)).toEqual({ type: 'size', height: 11, width: 5, viewWidth: 4 })
  expect(size(1e9, -5)).toMatchObject({ height: 100_000, width: 0 })
  for (const wrong of [Number.NaN, Number.POSITIVE_INFINITY, '10', null, undefined]) expect(size(wrong)).toBeUndefined()
  expect(size(1, 'x')).toBeUndefined()
})

test('of hosts, what is text and short, and no more than 200', () => {
  const hosts = ['a.test', 7, 'x'.repeat(300), ...Array.from({ length: 300 }, (_, i) => `h${i}.test`)]
  const content = parseFrameMessage({ mailmitt: 'content', blockedHosts: hosts, loadedHosts: 'a.test', hasDarkStyles: 'yes' })
  expect(content).toMatchObject({ type: 'content', loadedHosts: [], missingContentIds: [], hasDarkStyles: false })
  expect(content?.type === 'content' && content.blockedHosts).toHaveLength(198)
})

test('a key brings its modifiers and nothing else', () => {
  const key = { mailmitt: 'key', key: 'j', code: 'KeyJ', ctrlKey: true, shiftKey: 1, isTrusted: true, view: {} }
  expect(parseFrameMessage(key)).toEqual({
    type: 'key',
    key: { key: 'j', code: 'KeyJ', ctrlKey: true, metaKey: false, altKey: false, shiftKey: false, modifierAltGraph: false },
  })
  expect(parseFrameMessage({ ...key, key: 'x'.repeat(99) })).toBeUndefined()
})

test('whatever a frame says, it is one of ours or nothing (property)', () => {
  const said = fc.oneof(
    fc.anything(),
    fc.record({ mailmitt: fc.constantFrom('size', 'key', 'press', 'files', 'content', 'print') }),
  )
  fc.assert(
    fc.property(said, fc.dictionary(fc.string(), fc.anything()), (data, more) => {
      const message = parseFrameMessage(typeof data === 'object' && data !== null ? { ...more, ...data } : data)
      expect([undefined, 'size', 'key', 'press', 'files', 'content']).toContain(message?.type)
    }),
  )
})
