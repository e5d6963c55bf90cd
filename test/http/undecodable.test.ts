/** A mail whose text is too much to decode: all else of it is told, and its neighbours are not touched. */
import { afterAll, expect, test } from 'vitest'
import { startApp } from '../harness/app.ts'
import { problemOf, send } from '../harness/http.ts'
import { multipart } from '../harness/mail.ts'

// No mail is known on which decoding dies by itself.
const DYING_DECODER = { NODE_OPTIONS: `--import=${new URL('../fixtures/dying-thread.ts', import.meta.url)}` }

const app = await startApp({ env: DYING_DECODER })
afterAll(() => app[Symbol.asyncDispose]())

const html = { fields: { 'Content-Type': 'text/html; charset=utf-8' }, body: '<p>Hello</p>\r\n' }
const add = async (fields: Record<string, string>) => (await app.client.add(multipart([html], { fields }))).id
const id = await add({ Subject: 'Too much', 'X-Die': 'yes' })

test('it answers with its header fields, parts and a finding in place of text and HTML', async () => {
  const { subject, from, headers, parts, text, html, codes, links, findings } = await app.client.get(id)
  expect([subject, from[0]?.addrSpec, parts.parts.map(({ contentType }) => contentType)]).toEqual([
    'Too much',
    'ann@a.test',
    ['text/html'],
  ])
  expect(headers.find(({ name }) => name === 'X-Die')?.value).toBe('yes')
  expect({ text, html, codes, links }).toEqual({ text: '', html: '', codes: [], links: [] })
  const finding = findings.find(({ rule }) => rule === 'text-too-complex')
  expect([finding?.severity, finding?.detail]).toEqual(['error', expect.stringContaining('The octets are complete')])
})

test('what needs its text says that it is unavailable, and where to look', async () => {
  for (const path of ['text', 'html', 'snapshot']) {
    const answer = await send(`${app.url}/api/messages/${id}/${path}`)
    expect([path, answer.status, problemOf(answer).code]).toEqual([path, 503, 'unavailable'])
    expect(problemOf(answer).detail).toContain('look at its source')
  }
})

test('its octets are whole, its part can be read, and the next mail is decoded', async () => {
  expect((await send(`${app.url}/api/messages/${id}/raw`)).text).toContain('X-Die: yes')
  expect((await send(`${app.url}/api/messages/${id}/parts/1`)).text).toContain('Hello')
  const next = await app.client.get(await add({ Subject: 'Next' }))
  expect([next.html.trim(), next.findings.some(({ rule }) => rule === 'text-too-complex')]).toEqual(['<p>Hello</p>', false])
})
