import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { InputStream } from '../../server/smtp/input-stream.ts'
import { toWire } from './mail-data.ts'

/** Feeds pieces to a stream in data mode. @returns the mail data and the lines that came after it */
async function receive(pieces: readonly Buffer[]): Promise<{ mailData: Buffer; lines: string[]; dataBytes: number }> {
  const input = new InputStream()
  const lines: string[] = []
  input.oncommand = (line, next) => {
    lines.push(line.toString('latin1'))
    next?.()
  }
  const stream = input.startDataMode()
  const written = (async () => {
    for (const piece of pieces) await new Promise<void>((resolve) => input.write(piece, () => resolve()))
    await new Promise<void>((resolve) => input.end(() => resolve()))
  })()
  const mailData: Buffer[] = []
  for await (const chunk of stream) mailData.push(chunk)
  const { dataBytes } = input
  input.continue()
  await written
  return { mailData: Buffer.concat(mailData), lines, dataBytes }
}

const split = (octets: Buffer, cuts: readonly number[]) => {
  const at = [0, ...cuts.map((cut) => cut % (octets.length + 1)).sort((a, b) => a - b), octets.length]
  return at.slice(1).map((end, i) => octets.subarray(at[i], end))
}

describe('mail data', () => {
  const octets = fc.oneof(
    fc.uint8Array({ maxLength: 200, size: 'max' }).map((array) => Buffer.from(array)),
    fc
      .array(fc.constantFrom('.', '\r', '\n', '\r\n', 'a'), { maxLength: 30, size: 'max' })
      .map((pieces) => Buffer.from(pieces.join(''))),
  )

  test('any octets in any chunks come out as they went in, and the next command behind them (RFC 5321 §4.5.2, property)', async () => {
    await fc.assert(
      fc.asyncProperty(octets, fc.array(fc.nat(), { maxLength: 12, size: 'max' }), async (content, cuts) => {
        const mailData = Buffer.concat([content, Buffer.from('\r\n')])
        const wire = Buffer.concat([toWire(mailData), Buffer.from('NOOP\r\nQUIT\r\n')])
        const received = await receive(split(wire, cuts))
        expect(received.mailData.toString('latin1')).toBe(mailData.toString('latin1'))
        expect(received.dataBytes).toBe(mailData.length)
        expect(received.lines).toEqual(['NOOP', 'QUIT'])
      }),
      { numRuns: 1000 },
    )
  })

  test.for(['.\r\n', 'x\r\n.\r\n', '\r\n.\r\n', '..\r\n.\r\n', 'x\r\n..\r\n.\r\n', '\r\r\n.\r\n', 'x\r\n.\r.\r\n.\r\n'])(
    'the end of %j is found however it is cut in three',
    async (wire) => {
      const whole = await receive([Buffer.from(`${wire}NOOP\r\n`)])
      expect(whole.lines).toEqual(['NOOP'])
      for (let first = 0; first <= wire.length; first++)
        for (let second = first; second <= wire.length; second++)
          expect(await receive(split(Buffer.from(`${wire}NOOP\r\n`), [first, second])), `cut at ${first} and ${second}`).toEqual(
            whole,
          )
    },
  )

  test('octet by octet', async () => {
    const wire = Buffer.from('..a\r\n.\n\r\n...\r\n.\r\nNOOP\r\n')
    const { mailData, lines } = await receive(Array.from(wire, (octet) => Buffer.of(octet)))
    expect(mailData.toString()).toBe('.a\r\n\n\r\n..\r\n')
    expect(lines).toEqual(['NOOP'])
  })
})

describe('command lines', () => {
  async function readLines(pieces: readonly (Buffer | string)[], maxLineOctets = 20) {
    const input = new InputStream()
    input.maxLineOctets = maxLineOctets
    const seen: string[] = []
    input.oncommand = (line, next) => {
      seen.push(line.toString('latin1'))
      next?.()
    }
    input.onLongLine = ({ head, octets }, next) => {
      seen.push(`too long: ${octets} octets, ${head.toString('latin1')}`)
      next()
    }
    for (const piece of pieces) await new Promise<void>((resolve) => input.write(Buffer.from(piece), () => resolve()))
    await new Promise<void>((resolve) => input.end(() => resolve()))
    return seen
  }

  test('end with CRLF or a bare LF, wherever they are cut; one that never ends is not run', async () => {
    expect(await readLines(['NO', 'OP\r', '\nEHLO x\n', '\r\n', 'QUIT'])).toEqual(['NOOP', 'EHLO x', ''])
  })

  test('are told too long once, by their start, at the first octet over the limit', async () => {
    expect(await readLines([`${'a'.repeat(18)}\r\n`, `${'b'.repeat(19)}\r\n`, 'c'.repeat(1000), `d\r\nNOOP\r\n`])).toEqual([
      'a'.repeat(18),
      `too long: 19 octets, ${'b'.repeat(19)}`,
      `too long: 1001 octets, ${'c'.repeat(512)}`,
      'NOOP',
    ])
  })
})
