/** Octets cut into lines as they come, and the sections they belong to. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Part } from '../../shared/model/part.ts'
import { createOctetLines } from '../../web/features/message-view/octet-lines.ts'
import { createSections } from '../../web/features/message-view/source-sections.ts'
import { readAnchor, readNumberAnchor, toAnchor } from '../../web/lib/anchor.ts'

describe('lines', () => {
  test('an octet is found in the line that holds it, however the octets came', () => {
    const octets = fc.array(fc.constantFrom(97, 10, 13), { maxLength: 80 })
    fc.assert(
      fc.property(octets, fc.integer({ min: 1, max: 7 }), (all, size) => {
        const lines = createOctetLines(0)
        for (let at = 0; at < all.length; at += size) lines.add(Uint8Array.from(all.slice(at, at + size)))
        expect(lines.octets).toBe(all.length)
        for (let offset = 0; offset < all.length; offset++) {
          const line = lines.lineWith(offset) ?? -1
          expect(lines.offsetOf(line)).toBeLessThanOrEqual(offset)
          if (line + 1 < lines.count) expect(lines.offsetOf(line + 1)).toBeGreaterThan(offset)
        }
        expect(lines.lineWith(all.length)).toBeUndefined()
      }),
    )
  })
})

function part(path: string, headerOffset: number, bodyOffset: number, bodyOctets: number, parts: Part[] = []): Part {
  return {
    ...{ path, headerOffset, bodyOffset, bodyOctets, parts, contentType: 'text/plain', disposition: '', filename: '' },
    ...{ contentId: '', contentLocation: '', encoding: '7bit', charset: '', charsetUsed: '', sizeOctets: bodyOctets },
  }
}

test('sections: header section, part headers, bodies, and what lies between', () => {
  const sections = createSections(part('', 0, 100, 200, [part('1', 110, 120, 30), part('2', 160, 160, 40)]))
  const at = (offset: number) => sections.at(offset)
  expect(at(0)).toMatchObject({ kind: 'header', path: '' })
  expect(at(99)).toMatchObject({ kind: 'header' })
  expect(at(100)).toMatchObject({ kind: 'between' })
  expect(at(110)).toMatchObject({ kind: 'part-header', path: '1' })
  expect(at(149)).toMatchObject({ kind: 'body', path: '1' })
  expect(at(150)).toMatchObject({ kind: 'between' })
  expect(at(160)).toMatchObject({ kind: 'body', path: '2' })
  expect(at(5000)).toMatchObject({ kind: 'between' })
})

test('anchors are read as they were written, and anything else is none', () => {
  expect(readAnchor(toAnchor('part', '1.2'), 'part')).toBe('1.2')
  expect(readAnchor(toAnchor('part', ''), 'part')).toBe('')
  expect(readNumberAnchor(toAnchor('line', 40), 'line')).toBe(40)
  for (const anchor of [undefined, '', 'line-', 'line-x', 'line--1', 'part-1'])
    expect(readNumberAnchor(anchor, 'line')).toBeUndefined()
  fc.assert(fc.property(fc.string(), (anchor) => void readAnchor(`part-${anchor}`, 'part')))
})
