/** The search of API.md §5 through the real API: what is typed, what is found, what is refused. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningApp, startApp } from '../harness/app.ts'
import { mail } from '../harness/mail.ts'

let app: RunningApp
const ids: Record<string, string> = {}

beforeAll(async () => {
  app = await startApp()
  const add = async (name: string, mailData: string, options?: Parameters<typeof app.client.add>[1]) => {
    ids[name] = (await app.client.add(mailData, options)).id
  }
  await add('tokyo', mail({ Subject: '=?utf-8?b?5p2x5Lqs44K/44Ov44O8?=', From: 'Ann <ann@x.test>' }, 'r&d, 100% and a_b\r\n'))
  await add(
    'istanbul',
    mail({ Subject: '=?utf-8?q?=C4=B0STANBUL?=', From: 'Joann <joann@x.test>', 'X-Campaign': 'Spring Sale' }, 'hi there\r\n'),
  )
  await add(
    'html',
    mail(
      { Subject: 'html', 'Content-Type': 'text/html; charset=utf-8', 'Content-Transfer-Encoding': 'quoted-printable' },
      '<style>.hidden{}</style><p>&Uuml;ber <b>won</b>der=\r\nful caf&eacute;s<br>next</p><!-- secret -->\r\n',
    ),
  )
  await add(
    'file',
    mail(
      { Subject: 'file', 'Content-Type': 'multipart/mixed; boundary=b' },
      '--b\r\n\r\nsee it\r\n--b\r\nContent-Type: application/pdf; name="=?utf-8?q?re=C3=A7u?=.pdf"\r\n\r\nx\r\n--b--\r\n',
    ),
    { mailbox: 'ci', mailFrom: 'bounce@y.test', rcptTo: ['hidden@z.test'] },
  )
})
afterAll(() => app[Symbol.asyncDispose]())

async function find(q: string, more: { mailbox?: string } = {}): Promise<string[]> {
  const { messages, total } = await app.client.list({ q, ...more })
  expect(total).toBe(messages.length)
  return messages.map(({ id }) => Object.entries(ids).find(([, known]) => known === id)?.[0] ?? id).reverse()
}

describe('finds', () => {
  test.for<[string, string[]]>([
    ['東京', ['tokyo']],
    ['京', ['tokyo']],
    ['タワ', ['tokyo']],
    ['istanbul', ['istanbul']],
    ['İSTANBUL', ['istanbul']],
    ['ÜBER', ['html']],
    ['r&d', ['tokyo']],
    ['100%', ['tokyo']],
    ['a_b', ['tokyo']],
    ['axb', []],
    ['hi', ['istanbul', 'file']],
    ['body:hi', ['istanbul']],
    ['wonderful', ['html']],
    ['cafes', ['html']],
    ['"cafés next"', ['html']],
    ['secret', []],
    ['body:hidden', []],
    ['from:ann', ['tokyo', 'istanbul']],
    ['from:ann@x.test', ['tokyo']],
    ['from:ann@x', []],
    ['rcpt:hidden@z.test', ['file']],
    ['to:hidden@z.test', []],
    ['bcc:hidden@z.test', ['file']],
    ['mail-from:y.test', ['file']],
    ['hidden@z.test', ['file']],
    ['recu', ['file']],
    ['filename:reçu.pdf', ['file']],
    ['type:application/', ['file']],
    ['has:attachment', ['file']],
    ['-has:attachment has:html', ['html']],
    ['header:x-campaign', ['istanbul']],
    ['header:x-campaign="spring sale"', ['istanbul']],
    ['header:x-campaign=autumn', []],
    ['subject:html OR subject:file', ['html', 'file']],
    ['-(subject:html OR subject:file) -東京', ['istanbul']],
    ['is:unseen', ['tokyo', 'istanbul', 'html', 'file']],
    ['is:seen', []],
    ['origin:api larger:0', ['tokyo', 'istanbul', 'html', 'file']],
    ['after:1h before:2030-01-01', ['tokyo', 'istanbul', 'html', 'file']],
    ['before:1h', []],
    ['mailbox:ci', ['file']],
    ['https://x.test/a', []],
  ])('%s', async ([q, expected]) => {
    expect(await find(q)).toEqual(expected)
  })

  test('in one mailbox', async () => {
    expect(await find('subject:file OR subject:html', { mailbox: 'ci' })).toEqual(['file'])
  })

  test('the newest one that matches', async () => {
    const { id } = await app.client.latest({ q: 'from:ann' })
    expect(id).toBe(ids.istanbul)
  })
})

describe('refuses', () => {
  test.for([
    ['is:purple', /is:.*takes one of seen.*character 1/],
    ['welcome after:soon', /after:.*2026-11-23.*character 9/],
    ['from:', /needs a value/],
    ['x '.repeat(60), /at most 50 terms/],
  ] as const)('%s', async ([q, detail]) => {
    await expect(app.client.list({ q })).rejects.toMatchObject({ code: 'invalid', message: expect.stringMatching(detail) })
  })

  test.for(['Moon', 'Mars/Olympus'])('the time zone %s', async (tz) => {
    await expect(app.client.list({ q: 'on:today', tz })).rejects.toMatchObject({ code: 'invalid' })
  })

  test.for(['', '  ', 'from:', '(unclosed', '"unclosed'])('to delete what %j finds', async (q) => {
    await expect(app.client.delete({ q })).rejects.toMatchObject({ code: 'invalid' })
    await expect(app.client.patch({ select: { q }, set: { seen: true } })).rejects.toMatchObject({ code: 'invalid' })
    expect((await app.client.list()).total).toBe(4)
  })
})

describe('changes what it finds, and nothing else', () => {
  test('flags, then deletion', async () => {
    await using own = await startApp()
    for (const subject of ['one', 'two', 'two again']) await own.client.add(mail({ Subject: subject }))
    expect(await own.client.patch({ select: { q: 'two' }, set: { seen: true } })).toEqual({ changed: 2 })
    expect((await own.client.list({ q: 'is:seen' })).total).toBe(2)
    expect(await own.client.delete({ q: 'is:seen -again' })).toEqual({ removed: 1 })
    expect((await own.client.list()).messages.map(({ subject }) => subject)).toEqual(['two again', 'one'])
  })
})
