import { expect, test } from 'vitest'
import { findInlineUse, nameInlineParts } from '../../server/mail/inline-parts.ts'
import { scanParts } from '../../server/mail/part-tree.ts'

const image = (fields: string, type = 'image/png') => `--b\r\nContent-Type: ${type}\r\n${fields}\r\n\r\nx\r\n`
const partsOf = (...images: string[]) =>
  scanParts(Buffer.from(`Content-Type: multipart/related; boundary=b\r\n\r\n${images.join('')}--b--\r\n`)).parts
const pathOf = (parts: ReturnType<typeof partsOf>, name: string) => nameInlineParts(parts).get(name)?.path

test('a content id wins over a Content-Location, and that over a file name', () => {
  const parts = partsOf(
    image('Content-Disposition: inline; filename=logo'),
    image('Content-Location: logo'),
    image('Content-ID: <LOGO>'),
  )
  expect(pathOf(parts, 'logo')).toBe('3')
  expect(pathOf(parts.slice(0, 3), 'logo')).toBe('2')
  expect(pathOf(parts.slice(0, 2), 'logo')).toBe('1')
})

test('names are folded: case, angle brackets, percent-encoding', () => {
  expect(pathOf(partsOf(image('Content-ID: <Logo%40X.test>')), 'logo@x.test')).toBe('1')
  expect(pathOf(partsOf(image('Content-ID: logo@x.test')), 'logo@x.test')).toBe('1')
})

test('the first of two parts with one id is meant', () => {
  expect(pathOf(partsOf(image('Content-ID: <a>'), image('Content-ID: <a>')), 'a')).toBe('1')
})

test('what is no image and no font is not shown inline', () => {
  expect(pathOf(partsOf(image('Content-ID: <a>', 'text/html')), 'a')).toBeUndefined()
})

test('a part of the message goes before one of a message in it', () => {
  const inner = `--b\r\nContent-Type: message/rfc822\r\n\r\nContent-Type: image/png\r\nContent-ID: <a>\r\n\r\nx\r\n`
  expect(pathOf(partsOf(inner), 'a')).toBe('1.1')
  expect(pathOf(partsOf(inner, image('Content-Disposition: inline; filename=f\r\nContent-ID: <a>')), 'a')).toBe('2')
})

test('of thousands of parts and names each is looked at once', () => {
  const parts = partsOf(...Array.from({ length: 9000 }, (_, i) => image(`Content-ID: <c${i}>`)))
  const html = Array.from({ length: 9000 }, (_, i) => `<img src="cid:c${i}">`).join('')
  expect(findInlineUse(html, parts).shown.size).toBe(9000)
})
