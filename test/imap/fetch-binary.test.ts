/** BINARY: parts without their transfer encoding (RFC 3516, RFC 9051 §6.4.5). PREVIEW and the ids of RFC 8474 beside it. */
import { describe, expect, test } from 'vitest'
import { crlf, fetchMail, readItems } from './fetch-mail.ts'

const encoded = (encoding: string, body: string, type = 'application/x') =>
  crlf(
    `Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: ${type}\nContent-Transfer-Encoding: ${encoding}\n\n${body}\n--b--\n`,
  )

describe('BINARY', () => {
  test.each([
    ['base64', 'AGFi\nY2Rl\n', '~{6}\r\n\0abcde', 6],
    ['BASE64', 'YWJj', '{3}\r\nabc', 3],
    ['quoted-printable', 'a=C3=A0=\nb', '{4}\r\na\xc3\xa0b', 4],
    ['8bit', '\xe0', '{1}\r\n\xe0', 1],
    ['binary', 'a\0', '~{2}\r\na\0', 2],
    ['7bit', '', '""', 0],
  ])('%s is undone; NUL needs a literal8', async (encoding, body, expected, size) => {
    const mail = encoded(encoding, body)
    expect(await fetchMail(mail, 'BINARY[1]')).toBe(`BINARY[1] ${expected}`)
    expect(await fetchMail(mail, 'BINARY.PEEK[1]')).toBe(`BINARY[1] ${expected}`)
    expect(await fetchMail(mail, 'BINARY.SIZE[1]')).toBe(`BINARY.SIZE[1] ${size}`)
  })

  test('a partial counts decoded octets', async () => {
    const mail = encoded('base64', Buffer.from('0123456789'.repeat(1000)).toString('base64'))
    expect(await fetchMail(mail, 'BINARY[1]<4998.5>')).toBe('BINARY[1]<4998> {5}\r\n89012')
    expect(await fetchMail(mail, 'BINARY[1]<9999.5>')).toBe('BINARY[1]<9999> {1}\r\n9')
    expect(await fetchMail(mail, 'BINARY[1]<10000.5>')).toBe('BINARY[1]<10000> ""')
  })

  test('nothing encodes a message as a whole', async () => {
    expect(await fetchMail(crlf('A: b\n\nc'), '(BINARY[] BINARY.SIZE[])')).toBe('BINARY[] {9}\r\nA: b\r\n\r\nc BINARY.SIZE[] 9')
  })

  test('where there is no part: NIL, but of no size', async () => {
    expect(await fetchMail(crlf('\nx'), 'BINARY[2]')).toBe('BINARY[2] NIL')
    await expect(fetchMail(crlf('\nx'), 'BINARY.SIZE[2]')).rejects.toMatchObject({ status: 'NO' })
  })

  test.each([['BINARY[1]'], ['BINARY.SIZE[1]'], ['(BODY[TEXT] BINARY.PEEK[1])']])(
    '%s of an encoding that is not known is refused before anything is said',
    async (asked) => {
      const refused = { status: 'NO', code: 'UNKNOWN-CTE' }
      await expect(fetchMail(encoded('x-uuencode', 'x'), asked)).rejects.toMatchObject(refused)
    },
  )

  test.each(['multipart/mixed; boundary=c', 'message/rfc822'])('%s: only of parts that hold none', async (type) => {
    await expect(fetchMail(encoded('7bit', '--c\n\nx\n--c--', type), 'BINARY[1]')).rejects.toMatchObject({ status: 'NO' })
  })
})

test('PREVIEW is the beginning of the text in UTF-8 (RFC 8970 §3)', async () => {
  expect(await fetchMail(crlf('\nx'), 'PREVIEW')).toBe(`PREVIEW {${15}}\r\n${Buffer.from('Grüße an alle').toString('latin1')}`)
  expect((await readItems('(PREVIEW (LAZY) UID)')).map(({ label }) => label)).toEqual(['PREVIEW', 'UID'])
})

test('ids are of the characters that may be in one; there are no threads (RFC 8474 §5.1, §5.2, §7)', async () => {
  expect(await fetchMail(crlf('\nx'), '(EMAILID THREADID)')).toMatch(/^EMAILID \([A-Za-z0-9_-]{1,255}\) THREADID NIL$/)
})
