/** ENVELOPE (RFC 9051 §2.3.5, §7.5.2). */
import { describe, expect, test } from 'vitest'
import { crlf, fetchMail, fetchValue } from './fetch-mail.ts'

/** Addresses of a To field: name, route, mailbox, host. */
async function addresses(to: string): Promise<unknown> {
  const envelope = (await fetchValue(crlf(`To: ${to}\n\n`), 'ENVELOPE')) as unknown[]
  return envelope[5]
}

const GROUP_END = [null, null, null, null]

describe('addresses (RFC 5322 §3.4)', () => {
  test.each<[string, unknown]>([
    ['ann@x.test', [[null, null, 'ann', 'x.test']]],
    ['<ann@x.test>', [[null, null, 'ann', 'x.test']]],
    ['Ann B. Cee <ann@x.test>', [['Ann B. Cee', null, 'ann', 'x.test']]],
    ['"Cee, Ann \\"A\\"" <ann@x.test>', [['Cee, Ann "A"', null, 'ann', 'x.test']]],
    ['=?utf-8?q?a=2Cb?=\n =?utf-8?q?c?= <e@f>', [['=?utf-8?q?a=2Cb?= =?utf-8?q?c?=', null, 'e', 'f']]],
    [
      '"a b"@x, a.b@[IPv6:::1]',
      [
        [null, null, 'a b', 'x'],
        [null, null, 'a.b', '[IPv6:::1]'],
      ],
    ],
    ['ann@x (Ann (A) Cee)', [['Ann (A) Cee', null, 'ann', 'x']]],
    ['root (Cron)', [['Cron', null, 'root', '']]],
    ['<@r1.test,@r2.test:ann@x>', [[null, '@r1.test,@r2.test', 'ann', 'x']]],
    ['ann . b @ x . test', [[null, null, 'ann.b', 'x.test']]],
    ['pete(his account)@silly.test(his host)', [['his account', null, 'pete', 'silly.test']]],
    ['ann@x <ann@x>', [['ann@x', null, 'ann', 'x']]],
    ['', null],
    [' , ,', null],
  ])('%j', async (written, expected) => {
    expect(await addresses(written)).toEqual(expected)
  })

  test.each<[string, unknown]>([
    ['A: b@c, D <d@e>;', [[null, null, 'A', null], [null, null, 'b', 'c'], ['D', null, 'd', 'e'], GROUP_END]],
    ['undisclosed-recipients:;', [[null, null, 'undisclosed-recipients', null], GROUP_END]],
    ['A:;, b@c', [[null, null, 'A', null], GROUP_END, [null, null, 'b', 'c']]],
    ['A: b@c', [[null, null, 'A', null], [null, null, 'b', 'c'], GROUP_END]],
    ['A: B: c@d;', [[null, null, 'A', null], GROUP_END, [null, null, 'B', null], [null, null, 'c', 'd'], GROUP_END]],
  ])('a group has a start and an end: %j', async (written, expected) => {
    expect(await addresses(written)).toEqual(expected)
  })

  test.each<[string, unknown]>([
    [
      'a@b c@d',
      [
        [null, null, 'a', 'b'],
        [null, null, 'c', 'd'],
      ],
    ],
    [
      '<a@b> Ann <c@d>',
      [
        [null, null, 'a', 'b'],
        ['Ann', null, 'c', 'd'],
      ],
    ],
    ['Mary Smith', [['Mary Smith', null, '', '']]],
    ['Ann <>', [['Ann', null, '', '']]],
    [
      'x <a@b, y@z',
      [
        ['x', null, 'a', 'b'],
        [null, null, 'y', 'z'],
      ],
    ],
    ['"open <a@b>, c@d', [['', null, 'open <a@b>, c@d', '']].map(([, ...rest]) => [null, ...rest])],
    ['a@b@c', [[null, null, 'a@b', 'c']]],
    ['(open a@b', null],
    ['@', [[null, null, '', '']]],
  ])('what is broken is told as far as it can be: %j', async (written, expected) => {
    expect(await addresses(written)).toEqual(expected)
  })
})

describe('fields', () => {
  test('all of them, as sent: encoded-words stay encoded', async () => {
    const mail = crlf(
      'Date: Mon, 2 Mar 2026 10:00:00 +0100 (CET)\nSubject: =?utf-8?q?=C3=BC?=\n folded\nFrom: a@x\nSender: s@x\nReply-To: r@x\nTo: t@x\nCc: c@x\nBcc: b@x\nIn-Reply-To: <1@x>\nMessage-ID: <2@x>\n\n',
    )
    const one = (mailbox: string) => [[null, null, mailbox, 'x']]
    expect(await fetchValue(mail, 'ENVELOPE')).toEqual([
      'Mon, 2 Mar 2026 10:00:00 +0100 (CET)',
      '=?utf-8?q?=C3=BC?= folded',
      ...[one('a'), one('s'), one('r'), one('t'), one('c'), one('b')],
      '<1@x>',
      '<2@x>',
    ])
  })

  test('Sender and Reply-To that are absent or empty are From; other fields are NIL where absent, empty where empty', async () => {
    expect(await fetchMail(crlf('From: a@x\nReply-To: \nSubject:\n\n'), 'ENVELOPE')).toBe(
      'ENVELOPE (NIL "" ((NIL NIL "a" "x")) ((NIL NIL "a" "x")) ((NIL NIL "a" "x")) NIL NIL NIL NIL NIL)',
    )
  })

  test('lists in several fields are one (RFC 5322 §4.5.3); of others the first counts', async () => {
    const envelope = await fetchValue(crlf('To: a@x\nSubject: one\nto: b@x\nSubject: two\n\n'), 'ENVELOPE')
    expect(envelope).toEqual([
      null,
      'one',
      ...[null, null, null],
      [
        [null, null, 'a', 'x'],
        [null, null, 'b', 'x'],
      ],
      ...[null, null, null, null],
    ])
  })

  test('8-bit octets are passed on unchanged, as literals, be they UTF-8 or not', async () => {
    const mail = crlf('Subject: \xc3\xa0 \xe0\xa0\nFrom: J\xc3\xb6rg \xe0\xa0 <j@x>\n\n')
    const answer = await fetchMail(mail, 'ENVELOPE')
    expect(answer).toContain('(NIL {5}\r\n\xc3\xa0 \xe0\xa0 (({8}\r\nJ\xc3\xb6rg \xe0\xa0 NIL "j" "x"))')
  })

  test('a quote and a backslash are escaped, a bare carriage return goes into a literal', async () => {
    expect(await fetchMail(crlf('Subject: a "b" \\c\n\n'), 'ENVELOPE')).toContain('"a \\"b\\" \\\\c"')
    expect(await fetchMail(crlf('Subject: a\rb\n\n'), 'ENVELOPE')).toContain('{3}\r\na\rb')
  })
})

test.each([
  ['addresses', '', 'a@b, ', ''],
  ['open angles', '', '<', ''],
  ['open comments', '', '(', ''],
  ['open quotes', '', '"\\', ''],
  ['at signs', '', '@', ''],
  ['open literals', '', 'a@[', ''],
  ['colons', '', ':', ''],
  ['routes', '', '<@a', ''],
  ['angles that a quote in a comment hides', '', '<,(\\")', ''],
  ['blanks', 'a', ' ', 'b'],
  ['dots', 'a@b', ' . ', 'c'],
])('many %s are read to the end in one pass', async (_, start, repeated, end) => {
  const to = start + repeated.repeat(1_000_000 / repeated.length) + end
  const answer = await fetchMail(Buffer.from(`To: ${to}\r\n\r\n`), 'ENVELOPE')
  expect(answer).toMatch(/^ENVELOPE \(.*\)$/s)
})

test('none of a hundred thousand addresses is lost', async () => {
  const to = Array.from({ length: 100_000 }, (_, i) => `a${i}@b`).join(',')
  const answer = await fetchMail(Buffer.from(`To: ${to}\r\n\r\n`), 'ENVELOPE')
  expect(answer.split('(NIL NIL "a').length - 1).toBe(100_000)
  expect(answer).toContain('(NIL NIL "a99999" "b")')
})
