import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { SendRequest } from '../../shared/model/message.ts'
import { startApp } from '../harness/app.ts'
import { problemOf, send, sendJson } from '../harness/http.ts'
import { mail, PNG } from '../harness/mail.ts'

const LIMIT = 3 * 1024 ** 2
const app = await startApp({ flags: ['--max-message-size', String(LIMIT)] })
afterAll(() => app[Symbol.asyncDispose]())
const api = `${app.url}/api`
const addTo = (query: string, body: string | Uint8Array, contentType = 'message/rfc822') =>
  send(`${api}/messages${query}`, { method: 'POST', headers: { 'content-type': contentType }, body })

describe('POST /api/messages', () => {
  test('answers 201 with the id, which works at once, and the cursor', async () => {
    const answer = await addTo('', mail({ From: 'a@x.test', To: 'b@x.test', Subject: 'added' }))
    expect(answer.status).toBe(201)
    const { id } = answer.json() as { id: string }
    expect(await app.client.get(id)).toMatchObject({ subject: 'added', origin: 'api', mailbox: 'default', seen: false })
    expect(await app.client.get(id)).not.toHaveProperty('session')
  })

  test('takes the envelope from the header section when it is not given', async () => {
    const { id } = await app.client.add(
      mail({ From: 'Ann <ann@x.test>', To: 'Bob <bob@x.test>, carl@x.test', Cc: 'dora@x.test', Bcc: 'eve@x.test' }),
    )
    expect((await app.client.get(id)).envelope).toEqual({
      reversePath: 'ann@x.test',
      forwardPaths: ['bob@x.test', 'carl@x.test', 'dora@x.test', 'eve@x.test'],
      parameters: { mail: [], rcpt: [[], [], [], []] },
    })
  })

  test('takes the envelope as it is given, in order and with duplicates', async () => {
    const rcptTo = ['z@x.test', '"odd name"@x.test', 'z@x.test', 'a@x.test']
    const { id } = await app.client.add(mail({ From: 'ann@x.test', To: 'bob@x.test' }), { mailFrom: '', rcptTo })
    expect((await app.client.get(id)).envelope).toMatchObject({ reversePath: '', forwardPaths: rcptTo })
    const one = await app.client.add('Subject: x\r\n\r\n', { rcptTo: ['only@x.test'] })
    expect((await app.client.get(one.id)).envelope.forwardPaths).toEqual(['only@x.test'])
  })

  test('puts it in the mailbox named, else where its header field says', async () => {
    const mailData = mail({ 'X-Mailmitt-Mailbox': 'from header', Subject: 'x' })
    expect((await app.client.get((await app.client.add(mailData)).id)).mailbox).toBe('from header')
    expect((await app.client.get((await app.client.add(mailData, { mailbox: 'named' })).id)).mailbox).toBe('named')
  })

  test('keeps any octets as they are', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 3000 }), async (octets) => {
        const { id } = await app.client.add(new Uint8Array(octets))
        expect(Buffer.from(octets).equals(await app.client.raw(id))).toBe(true)
      }),
      { numRuns: 50 },
    )
  })

  test.each([1024 ** 2 - 1, 1024 ** 2, 1024 ** 2 + 1, 2 * 1024 ** 2, LIMIT])('keeps %i octets as they are', async (size) => {
    const octets = Buffer.from(`Subject: ${size}\r\n\r\n`.padEnd(size, '0123456789abcde\n'))
    const { id } = await app.client.add(octets)
    expect(octets.equals(await app.client.raw(id))).toBe(true)
    expect((await app.client.get(id)).sizeOctets).toBe(size)
  })

  test('refuses what is larger than the limit, and keeps nothing of it', async () => {
    const { total } = await app.client.list({ limit: 1 })
    const problem = problemOf(await addTo('', Buffer.alloc(LIMIT + 1, 'a')))
    expect(problem).toMatchObject({ status: 413, code: 'too_large' })
    expect(problem.detail).toContain('--max-message-size')
    expect((await app.client.list({ limit: 1 })).total).toBe(total)
  })

  test.each([
    ['an empty body', '', 'message/rfc822', 400],
    ['JSON', '{"subject":"x"}', 'application/json', 400],
    ['octets of no declared mail', 'Subject: x\r\n\r\n', 'application/octet-stream', 415],
  ])('refuses %s', async (_name, body, contentType, status) => {
    const { detail } = problemOf(await addTo('', body, contentType))
    expect(detail).toContain('message/rfc822')
    expect((await addTo('', body, contentType)).status).toBe(status)
  })
})

describe('POST /api/send', () => {
  const minimal: SendRequest = { from: 'ann@x.test', to: ['bob@x.test'] }
  const compose = async (request: SendRequest) => app.client.get((await app.client.send(request)).id)

  test('composes a mail of text, HTML, an inline image and an attachment', async () => {
    const message = await compose({
      from: { displayName: 'Ann, "the" Ünal', addrSpec: 'ann@x.test' },
      to: ['Bob <bob@x.test>', { addrSpec: 'carl@x.test' }],
      cc: ['dora@x.test'],
      bcc: ['eve@x.test'],
      replyTo: ['reply@x.test'],
      subject: 'Grüße, 世界',
      text: 'düz metin',
      html: '<p>merhaba <img src="cid:dot@x">',
      headers: [{ name: 'X-Campaign', value: 'spring é' }],
      attachments: [
        {
          filename: 'dot.png',
          contentType: 'image/png',
          contentId: 'dot@x',
          disposition: 'inline',
          content: PNG.toString('base64'),
        },
        { filename: 'raporçık.txt', content: Buffer.from('report').toString('base64') },
      ],
      mailbox: 'composed',
    })
    expect(message).toMatchObject({
      origin: 'api',
      mailbox: 'composed',
      subject: 'Grüße, 世界',
      from: [{ displayName: 'Ann, "the" Ünal', addrSpec: 'ann@x.test' }],
      to: [
        { displayName: 'Bob', addrSpec: 'bob@x.test' },
        { displayName: '', addrSpec: 'carl@x.test' },
      ],
      cc: [{ displayName: '', addrSpec: 'dora@x.test' }],
      bcc: [{ displayName: '', addrSpec: 'eve@x.test' }],
      replyTo: [{ displayName: '', addrSpec: 'reply@x.test' }],
      html: '<p>merhaba <img src="cid:dot@x">',
      envelope: { reversePath: 'ann@x.test', forwardPaths: ['bob@x.test', 'carl@x.test', 'dora@x.test', 'eve@x.test'] },
    })
    expect(message.text.trim()).toBe('düz metin')
    expect(message.headers.find(({ name }) => name === 'X-Campaign')?.value).toBe('spring é')
    expect(message.headers.filter(({ name }) => /^bcc$/i.test(name))).toEqual([])
    expect(message.attachments.map(({ filename, contentType }) => [filename, contentType])).toEqual([
      ['dot.png', 'image/png'],
      ['raporçık.txt', 'text/plain'],
    ])
    const [image, report] = message.attachments
    expect(PNG.equals(await app.client.part(message.id, image?.path ?? ''))).toBe(true)
    expect(Buffer.from(await app.client.part(message.id, report?.path ?? '')).toString()).toBe('report')
  })

  test.each<[string, unknown]>([
    ['no sender', { to: ['b@x.test'] }],
    ['no recipient', { from: 'a@x.test' }],
    ['recipients that are no addresses', { from: 'a@x.test', to: ['nobody'] }],
    ['an empty address', { from: '', to: ['b@x.test'] }],
    ['an unknown field', { ...minimal, sujet: 'x' }],
    ['a file', { ...minimal, attachments: [{ filename: 'x', path: '/etc/hostname' }] }],
    ['a URL', { ...minimal, attachments: [{ filename: 'x', href: app.url, content: '' }] }],
    ['text from a file', { ...minimal, text: { path: '/etc/hostname' } }],
    ['HTML from a URL', { ...minimal, html: { href: app.url } }],
    ['octets of its own', { ...minimal, raw: 'Subject: x\r\n\r\n' }],
    ['content that is no base64', { ...minimal, attachments: [{ filename: 'x', content: '***' }] }],
    ['a header name with a colon', { ...minimal, headers: [{ name: 'X:Evil', value: 'x' }] }],
    ['a header name with a line end', { ...minimal, headers: [{ name: 'X-Evil\r\nY', value: 'x' }] }],
    ['a header name with a line end behind it', { ...minimal, headers: [{ name: 'X-Evil\n', value: 'x' }] }],
    ['a header without a name', { ...minimal, headers: [{ name: '', value: 'x' }] }],
  ])('refuses %s', async (_name, body) => {
    expect(problemOf(await sendJson(`${api}/send`, 'POST', body))).toMatchObject({ status: 400, code: 'invalid' })
  })

  test('takes names of files and addresses of the machine as text, and reads neither', async () => {
    const { id } = await compose({
      ...minimal,
      text: '/etc/hostname',
      html: 'file:///etc/hostname',
      subject: app.url,
      attachments: [{ filename: '/etc/hostname', contentType: 'text/plain', content: '' }],
    })
    const { text, html, subject, attachments } = await app.client.get(id)
    expect([text.trim(), html, subject, attachments[0]?.sizeOctets]).toEqual([
      '/etc/hostname',
      'file:///etc/hostname',
      app.url,
      0,
    ])
  })

  test('lets no value start a header field, a part or a recipient of its own', async () => {
    const evil = fc.constantFrom(
      '\r\nX-Evil: 1',
      '\nX-Evil: 1',
      '\rX-Evil: 1',
      '\r\n\r\nX-Evil: 1',
      '\u2028X-Evil: 1',
      '"\r\nX-Evil: 1\r\n"',
      '>\r\nX-Evil: 1\r\n<',
      '\r\n X-Evil: 1',
      '\0\r\nX-Evil: 1',
      '; x="\r\nX-Evil: 1"',
    )
    const text = fc.tuple(fc.string({ maxLength: 5 }), evil, fc.string({ maxLength: 5 })).map((pieces) => pieces.join(''))
    await fc.assert(
      fc.asyncProperty(text, text, text, text, async (a, b, c, d) => {
        const answer = await sendJson(`${api}/send`, 'POST', {
          from: { displayName: a, addrSpec: 'ann@x.test' },
          to: [{ displayName: b, addrSpec: 'bob@x.test' }],
          cc: [{ displayName: c, addrSpec: 'carl@x.test' }],
          replyTo: [{ displayName: d, addrSpec: `rita${a}@x.test` }, `${c} <rosa@x.test>`],
          subject: c,
          headers: [
            { name: 'X-Mine', value: d },
            { name: 'List-Id', value: a },
            { name: 'Message-ID', value: b },
          ],
          text: 'text',
          attachments: [{ filename: b, contentType: `text/plain${c}`, contentId: d, content: '' }],
          mailbox: a,
        })
        expect(answer.status).toBe(201)
        const { id } = answer.json() as { id: string }
        const raw = Buffer.from(await app.client.raw(id)).toString()
        expect(raw).not.toMatch(/[\r\n]X-Evil/)
        expect(raw).not.toMatch(/\r(?!\n)/)
        const { headers, envelope, attachments } = await app.client.get(id)
        const allowed =
          'cc content-transfer-encoding content-type date from list-id message-id mime-version reply-to subject to x-mine'.split(
            ' ',
          )
        expect(headers.map(({ name }) => name.toLowerCase()).filter((name) => !allowed.includes(name))).toEqual([])
        expect(new Set(headers.map(({ name }) => name.toLowerCase())).size).toBe(headers.length)
        expect(envelope.reversePath).toBe('ann@x.test')
        expect(envelope.forwardPaths).toEqual(['bob@x.test', 'carl@x.test'])
        expect(attachments).toHaveLength(1)
      }),
      { numRuns: 60 },
    )
  })

  test('refuses an address that no header section can carry', async () => {
    const answer = await sendJson(`${api}/send`, 'POST', {
      ...minimal,
      cc: [{ addrSpec: `"${'a'.repeat(60)}\u3000${'b'.repeat(60)}"@x.test` }],
    })
    expect(problemOf(answer)).toMatchObject({ status: 400, code: 'invalid' })
  })

  test('takes attachments up to the size of a message', async () => {
    const content = Buffer.alloc(LIMIT / 2, 'x').toString('base64')
    expect((await compose({ ...minimal, attachments: [{ filename: 'big.bin', content }] })).attachments[0]?.sizeOctets).toBe(
      LIMIT / 2,
    )
    // A client that keeps its connection gets the answer however much it still has to send.
    const answer = await send(`${api}/send`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', connection: 'keep-alive' },
      body: JSON.stringify({ ...minimal, text: 'x'.repeat(LIMIT * 1.5) }),
    })
    expect(problemOf(answer)).toMatchObject({ status: 413, code: 'too_large' })
  })
})

test('POST /api/sample goes the whole way through SMTP', async () => {
  const cursor = await app.client.cursor()
  expect(await app.client.sendSample()).toEqual({ sent: true })
  const [message] = (await app.client.list({ after: cursor })).messages
  expect(message).toMatchObject({ origin: 'smtp', hasHtml: true, hasText: true })
  expect(message?.bcc).toHaveLength(1)
  expect((await app.client.get(message?.id ?? '')).session?.clientAddress).toBe('127.0.0.1')
})
