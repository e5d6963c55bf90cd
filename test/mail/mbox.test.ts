/** The two halves of the mbox format: what is written is read again, whatever octets there are and in whatever pieces they come. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readMbox } from '../../server/cli/mbox.ts'
import { writeMbox } from '../../server/mail/export/mbox.ts'

const SEPARATOR = 'From a@x.test Thu Jan  1 00:00:00 1970\n'

async function* pieces(octets: Uint8Array, sizes: readonly number[] = []): AsyncGenerator<Uint8Array> {
  let start = 0
  for (const size of sizes) {
    yield octets.subarray(start, start + size)
    start += size
  }
  yield octets.subarray(start)
}

async function read(text: string | Uint8Array, { max = 10_000, sizes = [] as number[] } = {}): Promise<(string | undefined)[]> {
  const messages: (string | undefined)[] = []
  for await (const message of readMbox(pieces(Buffer.from(text), sizes), max))
    messages.push(message && Buffer.from(message).toString('latin1'))
  return messages
}

const octets = fc.oneof(
  fc.uint8Array({ maxLength: 100 }),
  fc
    .array(fc.constantFrom('From ', '>', '\n', '\r\n', '\r', 'Fro', 'x', SEPARATOR, `>${SEPARATOR}`), { maxLength: 30 })
    .map((parts) => new Uint8Array(Buffer.from(parts.join('')))),
)
const sizes = fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 40 })

test('what is written is read as it was', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(octets, sizes, fc.string()), { maxLength: 5 }), sizes, async (messages, readSizes) => {
      async function* entries() {
        for (const [message, messageSizes, reversePath] of messages)
          yield { reversePath, receivedAt: 1e12, octets: pieces(message, messageSizes) }
      }
      const written: Uint8Array[] = []
      for await (const piece of writeMbox(entries())) written.push(piece)
      expect(await read(Buffer.concat(written), { sizes: readSizes })).toEqual(
        messages.map(([message]) => Buffer.from(message).toString('latin1')),
      )
    }),
    { numRuns: 2000 },
  )
})

test('any octets are read without a fault but that they are no mbox', async () => {
  await fc.assert(
    fc.asyncProperty(octets, sizes, async (file, readSizes) => {
      await read(file, { sizes: readSizes }).catch((error: Error) => expect(error.message).toContain('no mbox'))
    }),
    { numRuns: 1000 },
  )
})

test.each([
  [
    'line ends of CRLF',
    `${SEPARATOR.replace('\n', '\r\n')}A: b\r\n\r\nx\r\n\r\n${SEPARATOR.replace('\n', '\r\n')}C: d\r\n\r\n`,
    ['A: b\r\n\r\nx\r\n', 'C: d\r\n'],
  ],
  ['no line end at the end', `${SEPARATOR}A: b`, ['A: b']],
  ['other dates', 'From x Thu, 01 Jan 1970 00:00:00 +0000\na\n\nFrom  Thu Jan 1 00:00 1970 remote from x\nb\n\n', ['a\n', 'b\n']],
  ['lines that begin no message', `${SEPARATOR}\nFrom now on\nFrom \n`, ['\nFrom now on\nFrom ']],
  ['lines that were quoted', `${SEPARATOR}\n>From me\n>>From me\n> From me\n>From`, ['\nFrom me\n>From me\n> From me\n>From']],
  ['empty lines before it', `\n\r\n${SEPARATOR}a\n`, ['a']],
  ['empty messages', `${SEPARATOR}${SEPARATOR}\n`, ['', '']],
  ['nothing', '', []],
])('reads a file with %s', async (_name, file, messages) => {
  expect(await read(file)).toEqual(messages)
})

test('passes over what is too large, and nothing else', async () => {
  const file = `${SEPARATOR}${'a'.repeat(100)}\n${SEPARATOR}${'b'.repeat(101)}\n${SEPARATOR}${'c'.repeat(5000)}\n${SEPARATOR}d\n`
  expect(await read(file, { max: 100 })).toEqual(['a'.repeat(100), undefined, undefined, 'd'])
  expect(await read(file, { max: 100, sizes: Array.from({ length: 600 }, () => 9) })).toEqual([
    'a'.repeat(100),
    undefined,
    undefined,
    'd',
  ])
})

test('takes long lines in time that grows with them', async () => {
  const file = Buffer.concat([Buffer.from(SEPARATOR), Buffer.alloc(4 * 1024 ** 2, '>From '), Buffer.alloc(4 * 1024 ** 2, '>')])
  expect((await read(file, { max: file.length, sizes: Array.from({ length: 500 }, () => 16_384) }))[0]).toHaveLength(
    8 * 1024 ** 2 - 1,
  )
})
