import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MAX_DEPTH, MAX_PARTS, scanParts } from '../../server/mail/part-tree.ts'
import { fixture } from '../fixtures/fixture.ts'

const crlf = (text: string) => Buffer.from(text.replaceAll('\n', '\r\n'))

/** Path, type and encoded body of each part, cut from the octets by its offsets. */
function cut(mailData: Buffer) {
  return scanParts(mailData).parts.map(({ path, contentType, bodyOffset, bodyOctets }) => [
    path,
    contentType,
    mailData.toString('latin1', bodyOffset, bodyOffset + bodyOctets),
  ])
}

describe('structure and offsets (RFC 2046 §5.1)', () => {
  test('nested multiparts with preamble and epilogue, boundaries that begin with one another, an attached mail', () => {
    const mailData = fixture('nested-multipart.eml')
    const { parts } = scanParts(mailData)
    expect(
      parts.map(({ path, contentType, disposition, filename, contentId, encoding, charset }) => [
        path,
        contentType,
        disposition,
        filename,
        contentId,
        encoding,
        charset,
      ]),
    ).toEqual([
      ['', 'multipart/mixed', '', '', '', '7bit', ''],
      ['1', 'multipart/alternative', '', '', '', '7bit', ''],
      ['1.1', 'text/plain', '', '', '', 'quoted-printable', 'utf-8'],
      ['1.2', 'multipart/related', '', '', '', '7bit', ''],
      ['1.2.1', 'text/html', '', '', '', '7bit', 'utf-8'],
      ['1.2.2', 'image/png', 'inline', 'logo.png', 'logo@harbour.test', 'base64', ''],
      ['2', 'application/pdf', 'attachment', 'reçu 2026.pdf', '', 'base64', ''],
      ['3', 'message/rfc822', 'attachment', '', '', '7bit', ''],
      ['3.1', 'text/plain', '', '', '', '7bit', ''],
    ])
    const bodies = new Map(cut(mailData).map(([path, , body]) => [path, body ?? '']))
    expect(bodies.get('1.1')).toBe('Thank you, Ann. The total is 12 =E2=82=AC, soft=\r\nly broken.')
    expect(bodies.get('1.2.1')).toBe('<p>Thank you, <b>Ann</b>. <img src="cid:logo%40harbour.test"></p>')
    expect(bodies.get('2')).toBe('JVBERi0xLjQKJSBub3QgcmVhbGx5IGEgUERGCg==')
    expect(bodies.get('3')).toMatch(/^From: shop@x\.test\r\n.*--inner--$/s)
    expect(bodies.get('1')).toMatch(/^--outer-alt\r\n.*--outer-alt--\r\nAn epilogue of the alternative\.$/s)
    expect(bodies.get('')).toMatch(/^A preamble that nobody sees\.\r\n.*An epilogue that nobody sees\.\r\n$/s)
  })

  test('what a digest holds are messages, unless it says otherwise (RFC 2046 §5.1.5)', () => {
    const digest = 'Content-Type: multipart/digest; boundary=d\n\n'
    const parts = '--d\n\nSubject: one\n\nfirst\n--d\nContent-Type: text/plain\n\nplain\n--d--\n'
    expect(cut(crlf(digest + parts)).slice(1)).toEqual([
      ['1', 'message/rfc822', 'Subject: one\r\n\r\nfirst'],
      ['1.1', 'text/plain', 'first'],
      ['2', 'text/plain', 'plain'],
    ])
  })

  test('of a message of one part the path is 1 (RFC 9051 §6.4.5)', () => {
    expect(cut(crlf('Subject: x\n\nbody\n'))).toEqual([['1', 'text/plain', 'body\r\n']])
  })

  test('bare line feeds', () => {
    expect(cut(fixture('lf-only.eml')).slice(1)).toEqual([
      ['1', 'text/plain', 'first'],
      ['2', 'text/html', '<p>second</p>'],
    ])
  })

  test('no closing boundary: the last part goes to the end', () => {
    expect(cut(fixture('no-closing-boundary.eml')).slice(1)).toEqual([
      ['1', 'multipart/alternative', expect.stringMatching(/^--bb.*<p>second<\/p>\r\n$/s)],
      ['1.1', 'text/plain', 'first'],
      ['1.2', 'text/html', '<p>second</p>\r\n'],
    ])
  })

  test.for([
    ['a header section without a body', 'Subject: only\n', [['1', 'text/plain', '']]],
    ['no header section', '\nbody', [['1', 'text/plain', 'body']]],
    ['nothing', '', [['1', 'text/plain', '']]],
    [
      'a multipart whose boundary is blank is a leaf',
      'Content-Type: multipart/mixed; boundary=" "\n\n--\n\nx',
      [['', 'multipart/mixed', '--\r\n\r\nx']],
    ],
    [
      'a multipart without a boundary parameter is a leaf',
      'Content-Type: multipart/mixed\n\n--b\n\nx',
      [['', 'multipart/mixed', '--b\r\n\r\nx']],
    ],
    [
      'a multipart whose boundary never comes',
      'Content-Type: multipart/mixed; boundary=b\n\nx\n',
      [['', 'multipart/mixed', 'x\r\n']],
    ],
    [
      'an empty part',
      'Content-Type: multipart/mixed; boundary=b\n\n--b\n\n--b--',
      [
        ['', 'multipart/mixed', '--b\r\n\r\n--b--'],
        ['1', 'text/plain', ''],
      ],
    ],
    ['a type that is none', 'Content-Type: pdf\n\nx', [['1', 'text/plain', 'x']]],
  ] as const)('%s', ([, text, expected]) => {
    expect(cut(crlf(text))).toEqual(expected)
  })

  test('a part without an empty line has no body, and takes nothing of the next', () => {
    const text = 'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n--b\n\nnext\n--b--\n'
    expect(cut(crlf(text)).slice(1)).toEqual([
      ['1', 'text/html', ''],
      ['2', 'text/plain', 'next'],
    ])
  })

  test.for([
    ['quoted, with blanks and specials', `boundary="a b:c'()+_,-./?="`, "a b:c'()+_,-./?="],
    ['in capitals, folded', 'BOUNDARY=\n "X"', 'X'],
    ['continued (RFC 2231 §3)', 'boundary*0=ab;\n boundary*1=cd', 'abcd'],
    ['with a blank at its end', 'boundary="b "', 'b'],
    ['of more than ASCII', 'boundary="bà"', 'bà'],
    ['70 characters long', `boundary=${'b'.repeat(70)}`, 'b'.repeat(70)],
  ])('a boundary %s', ([, parameter, boundary]) => {
    const text = `Content-Type: multipart/mixed; ${parameter}\n\n--${boundary}\n\nx\n--${boundary}  \t\n\ny\n--${boundary}--\n`
    expect(cut(crlf(text)).slice(1)).toEqual([
      ['1', 'text/plain', 'x'],
      ['2', 'text/plain', 'y'],
    ])
  })

  test.for(['--bb', '--b-', '--b---', '-- b', ' --b', '--B', 'x--b', '--b x'])('%j is no delimiter of boundary b', (line) => {
    const text = `Content-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n${line}\ny\n--b--\n`
    expect(cut(crlf(text))[1]?.[2]).toBe(`x\r\n${line}\r\ny`)
  })

  test('a delimiter of an outer multipart ends the inner ones that were never closed', () => {
    const text =
      'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=bb\n\n--bb\n\ninner\n--b\n\nouter\n--bb\n\nstill outer\n--b--\n'
    expect(cut(crlf(text)).slice(1)).toEqual([
      ['1', 'multipart/mixed', '--bb\r\n\r\ninner'],
      ['1.1', 'text/plain', 'inner'],
      ['2', 'text/plain', 'outer\r\n--bb\r\n\r\nstill outer'],
    ])
  })

  test('a multipart in a multipart of the same boundary ends no more than it must', () => {
    const text =
      'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nx\n--b--\n--b\n\ny\n--b--\n'
    expect(
      cut(crlf(text))
        .slice(1)
        .map(([path, , body]) => [path, body]),
    ).toEqual([
      ['1', '--b\r\n\r\nx\r\n--b--'],
      ['1.1', 'x'],
      ['2', 'y'],
    ])
  })
})

describe('messages in messages (RFC 9051 §6.4.5)', () => {
  const mixed = (boundary: string, ...parts: string[]) =>
    `Content-Type: multipart/mixed; boundary=${boundary}\n\n${parts.map((part) => `--${boundary}\n${part}\n`).join('')}--${boundary}--`
  const message = (inner: string, encoding = '7bit') =>
    `Content-Type: message/rfc822\nContent-Transfer-Encoding: ${encoding}\n\n${inner}`
  const text = (body: string) => `Content-Type: text/plain\n\n${body}`
  const html = (body: string) => `Content-Type: text/html\n\n${body}`

  test('the single part of one is its first', () => {
    expect(cut(crlf(mixed('b', text('see below'), message(`Subject: inner\n${html('inside')}`), text('end')))).slice(1)).toEqual([
      ['1', 'text/plain', 'see below'],
      ['2', 'message/rfc822', 'Subject: inner\r\nContent-Type: text/html\r\n\r\ninside'],
      ['2.1', 'text/html', 'inside'],
      ['3', 'text/plain', 'end'],
    ])
  })

  test('the parts of a multipart in one hang from the message', () => {
    const inner = mixed(
      'bb',
      text('one'),
      mixed('bbb', html('two'), html('three')),
      message(`Subject: innermost\n${text('four')}`),
    )
    const parts = cut(crlf(mixed('b', message(inner), text('end'))))
    expect(parts.map(([path, type]) => [path, type])).toEqual([
      ['', 'multipart/mixed'],
      ['1', 'message/rfc822'],
      ['1.1', 'text/plain'],
      ['1.2', 'multipart/mixed'],
      ['1.2.1', 'text/html'],
      ['1.2.2', 'text/html'],
      ['1.3', 'message/rfc822'],
      ['1.3.1', 'text/plain'],
      ['2', 'text/plain'],
    ])
    expect(parts[1]?.[2]).toBe(inner.replaceAll('\n', '\r\n'))
    expect(parts.filter(([, type]) => type?.startsWith('text/')).map(([, , body]) => body)).toEqual([
      'one',
      'two',
      'three',
      'four',
      'end',
    ])
  })

  test('a mail that is nothing but a message', () => {
    expect(cut(crlf(message(text('x'))))).toEqual([
      ['1', 'message/rfc822', 'Content-Type: text/plain\r\n\r\nx'],
      ['1.1', 'text/plain', 'x'],
    ])
    expect(cut(crlf(message(mixed('b', text('x'), text('y'))))).map(([path]) => path)).toEqual(['1', '1.1', '1.2'])
    expect(cut(crlf(message(message(text('x'))))).map(([path]) => path)).toEqual(['1', '1.1', '1.1.1'])
  })

  test('a delimiter of the outer multipart ends a message whose own was never closed', () => {
    const inner = 'Content-Type: multipart/mixed; boundary=bb\n\n--bb\n\nlost'
    expect(cut(crlf(mixed('b', message(inner), text('end')))).slice(1)).toEqual([
      ['1', 'message/rfc822', inner.replaceAll('\n', '\r\n')],
      ['1.1', 'text/plain', 'lost'],
      ['2', 'text/plain', 'end'],
    ])
  })

  test('what follows the last delimiter of an embedded multipart belongs to the message', () => {
    const inner = `${mixed('bb', text('x'))}\nepilogue`
    expect(
      cut(crlf(mixed('b', message(inner), text('end'))))
        .map(([path, , body]) => [path, body])
        .slice(1),
    ).toEqual([
      ['1', inner.replaceAll('\n', '\r\n')],
      ['1.1', 'x'],
      ['2', 'end'],
    ])
  })

  test.for(['base64', 'quoted-printable', 'x-unknown'])(
    'one in %s is a leaf: its parts lie nowhere in the octets',
    (encoding) => {
      expect(cut(crlf(mixed('b', message(mixed('bb', text('x')), encoding)))).map(([path]) => path)).toEqual(['', '1'])
    },
  )

  test('an empty one is a leaf', () => {
    expect(cut(crlf(mixed('b', message(''), text('end')))).map(([path]) => path)).toEqual(['', '1', '2'])
    expect(cut(crlf('Content-Type: message/rfc822\n')).map(([path]) => path)).toEqual(['1'])
  })

  test('message/global too (RFC 6532 §3.7)', () => {
    expect(cut(crlf(`Content-Type: message/global\n\nSubject: é\n${text('x')}`)).map(([path]) => path)).toEqual(['1', '1.1'])
  })

  test('they count for the limits of parts and depth', () => {
    const deep = scanParts(crlf('Content-Type: message/rfc822\n\n'.repeat(MAX_DEPTH + 50)))
    expect([deep.parts.length, deep.limitReached]).toEqual([MAX_DEPTH + 1, true])
    const many = scanParts(
      crlf(`Content-Type: multipart/mixed; boundary=b\n\n${`--b\n${message(text('x'))}\n`.repeat(MAX_PARTS)}`),
    )
    expect([many.parts.length, many.limitReached]).toEqual([MAX_PARTS, true])
  })
})

describe('file names (RFC 2231, RFC 2047)', () => {
  test.for([
    ["attachment; filename*=utf-8''%E6%9D%B1%E4%BA%AC.txt", '東京.txt'],
    ["attachment; filename*=iso-8859-9'tr'%FE.txt", 'ş.txt'],
    ["attachment; filename*0*=utf-8''%C3; filename*1*=%A9; filename*2=.txt", 'é.txt'],
    ['attachment; filename="=?utf-8?b?w6k=?=.txt"', 'é.txt'],
    ['attachment; filename="a \\"b\\".txt"', 'a "b".txt'],
    ['attachment; filename=é.txt', 'é.txt'],
    ['attachment; FileName=a.txt', 'a.txt'],
    ['inline', 'type.bin'],
  ])('%s', ([disposition, expected]) => {
    const text = `Content-Type: application/octet-stream; name=type.bin\nContent-Disposition: ${disposition}\n\nx`
    expect(scanParts(crlf(text)).parts[0]?.filename).toBe(expected)
  })

  test.for([
    ['inline', 'inline'],
    ['INLINE; filename=x', 'inline'],
    ['attachment', 'attachment'],
    ['form-data; name=x', 'attachment'],
    ['=?utf-8?Q?invalid?=', ''],
  ])('disposition %s is %s (RFC 2183 §2.8)', ([disposition, expected]) => {
    expect(scanParts(crlf(`Content-Disposition: ${disposition}\n\nx`)).parts[0]?.disposition).toBe(expected)
  })
})

describe('limits (DESIGN §2, promise 9)', () => {
  test(`of more than ${MAX_PARTS} parts the rest stays in its parent`, () => {
    const { parts, limitReached } = scanParts(
      crlf(`Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\nx\n'.repeat(MAX_PARTS)}--b--\n`),
    )
    expect(limitReached).toBe(true)
    expect(parts).toHaveLength(MAX_PARTS)
    const fits = scanParts(crlf(`Content-Type: multipart/mixed; boundary=b\n\n${'--b\n\nx\n'.repeat(MAX_PARTS - 1)}--b--\n`))
    expect([fits.parts.length, fits.limitReached]).toEqual([MAX_PARTS, false])
  })

  test(`of more than ${MAX_DEPTH} levels the innermost are one leaf`, () => {
    const nest = (levels: number) =>
      crlf(
        Array.from({ length: levels }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n`)
          .join('')
          .concat('\nx\n'),
      )
    const { parts, limitReached } = scanParts(nest(MAX_DEPTH + 50))
    expect(limitReached).toBe(true)
    expect(parts).toHaveLength(MAX_DEPTH + 1)
    expect(parts.at(-1)?.path).toBe('1.'.repeat(MAX_DEPTH).slice(0, -1))
    expect(scanParts(nest(MAX_DEPTH)).limitReached).toBe(false)
  })

  test('parts without an empty line cost no more than others: time grows with the octets, not with their square', () => {
    const mailData = crlf(
      `Content-Type: multipart/mixed; boundary=b\n\n${'--b\nX: y\n'.repeat(MAX_PARTS)}${'X: y\n'.repeat(500_000)}`,
    )
    // When each part looked for its empty line up to the end, this took two minutes: far over the limit of a test.
    expect(scanParts(mailData).parts).toHaveLength(MAX_PARTS)
  })
})

interface Leaf {
  type: string
  header: boolean
  body: string
}
interface Multipart {
  boundary: string
  preamble: string
  epilogue: string
  children: Node[]
}
type Node = Leaf | Multipart | { message: Node }

/** Writes a tree as mail data and tells where each part must be found: the reference that `scanParts` is held to. */
function write(root: Node, newline: string) {
  let text = ''
  const expected: { path: string; headerOffset: number; bodyOffset: number; bodyOctets: number }[] = []
  function writeNode(node: Node, path: string): void {
    const own = { path, headerOffset: text.length, bodyOffset: 0, bodyOctets: 0 }
    expected.push(own)
    if ('body' in node)
      text += node.header ? `Content-Type: ${node.type}${newline}X-Folded: a${newline} b${newline}${newline}` : newline
    else if ('message' in node) text += `Content-Type: message/rfc822${newline}${newline}`
    else text += multipartHeader(node)
    own.bodyOffset = text.length
    if ('body' in node) text += node.body
    else if ('message' in node) writeMessage(node.message, path)
    else writeParts(node, path)
    own.bodyOctets = text.length - own.bodyOffset
  }
  /** A multipart that is all of it has no number of its own. */
  function writeMessage(node: Node, path: string): void {
    if ('children' in node) {
      text += multipartHeader(node)
      writeParts(node, path)
    } else writeNode(node, `${path}.1`)
  }
  function multipartHeader({ boundary }: Multipart): string {
    return `Content-Type: multipart/mixed; boundary="${boundary}"${newline}${newline}`
  }
  function writeParts({ boundary, preamble, epilogue, children }: Multipart, path: string): void {
    if (preamble) text += `${preamble}${newline}`
    children.forEach((child, i) => {
      text += `--${boundary}${newline}`
      writeNode(child, path === '' ? String(i + 1) : `${path}.${i + 1}`)
      text += newline
    })
    text += `--${boundary}--`
    if (epilogue) text += `${newline}${epilogue}`
  }
  writeNode(root, 'children' in root ? '' : '1')
  return { mailData: Buffer.from(text, 'latin1'), expected }
}

/** Lines that look like delimiters and are none: boundaries have a number, counted from the root, behind each prefix. */
const line = fc.oneof(
  fc.constantFrom('', '-', '--', '--b', '--b0x', ' --b0', '--B0', 'text', 'Content-Type: text/html', '.'),
  fc.string({ maxLength: 5 }).filter((s) => !/[\r\n]|--b\d/.test(s)),
)
const tree = fc.letrec<{ node: Node; leaf: Node; multi: Node; message: Node }>((tie) => ({
  node: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('leaf'), tie('multi'), tie('message')),
  message: fc.record({ message: tie('node') }),
  leaf: fc.record({
    type: fc.constantFrom('text/html', 'image/png'),
    header: fc.boolean(),
    body: fc.array(line, { maxLength: 4 }).map((lines) => lines.join('\n')),
  }),
  multi: fc.record({
    boundary: fc.constant('b'),
    preamble: line,
    epilogue: line,
    children: fc.array(tie('node'), { minLength: 1, maxLength: 4 }),
  }),
})).node

function nameBoundaries(node: Node, depth = 0): Node {
  if ('body' in node) return node
  if ('message' in node) return { message: nameBoundaries(node.message, depth) }
  // b0, b00, b000: each a prefix of the next, and a delimiter of none of the others.
  return {
    ...node,
    boundary: `b${'0'.repeat(depth + 1)}`,
    children: node.children.map((child) => nameBoundaries(child, depth + 1)),
  }
}

test('any tree of parts is found at the octets where it was written, with CRLF and with LF (property)', () => {
  fc.assert(
    fc.property(tree, fc.constantFrom('\r\n', '\n'), (shape, newline) => {
      const { mailData, expected } = write(nameBoundaries(shape), newline)
      expect(
        scanParts(mailData).parts.map(({ path, headerOffset, bodyOffset, bodyOctets }) => ({
          path,
          headerOffset,
          bodyOffset,
          bodyOctets,
        })),
      ).toEqual(expected)
    }),
    { numRuns: 500 },
  )
})

test('any octets at all are scanned: parts lie within the octets and within their parents (property)', () => {
  const piece = fc.constantFrom(
    '\r\n',
    '\n',
    '\r',
    '--b',
    '--bb',
    '--',
    '\n\n',
    'Content-Type: multipart/mixed; boundary=b',
    'Content-Type: multipart/x; boundary=bb',
    'Content-Type: message/rfc822',
    ' ',
    'x',
    '\0',
    '\xff',
    ':',
    ';',
    '"',
  )
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 40, size: 'max' }),
      fc.uint8Array({ maxLength: 60, size: 'max' }),
      (pieces, tail) => {
        const mailData = Buffer.concat([
          Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${pieces.join('')}`, 'latin1'),
          tail,
        ])
        const { parts } = scanParts(mailData)
        expect(new Set(parts.map(({ path }) => path)).size).toBe(parts.length)
        for (const { headerOffset, bodyOffset, bodyOctets } of parts) {
          expect(headerOffset).toBeLessThanOrEqual(bodyOffset)
          expect(bodyOctets).toBeGreaterThanOrEqual(0)
          expect(bodyOffset + bodyOctets).toBeLessThanOrEqual(mailData.length)
        }
      },
    ),
    { numRuns: 1000 },
  )
})
