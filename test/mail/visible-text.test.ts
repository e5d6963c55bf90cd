import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readHtml } from '../../server/mail/html-tree.ts'
import { previewText, readVisibleText, visibleText } from '../../server/mail/visible-text.ts'

const words = (html: string, max = 1000) => visibleText(html, max).replace(/\s+/g, ' ').trim()
const wordsOfTree = (html: string) => visibleText(readHtml(html), 1000).replace(/\s+/g, ' ').trim()

test.for([
  ['<p>Hello <b>th</b>ere</p>', 'Hello there'],
  ['<table><tr><td>a</td><td>b</td></tr></table>', 'a b'],
  ['a<br>b<hr>c', 'a b c'],
  ['<ul><li>a<li>b</ul>', 'a b'],
  ['<style>p{}</style><script>x</script><title>t</title>a', 'a'],
  ['<svg><text>drawn</text></svg><iframe>f</iframe><object>o</object><template>t</template>a', 'a'],
  ['&lt;b&gt; &amp; &euro;', '<b> & €'],
  ['<!-- note -->a', 'a'],
  ['', ''],
])('of %j a reader sees %j', ([html = '', expected]) => {
  expect(words(html)).toBe(expected)
  expect(wordsOfTree(html)).toBe(expected)
})

test('cells without a table, which a browser drops, are apart all the same where no tree is built', () => {
  expect(words('<td>a</td><td>b</td>')).toBe('a b')
  expect(wordsOfTree('<td>a</td><td>b</td>')).toBe('ab')
})

test('it stops early: a snippet needs the first few hundred characters only', () => {
  expect(visibleText('<p>word</p>'.repeat(10_000), 100).length).toBeLessThan(110)
})

test('HTML nested deeper than a call stack is read', () => {
  expect(words(`${'<div>'.repeat(100_000)}deep`, 1_000_000)).toBe('deep')
})

describe('the structure of the document is that of the text', () => {
  test.for([
    ['<p>a</p><p>b</p>', 'a\nb'],
    ['a<br>b<hr>c', 'a\nb\nc'],
    ['<table><tr><td>Code</td><td>123456</td></tr><tr><td>PIN</td><td>4821</td></tr></table>', 'Code\t123456\nPIN\t4821'],
    ['<p>one\n  line</p>', 'one line'],
    ['<pre>two\nlines</pre>', 'two\nlines'],
    ['<p style="white-space: pre-wrap">two\nlines</p>', 'two\nlines'],
    ['<span style="display:block">a</span><span style="display:block">b</span>', 'a\nb'],
    ['<div style="display:inline-block">1</div><div style="display:inline-block">2</div>', '12'],
    ['a<b>b</b> c', 'ab c'],
    ['a&nbsp;&nbsp;b', 'a b'],
    ['<img alt="Logo">Hello', 'Logo Hello'],
    ['<img alt=""><img>Hello', 'Hello'],
  ] as const)('%s', ([html, expected]) => {
    expect(visibleText(html, 1000)).toBe(expected)
  })
})

describe('what is hidden is not read', () => {
  test.for([
    '<p hidden>x</p>',
    '<p style="display:none">x</p>',
    '<p style="DISPLAY : None !important">x</p>',
    '<p style="visibility:hidden">x</p>',
    '<p style="font-size:0">x</p>',
    '<p style="font-size:0px"><span style="font-size:2em">x</span></p>',
    '<p style="mso-hide:all">x</p>',
    '<p style="max-height:0px;overflow:hidden">x</p>',
    '<p style="opacity:0">x</p>',
    '<div style="display:none"><p style="display:block;visibility:visible;font-size:12px">x</p></div>',
    '<img style="display:none" alt="x">',
  ])('%s', (html) => {
    expect(visibleText(`${html}a`, 1000)).toBe('a')
  })

  test.for([
    '<td style="font-size:0px"><div style="font-size:13px">a</div></td>',
    '<div style="visibility:hidden"><p style="visibility:visible">a</p></div>',
    // The half of a button that all but Outlook show.
    '<a href="https://x.test" style="background:#06f;mso-hide:all">a</a>',
    '<p style="opacity:0.5;max-height:0.5em;font-size:.8em">a</p>',
    '<p style="display:;font-size:">a</p>',
  ])('but what is shown again within is: %s', (html) => {
    expect(words(html)).toBe('a')
  })
})

test('characters without width are dropped, except the joiners that scripts and emoji need', () => {
  expect(visibleText('12\u200b34&shy;56&#847;\ufeff', 1000)).toBe('123456')
  expect(visibleText('می\u200cخواهم 👩\u200d💻', 1000)).toBe('می\u200cخواهم 👩\u200d💻')
  expect(visibleText(`Hello${'&zwnj;&nbsp;'.repeat(50)}you`, 1000)).toBe('Hello you')
})

test('a hidden preheader begins the preview, as in the lists of mail clients; nothing else that is hidden is in it', () => {
  const html = '<div style="display:none">Your code is inside&zwnj;&nbsp;</div><p>Hello <i hidden>x</i>Ann</p><p hidden>y</p>'
  expect(previewText(html, 1000)).toBe('Your code is inside\nHello Ann')
  expect(visibleText(html, 1000)).toBe('Hello Ann')
})

test('emphasis: elements, weight, size and spacing', () => {
  const html =
    'a <b>b</b> <span style="font-weight:700">c</span><p style="font-size:24px">d</p><p><i style="letter-spacing:2px">e</i> f</p><h2>g</h2>'
  const { text, emphasis } = readVisibleText(html, 1000)
  expect(emphasis.map(({ start, end }) => text.slice(start, end))).toEqual(['b c', 'd', 'e', 'g'])
})

describe('hostile HTML', () => {
  test.for([
    ['misnested formatting', Array.from({ length: 50_000 }, (_, at) => `<b a${at}><p>`).join('')],
    ['formatting that is never closed', Array.from({ length: 50_000 }, (_, at) => `<font a=${at}>`).join('')],
    ['tables in tables', '<table><tr><td>'.repeat(50_000)],
    ['text where a table takes none', `<table>${'x<b>'.repeat(50_000)}`],
    ['declarations', `<p style="${'display:block;'.repeat(100_000)}">a</p>`],
    ['a text of megabytes', 'word '.repeat(1_000_000)],
    ['white space', ' '.repeat(5_000_000)],
    ['joiners', '\u200d'.repeat(1_000_000)],
  ] as const)('%s: read in bounded work', ([, html]) => {
    expect(visibleText(html, 10_000).length).toBeLessThan(20_000)
  })

  test('any HTML at all is read, and emphasis lies in the text in order (property)', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '<p>',
        '<b>',
        '</b>',
        '<td>',
        '<table>',
        '<pre>',
        '<svg>',
        '</p>',
        '<br>',
        '<template>',
        '<!--',
        '<select>',
        '<math>',
      ),
      fc.constantFrom(
        '<div style="font-size:0">',
        '<p style="',
        '">',
        'display:none',
        '&zwj;',
        '&#0;',
        '\ud800',
        ' ',
        '\n',
        '<img alt="a"',
      ),
      fc.string({ maxLength: 5, unit: 'binary' }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40, size: 'max' }), (pieces) => {
        const html = pieces.join('')
        const { text, emphasis } = readVisibleText(html, 10_000)
        let last = -1
        for (const { start, end } of emphasis) {
          expect(start).toBeGreaterThan(last)
          expect(end).toBeGreaterThan(start)
          last = end
        }
        expect(last).toBeLessThanOrEqual(text.length)
        expect(visibleText(html, 10_000)).toBe(text)
        expect(typeof previewText(html, 10_000)).toBe('string')
      }),
      { numRuns: 2000 },
    )
  })
})
