/** How much of a mail is read: at the limit nothing is missing, one beyond it is told, and the octets are kept in any case. */
import { serialize } from 'parse5'
import { afterAll, describe, expect, test } from 'vitest'
import { LIMITS } from '../../server/limits.ts'
import { decodeField } from '../../server/mail/decode-field.ts'
import { readHtml } from '../../server/mail/html-tree.ts'
import { parseMessage } from '../../server/mail/parse-message.ts'
import { toSearchText } from '../../server/mail/searchable.ts'
import type { Message } from '../../shared/model/message.ts'
import { unpackSearchText } from '../../shared/search/search-text.ts'
import { startApp } from '../harness/app.ts'
import { send } from '../harness/http.ts'

const app = await startApp()
afterAll(() => app[Symbol.asyncDispose]())

const MIME = 'MIME-Version: 1.0\r\nFrom: a@a.test\r\n'

async function read(mailData: string): Promise<Message> {
  const { id } = await app.client.add(Buffer.from(mailData))
  expect(Buffer.from(await app.client.raw(id)).equals(Buffer.from(mailData))).toBe(true)
  return app.client.get(id)
}

/** Without the time that parsing has in the program: an edge is one on a slow machine too. */
function isCut(mailData: string): boolean {
  const { findings } = parseMessage(Buffer.from(mailData), { reversePath: '', forwardPaths: [] })
  return findings.some(({ rule }) => rule === 'mime-limit')
}

/** The root is one of them. */
function ofParts(count: number): string {
  const parts = '--b\r\n\r\nx\r\n'.repeat(count - 1)
  return `${MIME}Content-Type: multipart/mixed; boundary=b\r\n\r\n${parts}--b--\r\n`
}

function ofDepth(depth: number): string {
  const levels = Array.from({ length: depth }, (_, i) => i)
  const starts = levels.map((i) => `Content-Type: multipart/mixed; boundary=b${i}-\r\n\r\n--b${i}-\r\n`)
  const ends = levels.map((i) => `\r\n--b${i}---\r\n`).reverse()
  return `${MIME}${starts.join('')}\r\nx${ends.join('')}`
}

function ofFields(count: number): string {
  return `${'a:b\r\n'.repeat(count)}\r\nx\r\n`
}

/** With the empty line behind it. */
function ofHeaderOctets(octets: number): string {
  const start = 'From: a@a.test\r\nX-Long: '
  return `${start}${'x'.repeat(octets - start.length - 4)}\r\n\r\nbody\r\n`
}

describe('a mail has at most', { timeout: 60_000 }, () => {
  test.for([
    ['parts', LIMITS.mail.parts.value, ofParts],
    ['levels', LIMITS.mail.depth.value, ofDepth],
    ['header fields', LIMITS.mail.headerFields.value, ofFields],
    ['octets of header section', LIMITS.mail.headerSection.value, ofHeaderOctets],
  ] as const)('%s: %i', ([, limit, of]) => {
    expect([isCut(of(limit - 1)), isCut(of(limit)), isCut(of(limit + 1))]).toEqual([false, false, true])
  })

  test('so many header fields to show', async () => {
    const limit = LIMITS.mail.shownFields.value
    const shown = async (count: number) => (await read(ofFields(count))).headers.length
    expect([await shown(limit - 1), await shown(limit), await shown(limit + 1)]).toEqual([limit - 1, limit, limit])
  })

  test.for([
    ['links', LIMITS.mail.links.value, (i: number) => `<a href="https://x.test/${i}">${i}</a>`],
    ['images', LIMITS.mail.images.value, (i: number) => `<img src="https://x.test/${i}.png" width=50 height=50>`],
  ] as const)('so many %s to list', async ([name, limit, of]) => {
    const listed = async (count: number) => {
      const body = Array.from({ length: count }, (_, i) => of(i)).join('\r\n')
      return (await read(`${MIME}Content-Type: text/html\r\n\r\n${body}`))[name].length
    }
    expect([await listed(limit - 1), await listed(limit), await listed(limit + 1)]).toEqual([limit - 1, limit, limit])
  })

  test('so many tags of its own, each so long', async () => {
    const limit = LIMITS.mail.tags.value
    const tagged = async (names: readonly string[]) => (await read(`X-Tags: ${names.join(',')}\r\n\r\n`)).tags
    const many = (count: number) => Array.from({ length: count }, (_, i) => `t${i}`)
    for (const [given, taken] of [
      [limit - 1, limit - 1],
      [limit, limit],
      [limit + 1, limit],
    ] as const)
      expect(await tagged(many(given))).toHaveLength(taken)
    const length = LIMITS.mail.tagName.value
    for (const [given, taken] of [
      [length - 1, length - 1],
      [length, length],
      [length + 1, length],
    ] as const)
      expect(await tagged(['x'.repeat(given)])).toEqual(['x'.repeat(taken)])
  })
})

/** One below the limit, at it and one beyond. */
const around = (limit: number) => [limit - 1, limit, limit + 1] as const

describe('as much of a mail is looked at', () => {
  test('codes, the likeliest of them', async () => {
    const limit = LIMITS.mail.codes.value
    const found = async (count: number) => {
      const lines = Array.from({ length: count }, (_, i) => `Your verification code is ${730_411 + i * 1013}\r\n\r\n`)
      return (await read(`${MIME}Subject: Codes\r\n\r\n${lines.join('')}`)).codes.length
    }
    const counts = []
    for (const count of around(limit)) counts.push(await found(count))
    expect(counts).toEqual([limit - 1, limit, limit])
  })

  test('octets of a header field that is decoded; beyond, it is shown as it was sent', () => {
    const word = '=?utf-8?Q?=C3=A9?= '
    const isDecoded = (octets: number) => decodeField(word + 'x'.repeat(octets - word.length)).startsWith('é ')
    expect(around(LIMITS.mail.decodedField.value).map(isDecoded)).toEqual([true, true, false])
  })

  test('characters of its text that are searched', () => {
    const isFound = (length: number) => {
      const text = `${'x'.repeat(length - 6)}needle`
      const packed = toSearchText({ text, html: '', fields: [], partFields: [], parts: [], codes: [], links: [] })
      return unpackSearchText(packed).text.includes('needle')
    }
    expect(around(LIMITS.mail.searchText.value).map(isFound)).toEqual([true, true, false])
  })

  test('names in X-Tags', async () => {
    const limit = LIMITS.mail.tagNames.value
    const tagged = async (place: number) => (await read(`X-Tags: ${'a,'.repeat(place - 1)}last\r\n\r\n`)).tags
    const all = []
    for (const place of around(limit)) all.push(await tagged(place))
    expect(all).toEqual([['a', 'last'], ['a', 'last'], ['a']])
  })

  test('elements of its HTML', () => {
    // Those that every document has: html, head and body.
    const isShown = (count: number) => {
      const html = `${'<b></b>'.repeat(count - 4)}<i>last</i>`
      return serialize(readHtml(html)).includes('last')
    }
    expect(around(LIMITS.mail.htmlElements.value).map(isShown)).toEqual([true, true, false])
  })

  test('hosts that it loads from', async () => {
    const limit = LIMITS.mail.remoteHosts.value
    const loadedFrom = async (count: number) => {
      const images = Array.from({ length: count }, (_, i) => `<img src="https://h${i}.example.com/a.png">`)
      const { id } = await read(`${MIME}Content-Type: text/html\r\n\r\n${images.join('\r\n')}`)
      const { headers } = await send(`${app.url}/api/messages/${id}/html?remote=allow`)
      const [, sources = ''] = /img-src ([^;]*)/.exec(String(headers['content-security-policy'])) ?? []
      return sources.split(' ').filter((source) => source.includes('.example.com')).length
    }
    const counts = []
    for (const count of around(limit)) counts.push(await loadedFrom(count))
    expect(counts).toEqual([limit - 1, limit, limit])
  })
})

test('there are at most 200 tag rules', async () => {
  const limit = LIMITS.mail.tagRules.value
  for (let i = 0; i < limit; i++) await app.client.addTagRule({ q: `subject:never-${i}`, tag: 't' })
  await expect(app.client.addTagRule({ q: 'subject:one-more', tag: 't' })).rejects.toMatchObject({ status: 409 })
  const [{ id } = { id: '' }] = await app.client.tagRules()
  await app.client.removeTagRule(id)
  await app.client.addTagRule({ q: 'subject:one-more', tag: 't' })
})

test('the name of a mailbox has at most 255 octets', async () => {
  const limit = LIMITS.mail.mailboxName.value
  const named = async (length: number) => {
    const { id } = await app.client.add(Buffer.from('Subject: x\r\n\r\n'), { mailbox: 'x'.repeat(length) })
    return (await app.client.get(id)).mailbox
  }
  expect([await named(limit - 1), await named(limit)]).toEqual(['x'.repeat(limit - 1), 'x'.repeat(limit)])
  expect(await named(limit + 1)).toMatch(/^x+-[0-9a-f]{12}$/)
  expect(await named(limit + 1)).toHaveLength(limit)
})
