import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareMails } from '../../server/mail/snapshot/diff.ts'
import { diffLines } from '../../server/mail/snapshot/line-diff.ts'
import { MessageDiff } from '../../shared/model/diff.ts'
import { attachment, mail, multipart, PNG } from '../harness/mail.ts'
import { readMail } from './read.ts'
import { makeUp, TEMPLATES } from './templates.ts'

async function compare(left: string | Buffer, right: string | Buffer, isMasked = false) {
  const [one, other] = [await readMail(Buffer.from(left as string)), await readMail(Buffer.from(right as string))]
  return compareMails({ left: one, right: other, isMasked })
}

const part = (type: string, body: string) => ({ fields: { 'Content-Type': type }, body })

test('a mail is equal to itself', async () => {
  const mailData = TEMPLATES['a receipt']?.(makeUp()) ?? ''
  for (const isMasked of [false, true])
    expect(await compare(mailData, mailData, isMasked)).toMatchObject({ equal: true, headers: [], parts: [], masked: isMasked })
})

describe('two mails of one template', () => {
  test.each(Object.entries(TEMPLATES))('%s are equal with masks only', async (_name, template) => {
    const [left, right] = [template(makeUp()), template(makeUp())]
    expect((await compare(left, right)).equal).toBe(false)
    expect(await compare(left, right, true)).toMatchObject({ equal: true, isCut: false })
  })
})

test('header fields that are added, removed and changed are told by name, the second of a name with the second', async () => {
  const left = 'Subject: a\r\nX-Old: 1\r\nX-Tag: one\r\nX-Tag: two\r\n\r\n'
  const right = 'subject: b\r\nX-New: 2\r\nX-Tag: one\r\nX-Tag: three\r\n\r\n'
  expect((await compare(left, right)).headers).toEqual([
    { change: 'changed', name: 'Subject', left: 'a', right: 'b' },
    { change: 'removed', name: 'X-Old', left: '1' },
    { change: 'changed', name: 'X-Tag', left: 'two', right: 'three' },
    { change: 'added', name: 'X-New', right: '2' },
  ])
})

test('text is compared by lines', async () => {
  const { text, html } = await compare(mail({}, 'a\r\nb\r\nc\r\n'), mail({}, 'a\r\nx\r\nc'))
  expect(text).toEqual({
    outcome: 'changed',
    leftLines: 3,
    rightLines: 3,
    hunks: [{ leftStart: 1, leftLines: 3, rightStart: 1, rightLines: 3, lines: [' a', '-b', '+x', ' c'] }],
    isCut: false,
  })
  expect(html.outcome).toBe('equal')
})

test('HTML is compared by its structure', async () => {
  const html = (body: string) => mail({ 'Content-Type': 'text/html' }, body)
  const { html: same } = await compare(html('<p class=a id=b>x\n y</p>'), html('<P id="b"\nclass="a">x y'))
  expect(same.outcome).toBe('equal')
  const { html: other } = await compare(html('<p><a href="/a">x</a>'), html('<p><a href="/b">x</a>'))
  expect(other.hunks.flatMap(({ lines }) => lines)).toEqual([' <p>', '-  <a href="/a">', '+  <a href="/b">', '     x'])
})

test('parts are compared by path, type, name, Content-ID and size', async () => {
  const file = (filename: string, octets: string | Uint8Array = PNG) => attachment('image/png', octets, { filename })
  const left = multipart([part('text/plain', 'a'), file('a.png'), file('b.png')])
  const right = multipart([part('text/plain', 'a'), file('c.png'), file('b.png', 'x'), part('text/csv', '1')])
  const size = PNG.length
  const image = { contentType: 'image/png', disposition: 'attachment', contentId: '' }
  expect((await compare(left, right)).parts).toEqual([
    {
      ...{ change: 'changed', path: '2' },
      left: { ...image, filename: 'a.png', sizeOctets: size },
      right: { ...image, filename: 'c.png', sizeOctets: size },
    },
    {
      ...{ change: 'changed', path: '3' },
      left: { ...image, filename: 'b.png', sizeOctets: size },
      right: { ...image, filename: 'b.png', sizeOctets: 1 },
    },
    {
      ...{ change: 'added', path: '4' },
      right: { contentType: 'text/csv', disposition: '', filename: '', contentId: '', sizeOctets: 1 },
    },
  ])
  expect((await compare(right, left)).parts.at(-1)).toMatchObject({ change: 'removed', path: '4' })
})

test('two images that have changed their places differ with masks too', async () => {
  const image = (filename: string, id: string) => attachment('image/png', PNG, { filename, fields: { 'Content-ID': `<${id}>` } })
  const build = (logo: string, banner: string) =>
    multipart([part('text/html', '<img src="cid:one"><img src="cid:two">'), image('logo.png', logo), image('banner.png', banner)])
  expect((await compare(build('one', 'two'), build('two', 'one'), true)).parts.map(({ path }) => path)).toEqual(['2', '3'])
})

describe('lines', () => {
  const numbered = (count: number, word: string) => Array.from({ length: count }, (_, i) => `${word} ${i}`)

  test('that have nothing in common and are many differ as a whole', () => {
    const begun = performance.now()
    expect(diffLines(numbered(50_000, 'a'), numbered(50_000, 'b'))).toMatchObject({
      outcome: 'whole',
      hunks: [],
      leftLines: 50_000,
    })
    expect(performance.now() - begun).toBeLessThan(3000)
  })

  test('are told up to a limit, in number and in length', () => {
    const diff = diffLines([], [...numbered(4500, 'a'), 'x'.repeat(9000)])
    expect(diff).toMatchObject({ outcome: 'changed', isCut: true })
    expect(diff.hunks.flatMap(({ lines }) => lines)).toHaveLength(4000)
    expect(diffLines(['x'.repeat(9000)], []).hunks[0]?.lines[0]).toHaveLength(2001)
  })

  test('make the other from the one (property)', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c', '', '-x', '+x', ' '), { maxLength: 30 })
    fc.assert(
      fc.property(lines, lines, (left, right) => {
        const made: string[] = []
        let at = 0
        for (const { leftStart, leftLines, lines } of diffLines(left, right).hunks) {
          const start = leftLines === 0 ? leftStart : leftStart - 1
          made.push(...left.slice(at, start), ...lines.filter((line) => !line.startsWith('-')).map((line) => line.slice(1)))
          at = start + leftLines
        }
        expect([...made, ...left.slice(at)]).toEqual(right)
      }),
    )
  })
})

test('any two mails are compared as the API declares it (property)', async () => {
  const octets = fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each))
  await fc.assert(
    fc.asyncProperty(octets, octets, fc.boolean(), async (left, right, isMasked) => {
      const diff = { left: 'a', right: 'b', ...(await compare(left, right, isMasked)) }
      expect(MessageDiff.parse(diff)).toEqual(diff)
    }),
    { numRuns: 150 },
  )
})
