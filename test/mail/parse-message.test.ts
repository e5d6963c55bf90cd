import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { finding } from '../../server/mail/findings.ts'
import { brokenMessage } from '../../server/mail/parse-message.ts'
import { fixture } from '../fixtures/fixture.ts'
import { readMail } from './read.ts'

/** What a mail should not lack. */
const IDENTIFIED = 'From: Ann <ann@a.test>\nDate: Mon, 23 Nov 2026 10:00:00 +0100\nMessage-ID: <1@a.test>\n'

const crlf = (text: string) => Buffer.from(text.replaceAll('\n', '\r\n'))
const parse = (mailData: Buffer | string, forwardPaths: string[] = []) =>
  readMail(typeof mailData === 'string' ? crlf(mailData) : mailData, { reversePath: 'sender@a.test', forwardPaths })

test('a mail with everything in it', async () => {
  expect(await parse(fixture('nested-multipart.eml'), ['ann@x.test', 'hidden@x.test'])).toMatchObject({
    state: 'ready',
    subject: 'Your receipt',
    from: [{ displayName: 'Harbour Books', addrSpec: 'hello@harbour.test' }],
    to: [{ displayName: 'Ann', addrSpec: 'ann@x.test' }],
    cc: [
      { displayName: 'Jörg', addrSpec: 'joerg@x.test' },
      { displayName: '', addrSpec: 'zoe@x.test' },
    ],
    bcc: [{ displayName: '', addrSpec: 'hidden@x.test' }],
    replyTo: [],
    dateField: 'Mon, 23 Nov 2026 10:00:00 +0100',
    messageIdField: 'receipt-1@harbour.test',
    inReplyTo: 'order-1@harbour.test',
    references: ['order-0@harbour.test', 'order-1@harbour.test'],
    snippet: 'Thank you, Ann. The total is 12 €, softly broken.',
    text: 'Thank you, Ann. The total is 12 €, softly broken.',
    html: '<p>Thank you, <b>Ann</b>. <img src="cid:logo%40harbour.test"></p>',
    attachmentCount: 2, // the PDF and the mail; the logo is shown inline
    findings: [
      { rule: 'from-envelope-mismatch', where: { offset: 0, line: 1 } },
      { rule: 'recipient-not-in-envelope', said: expect.stringContaining('“joerg@x.test”') },
      { rule: 'blind-recipient', said: expect.stringContaining('“hidden@x.test”') },
    ],
  })
})

test('folding leaves no blank of its own in a name (RFC 5322 §2.2.3)', async () => {
  const { from } = await parse('From: "A name, folded\n at its blank" <ann@a.test>\n\n')
  expect(from).toEqual([{ displayName: 'A name, folded at its blank', addrSpec: 'ann@a.test' }])
})

test.for([
  ['japanese.eml', { subject: 'ご注文ありがとう', snippet: '東京からこんにちは。', text: '東京からこんにちは。\n' }, '山田'],
  ['turkish.eml', { subject: "İstanbul'dan", snippet: 'İyi günler, ığüşöç.', html: '<p>İyi günler, ığüşöç.</p>\n' }, 'Işık'],
] as const)('%s: charsets of header and body (RFC 2047, RFC 2045 §5)', async ([name, expected, displayName]) => {
  expect(await parse(fixture(name))).toMatchObject({ ...expected, from: [{ displayName }] })
})

test('format=flowed lines are joined (RFC 3676 §4)', async () => {
  expect((await parse('Content-Type: text/plain; format=flowed\n\nOne line \nand its rest.\nAnother.\n')).text).toBe(
    'One line and its rest.\nAnother.\n',
  )
})

describe('bcc: forward-paths that no header field names', () => {
  test.for([
    ['To, Cc and Bcc fields name theirs', 'To: a@x.test\nCc: b@x.test\nBcc: c@x.test', ['a@x.test', 'b@x.test', 'c@x.test'], []],
    ['one in no field is blind', 'To: a@x.test', ['a@x.test', 'b@x.test'], ['b@x.test']],
    ['case tells none apart', 'To: Ann@X.test', ['ann@x.TEST'], []],
    ['once, however often it was given', '', ['b@x.test', 'b@x.test'], ['b@x.test']],
    ['members of a group are named', 'To: Friends: a@x.test, B <b@x.test>;', ['a@x.test', 'b@x.test'], []],
    ['the mailbox of a source route counts', 'To: joe@x.test', ['@relay.test:joe@x.test'], []],
    ['of a blind source route too', '', ['@relay.test:joe@x.test'], ['joe@x.test']],
    ['a quoted local-part', 'To: "a b"@x.test', ['"a b"@x.test'], []],
    ['an international domain, as A-label here and there', 'To: joe@xn--mnchen-3ya.test', ['joe@xn--mnchen-3ya.test'], []],
    ['an international domain, as U-label here and A-label there', 'To: joe@münchen.test', ['joe@xn--mnchen-3ya.test'], []],
    ['Reply-To and From name no recipient', 'From: a@x.test\nReply-To: a@x.test', ['a@x.test'], ['a@x.test']],
  ] as const)('%s', async ([, head, forwardPaths, expected]) => {
    const { bcc } = await parse(`${head}${head && '\n'}Subject: x\n\nbody`, [...forwardPaths])
    expect(bcc.map(({ addrSpec }) => addrSpec)).toEqual(expected)
  })
})

describe('snippet: the start of the visible text, white space folded', () => {
  test.for([
    ['text', 'Content-Type: text/plain\n\n  Hello\n\n\tthere \n', 'Hello there'],
    [
      'HTML: no styles, scripts, titles or markup',
      'Content-Type: text/html\n\n<html><head><title>T</title><style>p{}</style></head><script>x</script><p>Hello&nbsp;<b>the</b>re</p><p>you</p>',
      'Hello there you',
    ],
    [
      'HTML where the text is blank',
      'Content-Type: multipart/alternative; boundary=b\n\n--b\n\n \n\n--b\nContent-Type: text/html\n\n<p>Hello</p>\n--b--\n',
      'Hello',
    ],
    ['invisible fillers', 'Content-Type: text/html\n\nHello&zwnj;&#847;&shy;&nbsp;&zwnj;&#847; you', 'Hello you'],
    ['nothing', 'Subject: x\n\n', ''],
  ] as const)('%s', async ([, mail, expected]) => {
    expect((await parse(mail)).snippet).toBe(expected)
  })

  test('at most 200 characters, none of them half', async () => {
    const { snippet } = await parse(`Content-Type: text/plain; charset=utf-8\n\n${'😀'.repeat(500)}`)
    expect(snippet).toBe('😀'.repeat(200))
  })
})

describe('attachments', () => {
  test('a text with a file name is an attachment and still text: it may be the only one there is', async () => {
    const message = await parse('Content-Type: text/plain; name=body.txt\n\nHello\n')
    expect(message).toMatchObject({ text: 'Hello\n', attachmentCount: 1 })
  })

  test.for([
    ['its id in any case', '<img src="cid:LOGO@x.test">', 0],
    ['its id percent-encoded (RFC 2392)', '<img src="cid:logo%40x.test">', 0],
    ['its id in angle brackets', '<img src="cid:<logo@x.test>">', 1],
    ['its address (RFC 2557)', '<img src="https://x.test/logo.png">', 0],
    ['its address in CSS', '<p style="background:url(\'https://x.test/logo.png\')">', 0],
    ['its file name as an id', '<img src=cid:a.png>', 0],
    ['its file name', '<img src=a.png>', 0],
    ['its id in CSS', '<p style="background:url(cid:logo@x.test)">', 0],
    ['another id that begins with it', '<img src="cid:logo@x.test2">', 1],
    ['no id', '<img src="logo.png">', 1],
  ] as const)('an image that the HTML names does not count: %s', async ([, html, expected]) => {
    const { attachmentCount } = await parse(
      `Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n${html}\n--b\nContent-Type: image/png\nContent-ID: <logo@x.test>\nContent-Location: https://x.test/\n logo.png\nContent-Disposition: inline; filename=a.png\n\nx\n--b--\n`,
    )
    expect(attachmentCount).toBe(expected)
  })
})

describe('messages in messages', () => {
  const inner =
    'Subject: inner\nContent-Type: multipart/mixed; boundary=bb\n\n--bb\n\ninner text\n--bb\nContent-Type: application/pdf; name=a.pdf\n\nx\n--bb--'
  const outer = (disposition: string) =>
    `Content-Type: multipart/mixed; boundary=b\n\n--b\n\nouter text\n--b\nContent-Type: message/rfc822\n${disposition}\n${inner}\n--b--\n`

  test('one that is attached is one attachment: its text and its attachments come with it', async () => {
    const message = await parse(outer('Content-Disposition: attachment\n'))
    expect(message).toMatchObject({ text: 'outer text', attachmentCount: 1 })
    expect(message.parts.map(({ path }) => path)).toEqual(['', '1', '2', '2.1', '2.2'])
    expect((await parse(outer(''))).text).toBe('outer text')
  })

  test('those that are to be read in place, in each other, are not scanned again for each level', async () => {
    const level = (i: number) =>
      `Content-Type: message/rfc822\nContent-Disposition: inline\n\nContent-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n\ntext ${i}\n--b${i}\n`
    const levels = Array.from({ length: 40 }, (_, i) => level(i)).join('')
    // When they were, this took half a minute: far over the limit of a test.
    const message = await parse(`${levels}\nat the bottom\n${'--b\n'.repeat(400_000)}`)
    expect(message.parts.at(-1)?.path).toBe(`1${'.2'.repeat(40)}`)
    expect(message.text).toContain('text 19')
    expect(message.text).not.toContain('text 20')
  })

  test('one in one that is read in place is read with its fields', async () => {
    const inline = 'Content-Type: message/rfc822\nContent-Disposition: inline\n\n'
    const message = await parse(`${inline}Subject: first\n${inline}Subject: second\n\nbody\n`)
    expect(message.text).toBe('\nSubject: first\n\n\nSubject: second\n\nbody\n')
  })

  test('one that is to be read in place is read once', async () => {
    const message = await parse(outer('Content-Disposition: inline\n'))
    expect(message.text).toBe('outer text\n\nSubject: inner\n\ninner text')
    expect(message.attachmentCount).toBe(1)
  })
})

describe('odd mail is parsed all the same (DESIGN §2, promise 4)', () => {
  test.for([
    ['nothing at all', '', { subject: '', text: '' }],
    ['no header section', '\njust text\n', { subject: '', text: 'just text\n' }],
    ['no body', 'Subject: only\n', { subject: 'only', text: '' }],
    ['a header line that is none', 'Subject: a\nwhat is this\nTo: a@x.test\n\nbody\n', { subject: 'a', text: 'body\n' }],
    ['an mbox line first', 'From ann Mon Nov 23 10:00:00 2026\nSubject: a\n\nbody\n', { subject: 'a', text: 'body\n' }],
    ['an unknown charset', 'Content-Type: text/plain; charset=x-nobody-knows\n\nbody\n', { text: 'body\n' }],
    ['an unknown encoding', 'Content-Transfer-Encoding: x-rot13\n\nobql\n', { text: 'obql\n' }],
  ] as const)('%s', async ([, mail, expected]) => {
    expect(await parse(mail)).toMatchObject({ state: 'ready', ...expected })
  })

  test('a mail without a closing boundary has its text and its HTML', async () => {
    const message = await parse(fixture('no-closing-boundary.eml'))
    expect([message.text, message.html]).toEqual(['first', '<p>second</p>\n'])
  })

  test.for([
    ['10,000 parts', 10_000, 9999, false],
    ['12,000 parts', 12_000, 9999, true],
  ] as const)('%s: listed up to the limit, and said so', async ([, count, listed, isOver]) => {
    const parts = Array.from({ length: count - 1 }, (_, i) => `--b\n\npart ${i}\n`).join('')
    const message = await parse(`${IDENTIFIED}Subject: many\nContent-Type: multipart/mixed; boundary=b\n\n${parts}--b--\n`)
    expect(message).toMatchObject({ state: 'ready', subject: 'many', snippet: expect.stringMatching(/^part 0 part 1 /) })
    expect(message.parts).toHaveLength(listed + 1)
    expect(message.findings.map(({ rule }) => rule)).toEqual(isOver ? ['mime-limit'] : [])
  })

  test('300 levels: listed up to the limit, and said so', async () => {
    const levels = Array.from({ length: 300 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`).join('')
    const message = await parse(`${IDENTIFIED}Subject: deep\n${levels}\nat the bottom\n`)
    expect(message).toMatchObject({ state: 'ready', subject: 'deep' })
    expect(message.findings.map(({ rule }) => rule)).toEqual(['mime-limit'])
  })

  test('60,000 header fields and 20,000 recipients', async () => {
    const to = Array.from({ length: 20_000 }, (_, i) => `u${i}@x.test`).join(',\n ')
    const message = await parse(`To: ${to}\n${'X-A: b\n'.repeat(60_000)}Subject: many\n\nbody\n`)
    expect(message).toMatchObject({ state: 'ready', subject: 'many', text: 'body\n' })
    expect(message.to).toHaveLength(20_000)
  })

  test('any octets at all give a message, at once (property)', async () => {
    const piece = fc.constantFrom(
      ...[
        '\r\n',
        '\n',
        '\r',
        '\r\n\r\n',
        '--b',
        '--b--',
        'Content-Type: ',
        'multipart/mixed; boundary=b',
        'text/html',
        'message/rfc822',
      ],
      ...[
        'Content-Transfer-Encoding: base64',
        'Subject: ',
        'To: ',
        '=?utf-8?b?',
        '?=',
        '<',
        '>',
        '@',
        '"',
        '(',
        '\\',
        ';',
        ',',
        ':',
        '=',
      ],
      ...['charset=', 'utf-7', 'x', ' ', '\0', '\xff', '<a href="', '&#x', 'name*0*=', "utf-8''%"],
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 60, size: 'max' }),
        fc.uint8Array({ maxLength: 40, size: 'max' }),
        async (pieces, octets) => {
          const mailData = Buffer.concat([Buffer.from(pieces.join(''), 'latin1'), octets])
          expect((await parse(mailData, ['a@x.test'])).state).toBe('ready')
        },
      ),
      { numRuns: 1500, interruptAfterTimeLimit: 15_000, markInterruptAsFailure: true },
    )
  })
})

test('of a mail that could not be parsed the header section still says from, to, subject and who is blind', () => {
  const octets = Buffer.from(
    'From: =?utf-8?q?J=C3=B6rg?= <j@x.test>\r\nTo: a@x.test\r\nSubject: =?utf-8?q?caf=C3=A9?=\r\nMessage-ID: <1@x.test>\r\n\r\nbody',
  )
  expect(
    brokenMessage(octets, { reversePath: '', forwardPaths: ['a@x.test', 'b@x.test'] }, finding('parser-failed', 'why')),
  ).toMatchObject({
    state: 'broken',
    from: [{ displayName: 'Jörg', addrSpec: 'j@x.test' }],
    to: [{ addrSpec: 'a@x.test' }],
    bcc: [{ addrSpec: 'b@x.test' }],
    subject: 'café',
    messageIdField: '1@x.test',
    findings: [{ rule: 'parser-failed', said: 'why' }],
    parts: [],
  })
})
