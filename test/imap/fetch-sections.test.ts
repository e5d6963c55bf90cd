/** Sections of BODY[…] are the stored octets (RFC 9051 §6.4.5.1). */
import { describe, expect, test } from 'vitest'
import { crlf, fetchMail, fetchValue } from './fetch-mail.ts'

const INNER_HEADER = 'Subject: inner\nContent-Type: multipart/alternative; boundary=in\n\n'
const INNER_BODY = '--in\nContent-Type: text/plain\n\nplain\n--in\nContent-Type: text/html\n\n<p>html</p>\n--in--'
const HEADER = 'From: ann@x.test\nSubject: Two\n words\nContent-Type: multipart/mixed; boundary=out\nX-A: 1\nx-a: 2\n\n'
const BODY = `preamble\n--out\nContent-Type: text/plain\nX-P: 1\n\none\nline\n--out\nContent-Type: message/rfc822\n\n${INNER_HEADER}${INNER_BODY}\n--out\nContent-Type: message/rfc822\n\nSubject: leaf\n\nleaf body\n--out--\nepilogue\n`
const NESTED = crlf(HEADER + BODY)

const text = (written: string) => written.replaceAll('\n', '\r\n')

describe('of a multipart with messages in it', () => {
  test.each([
    ['BODY[]', HEADER + BODY],
    ['RFC822', HEADER + BODY],
    ['BODY[HEADER]', HEADER],
    ['RFC822.HEADER', HEADER],
    ['BODY[TEXT]', BODY],
    ['RFC822.TEXT', BODY],
    ['BODY[1]', 'one\nline'],
    ['BODY[1.MIME]', 'Content-Type: text/plain\nX-P: 1\n\n'],
    ['BODY[2]', INNER_HEADER + INNER_BODY],
    ['BODY[2.MIME]', 'Content-Type: message/rfc822\n\n'],
    ['BODY[2.HEADER]', INNER_HEADER],
    ['BODY[2.TEXT]', INNER_BODY],
    ['BODY[2.1]', 'plain'],
    ['BODY[2.1.MIME]', 'Content-Type: text/plain\n\n'],
    ['BODY[2.2]', '<p>html</p>'],
    ['BODY[2.HEADER.FIELDS (subject)]', 'Subject: inner\n\n'],
    ['BODY[3.HEADER]', 'Subject: leaf\n\n'],
    ['BODY[3.1]', 'leaf body'],
    ['BODY[3.1.MIME]', 'Subject: leaf\n\n'],
    ['BODY[3.TEXT]', 'leaf body'],
  ])('%s', async (asked, expected) => {
    expect(await fetchValue(NESTED, asked)).toBe(text(expected))
  })

  test.each(['BODY[4]', 'BODY[1.1]', 'BODY[2.3]', 'BODY[3.1.1]', 'BODY[1.HEADER]', 'BODY[1.TEXT]', 'BODY[1.HEADER.FIELDS (A)]'])(
    '%s: there is none, which NIL says',
    async (asked) => {
      expect(await fetchMail(NESTED, asked)).toBe(`${asked} NIL`)
      expect(await fetchMail(NESTED, `${asked}<5.6>`)).toBe(`${asked}<5> NIL`)
    },
  )

  test('fields are given as they stand, folded, in their order, with the empty line behind them', async () => {
    expect(await fetchValue(NESTED, 'BODY[HEADER.FIELDS (X-A SUBJECT None)]')).toBe(
      text('Subject: Two\n words\nX-A: 1\nx-a: 2\n\n'),
    )
    expect(await fetchValue(NESTED, 'BODY[HEADER.FIELDS.NOT (x-a from)]')).toBe(
      text('Subject: Two\n words\nContent-Type: multipart/mixed; boundary=out\n\n'),
    )
    expect(await fetchValue(NESTED, 'BODY[HEADER.FIELDS (None)]')).toBe('\r\n')
  })

  test.each([
    ['BODY[TEXT]<3.5>', 'BODY[TEXT]<3> {5}\r\namble'],
    ['BODY[1]<2.100>', 'BODY[1]<2> {7}\r\ne\r\nline'],
    ['BODY[1]<9.1>', 'BODY[1]<9> ""'],
    ['BODY[1]<4294967296.1>', 'BODY[1]<4294967296> ""'],
    ['BODY[HEADER.FIELDS (x-a)]<4.3>', 'BODY[HEADER.FIELDS (x-a)]<4> {3}\r\n 1\r'],
  ])('%s: a partial names the octet that it begins with', async (asked, expected) => {
    expect(await fetchMail(NESTED, asked)).toBe(expected)
  })
})

describe('of a mail that is no multipart', () => {
  const PLAIN = crlf('Subject: x\nContent-Type: text/plain\n\nhello\n')

  test.each([
    ['BODY[1]', 'hello\r\n'],
    ['BODY[TEXT]', 'hello\r\n'],
    ['BODY[1.MIME]', 'Subject: x\r\nContent-Type: text/plain\r\n\r\n'],
  ])('%s: it is its own first part', async (asked, expected) => {
    expect(await fetchValue(PLAIN, asked)).toBe(expected)
  })

  test('without a body and without an empty line there is none in its header fields either', async () => {
    const bare = crlf('Subject: x\nTo: a@b\n')
    expect(await fetchValue(bare, 'BODY[HEADER.FIELDS (To)]')).toBe('To: a@b\r\n')
    expect(await fetchValue(bare, 'BODY[HEADER]')).toBe('Subject: x\r\nTo: a@b\r\n')
    expect(await fetchMail(bare, '(BODY[TEXT] BODY[1])')).toBe('BODY[TEXT] "" BODY[1] ""')
  })

  test('a message on top: its parts are numbered as those of a multipart', async () => {
    const top = crlf('Subject: x\nContent-Type: message/rfc822\n\nSubject: in\n\nbody\n')
    expect(await fetchValue(top, 'BODY[1.HEADER]')).toBe('Subject: in\r\n\r\n')
    expect(await fetchValue(top, 'BODY[1.1]')).toBe('body\r\n')
  })
})

describe('what is broken', () => {
  test('one that could not be parsed has its octets, header and text', async () => {
    const mail = crlf('Subject: x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--\n')
    const asked = '(BODY[HEADER] BODY[TEXT] BODY[1] RFC822.SIZE)'
    expect(await fetchMail(mail, asked, { isBroken: true })).toBe(
      text(
        `BODY[HEADER] {57}\nSubject: x\nContent-Type: multipart/mixed; boundary=b\n\n BODY[TEXT] {19}\n--b\n\none\n--b--\n BODY[1] {19}\n--b\n\none\n--b--\n RFC822.SIZE ${mail.length}`,
      ),
    )
  })

  test.each([
    ['bare line feeds', 'Subject: x\nTo: a@b\n\none\ntwo\n'],
    ['NUL and 8-bit octets', 'Subject: \xe0\0\r\n\r\n\0\xff\r\n'],
    ['nothing at all', ''],
    ['no header', '\r\nbody'],
    ['bare carriage returns', 'Subject: x\rTo: y\r\r\n\r\na\rb'],
  ])('%s: octets are those that are stored, and RFC822.SIZE counts them', async (_, written) => {
    const mail = Buffer.from(written, 'latin1')
    expect(await fetchMail(mail, 'RFC822.SIZE')).toBe(`RFC822.SIZE ${mail.length}`)
    expect(await fetchValue(mail, 'BODY[]')).toBe(written)
    const header = String(await fetchValue(mail, 'BODY[HEADER]'))
    expect(header + String(await fetchValue(mail, 'BODY[TEXT]'))).toBe(written)
  })

  test('a message whose header no empty line ends stays within its part', async () => {
    const mail = crlf('Content-Type: multipart/mixed; boundary=e\n\n--e\nContent-Type: message/rfc822\n\nno header here\n--e--\n')
    expect(await fetchValue(mail, 'BODY[1]')).toBe('no header here')
    expect(await fetchValue(mail, 'BODY[1.HEADER]')).toBe('no header here')
    expect(await fetchMail(mail, 'BODY[1.TEXT]')).toBe('BODY[1.TEXT] ""')
  })

  test('a message that an encoding hides is one text (RFC 2046 §5.2.1)', async () => {
    const part = 'Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVj\n\ndDogeA==\n'
    const mail = crlf(`Content-Type: multipart/mixed; boundary=e\n\n--e\n${part}--e--\n`)
    expect(await fetchValue(mail, 'BODY[1.1]')).toBe('dDogeA==')
    expect(await fetchValue(mail, 'BODY[1.1.MIME]')).toBe('U3ViamVj\r\n\r\n')
    expect(await fetchMail(mail, 'BODY[1.2]')).toBe('BODY[1.2] NIL')
  })
})

describe('what is read', () => {
  const reads = async (mail: Buffer, asked: string) => {
    const ranges: [number, number][] = []
    await fetchMail(mail, asked, { onRead: (start, end) => ranges.push([start, end]) })
    return ranges
  }

  test('a header once for all that is asked of it', async () => {
    const asked = '(ENVELOPE BODY[HEADER.FIELDS (To)] BODY[HEADER.FIELDS.NOT (From)] BODYSTRUCTURE)'
    expect(await reads(crlf('Subject: x\n\nbody\n'), asked)).toEqual([
      [0, 20],
      // Its lines are counted.
      [14, 20],
    ])
  })

  test('of a large attachment nothing, unless it is asked for', async () => {
    const mail = crlf(
      `Content-Type: multipart/mixed; boundary=e\n\n--e\n\ntext\n--e\nContent-Type: application/x\n\n${'A'.repeat(2_000_000)}\n--e--\n`,
    )
    const total = (await reads(mail, '(ENVELOPE BODYSTRUCTURE BODY[1])')).reduce((sum, [start, end]) => sum + end - start, 0)
    expect(total).toBeLessThan(600_000)
    expect(await fetchValue(mail, 'BODY[2]<1999998.9>')).toBe('AA')
  })

  test('a header section longer than is looked at ends where it ends', async () => {
    const header = `X: ${'y'.repeat(2_000_000)}\r\n\r\n`
    const mail = Buffer.from(
      `Content-Type: multipart/mixed; boundary=e\r\n\r\n--e\r\nContent-Type: message/rfc822\r\n\r\n${header}in\r\n--e--\r\n`,
    )
    expect(await fetchValue(mail, 'BODY[1.HEADER]')).toBe(header)
    const broken = Buffer.from(`${header}body`)
    expect(await fetchValue(broken, 'BODY[TEXT]', { isBroken: true, pieceOctets: 262_143 })).toBe('body')
  })
})
