/** What may be asked of messages (RFC 9051 §6.4.5), and what is told of them without reading one. */
import { describe, expect, test } from 'vitest'
import { needsMessage, setsSeen } from '../../server/imap/fetch/items.ts'
import { fetchSimple } from '../../server/imap/fetch/simple-items.ts'
import { ENTRY, readItems } from './fetch-mail.ts'

const labels = async (asked: string) => (await readItems(asked)).map(({ label }) => label)

describe('data items', () => {
  test.each([
    ['ALL', ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE']],
    ['fast', ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE']],
    ['FULL', ['FLAGS', 'INTERNALDATE', 'RFC822.SIZE', 'ENVELOPE', 'BODY']],
  ])('the macro %s stands for its items', async (asked, expected) => {
    expect(await labels(asked)).toEqual(expected)
  })

  test('there are 200 at the most, the same twice counted once', async () => {
    const asked = (sections: number) => Array.from({ length: sections }, (_, i) => `BINARY.PEEK[1]<${i}.1>`)
    expect(await labels(`(${asked(200).join(' ')})`)).toHaveLength(200)
    expect(await labels(`(${[...asked(200), ...asked(200)].join(' ')})`)).toHaveLength(200)
    await expect(labels(`(${asked(201).join(' ')})`)).rejects.toMatchObject({ status: 'BAD' })
  })

  test('each is answered under its own name, without PEEK and with the start of a partial alone', async () => {
    const asked =
      '(uid body.peek[1.2.mime]<5.10> BODY[] BODY[TEXT] BINARY.PEEK[1.3]<0.4> BINARY.SIZE[2] rfc822.header BODYSTRUCTURE MODSEQ EMAILID THREADID PREVIEW (LAZY))'
    expect(await labels(asked)).toEqual([
      'UID',
      'BODY[1.2.MIME]<5>',
      'BODY[]',
      'BODY[TEXT]',
      'BINARY[1.3]<0>',
      'BINARY.SIZE[2]',
      'RFC822.HEADER',
      'BODYSTRUCTURE',
      'MODSEQ',
      'EMAILID',
      'THREADID',
      'PREVIEW',
    ])
  })

  test('field names are told as they were asked for, quoted where they are no atoms', async () => {
    expect(await labels('BODY.PEEK[1.HEADER.FIELDS (From "x-a" "x(b" nil 12)]')).toEqual([
      'BODY[1.HEADER.FIELDS (From x-a "x(b" NIL 12)]',
    ])
    expect(await labels('BODY[HEADER.FIELDS.NOT (Date)]')).toEqual(['BODY[HEADER.FIELDS.NOT (Date)]'])
  })

  test('what is asked twice is told once, and read when one of the two would be', async () => {
    const items = await readItems('(BODY.PEEK[] BODY[] FLAGS FLAGS)')
    expect(items.map(({ label }) => label)).toEqual(['BODY[]', 'FLAGS'])
    expect(setsSeen(items)).toBe(true)
  })

  test.each([
    ['()', /at least one/],
    ['NIL', /atom/],
    ['"FLAGS"', /atom/],
    ['((FLAGS))', /atom/],
    ['(FLAGS ALL)', /ALL stands alone/],
    ['NOTHING', /Unknown data item NOTHING/],
    ['BODY[0]', /section/],
    ['BODY[1.]', /section/],
    ['BODY[.TEXT]', /section/],
    ['BODY[TEXT.1]', /section/],
    ['BODY["TEXT"]', /section/],
    ['BODY[NIL]', /section/],
    ['BODY[1 2]', /Nothing follows/],
    ['BODY[MIME]', /behind the number/],
    ['BODY[HEADER.FIELDS]', /list of field names/],
    ['BODY[HEADER.FIELDS ()]', /list of field names/],
    ['BODY[HEADER.FIELDS ("a b")]', /field name/],
    ['BODY[HEADER.FIELDS ((a))]', /field name/],
    ['BODY[]<0.0>', /partial/],
    ['BODY[]<5>', /partial/],
    ['BODY[]<0.99999999999999999999>', /partial/],
    ['BINARY[1.TEXT]', /BINARY/],
    ['BINARY.SIZE[x]', /BINARY/],
    ['BODYSTRUCTURE<0.1>', /Unknown/],
    ['RFC822[1]', /Unknown/],
    ['(PREVIEW (EAGER))', /LAZY/],
  ])('%s is refused', async (asked, why) => {
    await expect(readItems(asked)).rejects.toMatchObject({ status: 'BAD', message: expect.stringMatching(why) })
  })
})

describe('what an item asks for', () => {
  test.each([
    ['(FLAGS UID RFC822.SIZE INTERNALDATE MODSEQ)', false, false],
    ['ENVELOPE', true, false],
    ['BODY[]', true, true],
    ['BODY.PEEK[TEXT]', true, false],
    ['BINARY[1]', true, true],
    ['BINARY.PEEK[1]', true, false],
    ['BINARY.SIZE[1]', true, false],
    ['RFC822', true, true],
    ['RFC822.TEXT', true, true],
    ['RFC822.HEADER', true, false],
    ['EMAILID', true, false],
  ])('%s: the message %s, Seen %s', async (asked, wantsMessage, seen) => {
    const items = await readItems(asked)
    expect([needsMessage(items), setsSeen(items)]).toEqual([wantsMessage, seen])
  })
})

test('simple items are told from the list alone', async () => {
  const items = await readItems('(UID FLAGS RFC822.SIZE INTERNALDATE MODSEQ)')
  expect(fetchSimple(items, { ...ENTRY, sizeOctets: 99 }, '\\Seen \\Flagged')).toBe(
    'UID 7 FLAGS (\\Seen \\Flagged) RFC822.SIZE 99 INTERNALDATE " 2-Jan-2026 03:04:05 +0000" MODSEQ (12)',
  )
})
