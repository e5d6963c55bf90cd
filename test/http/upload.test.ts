/** Mails as files of a form: each is added or told of, whatever becomes of the others. */
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { createClient } from '../../shared/client/client.ts'
import type { AddedFiles } from '../../shared/model/message.ts'
import { startApp } from '../harness/app.ts'
import { type Answer, problemOf, send } from '../harness/http.ts'
import { mail } from '../harness/mail.ts'

const LIMIT = 2 * 1024 ** 2
const app = await startApp({ flags: ['--max-message-size', String(LIMIT)] })
afterAll(() => app[Symbol.asyncDispose]())
const target = `${app.url}/api/messages`

interface UploadFile {
  name: string
  octets: Uint8Array | string
}

/** As a browser sends it, from a page of this server. */
async function upload(files: readonly UploadFile[], { query = '', fields = {} as Record<string, string> } = {}): Promise<Answer> {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  for (const { name, octets } of files) form.append('files', new Blob([new Uint8Array(Buffer.from(octets))]), name)
  const sent = new Request(target, { method: 'POST', body: form })
  return send(`${target}${query}`, {
    method: 'POST',
    headers: { origin: app.url, 'content-type': sent.headers.get('content-type') ?? '' },
    body: new Uint8Array(await sent.arrayBuffer()),
  })
}

const filesOf = (answer: Answer) => (answer.json() as AddedFiles).files

describe('POST /api/messages of a form', () => {
  test('adds each file as a mail, in their order, with the envelope of its header section', async () => {
    const bodies = ['a', 'b', 'c'].map((name) => mail({ From: `${name}@x.test`, To: 'to@x.test', Subject: name }))
    const answer = await upload(
      bodies.map((octets, index) => ({ name: `${index}.eml`, octets })),
      { query: '?mailbox=dropped&origin=import' },
    )
    expect(answer.status).toBe(201)
    const files = filesOf(answer)
    expect(files.map(({ filename }) => filename)).toEqual(['0.eml', '1.eml', '2.eml'])
    for (const [index, { added }] of files.entries()) {
      expect(Buffer.from(await app.client.raw(added?.id ?? '')).toString()).toBe(bodies[index])
      expect(await app.client.get(added?.id ?? '')).toMatchObject({
        ...{ mailbox: 'dropped', origin: 'import' },
        envelope: { reversePath: `${'abc'[index]}@x.test`, forwardPaths: ['to@x.test'] },
      })
    }
    const { messages } = await app.client.list({ q: 'origin:import mailbox:dropped' })
    expect(messages.map(({ subject }) => subject)).toEqual(['c', 'b', 'a'])
  })

  test('is what the client sends of a web page', async () => {
    // A browser says by itself where a page is from.
    const client = createClient({
      baseUrl: app.url,
      fetch: (input, init) => fetch(input, { ...init, headers: { origin: app.url } }),
    })
    const { files } = await client.addFiles([new File(['Subject: dropped\r\n\r\n'], 'a.eml')], {
      mailbox: 'page',
      origin: 'import',
    })
    expect(await app.client.get(files[0]?.added?.id ?? '')).toMatchObject({
      subject: 'dropped',
      mailbox: 'page',
      origin: 'import',
    })
  })

  test('tells of what cannot be added, and adds the others', async () => {
    const answer = await upload(
      [
        { name: 'good.eml', octets: 'Subject: good\r\n\r\n' },
        { name: 'empty.eml', octets: '' },
        { name: 'large.eml', octets: new Uint8Array(LIMIT + 1).fill(0x61) },
        { name: 'limit.eml', octets: new Uint8Array(LIMIT).fill(0x61) },
      ],
      { fields: { mailbox: 'ignored'.repeat(1000) } },
    )
    expect(answer.status).toBe(201)
    expect(filesOf(answer).map(({ filename, added, problem }) => [filename, added ? 'added' : problem?.code])).toEqual([
      ['mailbox', 'invalid'],
      ['good.eml', 'added'],
      ['empty.eml', 'invalid'],
      ['large.eml', 'too_large'],
      ['limit.eml', 'added'],
    ])
    expect((await app.client.get(filesOf(answer)[4]?.added?.id ?? '')).sizeOctets).toBe(LIMIT)
  })

  test('is an error when none could be added, and says why of each', async () => {
    const problem = problemOf(await upload([{ name: 'empty.eml', octets: '' }]))
    expect(problem).toMatchObject({ status: 400, code: 'invalid' })
    expect(problem.detail).toContain('empty.eml: It is empty.')
    expect(problemOf(await upload([{ name: 'x', octets: new Uint8Array(LIMIT + 1) }]))).toMatchObject({
      status: 413,
      code: 'too_large',
    })
    expect(problemOf(await upload([])).detail).toContain('no file')
  })

  test.each([
    ['without a boundary', 'multipart/form-data', 'x'],
    [
      'that breaks off',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name=x; filename=x.eml\r\n\r\nSubject',
    ],
    ['of nothing', 'multipart/form-data; boundary=b', ''],
    ['that is another', 'multipart/form-data; boundary=b', '--c\r\n\r\n--c--\r\n'],
  ])('refuses a form %s, and keeps nothing', async (_name, contentType, body) => {
    const { total } = await app.client.list({ limit: 1 })
    expect(
      problemOf(await send(target, { method: 'POST', headers: { origin: app.url, 'content-type': contentType }, body })),
    ).toMatchObject({
      ...{ status: 400, code: 'invalid' },
    })
    expect((await app.client.list({ limit: 1 })).total).toBe(total)
  })

  test('keeps any octets as they are, and answers any form', async () => {
    const file = fc.record({
      name: fc.string({ unit: 'grapheme', maxLength: 20 }),
      octets: fc.uint8Array({ minLength: 1, maxLength: 2000 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(file, { minLength: 1, maxLength: 5 }), async (files) => {
        const answers = filesOf(await upload(files))
        expect(answers).toHaveLength(files.length)
        for (const [index, { added }] of answers.entries())
          expect(Buffer.from(files[index]?.octets ?? []).equals(await app.client.raw(added?.id ?? ''))).toBe(true)
      }),
      { numRuns: 30 },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('--b', '\r\n', '--', 'a', 'Content-Disposition: form-data; name=x', '; filename=y', ': ')),
        async (pieces) => {
          const answer = await send(target, {
            ...{ method: 'POST', headers: { origin: app.url, 'content-type': 'multipart/form-data; boundary=b' } },
            body: `--b\r\n${pieces.join('')}`,
          })
          expect([201, 400]).toContain(answer.status)
        },
      ),
      { numRuns: 100 },
    )
  })

  test('is refused without an Origin: any web page could send it', async () => {
    const answer = await send(target, {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b' },
      body: '--b--\r\n',
    })
    expect(problemOf(answer)).toMatchObject({ status: 403, code: 'forbidden' })
  })
})
