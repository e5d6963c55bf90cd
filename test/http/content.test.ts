import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { Part } from '../../shared/model/part.ts'
import { startApp } from '../harness/app.ts'
import { problemOf, send } from '../harness/http.ts'
import { attachment, mail, multipart, PNG } from '../harness/mail.ts'

const app = await startApp({ flags: ['--max-message-size', '8MiB'] })
afterAll(() => app[Symbol.asyncDispose]())
const api = `${app.url}/api/messages`
const add = async (mailData: string | Uint8Array<ArrayBuffer>, mailbox?: string) =>
  (await app.client.add(mailData, { mailbox })).id

/** Octets that a careless layer would change: bare line ends, NUL, 8-bit, no end. */
const ODD = Buffer.from('Subject: odd\r\n\r\nbare\nlf\rcr\0nul\xff\xfe8bit\r\n.\r\n..\r\n no end', 'latin1')
/** Two chunks of the store and a bit. */
const LARGE = Buffer.concat([Buffer.from('Subject: large\r\n\r\n'), Buffer.alloc(2.5 * 1024 ** 2, 'abcdefghij\r\n')])

describe('raw', () => {
  test.each([
    ['odd', ODD],
    ['large', LARGE],
  ])('is octet for octet what came in: %s', async (_name, octets) => {
    const id = await add(octets)
    const { status, headers, body } = await send(`${api}/${id}/raw`)
    expect([status, headers['content-type'], headers['content-length']]).toEqual([200, 'message/rfc822', String(octets.length)])
    expect(headers['content-disposition']).toBe(`attachment; filename="${id}.eml"; filename*=UTF-8''${id}.eml`)
    expect(body.equals(octets)).toBe(true)
  })

  test('gives any range, across the chunks of the store', async () => {
    const id = await add(LARGE)
    const edge = 1024 ** 2
    const position = fc.oneof(fc.nat(LARGE.length + 10), fc.integer({ min: edge - 2, max: edge + 2 }))
    await fc.assert(
      fc.asyncProperty(position, position, async (first, last) => {
        const { status, headers, body } = await send(`${api}/${id}/raw`, { headers: { range: `bytes=${first}-${last}` } })
        const end = Math.min(last + 1, LARGE.length)
        if (last < first) expect([status, body.length]).toEqual([200, LARGE.length])
        else if (first >= LARGE.length) expect([status, headers['content-range']]).toEqual([416, `bytes */${LARGE.length}`])
        else {
          expect([status, headers['content-range']]).toEqual([206, `bytes ${first}-${end - 1}/${LARGE.length}`])
          expect(body.equals(LARGE.subarray(first, end))).toBe(true)
        }
      }),
      { numRuns: 60 },
    )
  })

  test.each([
    ['bytes=0-3', 206, 'Subj'],
    ['bytes=-4', 206, ' end'],
    ['bytes=16-', 206, ODD.toString('latin1', 16)],
    ['bytes=0-0', 206, 'S'],
    ['bytes=-0', 416, undefined],
    ['bytes=5000-', 416, undefined],
    // What is no single range of octets is answered with the whole (RFC 9110 §14.2).
    ['bytes=0-1,3-4', 200, ODD.toString('latin1')],
    ['bytes=9-2', 200, ODD.toString('latin1')],
    ['bytes=-', 200, ODD.toString('latin1')],
    ['lines=0-1', 200, ODD.toString('latin1')],
  ])('answers Range: %s with %i', async (range, expected, octets) => {
    const { status, body, headers } = await send(`${api}/${await add(ODD)}/raw`, { headers: { range } })
    expect(status).toBe(expected)
    if (octets === undefined) expect(headers['content-range']).toBe(`bytes */${ODD.length}`)
    else expect(body.toString('latin1')).toBe(octets)
  })

  test('gives the range only while If-Range names these very octets', async () => {
    const target = `${api}/${await add(ODD)}/raw`
    const etag = String((await send(target)).headers.etag)
    const ask = async (ifRange: string) => (await send(target, { headers: { range: 'bytes=0-3', 'if-range': ifRange } })).status
    expect(await ask(etag)).toBe(206)
    expect(await ask('"another"')).toBe(200)
    expect(await ask('Sat, 01 Jan 2000 00:00:00 GMT')).toBe(200)
  })

  test('is 304 without a body to who has it already', async () => {
    const target = `${api}/${await add(ODD)}/raw`
    const etag = String((await send(target)).headers.etag)
    for (const ifNoneMatch of [etag, `"x", W/${etag}`, '*']) {
      const { status, body, headers } = await send(target, { headers: { 'if-none-match': ifNoneMatch } })
      expect([status, body.length, headers.etag]).toEqual([304, 0, etag])
    }
    expect((await send(target, { headers: { 'if-none-match': '"x"' } })).status).toBe(200)
  })

  test('tells by HEAD what GET would, without the octets, and knows no range there (RFC 9110 §14.2)', async () => {
    const target = `${api}/${await add(LARGE)}/raw`
    const get = await send(target)
    const head = await send(target, { method: 'HEAD', headers: { range: 'bytes=0-3' } })
    const { date: _got, ...expected } = get.headers
    const { date: _then, ...actual } = head.headers
    expect([head.status, head.body.length]).toEqual([200, 0])
    expect(actual).toEqual(expected)
  })
})

describe('the words of a message', () => {
  test('are its decoded text and its header fields in order, as sent and decoded', async () => {
    const id = await add(
      mail(
        {
          Subject: '=?utf-8?q?Gr=C3=BC=C3=9Fe?=',
          'X-Twice': 'one',
          'x-twice': 'two\r\n folded',
          'Content-Type': 'text/plain; charset=iso-8859-9',
          'Content-Transfer-Encoding': 'quoted-printable',
        },
        '=FE=F0\r\n',
      ),
    )
    const text = await send(`${api}/${id}/text`)
    expect([text.headers['content-type'], text.text]).toEqual(['text/plain; charset=utf-8', 'şğ\n'])
    expect((await app.client.headers(id)).slice(0, 3)).toEqual([
      { name: 'Subject', value: 'Grüße', raw: 'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=' },
      { name: 'X-Twice', value: 'one', raw: 'X-Twice: one' },
      { name: 'x-twice', value: 'two folded', raw: 'x-twice: two\r\n folded' },
    ])
  })

  test('that look like a page are still text', async () => {
    const { headers, text } = await send(`${api}/${await add(mail({ Subject: 'x' }, '<script>alert(1)</script>'))}/text`)
    expect(text).toContain('<script>')
    expect(headers).toMatchObject({ 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' })
  })
})

describe('in another charset', () => {
  const wrong = multipart([
    {
      fields: { 'Content-Type': 'text/plain; charset=windows-1252', 'Content-Transfer-Encoding': 'quoted-printable' },
      body: '=DDstanbul',
    },
    {
      fields: { 'Content-Type': 'text/html; charset=windows-1252', 'Content-Transfer-Encoding': 'quoted-printable' },
      body: '<p>=DDstanbul',
    },
  ])

  test('text and HTML can be read again', async () => {
    const id = await add(wrong)
    expect((await send(`${api}/${id}/text`)).text).toBe('Ýstanbul')
    expect((await send(`${api}/${id}/text?charset=win-1254`)).text).toBe('İstanbul')
    expect((await send(`${api}/${id}/html?charset=iso-8859-9`)).text).toContain('<p>İstanbul')
  })

  test.each(['text', 'html'])('that nobody knows, %s cannot', async (path) => {
    for (const charset of ['x-nobody-knows', '', '%22%0d%0a', 'a'.repeat(5000)])
      expect(problemOf(await send(`${api}/${await add(wrong)}/${path}?charset=${charset}`))).toMatchObject({
        status: 400,
        code: 'invalid',
        detail: expect.stringContaining('windows-1254'),
      })
  })

  test('UTF-7 is for text alone', async () => {
    const id = await add(mail({ Subject: 'x' }, '+ADw-b+AD4-'))
    expect((await send(`${api}/${id}/text?charset=utf-7`)).text).toBe('<b>')
    expect(problemOf(await send(`${api}/${id}/html?charset=utf-7`))).toMatchObject({ status: 400, code: 'invalid' })
  })
})

describe('latest', () => {
  test('is the newest, of all or of a mailbox, on every GET of a message', async () => {
    await add(mail({ Subject: 'mine' }), 'latest-a')
    await add(mail({ Subject: 'other' }), 'latest-b')
    expect((await app.client.get('latest')).subject).toBe('other')
    for (const path of ['', '/raw', '/text', '/html', '/headers', '/parts', '/parts/1', '/parts/1/raw'])
      expect([path, (await send(`${api}/latest${path}?mailbox=latest-a`)).status]).toEqual([path, 200])
    expect((await send(`${api}/latest/raw?mailbox=latest-a`)).text).toContain('Subject: mine')
    expect(problemOf(await send(`${api}/latest?mailbox=latest-c`))).toMatchObject({ status: 404, code: 'not_found' })
  })

  test('cannot be deleted by that name: a delete says what it means', async () => {
    const id = await add(mail({ Subject: 'stays' }))
    expect((await send(`${api}/latest`, { method: 'DELETE' })).status).toBe(404)
    expect((await app.client.get(id)).subject).toBe('stays')
  })

  test('a message asked for in another mailbox is not there', async () => {
    const id = await add(mail({ Subject: 'x' }), 'here')
    expect((await send(`${api}/${id}?mailbox=here`)).status).toBe(200)
    for (const path of ['', '/raw', '/parts/1']) expect((await send(`${api}/${id}${path}?mailbox=there`)).status).toBe(404)
  })
})

describe('parts', () => {
  const parts = multipart([
    { fields: { 'Content-Type': 'text/plain; charset=iso-8859-1', 'Content-Transfer-Encoding': '8bit' }, body: 'plain' },
    {
      fields: { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Transfer-Encoding': 'quoted-printable' },
      body: 'caf=C3=A9=\r\n!',
    },
    attachment('application/octet-stream', PNG, { filename: 'dot.bin' }),
    { fields: { 'Content-Type': 'message/rfc822' }, body: mail({ Subject: 'inner' }, 'inside') },
  ])

  test('are a tree whose offsets cut the very octets', async () => {
    const id = await add(parts)
    const root = await app.client.parts(id)
    const leaves = root.parts.map(({ path, contentType, encoding, charset, filename, sizeOctets }: Part) => [
      path,
      contentType,
      encoding,
      charset,
      filename,
      sizeOctets,
    ])
    expect(leaves).toEqual([
      ['1', 'text/plain', '8bit', 'iso-8859-1', '', 5],
      ['2', 'text/plain', 'quoted-printable', 'utf-8', '', 6],
      ['3', 'application/octet-stream', 'base64', '', 'dot.bin', PNG.length],
      ['4', 'message/rfc822', '7bit', '', '', mail({ Subject: 'inner' }, 'inside').length],
    ])
    const [inner] = root.parts[3]?.parts ?? []
    expect(inner).toMatchObject({ path: '4.1', contentType: 'text/plain', sizeOctets: 6, parts: [] })
    const raw = Buffer.from(await app.client.raw(id))
    for (const { path, headerOffset, bodyOffset, bodyOctets } of root.parts) {
      const { body } = await send(`${api}/${id}/parts/${path}/raw`)
      expect(body.equals(raw.subarray(headerOffset, bodyOffset + bodyOctets))).toBe(true)
    }
  })

  test('come decoded', async () => {
    const id = await add(parts)
    const part = async (path: string) => Buffer.from(await app.client.part(id, path)).toString()
    expect([await part('1'), await part('2'), await part('4'), await part('4.1')]).toEqual([
      'plain',
      'café!',
      mail({ Subject: 'inner' }, 'inside'),
      'inside',
    ])
    expect(PNG.equals(await app.client.part(id, '3'))).toBe(true)
  })

  test.each([
    ['1', 'plain'],
    ['2', 'café!'],
    ['3', PNG.toString('latin1')],
  ])('%s has ranges, ETag and HEAD, on its decoded octets', async (path, decoded) => {
    const target = `${api}/${await add(parts)}/parts/${path}`
    const octets = path === '3' ? PNG : Buffer.from(decoded)
    const { headers } = await send(target)
    expect(headers['accept-ranges']).toBe('bytes')
    const range = await send(target, { headers: { range: 'bytes=2-3' } })
    expect([range.status, range.headers['content-range']]).toEqual([206, `bytes 2-3/${octets.length}`])
    expect(range.body.equals(octets.subarray(2, 4))).toBe(true)
    expect((await send(target, { headers: { range: 'bytes=-1' } })).body.equals(octets.subarray(-1))).toBe(true)
    expect((await send(target, { headers: { range: `bytes=${octets.length}-` } })).status).toBe(416)
    expect((await send(target, { headers: { 'if-none-match': String(headers.etag) } })).status).toBe(304)
    const head = await send(target, { method: 'HEAD' })
    expect([head.status, head.body.length, head.headers['content-type']]).toEqual([200, 0, headers['content-type']])
  })

  test('of any size are decoded in pieces, and a range may lie across them', async () => {
    const octets = Buffer.from(Array.from({ length: 3 * 1024 ** 2 }, (_, i) => (i * 31) % 251))
    const target = `${api}/${await add(multipart([attachment('application/zip', octets)]))}/parts/1`
    expect((await send(target)).body.equals(octets)).toBe(true)
    for (const start of [0, 786_430, 1_048_575, 2_000_000]) {
      const { body } = await send(target, { headers: { range: `bytes=${start}-${start + 99_999}` } })
      expect(body.equals(octets.subarray(start, start + 100_000))).toBe(true)
    }
  })

  test('that are not there are 404, and the answer names those that are', async () => {
    const { status, detail } = problemOf(await send(`${api}/${await add(parts)}/parts/7`))
    expect(status).toBe(404)
    expect(detail).toContain('1, 2, 3, 4')
  })

  test.each(['x', '1.', '.1', '1..2', '-1', '1%00', '..%2f..'])('%s is no path of a part', async (path) => {
    expect(problemOf(await send(`${api}/${await add(parts)}/parts/${path}`))).toMatchObject({
      status: 400,
      errors: [{ pointer: '/path/path' }],
    })
  })

  test('the root of a multipart has the empty path', async () => {
    const id = await add(parts)
    expect((await send(`${api}/${id}/parts/`)).text).toContain('--edge--')
    expect((await send(`${api}/${id}/parts//raw`)).text).toBe(parts)
  })
})

describe('a part in the browser', () => {
  async function headersOf(contentType: string, { filename, disposition }: { filename?: string; disposition?: string } = {}) {
    const part = attachment(contentType, 'x', {
      fields: { 'Content-Disposition': `${disposition ?? 'inline'}${filename === undefined ? '' : `; filename="${filename}"`}` },
    })
    return (await send(`${api}/${await add(multipart([part]))}/parts/1`)).headers
  }

  test.each([
    'image/svg+xml',
    'text/html',
    'application/xhtml+xml',
    'text/xml',
    'application/xml',
    'text/javascript',
    'application/json',
    'message/rfc822',
    'text/css',
    'x/y',
    'TEXT/HTML',
  ])('%s is saved, never shown, whatever the mail wishes', async (contentType) => {
    expect((await headersOf(contentType))['content-disposition']).toMatch(/^attachment;/)
  })

  test.each(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'application/pdf', 'text/plain', 'text/calendar'])(
    '%s is shown by the browser itself',
    async (contentType) => {
      expect((await headersOf(contentType))['content-disposition']).toMatch(/^inline;/)
    },
  )

  test('gets neither scripts nor a guess at its type nor another site', async () => {
    expect(await headersOf('text/html')).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; sandbox`,
      'cross-origin-resource-policy': 'same-origin',
    })
  })

  test.each([
    ['text/plain; charset=iso-8859-9', 'text/plain; charset=iso-8859-9'],
    ['text/plain; charset="utf-8\\r\\nX-Evil: 1"', 'text/plain'],
    ['nonsense', 'text/plain'],
    ['text/plain\u0001; x=y', 'text/plain'],
    ['text/ünicode', 'text/plain'],
    ['image/png; name="\u{1f600}.png"', 'image/png'],
  ])('the type %j is sent as %s', async (declared, expected) => {
    expect((await headersOf(declared))['content-type']).toBe(expected)
  })

  test.each([
    ['a"b.txt', `filename="a_b.txt"; filename*=UTF-8''a%22b.txt`],
    ['a;b=c.txt', `filename="a;b=c.txt"; filename*=UTF-8''a%3Bb%3Dc.txt`],
    ['../../etc/passwd', `filename=".._.._etc_passwd"; filename*=UTF-8''.._.._etc_passwd`],
    ['C:\\\\evil.exe', `filename="C:_evil.exe"; filename*=UTF-8''C%3A_evil.exe`],
    ['rtl\u202egpj.exe', `filename="rtlgpj.exe"; filename*=UTF-8''rtlgpj.exe`],
    ['\u{1f600}.png', `filename="__.png"; filename*=UTF-8''%F0%9F%98%80.png`],
    ['100%.txt', `filename="100_.txt"; filename*=UTF-8''100%25.txt`],
    [`it's (1)*.txt`, `filename="it's (1)*.txt"; filename*=UTF-8''it%27s%20%281%29%2A.txt`],
  ])('the file name %j does no harm', async (filename, expected) => {
    const disposition = (await headersOf('application/zip', { filename: filename.replaceAll('"', '\\"') }))['content-disposition']
    expect(disposition).toBe(`attachment; ${expected}`)
  })

  test('any file name gives one header, whole and of the grammar of RFC 6266', async () => {
    const nasty = fc.constantFrom(
      '\r',
      '\n',
      '"',
      '\\',
      ';',
      '\u202e',
      '\u2066',
      '\ud83d',
      '\u{1f600}',
      '/',
      '%',
      '\0',
      'é',
      ' ',
      '.',
      "'",
    )
    const filename = fc
      .array(fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 250 })
      .map((pieces) => pieces.join(''))
    await fc.assert(
      fc.asyncProperty(filename, async (name) => {
        // RFC 2231 carries any octets.
        const encoded = encodeURIComponent(name.toWellFormed()).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)
        const part = attachment('application/zip', 'x', {
          fields: { 'Content-Disposition': `attachment; filename*=utf-8''${encoded}` },
        })
        const { status, headers } = await send(`${api}/${await add(multipart([part]))}/parts/1`)
        expect(status).toBe(200)
        const [, ascii = '', extended = ''] =
          /^attachment; filename="([ !#-$&-~]*)"; filename\*=UTF-8''((?:[\w!#$&+.^`|~-]|%[0-9A-F]{2})*)$/.exec(
            headers['content-disposition'] ?? '',
          ) ?? []
        expect(ascii).not.toBe('')
        expect(decodeURIComponent(extended)).not.toMatch(/[/\\\p{Cc}\p{Bidi_Control}]/u)
      }),
      { numRuns: 60, examples: [[`${'a'.repeat(199)}\u{1f600}.txt`]] },
    )
  })

  test('without a name gets one from its place and type', async () => {
    expect((await headersOf('application/zip'))['content-disposition']).toContain('filename="part-1.zip"')
  })
})
