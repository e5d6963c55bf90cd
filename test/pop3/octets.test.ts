/** What is sent of a mail: dots, ends, and the lines of TOP. Mail comes in pieces of any length. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toMultiLine } from '../../server/pop3/multi-line.ts'
import { topOf } from '../../server/pop3/top.ts'

async function* pieces(list: readonly string[]): AsyncGenerator<Buffer> {
  for (const text of list) yield Buffer.from(text, 'latin1')
}

async function textOf(octets: AsyncIterable<Uint8Array>): Promise<string> {
  const all: Uint8Array[] = []
  for await (const piece of octets) all.push(piece)
  return Buffer.concat(all).toString('latin1')
}

const multiLine = (...list: string[]) => textOf(toMultiLine(pieces(list)))
const top = (lines: number, ...list: string[]) => textOf(topOf(pieces(list), lines))

const mailPieces = fc.array(
  fc
    .array(fc.constantFrom('\r', '\n', '\r\n', '.', '.\r\n', 'x', 'Subject: x', '\xff'), { maxLength: 8 })
    .map((all) => all.join('')),
  { maxLength: 6 },
)

describe('an answer of several lines (RFC 1939 §3)', () => {
  test('ends with CRLF, a dot, CRLF, and no octet comes before that which is not of the mail', async () => {
    expect(await multiLine('a\r\nb\r\n')).toBe('a\r\nb\r\n.\r\n')
    expect(await multiLine()).toBe('.\r\n')
    expect(await multiLine('\r', '\n')).toBe('\r\n.\r\n')
  })

  test('gets a CRLF where the mail has none at its end', async () => {
    expect(await multiLine('a')).toBe('a\r\n.\r\n')
    expect(await multiLine('a\n')).toBe('a\n\r\n.\r\n')
    expect(await multiLine('a\r')).toBe('a\r\r\n.\r\n')
  })

  test('has two dots for one at the start of a line, wherever the pieces are cut', async () => {
    expect(await multiLine('.a\r\n..\r\n.', '\r\n', '.')).toBe('..a\r\n...\r\n..\r\n..\r\n.\r\n')
    expect(await multiLine('a\r\n', '.\r\n', 'a.\r\n')).toBe('a\r\n..\r\na.\r\n.\r\n')
  })

  test('has them after a bare LF too, which some clients take for the end of a line', async () => {
    expect(await multiLine('a\n.\nb\n', '.\r\n')).toBe('a\n..\nb\n..\r\n.\r\n')
  })

  test('is the mail again for who undoes the dots, and ends where it ends (property)', async () => {
    await fc.assert(
      fc.asyncProperty(mailPieces, async (list) => {
        const mail = list.join('')
        const sent = await multiLine(...list)
        const ending = mail === '' || mail.endsWith('\r\n') ? '.\r\n' : '\r\n.\r\n'
        expect(sent.endsWith(ending)).toBe(true)
        const body = sent.slice(0, -ending.length)
        expect(body.replace(/(^|\n)\./g, '$1')).toBe(mail)
        expect(`\n${body}`).not.toMatch(/\n\.\r?\n/)
      }),
    )
  })
})

describe('TOP (RFC 1939 §7)', () => {
  const mail = 'Subject: x\r\nTo: y\r\n\r\none\r\ntwo\r\n\r\nthree'

  test('is the header section, the empty line, and so many lines of the body', async () => {
    expect(await top(0, mail)).toBe('Subject: x\r\nTo: y\r\n\r\n')
    expect(await top(1, mail)).toBe('Subject: x\r\nTo: y\r\n\r\none\r\n')
    expect(await top(3, mail)).toBe('Subject: x\r\nTo: y\r\n\r\none\r\ntwo\r\n\r\n')
  })

  test('is all of it when there are no more lines', async () => {
    expect(await top(4, mail)).toBe(mail)
    expect(await top(4_000_000_000, mail)).toBe(mail)
  })

  test('of a mail without a body, or without a header section, is what there is', async () => {
    expect(await top(5, 'Subject: x')).toBe('Subject: x')
    expect(await top(0, '\r\nbody\r\n')).toBe('\r\n')
    expect(await top(5, '')).toBe('')
  })

  test('reads no more than it needs', async () => {
    const read: string[] = []
    async function* told(): AsyncGenerator<Buffer> {
      for (const text of ['Subject: x\r\n\r\n', 'one\r\ntwo\r\n', 'three\r\n']) {
        read.push(text)
        yield Buffer.from(text)
      }
    }
    expect(await textOf(topOf(told(), 1))).toBe('Subject: x\r\n\r\none\r\n')
    expect(read.length).toBe(2)
  })

  test('is the same however the mail is cut into pieces (property)', async () => {
    await fc.assert(
      fc.asyncProperty(mailPieces, fc.nat(4), async (list, lines) => {
        const all = list.join('').match(/[^\n]*\n|[^\n]+$/g) ?? []
        const empty = all.findIndex((line) => line === '\r\n' || line === '\n')
        expect(await top(lines, ...list)).toBe((empty < 0 ? all : all.slice(0, empty + 1 + lines)).join(''))
      }),
    )
  })
})
