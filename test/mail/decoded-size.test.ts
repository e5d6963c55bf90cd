import fc from 'fast-check'
import libqp from 'libqp'
import { expect, test } from 'vitest'
import { decodePart } from '../../server/mail/decode-part.ts'
import { decodedSize } from '../../server/mail/decoded-size.ts'

/** Decodes in pieces, as a download does. */
async function decode(encoded: Buffer, encoding: string, pieceOctets = 7): Promise<Buffer> {
  async function* pieces() {
    for (let at = 0; at < encoded.length; at += pieceOctets) yield encoded.subarray(at, at + pieceOctets)
  }
  const decoded: Uint8Array[] = []
  for await (const chunk of decodePart(pieces(), encoding)) decoded.push(chunk)
  return Buffer.concat(decoded)
}

const size = (encoded: Buffer, encoding: string) => decodedSize(encoded, { contentType: 'application/octet-stream', encoding })

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
  expect(decodedSize(Buffer.from('QUJD'), { contentType: 'multipart/mixed', encoding: 'base64' })).toBe(4)
})
