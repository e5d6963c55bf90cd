/** FETCH of any octets: never throws, is balanced as a client reads it, and its sections are the stored octets (RFC 9051 §6.4.5). */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readAddresses } from '../../server/imap/fetch/address-list.ts'
import { parseHeaderValue } from '../../server/imap/fetch/header-value.ts'
import { scanParts } from '../../server/mail/part-tree.ts'
import { generatedMail } from '../mail/generate-mail.ts'
import { fetchMail, fetchValue, readAnswer } from './fetch-mail.ts'

/** Octets that have a meaning somewhere, as latin1. */
const shard = fc.constantFrom(
  ...[
    '\r\n',
    '\n',
    '\r',
    '\r\n\r\n',
    ' ',
    '\t',
    '--b',
    '\r\n--b\r\n',
    '\r\n--b--\r\n',
    '\r\n--c\r\n',
    ':',
    ';',
    '=',
    '"',
    '\\',
    '<',
    '>',
  ],
  ...[
    '@',
    ',',
    '(',
    ')',
    '[',
    ']',
    '{3}\r\n',
    '\0',
    '\xa0',
    '\xff',
    '\xc3\xa0',
    'a',
    'From: ',
    'To: ',
    'Subject: ',
    'Date: x\r\n',
  ],
  ...[
    'Content-Type: multipart/mixed; boundary=b\r\n',
    'Content-Type: multipart/digest; boundary="c"\r\n',
    'NIL',
    '%',
    "name*0*=''",
  ],
  ...[
    'Content-Type: message/rfc822\r\n',
    'Content-Type: message/global\r\n',
    'Content-Type: text/html; charset=x\r\n',
    'name*1=x;',
  ],
  ...[
    'Content-Transfer-Encoding: base64\r\n',
    'Content-Disposition: attachment; filename="\\""\r\n',
    'Content-Language: a, b\r\n',
  ],
)
const soup = fc.array(shard, { maxLength: 60 }).map((shards) => Buffer.from(shards.join(''), 'latin1'))
const anyMail = fc.oneof(
  soup,
  generatedMail.map(({ mailData }) => mailData),
)
const options = fc.record({ isBroken: fc.boolean(), isRev2: fc.boolean(), pieceOctets: fc.integer({ min: 1, max: 50 }) })

const ITEMS = [
  'ENVELOPE',
  'BODY',
  'BODYSTRUCTURE',
  'BODY[]',
  'BODY[HEADER.FIELDS (To From)]',
  'BODY[1]',
  'BODY[1.1.MIME]',
  'RFC822.SIZE',
]

/** Paths of the parts that a structure tells of, with its octets where it has some, and whether it is a message. */
function partsOf(body: unknown, path: string): { path: string; octets: number | undefined; isMessage: boolean }[] {
  if (!Array.isArray(body)) return []
  const within = (bodies: unknown[]) =>
    bodies.flatMap((child, i) => partsOf(child, path === '' ? `${i + 1}` : `${path}.${i + 1}`))
  if (Array.isArray(body[0])) {
    const end = body.findIndex((value) => !Array.isArray(value))
    return [...(path === '' ? [] : [{ path, octets: undefined, isMessage: false }]), ...within(body.slice(0, end))]
  }
  const own = { path: path === '' ? '1' : path, octets: Number(body[6]), isMessage: Array.isArray(body[8]) }
  if (!own.isMessage) return [own]
  // A multipart in a message has no number of its own.
  const inner = body[8] as unknown[]
  return [
    own,
    ...partsOf(inner, Array.isArray(inner[0]) ? own.path : `${own.path}.1`).filter(({ path: known }) => known !== own.path),
  ]
}

describe('any octets', () => {
  test('are answered, and a client can read the answer', async () => {
    await fc.assert(
      fc.asyncProperty(anyMail, options, async (mail, how) => {
        const answer = await readAnswer(await fetchMail(mail, `(${ITEMS.join(' ')})`, how))
        expect(answer).toHaveLength(ITEMS.length * 2)
        expect(answer.filter((_, i) => i % 2 === 0).map(String)).toHaveLength(ITEMS.length)
        expect(answer[7]).toBe(mail.toString('latin1'))
        expect(answer.at(-1)).toBe(String(mail.length))
        expect(answer[1]).toHaveLength(10)
      }),
      { numRuns: 150 },
    )
  })

  test('are header and text, and so is each message in them', async () => {
    await fc.assert(
      fc.asyncProperty(anyMail, options, async (mail, how) => {
        const value = async (asked: string) => String(await fetchValue(mail, asked, how))
        expect((await value('BODY[HEADER]')) + (await value('BODY[TEXT]'))).toBe(mail.toString('latin1'))
        for (const { path, isMessage } of partsOf(await fetchValue(mail, 'BODY', how), ''))
          if (isMessage)
            expect((await value(`BODY[${path}.HEADER]`)) + (await value(`BODY[${path}.TEXT]`))).toBe(await value(`BODY[${path}]`))
      }),
      { numRuns: 100 },
    )
  })

  test('each part that the structure tells of is there, with as many octets', async () => {
    await fc.assert(
      fc.asyncProperty(anyMail, options, async (mail, how) => {
        for (const { path, octets } of partsOf(await fetchValue(mail, 'BODY', how), '')) {
          const body = await fetchValue(mail, `BODY[${path}]`, how)
          expect(body, path).toBeTypeOf('string')
          if (octets !== undefined) expect(String(body).length, path).toBe(octets)
        }
      }),
      { numRuns: 100 },
    )
  })

  test('each part of the tree is cut from its place', async () => {
    await fc.assert(
      fc.asyncProperty(generatedMail, async ({ mailData }) => {
        for (const { path, headerOffset, bodyOffset, bodyOctets } of scanParts(mailData).parts) {
          const section = path === '' ? 'TEXT' : path
          expect(await fetchValue(mailData, `BODY[${section}]`)).toBe(
            mailData.toString('latin1', bodyOffset, bodyOffset + bodyOctets),
          )
          if (path !== '')
            expect(await fetchValue(mailData, `BODY[${path}.MIME]`)).toBe(mailData.toString('latin1', headerOffset, bodyOffset))
        }
      }),
      { numRuns: 60 },
    )
  })

  test('partials put together are the whole', async () => {
    await fc.assert(
      fc.asyncProperty(anyMail, options, fc.integer({ min: 1, max: 6 }), async (mail, how, count) => {
        for (const section of ['', 'TEXT', 'HEADER.FIELDS.NOT (To)']) {
          const whole = String(await fetchValue(mail, `BODY[${section}]`, how))
          const octets = Math.ceil((whole.length + 1) / count)
          let together = ''
          for (let at = 0; at <= whole.length; at += octets)
            together += String(await fetchValue(mail, `BODY[${section}]<${at}.${octets}>`, how))
          expect(together).toBe(whole)
        }
      }),
      { numRuns: 100 },
    )
  })

  test('fields with some names and those without them are all that there are', async () => {
    await fc.assert(
      fc.asyncProperty(anyMail, async (mail) => {
        const value = async (asked: string) => String(await fetchValue(mail, asked))
        const lines = (text: string) =>
          text
            .split('\n')
            .filter((line) => line.trim() !== '')
            .sort()
        const parted = `${await value('BODY[HEADER.FIELDS (To From)]')}\n${await value('BODY[HEADER.FIELDS.NOT (To From)]')}`
        expect(lines(parted)).toEqual(lines(await value('BODY[HEADER]')))
      }),
      { numRuns: 100 },
    )
  })
})

test('BINARY.SIZE is the length of BINARY', async () => {
  const body = fc.array(fc.constantFrom('QUJD', '=', '\r\n', '=41', ' ', 'x', '\0', '!', '\t', 'YQ==', '=\r\n', '\n'), {
    maxLength: 40,
  })
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('base64', 'quoted-printable', '8bit'), body, options, async (encoding, shards, how) => {
      const mail = Buffer.from(`Content-Type: a/b\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${shards.join('')}`, 'latin1')
      const [, decoded, , size] = await readAnswer(await fetchMail(mail, '(BINARY[1] BINARY.SIZE[1])', how))
      expect(String(decoded).length).toBe(Number(size))
    }),
    { numRuns: 150 },
  )
})

describe('fields of any text', () => {
  const text = fc.array(fc.oneof(shard, fc.string({ maxLength: 5 })), { maxLength: 40 }).map((shards) => shards.join(''))

  test('addresses end, and groups are opened before they are closed', () => {
    fc.assert(
      fc.property(text, (written) => {
        let depth = 0
        for (const { mailbox, host } of readAddresses(written)) {
          if (host === undefined) depth += mailbox === undefined ? -1 : 1
          expect(depth === 0 || depth === 1).toBe(true)
        }
        expect(depth).toBe(0)
      }),
    )
  })

  test('addresses that are written are read', () => {
    const word = fc.stringMatching(/^[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]{1,8}$/)
    const atoms = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('.'))
    const phrase = fc.stringMatching(/^[ -~]{1,12}$/).filter((name) => name.trim() === name && name !== '')
    const address = fc.record({ name: fc.option(phrase, { nil: undefined }), mailbox: atoms, host: atoms })
    fc.assert(
      fc.property(fc.array(address, { minLength: 1, maxLength: 5 }), (addresses) => {
        const quote = (name: string) => `"${name.replace(/["\\]/g, '\\$&')}"`
        const written = addresses.map(({ name, mailbox, host }) =>
          name === undefined ? `${mailbox}@${host}` : `${quote(name)} <${mailbox}@${host}>`,
        )
        expect(readAddresses(written.join(', '))).toEqual(addresses.map((one) => ({ ...one, route: undefined })))
      }),
    )
  })

  test('parameters that are written are read', () => {
    const name = fc.stringMatching(/^[a-z]{1,8}$/)
    const value = fc.stringMatching(/^[ -~]{0,12}$/)
    fc.assert(
      fc.property(fc.array(fc.tuple(name, value), { maxLength: 5 }), (params) => {
        const written = params.map(([key, said]) => `; ${key}="${said.replace(/["\\]/g, '\\$&')}"`)
        expect(parseHeaderValue(`text/plain${written.join('')}`)).toEqual({ value: 'text/plain', params })
      }),
    )
    fc.assert(fc.property(text, (written) => void parseHeaderValue(written)))
  })
})
