import fc from 'fast-check'
import { simpleParser } from 'mailparser'
import { describe, expect, test } from 'vitest'
import { decodeTransfer } from '../../server/mail/body-text.ts'
import { isAttachment, isReadable, ownParts } from '../../server/mail/readable-parts.ts'
import { fixture } from '../fixtures/fixture.ts'
import { generatedMail } from './generate-mail.ts'
import { readMail } from './read.ts'

/** As it is read, before what is known to differ is set aside. */
interface Reading {
  subject: string
  text: string
  html: string
  from: string[][]
  to: string[][]
  cc: string[][]
  replyTo: string[][]
  /** Octets as latin1. */
  attachments: { filename: string; octets: string; isRead?: boolean }[]
}

/** What mailparser makes of the whole mail: no limits of ours. */
async function readTheirs(mailData: Buffer): Promise<Reading> {
  const parsed = await simpleParser(mailData, {
    skipImageLinks: true,
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipTextLinks: true,
  })
  const list = (field: typeof parsed.to) =>
    [field ?? []]
      .flat()
      .flatMap(({ value }) => value.flatMap((entry) => entry.group ?? [entry]))
      .map(({ name, address }) => [name, address ?? ''])
      .filter(([name, address]) => name || address)
  return {
    subject: parsed.subject ?? '',
    text: parsed.text ?? '',
    html: parsed.html || '',
    from: list(parsed.from),
    to: list(parsed.to),
    cc: list(parsed.cc),
    replyTo: list(parsed.replyTo),
    attachments: parsed.attachments.map(({ filename, content }) => ({
      filename: filename || '',
      octets: content.toString('latin1'),
    })),
  }
}

async function readOurs(mailData: Buffer): Promise<Reading> {
  const { subject, text, html, from, to, cc, replyTo, parts } = await readMail(mailData)
  const list = (field: typeof to) => field.map(({ displayName, addrSpec }) => [displayName, addrSpec])
  return {
    ...{ subject, text, html },
    ...{ from: list(from), to: list(to), cc: list(cc), replyTo: list(replyTo) },
    attachments: ownParts(parts)
      .filter(isAttachment)
      .map((part) => ({
        filename: part.filename,
        octets: decodeTransfer(mailData.subarray(part.bodyOffset, part.bodyOffset + part.bodyOctets), part.encoding).toString(
          'latin1',
        ),
        ...(isReadable(part) && { isRead: true }),
      })),
  }
}

/** The differences are listed below, each with its reason. */
function setAside({ text, html, attachments, ...rest }: Reading): Reading {
  return {
    ...rest,
    text: foldBreaks(text),
    html: foldBreaks(withoutFields(html)),
    attachments: attachments
      .filter(({ isRead }) => !isRead)
      .map(({ filename, octets }) => ({ filename, octets: octets === '\r\n' ? '' : octets })),
  }
}

const ours = async (mailData: Buffer) => setAside(await readOurs(mailData))
const oracle = async (mailData: Buffer) => setAside(await readTheirs(mailData))

/**
 * mailparser leaves an empty place for a part that has no form of the other kind, and in some nestings takes the line break
 * before a delimiter for the body of an empty part.
 */
const foldBreaks = (text: string) => text.replace(/(?:(?:<br\/>)?\n)+/g, '\n').trim()

/** The header fields of an embedded message, which mailparser writes as a table that it does not close, and we as preformatted text. */
const withoutFields = (html: string) => html.replace(/<table class="mp_head">.*?<table>|<pre>.*?<\/pre>/gs, '')

const word = fc.constantFrom('hello', 'Ünïcode', '東京', 'ısparta', '<b>', '&amp;', '=?utf-8?q?=C3=A9?=', '--x', '.', '12 €', '')
const words = fc.array(word, { maxLength: 6 }).map((list) => list.join(' '))
const lines = fc.array(words, { maxLength: 5 }).map((list) => list.join('\r\n'))
const address = fc.constantFrom(
  'ann@x.test',
  'Ann <ann@x.test>',
  '"A, B" <ab@x.test>',
  '=?utf-8?b?5p2x5Lqs?= <t@x.test>',
  'Friends: a@x.test, B <b@x.test>;',
  'no address',
  '<>',
  'Jörg <j@x.test>',
)
const addresses = fc.array(address, { maxLength: 4 }).map((list) => list.join(', '))

const encode: Record<string, (text: string) => string> = {
  '7bit': (text) => text,
  '8bit': (text) => text,
  base64: (text) => Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n'),
  'quoted-printable': (text) =>
    Array.from(Buffer.from(text), (octet) =>
      octet === 13 || octet === 10
        ? String.fromCharCode(octet)
        : octet > 126 || octet === 61
          ? `=${octet.toString(16).toUpperCase()}`
          : String.fromCharCode(octet),
    ).join(''),
}

const leaf = fc
  .record({
    type: fc.constantFrom(
      'text/plain',
      'text/html',
      'image/png',
      'application/pdf',
      'text/calendar',
      'text/csv',
      'message/rfc822',
      'message/delivery-status',
      '',
    ),
    charset: fc.constantFrom('', '; charset=utf-8'),
    name: fc.constantFrom('', '', '; name=a.txt'),
    disposition: fc.constantFrom(
      '',
      '',
      'inline',
      'attachment',
      'attachment; filename=b.txt',
      'inline; filename=c.png',
      'x-other',
    ),
    encoding: fc.constantFrom(...Object.keys(encode)),
    contentId: fc.constantFrom('', '<logo@x.test>'),
    body: lines,
  })
  .map(({ type, charset, name, disposition, encoding, contentId, body }) =>
    [
      type && `Content-Type: ${type}${charset}${name}\r\n`,
      disposition && `Content-Disposition: ${disposition}\r\n`,
      `Content-Transfer-Encoding: ${encoding}\r\n`,
      contentId && `Content-ID: ${contentId}\r\n`,
      `\r\n${encode[encoding]?.(body) ?? ''}`,
    ].join(''),
  )
const part = fc.letrec<{ part: string; multi: string }>((tie) => ({
  part: fc.oneof({ depthSize: 'small' }, leaf, tie('multi')),
  multi: fc
    .record({
      type: fc.constantFrom('mixed', 'alternative', 'related'),
      parts: fc.array(tie('part'), { minLength: 1, maxLength: 4 }),
    })
    .map(({ type, parts }) => {
      // Longer than those within, so that it is the boundary of none of them.
      const boundary = `b${parts.join('').length}`
      return `Content-Type: multipart/${type}; boundary=${boundary}\r\n\r\n${parts.map((text) => `--${boundary}\r\n${text}\r\n`).join('')}--${boundary}--`
    }),
})).part

const mail = fc
  .record({ subject: words, from: address, to: addresses, cc: addresses, replyTo: addresses, part })
  .map(
    (m) =>
      `From: ${m.from}\r\nTo: ${m.to}\r\nCc: ${m.cc}\r\nReply-To: ${m.replyTo}\r\nSubject: ${m.subject}\r\nMIME-Version: 1.0\r\n${m.part}\r\n`,
  )

test('what we make of a mail agrees with what mailparser makes of it (property)', async () => {
  await fc.assert(
    fc.asyncProperty(mail, async (text) => {
      const mailData = Buffer.from(text)
      expect(await ours(mailData)).toEqual(await oracle(mailData))
    }),
    { numRuns: 300 },
  )
})

test('so it does of mails in any charset, with attachments and messages in them (property)', async () => {
  await fc.assert(
    fc.asyncProperty(generatedMail, async ({ mailData }) => {
      expect(await ours(mailData)).toEqual(await oracle(mailData))
    }),
    { numRuns: 500 },
  )
})

test.each(['headers.eml', 'japanese.eml', 'lf-only.eml', 'nested-multipart.eml', 'no-closing-boundary.eml', 'turkish.eml'])(
  'so it does of %s',
  async (name) => {
    const mailData = fixture(name)
    expect(await ours(mailData)).toEqual(await oracle(mailData))
  },
)

describe('where the two differ, by design', () => {
  test.each<[why: string, mail: string, field: keyof Reading, ours: unknown, theirs: unknown]>([
    [
      'ISO-2022-KR is decoded in a header field (RFC 1557)',
      'Subject: =?iso-2022-kr?B?GyQpQw4+SDNnDw==?=\r\n\r\n',
      ...(['subject', '안녕', '\x1b$)C\x0e>H3g\x0f'] as const),
    ],
    [
      'ISO-2022-KR is decoded in a text (RFC 1557)',
      'Content-Type: text/plain; charset=iso-2022-kr\r\n\r\n\x1b$)C\x0e>H3g\x0f',
      ...(['text', '안녕', '\x1b$)C\x0e>H3g\x0f'] as const),
    ],
    [
      'UTF-7 is decoded in plain text (RFC 2152)',
      'Content-Type: text/plain; charset=utf-7\r\n\r\n+AOk-\r\n',
      ...(['text', 'é\n', '+AOk-\n'] as const),
    ],
    [
      'unfolding takes the line break and leaves the tab (RFC 5322 §2.2.3)',
      'Subject: a\r\n\tb\r\n\r\n',
      ...(['subject', 'a\tb', 'a b'] as const),
    ],
    [
      'a part of a digest is a message when it does not say what it is (RFC 2046 §5.1.5)',
      'Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\nSubject: x\r\n\r\nhi\r\n--b--\r\n',
      ...(['attachments', [{ filename: '', octets: 'Subject: x\r\n\r\nhi' }], []] as const),
    ],
    [
      'the line break before a delimiter is of no part, be it empty (RFC 2046 §5.1.1)',
      'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: image/png\r\n\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n',
      ...(['attachments', [{ filename: '', octets: '' }], [{ filename: '', octets: '\r\n' }]] as const),
    ],
    [
      'a text with a file name, read in place, is an attachment beside (RFC 2183 §2.1 and §2.3)',
      'Content-Type: text/plain; name=a.txt\r\n\r\nx\r\n',
      ...(['attachments', [{ filename: 'a.txt', octets: 'x\r\n', isRead: true }], []] as const),
    ],
    [
      'a part without text leaves no empty place',
      'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\na\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>\r\n--b\r\n\r\nc\r\n--b--\r\n',
      ...(['html', '<p>', '<br/>\n<p><br/>\n'] as const),
    ],
    [
      'fields of a message read in place are preformatted text in its HTML, not a table that is left open (RFC 2046 §5.2.1)',
      'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: message/rfc822\r\nContent-Disposition: inline\r\n\r\nSubject: in\r\nContent-Type: text/html\r\n\r\n<p>\r\n--b--\r\n',
      ...(['html', '<pre>\nSubject: in\n</pre><br/>\n<p>', expect.stringContaining('<table class="mp_head">')] as const),
    ],
  ])('%s', async (_, text, field, ours, theirs) => {
    const mailData = Buffer.from(`MIME-Version: 1.0\r\n${text}`)
    expect((await readOurs(mailData))[field]).toEqual(ours)
    expect((await readTheirs(mailData))[field]).toEqual(theirs)
  })
})
