/** FETCH over a line, where the stored octets are those of the real store. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { RunningApp } from '../harness/app.ts'
import { append, openFilled, startImap } from './imap-app.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startImap()
})
afterAll(() => app[Symbol.asyncDispose]())

test('a copy and what was moved have the EMAILID of before, and SEARCH finds both (RFC 8474 §5.1, §6)', async () => {
  await using imap = await openFilled(app, { user: 'emailid', messages: 2 })
  await imap.ok('CREATE Box')
  const idsOf = async () =>
    [...(await imap.ok('FETCH 1:* EMAILID')).matchAll(/EMAILID \(([A-Za-z0-9_-]+)\)/g)].map(([, id]) => id)
  const [first, second] = await idsOf()
  expect(second).not.toBe(first)
  await imap.ok('COPY 2 Box')
  await imap.ok('MOVE 1 Box')
  await imap.ok('SELECT Box')
  expect(await idsOf()).toEqual([second, first])
  expect(await imap.ok(`SEARCH EMAILID ${second}`)).toBe('* SEARCH 1')
})

test('what is refused is refused before anything is said, and others are told', async () => {
  await using imap = await openFilled(app, { user: 'binary' })
  await append(imap, 'INBOX', 'Content-Transfer-Encoding: x-odd\r\n\r\nx')
  await append(imap, 'INBOX', 'Content-Transfer-Encoding: base64\r\n\r\nYWJj')
  const { untagged, tagged } = await imap.say('FETCH 1:2 (BODY.PEEK[TEXT] BINARY.PEEK[1])')
  expect(untagged).toEqual(['* 2 FETCH (BODY[TEXT] {4}\r\nYWJj BINARY[1] {3}\r\nabc)'])
  expect(tagged).toMatch(/^NO \[UNKNOWN-CTE\] /)
})

test('a mail of several chunks is given octet by octet, whole and in parts', async () => {
  const mailData = `Subject: large\r\n\r\n${Array.from({ length: 90_000 }, (_, i) => `line ${i}\r\n`).join('')}`
  await using imap = await openFilled(app, { user: 'large' })
  await append(imap, 'INBOX', mailData)
  expect(await imap.ok('FETCH 1 (RFC822.SIZE BODY.PEEK[])')).toBe(
    `* 1 FETCH (RFC822.SIZE ${mailData.length} BODY[] {${mailData.length}}\r\n${mailData})`,
  )
  const start = 1024 * 1024 - 10
  expect(await imap.ok(`FETCH 1 BODY.PEEK[]<${start}.20>`)).toBe(
    `* 1 FETCH (BODY[]<${start}> {20}\r\n${mailData.slice(start, start + 20)})`,
  )
})
