/** How much of a mail is read: at the limit nothing is missing, one beyond it is told, and the octets are kept in any case. */
import { afterAll, describe, expect, test } from 'vitest'
import { LIMITS } from '../../server/limits.ts'
import { parseMessage } from '../../server/mail/parse-message.ts'
import type { Message } from '../../shared/model/message.ts'
import { startApp } from '../harness/app.ts'

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
