import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningApp, startApp } from '../harness/app.ts'
import { send } from '../harness/http.ts'
import { mail } from '../harness/mail.ts'
import { openStream } from '../harness/stream.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app[Symbol.asyncDispose]())

const HTML = { 'Content-Type': 'text/html; charset=utf-8' }

test('a message has its code, its links and its images, and a list has them when asked', async () => {
  const html =
    '<p>Your verification code is</p><p><b>482913</b></p><a href="https://shop.test/confirm?token=a1">Confirm your address</a>' +
    '<a href="https://shop.test/unsubscribe?u=1">Unsubscribe</a><img src="https://t.test/p.gif" width="1" height="1">\r\n'
  const { id } = await app.client.add(mail({ ...HTML, Subject: 'Sign in to Harbour' }, html))
  const message = await app.client.get(id)
  expect(message.codes).toMatchObject([{ value: '482913', where: 'html', confidence: expect.any(Number) }])
  expect(message.links.map(({ href, host, kind }) => [href, host, kind])).toEqual([
    ['https://shop.test/confirm?token=a1', 'shop.test', 'action'],
    ['https://shop.test/unsubscribe?u=1', 'shop.test', 'unsubscribe'],
  ])
  expect(message.images).toMatchObject([{ src: 'https://t.test/p.gif', remote: true, tracking: true }])
  const [listed] = (await app.client.list({ fields: ['codes', 'links'] })).messages
  expect(listed).toMatchObject({ codes: message.codes, links: message.links })
  expect((await app.client.list()).messages[0]).not.toHaveProperty('codes')
})

test('the surest code stands in each list, in the message and on the stream; mail without one has none', async () => {
  await using stream = await openStream(app.url)
  const { id } = await app.client.add(
    mail({ Subject: 'Sign in' }, 'Order 20263311 of today.\r\nYour verification code is aB7-K2x.\r\n'),
  )
  expect((await stream.next('message.added')).message.code).toBe('aB7-K2x')
  const without = await app.client.add(mail({ Subject: 'No code' }, 'Nothing to copy\r\n'))
  const isIt = ({ message }: { message: { id: string } }) => message.id === without.id
  expect((await stream.next('message.added', isIt)).message).not.toHaveProperty('code')
  const { messages } = await app.client.list({ limit: 2 })
  expect(messages.map((message) => message.code)).toEqual([undefined, 'aB7-K2x'])
  expect((await app.client.list({ q: 'has:code Sign in', limit: 1 })).messages[0]?.code).toBe('aB7-K2x')
  const { code, codes } = await app.client.get(id)
  expect(code).toBe(codes[0]?.value)
  expect((await send(`${app.url}/api/messages/${without.id}`)).json()).not.toHaveProperty('code')
})

describe('is found by its code and by where its links lead', () => {
  const letter = (code: string) =>
    mail(
      { ...HTML, Subject: `Sign in to Quay ${code}` },
      `<p>Your verification code is</p><p><b>${code}</b></p><a href="https://quay.test/Reset?t=${code}">Reset</a>\r\n`,
    )

  test('in a list, as the latest, and not by a part of the code', async () => {
    const { id } = await app.client.add(letter('604 511'))
    const count = async (q: string) => (await app.client.list({ q })).total
    expect((await app.client.latest({ q: 'code:604511' })).id).toBe(id)
    for (const q of ['code:"604 511"', 'code:604-511', 'link:quay.test/reset', 'has:code link:quay.test', 'has:link code:604511'])
      expect(await count(q), q).toBe(1)
    for (const q of ['code:6045', 'link:reset -has:link', 'code:604511 -has:code', 'body:quay.test'])
      expect(await count(q), q).toBe(0)
  })

  test('by the stream, with its arrival', async () => {
    await using stream = await openStream(app.url, { q: 'code:330912 link:quay.test' })
    await app.client.add(letter('330913'))
    await app.client.add(letter('330912'))
    const { message } = await stream.next('message.added')
    expect(message.subject).toBe('Sign in to Quay 330912')
  })

  test('by what changes and deletes', async () => {
    await app.client.add(letter('918204'))
    expect(await app.client.patch({ select: { q: 'code:918204' }, set: { pinned: true } })).toEqual({ changed: 1 })
    expect(await app.client.delete({ q: 'link:t=918204' })).toEqual({ removed: 1 })
    expect((await app.client.list({ q: 'code:918204' })).total).toBe(0)
  })
})

test('which of its inline parts the HTML shows, lacks and leaves out', async () => {
  const html = '<img src="cid:logo@x.test"><img src="cid:gone@x.test"><img src="banner.png"> cid:prose@x.test'
  const image = (fields: string) => `--b\r\nContent-Type: image/png\r\n${fields}\r\n\r\nx\r\n`
  const { id } = await app.client.add(
    mail(
      { Subject: 'inline', 'Content-Type': 'multipart/related; boundary=b' },
      `--b\r\nContent-Type: text/html\r\n\r\n${html}\r\n` +
        image('Content-ID: <Logo@x.test>') +
        image('Content-Disposition: inline; filename=banner.png') +
        image('Content-ID: <spare@x.test>') +
        image('Content-Disposition: attachment; filename=photo.png') +
        '--b--\r\n',
    ),
  )
  expect((await app.client.get(id)).inlineParts).toEqual({
    used: [
      { name: 'logo@x.test', path: '2' },
      { name: 'banner.png', path: '3' },
    ],
    missing: ['gone@x.test'],
    unused: ['4'],
  })
})

test.for([
  [{}, undefined],
  [{ 'List-Unsubscribe': '<mailto:out@x.test>, <https://x.test/out?a=1>' }, { oneClick: false }],
  [
    {
      'List-Unsubscribe': '<mailto:out@x.test>,\r\n <https://x.test/out?a=1>',
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
    { oneClick: true },
  ],
] as const)('how to unsubscribe (RFC 2369, RFC 8058): %j', async ([fields, expected]) => {
  const { id } = await app.client.add(mail({ Subject: 'news', ...fields }))
  const { listUnsubscribe } = await app.client.get(id)
  expect(listUnsubscribe).toEqual(expected && { urls: ['mailto:out@x.test', 'https://x.test/out?a=1'], ...expected })
})

/** The start reads well; behind it each paragraph opens all of the formatting elements again (HTML standard §13.2.4.3). */
const HOSTILE = `<p>${'Reads well. '.repeat(300)}</p>${Array.from({ length: 4000 }, (_, i) => `<b id=${i}>`).join('')}${'<p>x'.repeat(4000)}\r\n`

test('HTML made to keep a reader busy is read within bounds, and keeps no other message waiting', async () => {
  const { id } = await app.client.add(mail({ ...HTML, Subject: 'hostile' }, HOSTILE))
  const other = await app.client.add(mail({ Subject: 'Your code is 771204' }))
  const [message, beside] = await Promise.all([app.client.get(id), app.client.get(other.id)])
  expect(message).toMatchObject({ subject: 'hostile', codes: [], links: [], html: HOSTILE.replaceAll('\r\n', '\n') })
  expect(beside.codes).toMatchObject([{ value: '771204', where: 'subject' }])
})
