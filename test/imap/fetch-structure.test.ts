/** BODY and BODYSTRUCTURE (RFC 9051 §7.5.2). */
import { describe, expect, test } from 'vitest'
import { crlf, fetchMail, fetchValue } from './fetch-mail.ts'

const structure = async (written: string, options?: { isRev2?: boolean; isBroken?: boolean }) =>
  (await fetchMail(crlf(written), 'BODYSTRUCTURE', options)).slice('BODYSTRUCTURE '.length)

describe('a single part', () => {
  test('without any field it is text in US-ASCII (RFC 2045 §5.2)', async () => {
    expect(await structure('\none\ntwo\n')).toBe('("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 10 2 NIL NIL NIL NIL)')
    expect(await fetchMail(crlf('\none\n'), 'BODY')).toBe('BODY ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 5 1)')
  })

  test('all that its fields say, as it was sent', async () => {
    const fields = [
      'Content-Type: Text/HTML; CharSet="utf-8"; x=(why) y (comment)',
      'Content-Transfer-Encoding: Quoted-Printable',
      'Content-ID: <id@x>',
      'Content-Description: =?utf-8?q?=C3=BC?=',
      'Content-MD5: abc==',
      'Content-Disposition: inline; filename="a \\"b\\".html"; size=3',
      'Content-Language: en, de (German)',
      'Content-Location: http://x.test/',
    ]
    expect(await structure(`${fields.join('\n')}\n\na=\nb`)).toBe(
      '("text" "html" ("CharSet" "utf-8" "x" "y") "<id@x>" "=?utf-8?q?=C3=BC?=" "Quoted-Printable" 5 1 "abc==" ("inline" ("filename" "a \\"b\\".html" "size" "3")) ("en" "de") "http://x.test/")',
    )
  })

  test('comments say nothing (RFC 2045 §5.1)', async () => {
    expect(await structure('Content-Type: text (odd) / plain ; (why) charset = "utf-8" (so)\n\n')).toBe(
      '("text" "plain" ("charset" "utf-8") NIL NIL "7bit" 0 0 NIL NIL NIL NIL)',
    )
  })

  test('what is no text has no lines', async () => {
    expect(await structure('Content-Type: image/png\nContent-Transfer-Encoding: base64\n\nAAAA\n')).toBe(
      '("image" "png" NIL NIL NIL "base64" 6 NIL NIL NIL NIL)',
    )
  })

  test('a file without a type is text, whatever its name says', async () => {
    expect(await structure('Content-Disposition: attachment; filename=a.pdf\n\nx')).toBe(
      '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 1 0 NIL ("attachment" ("filename" "a.pdf")) NIL NIL)',
    )
  })

  test.each([
    [`name*0*=utf-8''a%20; name*1="b%c"`, `("name*" "utf-8''a%20b%25c" "charset" "us-ascii")`],
    [`name*1=b; name*0=a; name*3=d`, `("name" "ab" "name*3" "d" "charset" "us-ascii")`],
    [`name*=utf-8''a%20b`, `("name*" "utf-8''a%20b" "charset" "us-ascii")`],
    ['name=two words (1).txt; novalue; =x; b = c ', '("name" "two words (1).txt" "b" "c" "charset" "us-ascii")'],
    ['name="open; charset=x', '("name" "open; charset=x" "charset" "us-ascii")'],
    ['name="\xc3\xa0"', '("name" {2}\r\n\xc3\xa0 "charset" "us-ascii")'],
  ])('parameters: %s (RFC 2231 §3, §6)', async (written, expected) => {
    expect(await structure(`Content-Type: text/plain; ${written}\n\n`)).toBe(
      `("text" "plain" ${expected} NIL NIL "7bit" 0 0 NIL NIL NIL NIL)`,
    )
  })

  test('what is no token is no disposition (RFC 2183 §2)', async () => {
    expect(await structure('Content-Disposition: =?utf-8?Q?invalid?=\n\n')).toContain(' NIL NIL NIL NIL)')
  })
})

describe('several parts', () => {
  test('multiparts tell their parts, subtype and fields', async () => {
    const inner = '--a\nContent-Type: multipart/alternative; boundary=b\nContent-Language: en\n\n--b\n\none\n--b--\n'
    expect(await structure(`Content-Type: multipart/mixed; boundary=a\n\n${inner}--a\n\ntwo\nlines\n--a--\n`)).toBe(
      '((("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3 0 NIL NIL NIL NIL) "alternative" ("boundary" "b") NIL ("en") NIL)' +
        '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 10 1 NIL NIL NIL NIL) "mixed" ("boundary" "a") NIL NIL NIL)',
    )
  })

  test('one without parts has an empty one, as the grammar wants one', async () => {
    const empty = '("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 0 0 NIL NIL NIL NIL)'
    expect(await structure('Content-Type: multipart/mixed; boundary=a\n\nnothing')).toBe(
      `(${empty} "mixed" ("boundary" "a") NIL NIL NIL)`,
    )
    expect(await fetchValue(crlf('Content-Type: multipart/mixed\n\nnothing'), 'BODY[1]')).toBe('')
  })

  test('a message has its envelope, its structure and its lines', async () => {
    const inner = 'Subject: in\nFrom: a@x\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--\n'
    const from = '((NIL NIL "a" "x"))'
    expect(await fetchMail(crlf(`Content-Type: message/rfc822\n\n${inner}`), 'BODY')).toBe(
      `BODY ("message" "rfc822" NIL NIL NIL "7bit" 88 (NIL "in" ${from} ${from} ${from} NIL NIL NIL NIL NIL) ` +
        '(("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3 0) "mixed") 8)',
    )
  })

  test('messages in messages, down to a leaf', async () => {
    const nobody = 'NIL NIL NIL NIL NIL NIL NIL NIL'
    expect(
      await fetchMail(crlf('Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\nSubject: inmost\n\nx\n'), 'BODY'),
    ).toBe(
      `BODY ("message" "rfc822" NIL NIL NIL "7bit" 54 (NIL NIL ${nobody}) ("message" "rfc822" NIL NIL NIL "7bit" 22 ` +
        `(NIL "inmost" ${nobody}) ("text" "plain" ("charset" "us-ascii") NIL NIL "7bit" 3 1) 3) 5)`,
    )
  })

  test('a message that an encoding hides is one text', async () => {
    const value = await fetchValue(crlf('Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVj\n'), 'BODY')
    const nobody = [null, null, null, null, null, null, null, null, null, null]
    const text = ['text', 'plain', ['charset', 'us-ascii'], null, null, '7bit', '0', '0']
    expect(value).toEqual(['message', 'rfc822', null, null, null, 'base64', '10', nobody, text, '1'])
  })

  test('a message with UTF-8 in its header is opened for clients of IMAP4rev2 (RFC 9051 §9)', async () => {
    const mail = 'Content-Type: message/global\n\nSubject: in\n\nx\n'
    expect(await structure(mail)).toBe('("message" "global" NIL NIL NIL "7bit" 18 NIL NIL NIL NIL)')
    expect(await structure(mail, { isRev2: true })).toContain('"in"')
  })

  test('one that could not be parsed is one part, of its own type unless that would hold others', async () => {
    expect(await structure('Content-Type: text/html\nContent-Transfer-Encoding: base64\n\nPGI+\n', { isBroken: true })).toBe(
      '("text" "html" ("charset" "us-ascii") NIL NIL "base64" 6 1 NIL NIL NIL NIL)',
    )
    expect(await structure('Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b--\n', { isBroken: true })).toBe(
      '("text" "plain" ("boundary" "b" "charset" "us-ascii") NIL NIL "7bit" 19 4 NIL NIL NIL NIL)',
    )
  })
})

test('ten thousand parts and a hundred levels are told in full', async () => {
  const many = `Content-Type: multipart/mixed; boundary=a\n\n${'--a\n\nx\n'.repeat(9000)}--a--\n`
  expect(await fetchValue(crlf(many), 'BODY')).toHaveLength(9001)
  const deep = `${'Content-Type: message/rfc822\n\n'.repeat(90)}Subject: x\n\nx\n`
  expect((await fetchMail(crlf(deep), 'BODY')).split('"rfc822"')).toHaveLength(91)
})
