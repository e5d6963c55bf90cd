import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseArguments, readHead } from '../../server/imap/parse-command.ts'
import { Refusal } from '../../server/imap/refusal.ts'
import type { Token } from '../../server/imap/token.ts'

const parse = (line: string, literals: Buffer[] = []) => parseArguments(readHead(line), literals)
const atom = (value: string): Token => ({ type: 'ATOM', value })
const string = (value: string): Token => ({ type: 'STRING', value })
const latin1 = (text: string) => Buffer.from(text).toString('latin1')

describe('tag and name of a command (RFC 9051 §2.2.1)', () => {
  test.for([
    ['a1 NOOP', 'a1', 'NOOP', ''],
    ['a1 noop', 'a1', 'NOOP', ''],
    ['A.1]~ uid  fetch 1 FLAGS', 'A.1]~', 'UID FETCH', ' 1 FLAGS'],
    ['a1 LOGIN  ann pw', 'a1', 'LOGIN', '  ann pw'],
    ['a1 ', 'a1', '', ''],
    ['a1', 'a1', '', ''],
    ['* NOOP', '*', '', ''],
    ['+ NOOP', '*', '', ''],
    ['a+1 NOOP', '*', '', ''],
    ['a(1 NOOP', '*', '', ''],
    [' NOOP', '*', '', ''],
    ['', '*', '', ''],
    ['é NOOP', '*', '', ''],
  ])('%j', ([line, tag, name, rest]) => {
    expect(readHead(line ?? '')).toEqual({ tag, name, rest })
  })

  test('a tag without an end is none', () => {
    expect(readHead(`${'a'.repeat(300)} NOOP`).tag).toBe('*')
  })
})

describe('what a client may say, and a server never does', () => {
  test('NIL is a name and a password like any other (RFC 9051 §9: astring)', async () => {
    expect(await parse('a LOGIN nil NIL')).toEqual([string('nil'), string('NIL')])
    expect(await parse('a ID NIL')).toEqual([null])
    expect(await parse('a ID ("name" NIL)')).toEqual([[string('name'), null]])
  })

  test.for(['*', '%', 'foo*', 'a/%', '*a', '%%', 'a*b%c'])(
    'LIST takes %s without quotes (RFC 9051 §9: list-mailbox)',
    async (pattern) => {
      expect((await parse(`a LIST "" ${pattern}`)).at(-1)).toMatchObject({ value: pattern })
      expect(await parse(`a LIST "" (${pattern} x)`)).toMatchObject([{ value: '' }, [{ value: pattern }, { value: 'x' }]])
    },
  )

  test.for([
    ['1', '1'],
    ['*', '*'],
    ['1:*', '1:*'],
    ['*:1', '*:1'],
    ['1,*', '1,*:*'],
    ['*,1', '*:*,1'],
    ['1:3,*,5', '1:3,*:*,5'],
    ['$', '$'],
    ['2,4:7,9,12:*', '2,4:7,9,12:*'],
  ])('the set %s (RFC 9051 §9: sequence-set, RFC 5182 §2)', async ([set, means]) => {
    expect(await parse(`a FETCH ${set} FLAGS`)).toMatchObject([{ value: means }, atom('FLAGS')])
    expect((await parse(`a UID EXPUNGE ${set}`)).at(0)).toMatchObject({ value: means })
  })

  test('sections, with their partials, stand with what they belong to (RFC 9051 §6.4.5.1)', async () => {
    expect(await parse('a FETCH 1 (BODY.PEEK[1.2.HEADER.FIELDS (Subject)]<0.10> UID)')).toMatchObject([
      { value: '1' },
      [{ value: 'BODY.PEEK', section: [atom('1.2.HEADER.FIELDS'), [atom('Subject')]], partial: [0, 10] }, atom('UID')],
    ])
  })

  test('a name that a server would begin an answer with is none here', async () => {
    expect(await parse('a SEARCH OK [x]')).toEqual([atom('OK'), atom('[x]')])
  })

  test('literals take their places, in any form (RFC 9051 §4.3, RFC 7888)', async () => {
    const literals = [Buffer.from('a "b"\r\n'), Buffer.alloc(0), Buffer.from('d')]
    expect(await parse('a LOGIN {7}\r\n {0+}\r\n ~{1}\r\n', literals)).toMatchObject([
      { value: 'a "b"\r\n' },
      { value: '' },
      { value: 'd' },
    ])
  })
})

describe('octets are never altered', () => {
  test.for(['é', '東京', '\\', '"', 'a b', '{1}', '(', 'x]y', '😀'])('a quoted %s comes out as it went in', async (text) => {
    const quoted = `"${latin1(text).replace(/["\\]/g, '\\$&')}"`
    expect(await parse(`a LOGIN ${quoted} pw`)).toEqual([string(text), atom('pw')])
  })

  test('those that are no UTF-8 stay one by one', async () => {
    expect(await parse('a LOGIN "caf\xe9" {2}\r\n', [Buffer.from([0xff, 0xfe])])).toMatchObject([
      { value: 'caf\xe9' },
      { value: '\xff\xfe' },
    ])
  })

  test('any strings, quoted or literal, come out as they went in (property)', async () => {
    const text = fc.string({ unit: 'binary' }).filter((value) => !/[\0\r\n]/.test(value) && value.isWellFormed())
    await fc.assert(
      fc.asyncProperty(text, text, async (one, other) => {
        const quoted = `"${latin1(one).replace(/["\\]/g, '\\$&')}"`
        const literal = Buffer.from(other)
        expect(
          (await parse(`a LOGIN ${quoted} {${literal.length}}\r\n`, [literal])).map(
            (token) => token && 'value' in token && token.value,
          ),
        ).toEqual([one, other])
      }),
    )
  })
})

describe('what makes no sense is BAD', () => {
  test.for(['(', ')', '"', '"a', '(()', '[', 'a {1', '{1}', 'BODY[', 'a"b', '\\', '("x"', 'a\0b', '"a\0b"', '"a\rb"'])(
    '%j',
    async (rest) => {
      const refused = await parse(`a FETCH ${rest}`).then(
        () => undefined,
        (error: unknown) => error,
      )
      if (refused !== undefined) expect(refused).toMatchObject({ status: 'BAD' })
    },
  )

  test.for(['(', ')', '"a', '(()', '{1}', 'BODY[', '("x"', 'a\0b'])('%j is refused', async (rest) => {
    await expect(parse(`a FETCH ${rest}`)).rejects.toMatchObject({ status: 'BAD' })
  })

  test('nesting without end', async () => {
    await expect(parse(`a SEARCH ${'('.repeat(5000)}`)).rejects.toMatchObject({ status: 'BAD' })
  })

  test('whatever comes: tokens or BAD, and in time that grows with its length (property)', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...[
          '"',
          '\\',
          '(',
          ')',
          '[',
          ']',
          '{',
          '}',
          '<',
          '>',
          '*',
          '%',
          ':',
          ',',
          '~',
          '+',
          ' ',
          'NIL',
          '{3}\r\n',
          'BODY[',
          '1:*',
        ],
      ),
      fc.string({ unit: 'binary', maxLength: 4 }).map(latin1),
    )
    const line = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''))
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('FETCH', 'LIST', 'SEARCH', 'LOGIN', 'ID'), line, async (name, rest) => {
        try {
          for (const token of await parse(`a ${name} ${rest}`, [Buffer.from('abc')])) expect(token).toBeDefined()
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal)
        }
      }),
      { numRuns: 500 },
    )
  })
})
