/** Archives as they are written, read by a program that others wrote. */
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { writeZip, type ZipEntry } from '../../server/mail/export/zip.ts'

async function* each<T>(values: Iterable<T>): AsyncGenerator<T> {
  yield* values
}

async function write(entries: Iterable<ZipEntry>): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of writeZip(each(entries))) pieces.push(piece)
  return Buffer.concat(pieces)
}

test('what is written is read as it was: names, times and octets, whatever pieces they come in', async () => {
  const entry = fc.record({
    path: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((name) => name.isWellFormed()),
    // Two seconds is as exact as it gets.
    modifiedAt: fc
      .integer({ min: Date.parse('1980-01-02') / 2000, max: Date.parse('2107-12-30') / 2000 })
      .map((time) => time * 2000),
    pieces: fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 4 }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 6 }), async (entries) => {
      const written = await write(entries.map(({ pieces, ...rest }) => ({ ...rest, octets: each(pieces) })))
      const archive = await fromBufferPromise(written, { decodeStrings: false })
      const found: unknown[] = []
      for await (const read of archive.eachEntry())
        found.push({
          path: read.fileNameRaw.toString(),
          modifiedAt: read.getLastModDate().getTime(),
          octets: (await buffer(await archive.openReadStreamPromise(read, { decompress: null }))).toString('hex'),
        })
      expect(found).toEqual(entries.map(({ pieces, ...rest }) => ({ ...rest, octets: Buffer.concat(pieces).toString('hex') })))
    }),
    { numRuns: 300 },
  )
})

test('more files than 16 bits count', async () => {
  const count = 0x10001
  const entries = Array.from({ length: count }, (_, index) => ({ path: `${index}.eml`, modifiedAt: 1e12, octets: each([]) }))
  const archive = await fromBufferPromise(await write(entries))
  expect(archive.entryCount).toBe(count)
  let last = ''
  for await (const { fileName } of archive.eachEntry()) last = fileName
  expect(last).toBe(`${count - 1}.eml`)
})

test.each([
  ['before 1980', -1e12, 1980],
  ['after 2107', 1e13, 2107],
])('a time %s becomes the nearest it knows', async (_name, modifiedAt, year) => {
  const archive = await fromBufferPromise(await write([{ path: 'x', modifiedAt, octets: each([]) }]))
  for await (const entry of archive.eachEntry()) expect(entry.getLastModDate().getFullYear()).toBe(year)
})
