import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Arrival } from '../../server/mail/check-mail/mail-to-check.ts'
import { type FindingRule, RULES, tellFinding } from '../../server/mail/findings.ts'
import { parseMessage } from '../../server/mail/parse-message.ts'
import type { Envelope } from '../../shared/model/envelope.ts'
import { fixture } from '../fixtures/fixture.ts'
import { attachment, mail, multipart, PNG } from '../harness/mail.ts'

const ENVELOPE: Envelope = { reversePath: 'ann@a.test', forwardPaths: ['bob@b.test'] }
const ARRIVAL: Arrival = { receivedAt: Date.UTC(2026, 10, 23, 9), hasSmtpUtf8: false }

type Fields = Record<string, string>

const CLEAN: Fields = {
  From: 'Ann <ann@a.test>',
  To: 'bob@b.test',
  Subject: 'Hello',
  Date: 'Mon, 23 Nov 2026 10:00:00 +0100',
  'Message-ID': '<1@a.test>',
}
const TEXT: Fields = { 'Content-Type': 'text/plain; charset=utf-8' }
const HTML: Fields = { 'Content-Type': 'text/html; charset=utf-8' }

const octets = (mailData: Buffer | string) => (typeof mailData === 'string' ? Buffer.from(mailData, 'latin1') : mailData)

function check(mailData: Buffer | string, envelope: Partial<Envelope> = {}, arrival: Partial<Arrival> = {}) {
  return parseMessage(octets(mailData), { ...ENVELOPE, ...envelope }, { ...ARRIVAL, ...arrival }).findings.map(tellFinding)
}
const rulesOf = (...args: Parameters<typeof check>) => check(...args).map(({ rule }) => rule)

/** A clean mail but for these fields; an empty name takes one away. */
const withFields = (fields: Fields, body?: string) => mail({ ...CLEAN, ...fields }, body)
function without(name: string): string {
  const { [name]: _, ...fields } = CLEAN
  return mail(fields)
}
/** A clean mail with lines more before its body. */
const withLines = (lines: string, body = 'Hello\r\n') => mail(CLEAN, body).replace('\r\n\r\n', `\r\n${lines}\r\n\r\n`)
const parts = (list: Parameters<typeof multipart>[0], type = 'mixed') => multipart(list, { type, fields: CLEAN })
const text = { fields: TEXT, body: 'Hello\r\n' }
const html = (body: string) => ({ fields: HTML, body })
const image = (contentId: string) => attachment('image/png', PNG, { fields: { 'Content-ID': `<${contentId}>` } })
const unclosed = (body: string) => withFields({ 'Content-Type': 'multipart/mixed; boundary=edge' }, body)
const utf8 = (characters: string) => Buffer.from(characters).toString('latin1')

type Case = [rule: FindingRule, name: string, mailData: string | Buffer, envelope?: Partial<Envelope>, arrival?: Partial<Arrival>]

/** Each mail has that fault and no other. */
const CASES: Case[] = [
  ['missing-date', 'none', without('Date')],
  ['missing-date', 'empty', withFields({ Date: '' })],
  ['missing-from', 'none', without('From')],
  ['missing-from', 'empty', withFields({ From: '' })],
  ['missing-message-id', 'none', without('Message-ID')],
  ['missing-message-id', 'empty', withFields({ 'Message-ID': '' })],
  ['missing-subject', 'none', without('Subject')],
  ['missing-subject', 'empty', withFields({ Subject: ' ' })],
  ['repeated-field', 'Date', withLines('Date: Mon, 23 Nov 2026 10:00:00 +0100')],
  ['repeated-field', 'From', withLines('From: Ann <ann@a.test>')],
  ['repeated-field', 'Message-ID', withLines('Message-Id: <2@a.test>')],
  ['repeated-field', 'Subject', withLines('SUBJECT: Hello')],
  ['repeated-field', 'To', withLines('To: bob@b.test')],
  [
    'repeated-field',
    'of a part',
    parts([{ fields: TEXT, body: 'Hello' }, text]).replace('charset=utf-8\r\n', '$&Content-Type: text/plain\r\n'),
  ],
  ['bad-date', 'ISO 8601', withFields({ Date: '2026-11-23T10:00:00Z' })],
  ['bad-date', 'JavaScript', withFields({ Date: 'Mon Nov 23 2026 10:00:00 GMT+0100' })],
  ['bad-date', 'a day that no month has', withFields({ Date: 'Mon, 31 Nov 2026 10:00:00 +0100' })],
  ['bad-date', 'hour 24', withFields({ Date: 'Mon, 23 Nov 2026 24:00:00 +0100' })],
  ['bad-date', 'a month in another language', withFields({ Date: 'Mo, 23 Okt 2026 10:00:00 +0200' })],
  [
    'bad-date',
    'a long one',
    withFields({ Date: `Mon, 23 Nov 2026 10:00:00 +0100 ${'('.repeat(50_000)}` }).replaceAll(/\({900}/g, '$&\r\n '),
  ],
  ['date-without-zone', 'none', withFields({ Date: 'Mon, 23 Nov 2026 10:00:00' })],
  ['date-without-zone', 'a name that mail does not know', withFields({ Date: 'Mon, 23 Nov 2026 10:00:00 CET' })],
  ['date-far-off', '1970', withFields({ Date: 'Thu, 1 Jan 1970 00:00:00 +0000' })],
  ['date-far-off', 'two years from now', withFields({ Date: '23 Nov 2028 10:00:00 +0000' })],
  ['bad-address', 'no address', withFields({ 'Reply-To': 'undefined' })],
  ['bad-address', 'no domain', withFields({ Cc: 'joe@' })],
  ['bad-address', 'a comma in a name without quotes', withFields({ 'Reply-To': 'Berg, Ann <ann@a.test>' })],
  ['bad-address', 'two @', withFields({ 'Reply-To': 'joe@x@y.test' })],
  ['malformed-header-line', 'no colon', withLines('this is no field')],
  ['malformed-header-line', 'of a part', parts([{ fields: TEXT, body: 'Hello' }]).replace('utf-8\r\n', 'utf-8\r\nno field\r\n')],
  ['mbox-line', 'first', `From ann@a.test Mon Nov 23 10:00:00 2026\r\n${mail(CLEAN)}`],
  ['bad-folding', 'a line of blanks', withLines('X-A: b\r\n \t\r\n c')],
  ['bad-folding', 'a line of blanks at its end', withLines('X-A: b\r\n ')],
  ['space-before-colon', 'in any field', withLines('X-A : b')],
  ['undeclared-8bit-header', 'UTF-8', withFields({ Subject: utf8('Grüße') })],
  ['header-not-utf8', 'latin1', withFields({ Subject: 'Gr\xfc\xdfe' })],
  ['header-not-utf8', 'latin1, with SMTPUTF8', withFields({ Subject: 'Gr\xfc\xdfe' }), {}, { hasSmtpUtf8: true }],
  ['bad-encoded-word', 'octets that the charset does not have', withFields({ Subject: '=?utf-8?q?Gr=FC=DFe?=' })],
  ['bad-encoded-word', 'an unknown charset', withFields({ Subject: '=?x-nobody-knows?q?Hello?=' })],
  ['bad-encoded-word', 'blanks in it', withFields({ From: '=?utf-8?q?Ann Lee?= <ann@a.test>' })],
  ['bare-lf', 'one', mail(CLEAN, 'Hello\nyou\r\n')],
  ['bare-lf', 'first in a body', mail(CLEAN, '\nHello\r\n')],
  ['bare-lf', 'all', mail(CLEAN).replaceAll('\r\n', '\n')],
  ['bare-lf', 'many', mail(CLEAN, `${'x\r\n'.repeat(40_000)}\n`)],
  [
    'bare-lf',
    'in base64',
    parts([text, attachment('application/pdf', 'x'.repeat(200), { filename: 'a.pdf' })]).replaceAll(/(?<=[\w+/]{76})\r/g, ''),
  ],
  [
    'bare-lf',
    'behind base64',
    parts([text, attachment('application/pdf', 'x'.repeat(200), { filename: 'a.pdf' })]).replace('\r\n--edge--', '\n--edge--'),
  ],
  ['bare-cr', 'one', mail(CLEAN, 'Hello\ryou\r\n')],
  ['bare-cr', 'last', mail(CLEAN, 'Hello\r')],
  ['bare-cr', 'two before LF', mail(CLEAN, 'Hello\r\r\n')],
  ['line-too-long', '999', mail(CLEAN, `${'x'.repeat(999)}\r\n`)],
  ['line-too-long', 'without an end', mail(CLEAN, `a\r\n${'x'.repeat(999)}`)],
  ['line-too-long', 'megabytes', mail(CLEAN, `${'x'.repeat(5_000_000)}\r\n`)],
  ['nul-octet', 'in the text', mail(CLEAN, 'Hel\0lo\r\n')],
  ['undeclared-8bit-body', '7bit', withFields(TEXT, utf8('Grüße\r\n'))],
  [
    'undeclared-8bit-body',
    'quoted-printable',
    withFields({ ...TEXT, 'Content-Transfer-Encoding': 'quoted-printable' }, utf8('Grüße\r\n')),
  ],
  ['unknown-encoding', 'x-uuencode', withFields({ ...TEXT, 'Content-Transfer-Encoding': 'x-uuencode' })],
  ['unknown-encoding', 'misspelt', withFields({ ...TEXT, 'Content-Transfer-Encoding': '8-bit' })],
  ['encoded-multipart', 'base64', parts([text]).replace('Content-Type: multipart', 'Content-Transfer-Encoding: base64\r\n$&')],
  [
    'bad-base64',
    'a line of text behind it',
    withFields({ ...TEXT, 'Content-Transfer-Encoding': 'base64' }, 'SGVsbG8h\r\n-- \r\nfooter!\r\n'),
  ],
  ['bad-base64', 'cut', withFields({ ...TEXT, 'Content-Transfer-Encoding': 'base64' }, 'SGVsbG8hI\r\n')],
  ['bad-base64', 'two joined', withFields({ ...TEXT, 'Content-Transfer-Encoding': 'base64' }, 'SGVsbG8=\r\nSGVsbG8=\r\n')],
  [
    'bad-quoted-printable',
    'an address',
    withFields({ ...TEXT, 'Content-Transfer-Encoding': 'quoted-printable' }, 'https://a.test/?x=yes\r\n'),
  ],
  ['undeclared-charset', '8bit', withFields({ 'Content-Transfer-Encoding': '8bit' }, utf8('Grüße\r\n'))],
  [
    'undeclared-charset',
    'quoted-printable',
    withFields({ 'Content-Transfer-Encoding': 'quoted-printable' }, 'Gr=C3=BC=C3=9Fe\r\n'),
  ],
  ['wrong-charset', 'latin1 as UTF-8', withFields({ ...TEXT, 'Content-Transfer-Encoding': '8bit' }, 'Gr\xfc\xdfe\r\n')],
  [
    'wrong-charset',
    'UTF-8 as latin1',
    withFields({ 'Content-Type': 'text/plain; charset=iso-8859-1', 'Content-Transfer-Encoding': '8bit' }, utf8('Grüße\r\n')),
  ],
  [
    'wrong-charset',
    'UTF-8 as US-ASCII',
    withFields(
      { 'Content-Type': 'text/plain; charset=us-ascii', 'Content-Transfer-Encoding': 'quoted-printable' },
      'Gr=C3=BC=C3=9Fe\r\n',
    ),
  ],
  [
    'wrong-charset',
    'latin1 as Shift_JIS',
    withFields({ 'Content-Type': 'text/plain; charset=shift_jis', 'Content-Transfer-Encoding': '8bit' }, 'caf\xe9 \xfc\r\n'),
  ],
  ['unknown-charset', 'of the text', withFields({ 'Content-Type': 'text/plain; charset=x-nobody-knows' })],
  ['missing-boundary', 'none', withFields({ 'Content-Type': 'multipart/mixed' }, '--edge\r\n\r\nHello\r\n--edge--\r\n')],
  ['boundary-not-found', 'another', unclosed('--other\r\n\r\nHello\r\n--other--\r\n')],
  ['boundary-not-found', 'only its end', unclosed('--edge--\r\n')],
  ['multipart-not-closed', 'cut', unclosed('--edge\r\n\r\nHello\r\n')],
  [
    'multipart-not-closed',
    'an inner one',
    parts([{ fields: { 'Content-Type': 'multipart/alternative; boundary=inner' }, body: '--inner\r\n\r\nHello\r\n' }]),
  ],
  ['duplicate-content-id', 'two images', parts([text, image('logo@a.test'), image('LOGO@a.test')], 'related')],
  ['mime-limit', 'header fields', mail(CLEAN).replace('\r\n\r\n', `${'\r\nX: y'.repeat(120_000)}\r\n\r\n`)],
  ['missing-inline-part', 'an image', parts([text, html('<img src="cid:logo@a.test">')], 'alternative')],
  ['missing-inline-part', 'in CSS', parts([text, html('<p style="background:url( cid:logo@a.test)">')], 'alternative')],
  [
    'attachment-without-name',
    'an attachment',
    parts([text, attachment('application/pdf', 'x', { fields: { 'Content-Disposition': 'attachment' } })]),
  ],
  ['attachment-without-name', 'an image that nothing shows', parts([text, attachment('image/png', PNG)])],
  ['html-without-text', 'alone', withFields(HTML, '<p>Hello</p>\r\n')],
  ['html-without-text', 'beside blank text', parts([{ fields: TEXT, body: ' \r\n' }, html('<p>Hello</p>')], 'alternative')],
  ['html-clipped', '103 kB', parts([text, html(`<p>${'Hello\r\n'.repeat(17_500)}</p>`)], 'alternative')],
  ['from-envelope-mismatch', 'another domain', mail(CLEAN), { reversePath: 'bounces@c.test' }],
  ['recipient-not-in-envelope', 'Cc', withFields({ Cc: 'zoe@z.test' })],
  ['blind-recipient', 'one', mail(CLEAN), { forwardPaths: ['bob@b.test', 'zoe@z.test'] }],
  ['bad-list-unsubscribe', 'no angle brackets', withFields({ 'List-Unsubscribe': 'https://a.test/u' })],
  ['bad-list-unsubscribe', 'encoded', withFields({ 'List-Unsubscribe': '=?utf-8?q?<https://a.test/u>?=' })],
  ['bad-list-unsubscribe', 'no URL', withFields({ 'List-Unsubscribe': '<unsubscribe>' })],
  ['list-unsubscribe-scheme', 'http alone', withFields({ 'List-Unsubscribe': '<http://a.test/u>' })],
  [
    'bad-one-click',
    'another value',
    withFields({ 'List-Unsubscribe': '<https://a.test/u>', 'List-Unsubscribe-Post': 'One-Click' }),
  ],
  [
    'one-click-without-https',
    'mailto alone',
    withFields({ 'List-Unsubscribe': '<mailto:u@a.test>', 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }),
  ],
  ['one-click-without-https', 'no List-Unsubscribe', withFields({ 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' })],
  ['missing-one-click', 'https alone', withFields({ 'List-Unsubscribe': '<https://a.test/u>' })],
  ['mime-limit', '10,001 parts', unclosed(`${'--edge\r\n\r\nx\r\n'.repeat(10_001)}--edge--\r\n`)],
]

describe('a mail with one fault earns one finding', () => {
  test.for(CASES)('%s: %s', ([rule, , ...args]) => {
    expect(rulesOf(...args)).toEqual([rule])
  })

  test('every rule about what a mail says has a mail here', () => {
    const byTheProgram = [
      'parser-failed',
      'parser-timeout',
      'parser-result-refused',
      'mail-data-unreadable',
      'damaged',
      'html-too-complex',
      'text-too-complex',
      'tag-rule-stopped',
      'too-many-mailboxes',
    ]
    expect(new Set([...CASES.map(([rule]) => rule), ...byTheProgram])).toEqual(new Set(Object.keys(RULES)))
  })

  test('rule ids are kebab-case, and each meaning is a sentence that says where that stands', () => {
    for (const [rule, [, title, meaning]] of Object.entries(RULES)) {
      expect(rule).toMatch(/^[a-z\d]+(-[a-z\d]+)*$/)
      expect(title).not.toMatch(/\.$/)
      expect(meaning).toMatch(/^[^|]+\.$/)
    }
  })
})

describe('a mail as it should be earns none', () => {
  const QP = { 'Content-Transfer-Encoding': 'quoted-printable' }
  test.for<[name: string, mailData: string | Buffer, envelope?: Partial<Envelope>, arrival?: Partial<Arrival>]>([
    ['text', mail(CLEAN)],
    ['no body', mail(CLEAN, '')],
    ['no line end at its end', mail(CLEAN, 'Hello')],
    ['text and HTML', parts([text, html('<p>Hello</p>')], 'alternative')],
    ['an image in the HTML', parts([text, html('<img src="cid:logo%40a.test">'), image('Logo@a.test')], 'related')],
    ['HTML that speaks of cid:', parts([text, html('<p>[cid:logo@a.test] or cid:logo</p>')], 'alternative')],
    ['attachments', parts([text, attachment('application/pdf', 'x', { filename: 'a.pdf' }), attachment('text/calendar', 'x')])],
    [
      'a mail in the mail',
      parts([
        text,
        {
          fields: { 'Content-Type': 'message/rfc822', 'Content-Disposition': 'attachment' },
          body: 'Subject: inner\r\n\r\nx\r\n',
        },
      ]),
    ],
    ['a signature', parts([text, attachment('application/pgp-signature', 'x')], 'signed; protocol="application/pgp-signature"')],
    [
      'a delivery report',
      parts(
        [
          text,
          { fields: { 'Content-Type': 'message/delivery-status' }, body: 'Reporting-MTA: dns; a.test\r\n' },
          { fields: { 'Content-Type': 'text/rfc822-headers' }, body: 'Subject: x\r\n' },
        ],
        'report',
      ),
      { reversePath: '' },
    ],
    ['quoted-printable', withFields({ ...TEXT, ...QP }, 'Gr=C3=BC=C3=9Fe=3D =\r\nyou=\r\n')],
    ['base64', withFields({ ...TEXT, 'Content-Transfer-Encoding': 'BASE64' }, 'SGVsbG8=\r\n\r\n')],
    ['8bit', withFields({ ...TEXT, 'Content-Transfer-Encoding': '8bit' }, utf8('Grüße 東京\r\n'))],
    [
      'a replacement character that was written',
      withFields({ ...TEXT, 'Content-Transfer-Encoding': '8bit' }, utf8('a \ufffd b\r\n')),
    ],
    [
      'windows-1254',
      withFields(
        { 'Content-Type': 'text/plain; charset=windows-1254', 'Content-Transfer-Encoding': '8bit' },
        '\xddyi g\xfcnler\r\n',
      ),
    ],
    ['iso-2022-jp', withFields({ 'Content-Type': 'text/plain; charset=iso-2022-jp' }, '\x1b$BEl5~\x1b(B\r\n')],
    [
      'shift_jis',
      withFields(
        { 'Content-Type': 'text/plain; charset=shift_jis', 'Content-Transfer-Encoding': '8bit' },
        '\x93\x8c\x8b\x9e\r\n',
      ),
    ],
    ['lines of 998 octets', mail(CLEAN, `${'x'.repeat(998)}\r\n`.repeat(100))],
    ['many lines', mail(CLEAN, 'Hello you\r\n'.repeat(20_000))],
    [
      'no line at all within 100 kB of base64',
      withFields({ ...TEXT, 'Content-Transfer-Encoding': 'base64' }, `${'QUJD'.repeat(19)}\r\n`.repeat(2000)),
    ],
    ['folded fields', withLines('X-A:\r\n b\r\n\tc').replace('Hello', 'Hello\r\n you')],
    [
      'encoded-words',
      withFields({
        Subject: '=?utf-8?b?R3LDvMOf?= =?iso-8859-1?q?e=?=\r\n =?utf-8?q?!?=',
        From: '=?utf-8*de?q?J=C3=B6rg?= <ann@a.test>',
      }),
    ],
    ['UTF-8 with SMTPUTF8', withFields({ Subject: utf8('Grüße') }), {}, { hasSmtpUtf8: true }],
    ['the dates of RFC 5322', withFields({ Date: 'Mon, 23 Nov 2026 10:00 +0100 (a (nested) comment)' })],
    ['a date in GMT', withFields({ Date: 'Mon, 23 Nov 2026 09:00:00 GMT' })],
    ['a date of two digits', withFields({ Date: '23 Nov 26 09:00 EST' })],
    ['a date a year ago', withFields({ Date: '30 Nov 2025 10:00:00 -0000' })],
    ['a group', withFields({ To: 'Friends: bob@b.test;' })],
    ['nobody named', withFields({ To: 'undisclosed-recipients:;' }), { forwardPaths: [] }],
    [
      'a comment and a quoted local-part',
      withFields({ To: '"bob b"@b.test, Bob (of b) <bob@b.test>' }),
      { forwardPaths: ['"bob b"@b.test', 'bob@b.test'] },
    ],
    ['the reverse-path below the domain of From', mail(CLEAN), { reversePath: 'b-1=x@bounces.A.test' }],
    ['the null reverse-path', mail(CLEAN), { reversePath: '' }],
    ['an envelope in other case', mail(CLEAN), { forwardPaths: ['Bob@B.TEST'] }],
    ['Bcc fields', withFields({ Bcc: 'zoe@z.test' }), { forwardPaths: ['bob@b.test', 'zoe@z.test'] }],
    [
      'unsubscribing with one click',
      withFields({
        'List-Unsubscribe': '<mailto:u@a.test?subject=x>,\r\n <https://a.test/u?id=1>',
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      }),
    ],
    ['unsubscribing by mail', withFields({ 'List-Unsubscribe': '(Use this) <mailto:u@a.test>' })],
    ['HTML of 101 kB', parts([text, html(`<p>${'Hello\r\n'.repeat(17_200)}</p>`)], 'alternative')],
    [
      'a preamble and an epilogue',
      parts([text]).replace('--edge\r\n', 'preamble\r\n$&').replace('--edge--\r\n', '$&epilogue\r\n'),
    ],
    ['no declared type at all', withFields({ 'MIME-Version': '1.0' })],
  ])('%s', ([, ...args]) => {
    expect(check(...args)).toEqual([])
  })

  test('in a fixture with everything in it', () => {
    const forwardPaths = ['ann@x.test', 'joerg@x.test', 'zoe@x.test']
    expect(check(fixture('nested-multipart.eml'), { reversePath: 'hello@harbour.test', forwardPaths })).toEqual([])
  })
})

test('a finding says where: part, octet and line of the first place, and how many more there are', () => {
  const mailData = parts([text, { fields: TEXT, body: 'one\r\ntwo\nthree\nfour\r\n' }])
  const offset = mailData.indexOf('\nthree')
  expect(check(mailData)).toEqual([
    {
      rule: 'bare-lf',
      severity: 'warning',
      title: 'Line ends in a bare LF',
      detail: expect.stringMatching(/^A line ends in LF without CR \(2 such places\)\. .*RFC 5322 §2\.3/),
      where: { offset, line: mailData.slice(0, offset).split('\n').length },
    },
  ])
  const broken = attachment('application/pdf', 'x', { filename: 'a.pdf' })
  const [finding] = check(parts([text, { ...broken, body: 'QUJD\r\nQU*D\r\n' }]))
  const star = parts([text, { ...broken, body: 'QUJD\r\nQU*D\r\n' }]).indexOf('*')
  expect(finding).toMatchObject({ rule: 'bad-base64', where: { part: '2', offset: star, line: 20 } })
})

test('the worst come first, and what a mail says stands in them on one short line', () => {
  const findings = check(
    withFields({ Date: `never\r\n ${'x'.repeat(500)}`, 'Reply-To': 'undefined' }).replace(/Message-ID.*\r\n/, ''),
  )
  expect(findings.map(({ severity }) => severity)).toEqual(['error', 'warning', 'info'])
  expect(findings[0]?.detail).toMatch(/^“never x{54}…” is no date of mail\. /)
})

test('a line is counted the way the source shows it: each LF ends one', () => {
  const [finding] = check(
    'Subject: a\r\nTo : bob@b.test\r\nFrom: ann@a.test\r\nDate: Mon, 23 Nov 2026 10:00:00 +0100\r\nMessage-ID: <1@a.test>\r\n\r\n',
  )
  expect(finding).toMatchObject({ rule: 'space-before-colon', where: { offset: 12, line: 2 } })
})

describe('whatever comes, the checks end at once', () => {
  test.for([
    ['line feeds', '\n'.repeat(5_000_000)],
    ['carriage returns', '\r'.repeat(5_000_000)],
    ['header lines that are none', 'x\r\n'.repeat(200_000)],
    ['fields again', 'Subject : \xff\r\n \r\n'.repeat(60_000)],
    ['folding', `Subject: ${'\r\n '.repeat(300_000)}`],
    [
      'parts that all fail',
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nContent-Type: text/html; charset=koi8-r\r\nContent-ID: <x>\r\nContent-Transfer-Encoding: base64\r\n\r\n*\xff\r\n'.repeat(9000)}`,
    ],
    ['recipients', `To: ${Array.from({ length: 20_000 }, (_, i) => `u${i}@x${i}.test`).join(',\r\n ')}\r\n\r\n`],
    [
      'content ids',
      `Content-Type: text/html\r\n\r\n${Array.from({ length: 100_000 }, (_, i) => `<img src="cid:${i}">`).join('\r\n')}`,
    ],
    ['equals signs', `Content-Type: text/plain\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${'= '.repeat(1_000_000)}`],
    ['angle brackets', `List-Unsubscribe: ${'<('.repeat(200_000)}\r\n\r\n`],
    ['parentheses', `Date: ${'('.repeat(100)}${')'.repeat(99)}\r\n\r\n`],
  ])('%s', ([, mailData = '']) => {
    const startedAt = performance.now()
    const findings = check(mailData)
    expect(performance.now() - startedAt).toBeLessThan(5000)
    expect(findings.length).toBeGreaterThan(0)
    expect(findings.length).toBeLessThanOrEqual(50)
  })

  test('any octets give findings that point into the mail (property)', () => {
    const piece = fc.constantFrom(
      ...[
        '\r\n',
        '\n',
        '\r',
        '\r\n\r\n',
        '--b',
        '--b--',
        '\r\n--b\r\n',
        '\0',
        '\xff',
        '\xc3\xa4',
        ' ',
        '\t',
        ':',
        '=',
        '<',
        '>',
        '@',
        '"',
        '(',
        ')',
        ',',
        ';',
      ],
      ...[
        'Content-Type: ',
        'multipart/mixed; boundary=b',
        'text/html',
        'text/plain',
        'message/rfc822',
        '; charset=',
        'utf-7',
        'koi8-r',
        'utf-16',
      ],
      ...[
        'Content-Transfer-Encoding: ',
        'base64',
        'quoted-printable',
        '8bit',
        'Content-ID: <x>',
        'Content-Disposition: attachment',
      ],
      ...[
        'Subject: ',
        'From: ',
        'To: ',
        'Date: ',
        'Mon, 23 Nov 2026 10:00:00',
        'Message-ID: ',
        'List-Unsubscribe: ',
        'List-Unsubscribe-Post: ',
      ],
      ...['=?utf-8?b?', '=?x?q?', '?=', 'ann@a.test', 'cid:x', '"cid:', 'https://a.test', 'x'.repeat(1200), 'QUJD'],
    )
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 60, size: 'max' }),
        fc.uint8Array({ maxLength: 40, size: 'max' }),
        fc.boolean(),
        (pieces, random, hasSmtpUtf8) => {
          const mailData = Buffer.concat([Buffer.from(pieces.join(''), 'latin1'), random])
          const { findings, parts: tree } = parseMessage(mailData, ENVELOPE, { ...ARRIVAL, hasSmtpUtf8 })
          expect(new Set(findings.map(({ rule }) => rule)).size).toBe(findings.length)
          for (const { rule, severity, detail, where } of findings.map(tellFinding)) {
            expect(severity).toBe(RULES[rule as FindingRule][0])
            expect(detail).toMatch(/\.$/)
            if (where?.part !== undefined) expect(tree.map(({ path }) => path)).toContain(where.part)
            if (where?.offset === undefined) continue
            expect(where.offset).toBeLessThanOrEqual(mailData.length)
            expect(where.line).toBe(mailData.subarray(0, where.offset).toString('latin1').split('\n').length)
          }
        },
      ),
      { numRuns: 2000, interruptAfterTimeLimit: 15_000, markInterruptAsFailure: true },
    )
  })

  test('line ends are told as octet by octet (property)', () => {
    const line = fc.constantFrom('\r\n', '\n', '\r', 'x', 'x'.repeat(500), `${'x'.repeat(998)}\r\n`, 'x'.repeat(33_000))
    fc.assert(
      fc.property(fc.array(line, { maxLength: 40, size: 'max' }), (lines) => {
        const body = lines.join('')
        const found = check(mail(CLEAN, body))
        const count = (rule: FindingRule) => {
          const detail = found.find((each) => each.rule === rule)?.detail
          return detail === undefined ? 0 : Number(/\(([\d,]+) such/.exec(detail)?.[1]?.replace(',', '') ?? 1)
        }
        expect(count('bare-lf')).toBe(body.split(/(?<!\r)\n/).length - 1)
        expect(count('bare-cr')).toBe(body.split(/\r(?!\n)/).length - 1)
        expect(count('line-too-long')).toBe(body.split(/\r?\n/).filter((each) => each.length > 998 && !/^\r*$/.test(each)).length)
      }),
      { numRuns: 500 },
    )
  })
})
