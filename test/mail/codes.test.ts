import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findCodes } from '../../server/mail/codes.ts'
import { readHtml } from '../../server/mail/html-tree.ts'
import { CodeFound } from '../../shared/model/code.ts'
import { measure } from '../codes/measure.ts'
import { heldOutMails } from '../fixtures/codes/held-out.ts'
import { tuningMails } from '../fixtures/codes/tuning.ts'

const find = (mail: { subject?: string; text?: string; html?: string }) => findCodes({ subject: '', text: '', html: '', ...mail })
const values = (text: string) => find({ text }).map(({ value }) => value)

describe('of the labelled mails, precision is at least 0.98 and recall 0.95', () => {
  test.for([
    ['those the rules were tuned on', tuningMails],
    ['those they were not', heldOutMails],
  ] as const)('%s', ([, mails]) => {
    const { precision, recall, misses } = measure(mails)
    const told = misses.map(({ mail: { subject }, missed, wrong }) => ({
      subject,
      missed,
      wrong: wrong.map(({ value }) => value),
    }))
    expect(precision, JSON.stringify(told)).toBeGreaterThanOrEqual(0.98)
    expect(recall, JSON.stringify(told)).toBeGreaterThanOrEqual(0.95)
  })

  test('they are 150 and more, in ten languages and more, with and without codes', () => {
    const mails = [...tuningMails, ...heldOutMails]
    expect(mails.length).toBeGreaterThanOrEqual(150)
    expect(new Set(mails.map(({ language }) => language)).size).toBeGreaterThanOrEqual(10)
    expect(heldOutMails.length / mails.length).toBeGreaterThan(0.3)
    for (const count of [0, 1, 2]) expect(mails.filter(({ codes }) => codes.length === count).length).toBeGreaterThan(3)
  })
})

describe('a code is given as one types it', () => {
  test.for([
    ['Your code: 123 456', '123456'],
    ['Your code: 123-456', '123456'],
    ['Your code: 123\u2011456', '123456'],
    ['Your code: 1 2 3 4 5 6', '123456'],
    ['G-123456 is your verification code', '123456'],
    ['Your code: ABC-DEF', 'ABC-DEF'],
    ['Your code: a7K-9x2', 'a7K-9x2'],
    ['Your code: １２３４５６', '123456'],
    ['رمز التحقق: ١٢٣٤٥٦', '123456'],
    ['कोड: १२३४५६', '123456'],
    ['Your code: 12\u200b34\u00ad56', '123456'],
  ] as const)('%s', ([text, value]) => {
    expect(values(text)).toEqual([value])
  })
})

test.for([
  ['a year', 'Code of 2024: see below'],
  ['a date', 'The password was changed: 2024-05-12, 12.05.2024, 12/05/2024, 20240512'],
  ['a time', 'Your PIN was used at 14:0512'],
  ['a price', 'Your PIN was charged: $1249, 1249 €, 1.249,00 EUR, 1249.00'],
  ['a telephone number', 'Lost your PIN? +1 555 014 2298, (555) 014-2298, 030 1234567'],
  ['a card', 'The PIN of card **** 4242 and 4111 1111 1111 1111'],
  ['a colour', 'The code of the colour is #482913'],
  ['an order number', 'Code word: order number 482913'],
  ['a postal code', 'Postal code: 97201'],
  ['an id in a URL', 'Your code: https://x.test/482913?code=771204 and x.test/551209'],
  ['an address', 'Your code: 482913@x.test'],
  ['a port', 'Password reset on localhost:8000, mail.x.test:1025 and 10.0.0.7:4821'],
  ['a file name', 'Your code: report_4829.pdf and 4829.pdf'],
  ['a word in capitals', 'Your code: VALID, and valid until tomorrow'],
  ['a number without a word for it', 'Hello 482913'],
] as const)('%s is no code', ([, text]) => {
  expect(values(text)).toEqual([])
})

test('codes are sorted by confidence, and say where they stand and why', () => {
  const [first, second, ...rest] = find({ subject: 'Your PIN is 9037', text: 'Your verification code is\n\n482913\n' })
  expect(first).toMatchObject({ value: '482913', where: 'text', context: 'Your verification code is 482913' })
  expect(first?.evidence).toEqual(['six-digits', 'word-before', 'own-line', 'subject-word'])
  expect(second).toMatchObject({ value: '9037', where: 'subject', context: 'Your PIN is 9037' })
  expect(first?.confidence).toBeGreaterThan(second?.confidence ?? 1)
  expect(rest).toEqual([])
})

test('one code in subject, text and HTML is one code', () => {
  const codes = find({ subject: '482913 is your code', text: 'Your code: 482 913', html: '<p>Your code: <b>482-913</b></p>' })
  expect(codes).toHaveLength(1)
  expect(codes[0]?.evidence).toContain('repeated')
})

test('what is hidden, and what styles and attributes hold, is not looked at', () => {
  const html = `<style>.code{content:"Your code: 482913"}</style><p title="Your code: 771204">Your code comes by post.</p>
<div style="display:none">Your code: 551209</div><!-- Your code: 604511 --><script>code = 118824</script>`
  expect(find({ html })).toEqual([])
})

test('HTML that is parsed already gives the same', () => {
  const html = '<p>Your code:</p><h1>482 913</h1>'
  expect(findCodes({ subject: '', text: '', html: readHtml(html) })).toEqual(find({ html }))
})

describe('hostile mail', () => {
  test.for([
    ['digits without end', '1'.repeat(2_000_000)],
    ['spaced digits', '1 '.repeat(500_000)],
    ['a thousand codes', 'Your code: 482913\n'.repeat(50_000)],
    ['candidates and words in one line', 'code 4829 order 7712 '.repeat(50_000)],
    ['hyphens', `code ${'a1-'.repeat(500_000)}`],
    ['capitals', 'ABCDE '.repeat(300_000)],
    ['one word', `${'code'.repeat(500_000)} 482913`],
    ['at signs', 'a@'.repeat(500_000)],
    ['masks', '*x'.repeat(500_000)],
    ['numbers on lines of their own', '482913\n'.repeat(200_000)],
    ['letters of no case', '码'.repeat(500_000)],
  ] as const)('%s: read in bounded work', ([, text]) => {
    const codes = find({ subject: text, text, html: text })
    expect(codes.length).toBeLessThanOrEqual(20)
  })

  test('any text at all gives codes that are shaped like codes (property)', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'code',
        'PIN: ',
        'Your code is ',
        '\n',
        ' ',
        '-',
        '482913',
        '123 456',
        'ABC-DEF',
        'G-',
        '2024',
        'order ',
        '€',
        '：',
      ),
      fc.constantFrom('<b>', '</p>', '<td>', '<div style="display:none">', '&nbsp;', '\u200b', '٤', 'İ', '\ud800', '<!--'),
      fc.string({ maxLength: 6, unit: 'binary' }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40, size: 'max' }), (pieces) => {
        const text = pieces.join('')
        for (const code of find({ subject: text, text, html: text })) {
          expect(CodeFound.safeParse(code).success).toBe(true)
          expect(code.value).toMatch(/^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/)
          expect(code.value.length).toBeGreaterThanOrEqual(4)
          expect(code.confidence).toBeGreaterThanOrEqual(0.6)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
