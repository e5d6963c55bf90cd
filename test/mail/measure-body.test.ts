import fc from 'fast-check'
import libqp from 'libqp'
import { expect, test } from 'vitest'
import { decodePart } from '../../server/mail/decode-part.ts'
import { measureBody } from '../../server/mail/measure-body.ts'

/** Decodes in pieces, as a download does. */
async function decode(encoded: Buffer, encoding: string, pieceOctets = 7): Promise<Buffer> {
  async function* pieces() {
    for (let at = 0; at < encoded.length; at += pieceOctets) yield encoded.subarray(at, at + pieceOctets)
  }
  const decoded: Uint8Array[] = []
  for await (const chunk of decodePart(pieces(), encoding)) decoded.push(chunk)
  return Buffer.concat(decoded)
}

const measure = (encoded: Buffer, encoding: string) => measureBody(encoded, { contentType: 'application/octet-stream', encoding })
const size = (encoded: Buffer, encoding: string) => measure(encoded, encoding).decodedOctets

const octets = fc.uint8Array({ maxLength: 300, size: 'max' }).map((array) => Buffer.from(array))
const wrap = (base64: string, width: number, newline: string) => base64.replace(new RegExp(`.{${width}}`, 'g'), `$&${newline}`)

test('base64: the counted size is that of what was encoded, however it is wrapped (RFC 2045 §6.8, property)', async () => {
  await fc.assert(
    fc.asyncProperty(
      octets,
      fc.integer({ min: 1, max: 80 }),
      fc.constantFrom('\r\n', '\n', ' '),
      async (content, width, newline) => {
        const encoded = Buffer.from(wrap(content.toString('base64'), width, newline))
        expect(size(encoded, 'base64')).toBe(content.length)
        expect((await decode(encoded, 'base64')).equals(content)).toBe(true)
      },
    ),
  )
})

test('quoted-printable: the counted size is that of what was encoded (RFC 2045 §6.7, property)', async () => {
  await fc.assert(
    fc.asyncProperty(octets, async (content) => {
      const encoded = Buffer.from(libqp.wrap(libqp.encode(content)))
      const decoded = await decode(encoded, 'quoted-printable')
      expect(size(encoded, 'quoted-printable')).toBe(decoded.length)
      expect(decoded.equals(libqp.decode(encoded))).toBe(true)
    }),
  )
})

test.for(['base64', 'quoted-printable'])(
  '%s that is broken: the counted size is that of what is handed out (property)',
  async (encoding) => {
    const piece = fc.constantFrom(
      '=',
      '==',
      '=4',
      '=41',
      '=4g',
      '= ',
      '=\r\n',
      '=\n',
      '=\r',
      '\r\n',
      '\n',
      '\r',
      ' ',
      '\t',
      '  \r\n',
      'QUJD',
      'Q',
      '-',
      '_',
      '!',
      '\xff',
      '\0',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30, size: 'max' }), async (pieces) => {
        const encoded = Buffer.from(pieces.join(''), 'latin1')
        expect(size(encoded, encoding)).toBe((await decode(encoded, encoding)).length)
      }),
      { numRuns: 1000 },
    )
  },
)

test.for([
  ['base64', 'QQ==QUJD', 'AABC'],
  ['base64', 'QUI=\r\nQ0Q=\r\n', 'ABCD'],
  ['quoted-printable', 'a=\r\nb', 'ab'],
  ['quoted-printable', 'a=  \r\nb', 'ab'],
  ['quoted-printable', 'a  \r\nb', 'a\r\nb'],
  ['quoted-printable', 'a=zzb', 'a=zzb'],
  ['quoted-printable', 'a=41', 'aA'],
  ['quoted-printable', 'a=e2=82=ac', 'a\xe2\x82\xac'],
  ['7bit', 'a=41', 'a=41'],
  ['x-uuencode', 'a=41', 'a=41'],
])('%s %j is %j', async ([encoding = '', encoded = '', expected = '']) => {
  expect((await decode(Buffer.from(encoded), encoding)).toString('latin1')).toBe(expected)
  expect(size(Buffer.from(encoded), encoding)).toBe(expected.length)
})

test('of a multipart the size is that of its octets, whatever encoding it claims (RFC 2045 §6.4)', () => {
  expect(measureBody(Buffer.from('QUJD'), { contentType: 'multipart/mixed', encoding: 'base64' }).decodedOctets).toBe(4)
})

test.for([
  ['base64', '', 0, ''],
  ['base64', 'QUJD', 0, ''],
  ['base64', 'QUI=\r\n', 0, ''],
  ['base64', ' QQ==\r\n \t\r\n', 0, ''],
  ['base64', 'QU\r\nJD', 0, ''],
  ['base64', 'QUI', 0, 'incomplete'],
  ['base64', 'QQ=', 0, 'incomplete'],
  ['base64', 'QUJDQ', 0, 'incomplete'],
  ['base64', 'QQ==QUJD', 0, 'goes on'],
  ['base64', 'QQ=\r\n=\r\nQQ==', 0, 'goes on'],
  ['base64', 'QU-_JD\0', 3, ''],
  ['base64', `QUJD${'\r\nQUJD!'.repeat(40_000)}`, 40_000, ''],
  ['base64', '!'.repeat(100_000), 100_000, ''],
  ['quoted-printable', 'a=\r\nb=3D=3d=C3=BC=', 0, ''],
  ['quoted-printable', 'a=zzb', 1, ''],
  ['quoted-printable', 'a=b c=4', 2, ''],
  ['quoted-printable', 'href=3D"x?a=1&b=2"', 2, ''],
  ['quoted-printable', '==41', 1, ''],
  ['quoted-printable', '=4 \r\n', 1, ''],
] as const)('%s %j: %d octets do not belong', ([encoding, encoded, strays, fault]) => {
  expect(measure(Buffer.from(encoded, 'latin1'), encoding)).toMatchObject({
    strays,
    goesOnAfterPadding: fault === 'goes on',
    isIncomplete: fault === 'incomplete',
  })
})

test('what was encoded well has nothing that does not belong (property)', () => {
  fc.assert(
    fc.property(octets, fc.constantFrom('base64', 'quoted-printable'), (data, encoding) => {
      const encoded = encoding === 'base64' ? wrap(data.toString('base64'), 76, '\r\n') : libqp.wrap(libqp.encode(data), 76)
      expect(measure(Buffer.from(encoded), encoding)).toEqual({
        decodedOctets: data.length,
        strays: 0,
        goesOnAfterPadding: false,
        isIncomplete: false,
        hasEvenLines: encoding === 'base64',
      })
    }),
  )
})

test.for([
  ['', true],
  ['QUJD', true],
  ['QUJD\r\n', true],
  ['QUJD\r\nQUJD\r\nQQ==', true],
  ['QUJD\r\nQUJD\r\nQQ==\r\n', true],
  ['QUJD\r\nQUJD\r\nQUJDQUJD', true],
  ['QUJD\nQUJD\nQUJD', false],
  ['QUJD\r\nQUJD\nQUJDQ', false],
  ['QUJD\r\nQUJD\r\nQUJ\r', false],
  ['QUJD\r\nQU\r\nJD', false],
  ['QUJD\r\nQUJD \r\nQUJD', false],
  ['QUJD\r\n\r\n', true],
  ['  \r\n', false],
  ['QUJD\r\n\r\n\r\n', false],
  ['QUJD\r\nQUJD\r', false],
  ['\n\r', false],
  ['\r\n', true],
  ['Q'.repeat(1000), false],
  [`QUJD\r\n${'Q'.repeat(1000)}`, false],
  [`${'Q'.repeat(1000)}\r\nQUJD`, false],
] as const)('%j: base64 in even lines is %s', ([encoded, expected]) => {
  expect(measure(Buffer.from(encoded), 'base64').hasEvenLines).toBe(expected)
})

test('what has even lines has no other line ends than CRLF, and no long line (property)', () => {
  const piece = fc.constantFrom('\r\n', '\r', '\n', 'QUJD', 'QUJD\r\n', 'QUJD\r\nQUJD\r\n', '=', '!', ' ', 'Q'.repeat(500))
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12, size: 'max' }), (pieces) => {
      const encoded = pieces.join('')
      if (!measure(Buffer.from(encoded), 'base64').hasEvenLines) return
      expect(encoded).not.toMatch(/(?<!\r)\n|\r(?!\n)|[ \t]/)
      expect(Math.max(...encoded.split('\r\n').map(({ length }) => length))).toBeLessThanOrEqual(998)
    }),
    { numRuns: 5000 },
  )
})
