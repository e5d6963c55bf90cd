import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMasker } from '../../server/mail/snapshot/mask-values.ts'
import { writeSnapshot } from '../../server/mail/snapshot/snapshot.ts'
import { readMail } from './read.ts'
import { makeUp, TEMPLATES } from './templates.ts'

const snapshotOf = async (mailData: string | Buffer) => writeSnapshot(await readMail(Buffer.from(mailData as string)))
const build = (name: string) => TEMPLATES[name]?.(makeUp()) ?? ''
const html = (body: string) => `From: a@x.test\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${body}`

describe('two mails of one template have one snapshot', () => {
  test.each(Object.keys(TEMPLATES))('%s', async (name) => {
    const first = await snapshotOf(build(name))
    expect(first).not.toBe('')
    for (let i = 0; i < 20; i++) expect(await snapshotOf(build(name))).toBe(first)
  })
})

test('it shows what a person wrote, and names for what a program made up', async () => {
  expect(await snapshotOf(build('a receipt'))).toBe(`=== headers ===
From: Shop <shop@shop.test>
To: Ann Field <ann+<token>@x.test>
Subject: Receipt for order #<number>
Date: <date>
Message-ID: <message-id>
X-SES-Message-ID: <token 2>

=== html ===
<p>
  Thank you, Ann. Order number:
  <b>
    <number>
  of <date>
<table>
  <tr>
    <td>
      Deck chair
    <td>
      2 × €49.90
  <tr>
    <td>
      Total
    <td>
      €99.80
<a href="https://shop.test/orders/<number>?ref=mail">
  See your order
<img alt="Shop" src="cid:<cid>">

=== parts ===
multipart/related
  1 text/html
  2 image/png attachment "logo.png" cid:<cid> 70 octets
  3 application/pdf attachment "invoice-<number>.pdf"
`)
})

describe('another snapshot has a mail with', () => {
  const RECEIPT = { mailData: build('a receipt') }
  const decoded = Buffer.from(/base64\r\n\r\n([^-]+)/.exec(RECEIPT.mailData)?.[1] ?? '', 'base64').toString()
  const changed = (change: (text: string) => string) =>
    RECEIPT.mailData.replace(
      /(base64\r\n\r\n)[^-]+/,
      (_whole, start: string) => `${start}${Buffer.from(change(decoded)).toString('base64')}\r\n`,
    )
  const rewrite = (from: string, to: string) => () => changed((text) => text.replace(from, to))
  test.each<[what: string, change: () => string]>([
    ['another word', rewrite('Thank you', 'Thanks')],
    ['another price', rewrite('49.90', '47.90')],
    ['another sum', rewrite('99.80', '98.90')],
    ['another currency', rewrite('€99', '$99')],
    ['no link', rewrite('<a href', '<a name')],
    ['a link to another page', rewrite('/orders/', '/order/')],
    ['a link to another host', rewrite('shop.test/', 'staging.test/')],
    ['another element', rewrite('<b>', '<i>')],
    ['an element less', rewrite('<td>Total</td>', '')],
    ['a style', rewrite('<table>', '<table style="color:red">')],
    ['another alternative text', rewrite('alt="Shop"', 'alt=""')],
    ['another subject', () => RECEIPT.mailData.replace('Receipt for', 'Bill for')],
    ['another sender', () => RECEIPT.mailData.replace('From: Shop', 'From: Market')],
    ['a field more', () => RECEIPT.mailData.replace('From:', 'List-Unsubscribe: <https://x.test/u>\r\nFrom:')],
    ['a file of another name', () => RECEIPT.mailData.replace('filename="logo.png"', 'filename="icon.png"')],
    ['a file of another type', () => RECEIPT.mailData.replace('application/pdf', 'application/zip')],
    ['an image that is not there', rewrite('cid:', 'cid:x')],
  ])('%s', async (_what, change) => {
    const mailData = change()
    expect(mailData).not.toBe(RECEIPT.mailData)
    expect(await snapshotOf(mailData)).not.toBe(await snapshotOf(RECEIPT.mailData))
  })
})

describe('masks', () => {
  const masker = () => createMasker({ codes: ['482913', 'AB-12'], numbers: ['10482'] })
  test.each([
    ['Mon, 23 Nov 2026 10:44:00 +0000 (UTC)', '<date>'],
    ['2026-11-23T10:44:00.123Z', '<date>'],
    ['until November 23, 2026 at 10:44 AM.', 'until <date>.'],
    ['le 23 novembre 2026 à 10:44', 'le <date>'],
    ['23.11.2026 um 10:44 Uhr', '<date> Uhr'],
    ['23 Kasım 2026 Pazartesi 10:44', '<date>'],
    ['2026年11月23日（月）10時44分までに', '<date>までに'],
    ['ends at 10:15 PM today', 'ends at <time> today'],
    ['482913, 482 913 and G-482913', '<code>, <code> and G-<code>'],
    ['order 10482', 'order <number>'],
    ['3f2504e0-4f89-11d3-9a0c-0305e82c3301', '<uuid>'],
    ['bounce+8f3a-ann=x.test@mail.test', 'bounce+<token>-ann=x.test@mail.test'],
    ['X7K2-9QPL-M3ZT', '<token>'],
    ['(https://x.test:43121/a?b=k3J9x2M4aQ8zP1).', '(https://x.test:<port>/a?b=<token>).'],
    ['k3J9x2M4aQ8zP1Lw and 0J9x2M4aQ8zP1Lwk and k3J9x2M4aQ8zP1Lw', '<token> and <token 2> and <token>'],
  ])('%s', (text, masked) => {
    expect(masker().text(text)).toBe(masked)
  })

  test.each([
    '© 2026 Harbour',
    '€49.90, 1.249,90 TL and 12,800円',
    'version 1.2.3 of iphone-15-pro-max-256gb',
    'call +49 151 12345678, room 16:9',
    'Ann <ann@x.test>, bob.1985@x.test, jeff@37signals.test',
    'https://x.test:8080/blog/top-10-tips-for-2026?utm_campaign=spring-sale&size=xl2&page=3#section-2',
    'https://x.test/p/%C3%BCber-uns/index.html?price=49.90',
    'getting-started-with-mailmitt, GetStartedWithMailmitt, snake_case_name_of_many_words',
    'in order to 12345 you may 3 or so',
  ])('leave as it is: %s', (text) => {
    expect(masker().text(text)).toBe(text)
  })

  test('change nothing in what is masked already (property)', () => {
    const made = fc.constantFrom(
      ...[
        '2026-11-23',
        '10:15',
        '482 913',
        '10482',
        'a',
        '-',
        '_',
        '.',
        '/',
        '@',
        '=',
        '&',
        '?',
        '<',
        '>',
        '<token>',
        '<date 2>',
        ' ',
        '\n',
        '%',
        '%3C',
        '+',
        ':',
        '#',
        '.test',
      ],
      ...[
        'https://x.test/',
        'url=https%3A%2F%2Fy.test%2F',
        'k3J9x2M4aQ8zP1Lw',
        '3f2504e0-4f89-11d3-9a0c-0305e82c3301',
        'ann+8f3a@x.test',
        'Nov',
        '23',
        '月',
        'mailto:',
      ],
    )
    const text = fc
      .array(fc.oneof(made, fc.string({ unit: 'binary', maxLength: 5 })), { maxLength: 12 })
      .map((all) => all.join(''))
    fc.assert(
      fc.property(text, (each) => {
        const once = masker().text(each)
        expect(masker().text(once).replace(/ \d+>/g, '>')).toBe(once.replace(/ \d+>/g, '>'))
      }),
      { numRuns: 3000 },
    )
  })
})

describe('HTML', () => {
  test.each([
    ['<p  CLASS="a  b" id=x>a\n  b</p>', '<p id="x" class="a b">a b'],
    ['<p style="color:red;padding:0 ;">', "<P STYLE='COLOR: red; padding: 0'>"],
    ['<table><tr><td>a</table>', '<table>\n<tbody>\n<tr>\n<td>a</td></tr></table><!-- nothing -->'],
    ['<style>a{b:c}</style>', '<style>\n a {\n b : c;\n}\n/* x */</style>'],
  ])('%j is %j', async (one, other) => {
    expect(await snapshotOf(html(one))).toBe(await snapshotOf(html(other)))
  })

  test('keeps what is a condition, and a code whose digits have a cell each', async () => {
    const boxes = (code: string) => Array.from(code, (digit) => `<td>${digit}</td>`).join('')
    const whole = (code: string) =>
      html(`<!--[if mso]><b><![endif]--><p>Your code is ${code}</p><table><tr>${boxes(code)}</table>`)
    const snapshot = await snapshotOf(whole('482913'))
    expect(snapshot).toContain('<!--[if mso]><b><![endif]-->')
    expect(snapshot).toBe(await snapshotOf(whole('719305')))
  })
})

test('of any octets there is one (property)', async () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 40 }).map((octets) => Buffer.from(octets)),
    fc.constantFrom('<p ', '<!--[if', 'style="', '(', 'cid:%', '\r\n').map((text) => Buffer.from(text)),
  )
  await fc.assert(
    fc.asyncProperty(
      fc.array(piece, { maxLength: 20 }),
      fc.constantFrom('text/html', 'text/plain', 'multipart/mixed; boundary=a'),
      async (pieces, type) => {
        const mailData = Buffer.concat([Buffer.from(`Content-Type: ${type}\r\n\r\n`), ...pieces])
        expect(await snapshotOf(mailData)).toBe(await snapshotOf(mailData))
      },
    ),
    { numRuns: 300 },
  )
})

const MILLION = 1_000_000
test.each([
  '<div>',
  '<b><i><u>',
  '<style>a{',
  '<p style="a:b;',
  '<a href="https://x.test/?a=b&c=%20">x</a>',
  'https://x/?',
  'lorem 12 mai ',
  'a1',
  'a@',
  '10:15 ',
  'order #',
  '<!--[if a]>',
  '(((',
])('a mail of %j over and over takes no longer than a person waits, and its snapshot is bounded', (piece) => {
  const body = piece.repeat(Math.ceil(MILLION / piece.length))
  const begun = performance.now()
  const snapshot = writeSnapshot({ subject: body.slice(0, 1000), text: body, html: body, headers: [], parts: [] })
  expect(performance.now() - begun).toBeLessThan(6000)
  expect(snapshot.length).toBeLessThan(6 * MILLION)
})

describe('what is read in it', () => {
  const snapshotOfHtml = (body: string) => snapshotOf(html(body))

  test.each(['{{ confirmation_url }}', 'https://x.test/reset?token={{token}}', '<%= url_for_reset_of_the_password %>'])(
    'a template that was not filled in is seen: %s',
    async (href) => {
      expect(await snapshotOfHtml(`<a href="${href}">go</a>`)).toContain(href)
    },
  )

  test('an id in a link is masked whatever its length', async () => {
    const link = (id: string) => snapshotOfHtml(`<a href="https://x.test/a?uid=${id}">go</a>`)
    expect(await link('368')).toBe(await link('4711'))
  })

  test('control characters are shown, not written', async () => {
    expect(await snapshotOfHtml('a\x1b[31mb\x7f')).toContain('a␛[31mb␡')
  })

  test('punctuation without end behind an address is read once', async () => {
    expect(await snapshotOf(`Subject: x\r\n\r\nhttps://x.test/${'.'.repeat(300_000)}a\r\n`)).toContain('=== text ===')
  })
})
