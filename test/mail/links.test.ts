import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findImages } from '../../server/mail/images.ts'
import { findLinks } from '../../server/mail/links.ts'
import { ImageFound, LinkFound } from '../../shared/model/link.ts'

const find = (mail: { text?: string; html?: string }) => findLinks({ text: '', html: '', ...mail })
const hrefs = (mail: { text?: string; html?: string }) => find(mail).map(({ href }) => href)

test('links of HTML: decoded, in order, each once, with what is shown', () => {
  const html = `<a href="https://x.test/verify?a=1&amp;b=%C3%A4"> <b>Verify</b>&nbsp;email </a><a href='https://x.test/logo'><img alt="Acme"></a>
<map><area href="https://x.test/area" alt="Map"></map><a href="https://x.test/logo">Home page</a><a href=" //y.test:8080/p ">p</a>`
  expect(find({ html })).toEqual([
    { href: 'https://x.test/verify?a=1&b=%C3%A4', text: 'Verify email', host: 'x.test', kind: 'action', where: 'html' },
    { href: 'https://x.test/logo', text: 'Acme', host: 'x.test', kind: 'other', where: 'html' },
    { href: 'https://x.test/area', text: 'Map', host: 'x.test', kind: 'other', where: 'html' },
    { href: '//y.test:8080/p', text: 'p', host: 'y.test:8080', kind: 'other', where: 'html' },
  ])
})

test('a link on an image alone gets the words of the same link after it', () => {
  const html = '<a href="https://x.test/a"><img src="a.png"></a><a href="https://x.test/a">Confirm</a>'
  expect(find({ html })).toMatchObject([{ text: 'Confirm', kind: 'action' }])
})

test('in text, a token may end in an underscore; the full stop is of the sentence', () => {
  expect(hrefs({ text: 'Go to https://x.test/r?t=aZ3kQ9_. Bye' })).toEqual(['https://x.test/r?t=aZ3kQ9_'])
})

test('never from CSS, scripts, comments, images, or the head', () => {
  const html = `<head><link href="https://x.test/1.css"><base href="https://x.test/2"></head><style>a{background:url(https://x.test/3)}</style>
<div style="background:url('https://x.test/4')"><img src="https://x.test/5"></div><!-- <a href="https://x.test/6">x</a> -->
<script>location='https://x.test/7'</script><p>https://x.test/8</p>`
  expect(hrefs({ html })).toEqual([])
})

test('what leads nowhere is no link; what a template left unfilled is', () => {
  const html = [
    '#top',
    '',
    'javascript:alert(1)',
    ' java\nscript:x',
    'data:text/html,x',
    'cid:a',
    '{{url}}',
    'mailto:a@x.test',
    'app://go',
  ]
    .map((href) => `<a href="${href}">a</a>`)
    .join('')
  expect(hrefs({ html })).toEqual(['{{url}}', 'mailto:a@x.test', 'app://go'])
})

test.for([
  ['at the end of a sentence', 'See https://x.test/a.', 'https://x.test/a'],
  ['in angle brackets', 'See <https://x.test/a?b=1>', 'https://x.test/a?b=1'],
  ['in brackets', '(https://x.test/a)', 'https://x.test/a'],
  ['with brackets of its own', 'https://x.test/a_(b)', 'https://x.test/a_(b)'],
  ['before Japanese punctuation', 'https://x.test/a。次', 'https://x.test/a'],
  ['in bold', '**https://x.test/a**', 'https://x.test/a'],
] as const)('a URL in text, %s', ([, text, expected]) => {
  expect(hrefs({ text })).toEqual([expected])
})

test('a URL in text is named by the words beside or above it', () => {
  const text = 'Hello\n\nConfirm your address:\nhttps://x.test/c?token=1\n\nUnsubscribe: https://x.test/u\n'
  expect(find({ text })).toMatchObject([
    { text: 'Confirm your address', kind: 'action', where: 'text' },
    { text: 'Unsubscribe', kind: 'unsubscribe' },
  ])
})

test('a URL in HTML and in text is one link, with the words of the HTML', () => {
  const html = '<a href="https://x.test/a">Open</a>'
  expect(find({ html, text: 'See https://x.test/a and https://x.test/b' })).toMatchObject([
    { href: 'https://x.test/a', text: 'Open', where: 'html' },
    { href: 'https://x.test/b', where: 'text' },
  ])
})

describe('kinds', () => {
  test.for([
    ['action', 'https://x.test/a', 'Reset your password'],
    ['action', 'https://x.test/a', 'E-Mail-Adresse bestätigen'],
    ['action', 'https://x.test/a', 'Confirmer mon adresse'],
    ['action', 'https://x.test/a', 'Verificar cuenta'],
    ['action', 'https://x.test/a', 'Hesabı doğrula'],
    ['action', 'https://x.test/a', 'Подтвердить'],
    ['action', 'https://x.test/a', 'メールアドレスを確認する'],
    ['action', 'https://x.test/a', '이메일 인증하기'],
    ['action', 'https://x.test/users/confirmation?confirmation_token=abc', ''],
    ['action', 'https://click.x.test/ls/click?upn=abc', 'Verify email'],
    ['unsubscribe', 'https://x.test/a', 'Unsubscribe'],
    ['unsubscribe', 'https://x.test/a', 'Newsletter abbestellen'],
    ['unsubscribe', 'https://x.test/a', '配信停止はこちら'],
    ['unsubscribe', 'https://x.test/list/unsubscribe/1', 'here'],
    ['unsubscribe', 'mailto:u@x.test?subject=unsubscribe', 'here'],
    ['view-in-browser', 'https://x.test/a', 'View in your browser'],
    ['view-in-browser', 'https://x.test/a', 'Im Browser ansehen'],
    ['view-in-browser', 'https://x.test/a', '在浏览器中查看'],
    ['social', 'https://www.instagram.com/x', ''],
    ['social', 'https://x.com/acme', 'Follow us'],
    ['tracking', 'https://click.x.test/ls/click?upn=abc', 'Read more'],
    ['other', 'https://x.test/privacy', 'Privacy policy'],
    ['other', 'mailto:help@x.test', 'Contact us to verify'],
    ['other', 'https://notfacebook.test/', 'x'],
  ] as const)('%s: %s %s', ([kind, href, text]) => {
    expect(find({ html: `<a href="${href}">${text}</a>` })).toMatchObject([{ kind }])
  })

  test.for([
    '<a class="btn btn-primary" href="https://x.test/a">Go</a>',
    '<a role="button" href="https://x.test/a">Go</a>',
    '<a style="background-color:#06f;padding:12px" href="https://x.test/a">Go</a>',
    '<table><tr><td bgcolor="#0066ff"><a style="padding:12px" href="https://x.test/a">Go</a></td></tr></table>',
  ])('what is drawn as a button is an action: %s', (html) => {
    expect(find({ html })).toMatchObject([{ kind: 'action' }])
  })
})

describe('images', () => {
  test.for([
    [
      '<img src="https://x.test/a.png" alt=" Logo " width="120">',
      { src: 'https://x.test/a.png', alt: 'Logo', remote: true, tracking: false },
    ],
    ['<img src="//x.test/a.png">', { remote: true, tracking: false }],
    ['<img src="cid:logo@x.test" width="1" height="1">', { remote: false, tracking: false }],
    ['<img src="https://x.test/o.gif" width="1" height="1" alt="">', { remote: true, tracking: true }],
    ['<img src="https://x.test/o.gif" style="width:0;height:0">', { tracking: true }],
    ['<div style="display:none"><img src="https://x.test/o.gif"></div>', { tracking: true }],
    ['<img src="https://x.test/line.gif" width="600" height="1">', { tracking: false }],
  ] as const)('%s', ([html, expected]) => {
    expect(findImages(html)).toMatchObject([expected])
  })

  test('without a source there is none', () => {
    expect(findImages('<img><img src=""><style>p{background:url(https://x.test/a.png)}</style>')).toEqual([])
  })
})

describe('hostile mail', () => {
  test.for([
    ['more links than anybody reads', '<a href="https://x.test/1">a</a>'.repeat(50_000)],
    ['links in links', '<a href="https://x.test/1"><object>'.repeat(20_000)],
    ['brackets', `https://x.test/${')'.repeat(1_000_000)}`],
    ['URLs side by side', 'https://x.test/'.repeat(100_000)],
    ['attributes', `<a ${Array.from({ length: 20_000 }, (_, at) => `a${at}`).join(' ')} href="https://x.test/1">x</a>`],
    ['question marks', `https://x.test/${'?'.repeat(1_000_000)}`],
  ] as const)('%s: read in bounded work', ([, mail]) => {
    expect(find({ text: mail, html: mail }).length).toBeLessThanOrEqual(1000)
    expect(findImages(mail)).toEqual([])
  })

  test('any text at all gives links that are links (property)', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '<a href="',
        '">',
        '</a>',
        'https://',
        'x.test',
        '/a',
        '?token=',
        '(',
        ')',
        '\n',
        '<img src="',
        '&amp;',
        '<b>',
        '[::1]',
      ),
      fc.constantFrom('mailto:', 'javascript:', '#', '//', '\ud800', '<table>', '<area href=', ' '),
      fc.string({ maxLength: 5, unit: 'binary' }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40, size: 'max' }), (pieces) => {
        const mail = pieces.join('')
        const links = find({ text: mail, html: mail })
        for (const link of links) expect(LinkFound.safeParse(link).success).toBe(true)
        for (const image of findImages(mail)) expect(ImageFound.safeParse(image).success).toBe(true)
        expect(new Set(links.map(({ href }) => href)).size).toBe(links.length)
      }),
      { numRuns: 2000 },
    )
  })
})
