/** What search keeps of a mail's codes and links is what the API tells of them (DESIGN §2, promise 11). */
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { parseMessage } from '../../server/mail/parse-message.ts'
import { extract } from '../../server/mail/read-content.ts'
import { foldCode, foldForSearch } from '../../shared/search/fold.ts'
import { unpackSearchText } from '../../shared/search/search-text.ts'
import { heldOutMails } from '../fixtures/codes/held-out.ts'
import { tuningMails } from '../fixtures/codes/tuning.ts'
import { attachment, multipart } from '../harness/mail.ts'
import { readMail } from './read.ts'
import { makeUp, TEMPLATES } from './templates.ts'

function build({ subject = '', text = '', html = '' }): Buffer {
  const encoded = Buffer.from(subject).toString('base64')
  const parts = [attachment('text/plain; charset=utf-8', text), attachment('text/html; charset=utf-8', html)]
  return Buffer.from(multipart(parts, { type: 'alternative', fields: { Subject: `=?utf-8?B?${encoded}?=` } }))
}

async function compare(mailData: Buffer) {
  const message = await readMail(mailData)
  const told = extract(message)
  const kept = unpackSearchText(message.searchText)
  expect(kept.codes).toEqual(told.codes.map(({ value }) => foldCode(value)))
  expect(kept.links).toEqual(told.links.map(({ href }) => foldForSearch(href)))
  expect(message.features.includes('code')).toBe(told.codes.length > 0)
  expect(message.features.includes('link')).toBe(told.links.length > 0)
  return kept
}

describe('search keeps what the API tells', () => {
  test.each(Object.entries(TEMPLATES))('%s', async (_name, template) => {
    await compare(Buffer.from(template(makeUp())))
  })

  test('of all labelled mails', async () => {
    let codes = 0
    for (const labelled of [...heldOutMails, ...tuningMails]) codes += (await compare(build(labelled))).codes.length
    expect(codes).toBeGreaterThan(180)
  })

  test('of any HTML at all (property)', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '<a href="https://x.test/',
        '">',
        '</a>',
        '<p>',
        '</td>',
        '<table>',
        '<div style="display:none">',
        '&amp;',
        '<!--',
      ),
      fc.constantFrom(
        'Your code is ',
        '482913',
        'ABC-DEF',
        ' ',
        '\n',
        '\ud800',
        'https://y.test/?t=',
        '<svg>',
        "<area href='//z'>",
      ),
      fc.string({ maxLength: 5, unit: 'binary' }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40, size: 'max' }), async (pieces) => {
        const said = pieces.join('')
        await compare(build({ subject: said.slice(0, 40), text: said, html: said }))
      }),
      { numRuns: 500 },
    )
  })
})

test('codes are kept without what groups them, links as a click takes them', async () => {
  const html = '<p>Your code: <b>AB3-K9X</b></p><a href="https://X.test/Confirm?a=1&amp;b=2"><img src="https://x.test/i.png"></a>'
  expect(await compare(build({ html, text: 'See https://x.test/plain.' }))).toMatchObject({
    codes: ['ab3k9x'],
    links: ['https://x.test/confirm?a=1&b=2', 'https://x.test/plain'],
  })
})

test('a link that is never closed ends where the next begins, and the order is that of the HTML', () => {
  const html = '<a href="https://x.test/1">one<p><a href="https://x.test/2">two</a> more</p><a href="https://x.test/3">three'
  const { links } = extract({ subject: '', text: '', html, parts: [] })
  expect(links.map(({ href, text }) => [href.slice(-1), text])).toEqual([
    ['1', 'one'],
    ['2', 'two'],
    ['3', 'three'],
  ])
})

describe('fields of parts', () => {
  const kept = (...fields: string[]) => {
    const parts = fields.flatMap((field) => ['--b', field, 'X-Same: as others', '', 'text'])
    const mail = ['X-Own: field', 'Content-Type: multipart/mixed; boundary=b', '', ...parts, '--b--'].join('\r\n')
    return unpackSearchText(parseMessage(Buffer.from(mail), { reversePath: '', forwardPaths: [] }).searchText).partHeaders
  }

  test('are kept decoded and folded, what several parts have once, and none of the mail itself', () => {
    expect(kept('Content-Description: =?utf-8?q?Gr=C3=BC=C3=9Fe?=', 'Content-ID: <Logo@x.test>')).toEqual([
      'content-description:grusse',
      'x-same:as others',
      'content-id:<logo@x.test>',
    ])
  })

  test('of each 998 characters are looked at, of all the first thousand', () => {
    expect(kept(`X-Long: ${'x'.repeat(2000)}`)[0]?.length).toBeLessThan('x-long:'.length + 1000)
    const many = kept(...Array.from({ length: 600 }, (_, i) => `X-${i}: y`))
    expect(many).toHaveLength(501)
    expect(many.at(-1)).toBe('x-499:y')
  })
})

describe('hostile mail', () => {
  const ROUNDS = 20_000
  test.for([
    ['links without end', '<a href="https://x.test/1">a</a>'.repeat(ROUNDS * 10)],
    ['links in links', '<a href="https://x.test/1">'.repeat(ROUNDS)],
    ['more elements than are read', '<p><b>482913</b></p>'.repeat(ROUNDS * 10)],
    [
      'links of kilobytes',
      Array.from({ length: 2000 }, (_, i) => `<a href="https://x.test/${i}${'x'.repeat(8000)}">x</a>`).join(''),
    ],
    ['addresses in text', Array.from({ length: ROUNDS }, (_, i) => `https://x.test/${i}\n`).join('')],
    ['a code in every line', 'Your code: 482913<br>'.repeat(ROUNDS)],
    ['words for codes', `${'codepasscodepincode '.repeat(ROUNDS)}482913`],
    ['one word', `${'code'.repeat(ROUNDS * 5)} 482913`],
    ['different words', Array.from({ length: ROUNDS }, (_, i) => `pin${i.toString(36)} 4829${i} `).join('')],
    ['attributes', `<a ${Array.from({ length: ROUNDS }, (_, at) => `a${at}`).join(' ')} href="https://x.test/1">x</a>`],
    ['styles', Array.from({ length: ROUNDS }, (_, i) => `<p style="font-size:${i}px"><a href="/${i}">482913</a>`).join('')],
  ] as const)('%s: looked through in bounded work, and kept', async ([, said]) => {
    const { codes, links } = await compare(build({ subject: said.slice(0, 1000), text: said, html: said }))
    expect(codes.length).toBeLessThanOrEqual(20)
    expect(links.length).toBeLessThanOrEqual(1000)
  })

  afterEach(() => vi.restoreAllMocks())

  test('when looking for codes and links fails, all else is found, and it says so', () => {
    vi.spyOn(URL, 'canParse').mockImplementation(() => {
      throw new RangeError('Too much')
    })
    const mailData = build({ subject: 'Welcome', text: 'Your code: 482913\nhttps://x.test/a', html: '<p>Hello' })
    const { state, subject, searchText, features, findings } = parseMessage(mailData, { reversePath: '', forwardPaths: [] })
    expect({ state, subject }).toEqual({ state: 'ready', subject: 'Welcome' })
    expect(unpackSearchText(searchText)).toMatchObject({
      text: expect.stringContaining('482913'),
      html: 'hello',
      codes: [],
      links: [],
    })
    expect(features).toEqual(['html', 'text', 'finding'])
    expect(findings.at(-1)).toMatchObject({ rule: 'html-too-complex', said: expect.stringContaining('Too much') })
  })
})
