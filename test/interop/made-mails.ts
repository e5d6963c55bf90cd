/** Mails made for what the fixtures do not have: odd structures and fields that a client of IMAP meets. */
import type { Mail } from './mails.ts'

const HEAD = 'From: Ann <ann@a.test>\r\nTo: bob@b.test\r\nSubject: made\r\nDate: Mon, 2 Mar 2026 10:00:00 +0100\r\n'

function made(name: string, lines: readonly string[], head = HEAD): Mail {
  return { name: `made-${name}`, octets: `${head}${lines.join('\r\n')}` }
}

const TEXT_PART = ['--e', 'Content-Type: text/plain; charset=utf-8', '', 'one', '']

/** A message within a message, so many levels deep. */
function nested(levels: number): string[] {
  if (levels === 0) return ['Subject: innermost', '', 'the end', '']
  return ['Content-Type: message/rfc822', '', ...nested(levels - 1)]
}

export const MADE: readonly Mail[] = [
  { name: 'made-empty-body', octets: `${HEAD}\r\n` },
  { name: 'made-header-only', octets: HEAD },
  { name: 'made-no-header', octets: '\r\nJust a body\r\n' },
  { name: 'made-no-end-of-line', octets: `${HEAD}\r\nno line end` },
  made('nested-messages', nested(3)),
  made('message-with-multipart', [
    ...['Content-Type: multipart/mixed; boundary=outer', '', 'preamble', '--outer', 'Content-Type: message/rfc822', ''],
    ...['Subject: inner', 'Content-Type: multipart/alternative; boundary=e', '', ...TEXT_PART],
    ...['--e', 'Content-Type: text/html', '', '<p>two</p>', '--e--', '--outer--', 'epilogue', ''],
  ]),
  made('digest', [
    ...[
      'Content-Type: multipart/digest; boundary=e',
      '',
      '--e',
      '',
      'Subject: first',
      '',
      'one',
      '--e',
      '',
      'Subject: second',
      '',
    ],
    ...['two', '--e--', ''],
  ]),
  made('part-without-fields', ['Content-Type: multipart/mixed; boundary=e', '', '--e', '', 'bare', '--e--', '']),
  made('empty-parts', ['Content-Type: multipart/mixed; boundary=e', '', '--e', '--e', '', '--e', 'X: y', '--e--', '']),
  made('no-parts', ['Content-Type: multipart/mixed; boundary=e', '', 'nothing here', '']),
  made('no-boundary', ['Content-Type: multipart/mixed', '', '--e', '', 'bare', '--e--', '']),
  made('boundary-of-prefix', [
    ...['Content-Type: multipart/mixed; boundary=e', '', ...TEXT_PART, '--e', 'Content-Type: multipart/mixed; boundary=ee', ''],
    ...['--ee', '', 'inner', '--ee--', '--e--', ''],
  ]),
  made('inner-not-closed', [
    ...['Content-Type: multipart/mixed; boundary=e', '', '--e', 'Content-Type: multipart/alternative; boundary=f', '', '--f', ''],
    ...['inner', ...TEXT_PART, '--e--', ''],
  ]),
  made('spaces-after-boundary', ['Content-Type: multipart/mixed; boundary="e f"', '', '--e f  ', '', 'x', '--e f--  ', '']),
  made('all-fields-of-a-part', [
    ...['MIME-Version: 1.0', 'Content-Type: text/plain; charset="utf-8"; format=flowed; x-odd="a \\"b\\" c"'],
    ...['Content-Transfer-Encoding: Quoted-Printable', 'Content-ID: <id@a.test>', 'Content-Description: An odd = one'],
    ...['Content-MD5: Q2hlY2sgSW50ZWdyaXR5IQ==', 'Content-Disposition: attachment; filename="a b.txt"; size=12'],
    ...['Content-Language: de, en-GB', 'Content-Location: http://a.test/x', '', 'caf=C3=A9 =', 'joined', ''],
  ]),
  made('long-parameters', [
    ...[
      'Content-Type: text/plain; name*0*=utf-8\'\'caf%C3%A9; name*1=" and more"',
      'Content-Disposition: inline;',
      ' filename*=utf-8',
    ],
    ...["''%E2%82%AC.txt", '', 'x', ''],
  ]),
  made('comments-in-content-type', ['Content-Type: text (odd) / plain ; (why) charset = "us-ascii" (so)', '', 'x', '']),
  made('base64', ['Content-Type: application/octet-stream', 'Content-Transfer-Encoding: base64', '', 'AAECAwQ=', '/v8A', '']),
  made('unknown-encoding', ['Content-Type: text/plain', 'Content-Transfer-Encoding: x-odd', '', 'x', '']),
  made('folded-fields', ['Subject: a', '\tfolded', '  subject', 'X-Long: one', ' two', '', 'x', ''], 'From: ann@a.test\r\n'),
  made('fields-twice', ['X-A: 1', 'x-a: 2', 'X-B: 3', 'X-A : 4', '', 'x', '']),
  made(
    'addresses',
    [
      ...[
        'From: "Ann \\"A\\" O\'Neil" <ann@a.test> (a comment), =?utf-8?q?J=C3=B6rg?= <j@b.test>',
        'Sender: boss@c.test',
        'Reply-To: ',
      ],
      ...[
        'To: Group: one@a.test, Two <two@b.test>;, undisclosed-recipients:;',
        'Cc: <@relay.test,@b.test:routed@c.test>, plain',
        'Bcc: x@y',
      ],
      ...['In-Reply-To: <1@a.test>', 'Message-ID: <2@a.test>', 'Subject: =?utf-8?q?caf=C3=A9?=', '', 'x', ''],
    ],
    '',
  ),
  made(
    'addresses-odd',
    [
      ...['From: ann@a.test (Ann Comment)', 'Sender: ', 'To: "quoted local"@a.test, a.b.c@[127.0.0.1], <>, broken@, @nothing, ,'],
      ...['Cc: one@a.test two@b.test', 'Subject:', 'Date: not a date', '', 'x', ''],
    ],
    '',
  ),
  made('eight-bit', ['X-Odd: caf\xe9', '', 'caf\xc3\xa9 \xff', ''], 'From: J\xf6rg <j@a.test>\r\nSubject: \xc3\xa9 raw\r\n'),
  made('long-line', ['', 'x'.repeat(20_000), '']),
  made('bare-cr', ['', 'a\rb', '\r', 'c', '']),
  made('two-of-each', [
    'Subject: again',
    'To: zoe@c.test',
    'From: zoe@c.test',
    'Date: Tue, 3 Mar 2026 10:00:00 +0000',
    '',
    'x',
    '',
  ]),
  made('report', [
    ...['Content-Type: multipart/report; report-type=delivery-status; boundary=e', '', ...TEXT_PART, '--e'],
    ...[
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; a.test',
      '',
      'Final-Recipient: rfc822; x@b.test',
      '--e',
    ],
    ...['Content-Type: text/rfc822-headers', '', 'Subject: returned', '', '--e--', ''],
  ]),
  made('encoded-message', [
    ...['Content-Type: message/rfc822', 'Content-Transfer-Encoding: base64', '', 'U3ViamVjdDogaW5uZXINCg0KaGVsbG8NCg==', ''],
  ]),
]
