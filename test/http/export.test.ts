/** Messages as files: what is in them, in which order, and what becomes of names and lines that mean harm. */
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import type { Message } from '../../shared/model/message.ts'
import { startApp } from '../harness/app.ts'
import { type Answer, problemOf, send } from '../harness/http.ts'
import { mail } from '../harness/mail.ts'

const app = await startApp()
afterAll(() => app[Symbol.asyncDispose]())
const take = (query: Record<string, string>) => send(`${app.url}/api/export?${new URLSearchParams(query)}`)

async function unzip({ body }: Answer): Promise<[name: string, octets: Buffer][]> {
  const archive = await fromBufferPromise(body)
  const files: [string, Buffer][] = []
  for await (const entry of archive.eachEntry())
    files.push([entry.fileName, await buffer(await archive.openReadStreamPromise(entry))])
  return files
}

describe('GET /api/export', () => {
  const mailbox = 'three'
  const bodies = ['one', 'two', 'three'].map((word) => mail({ From: `${word}@a.test`, To: 'b@b.test', Subject: word }))
  const added = (async () => {
    for (const body of bodies) await app.client.add(body, { mailbox })
  })()

  test('as ndjson is each message as GET gives it, the oldest first', async () => {
    await added
    const answer = await take({ format: 'ndjson', mailbox })
    expect(answer.headers['content-type']).toBe('application/x-ndjson')
    const lines = answer.text.split('\n')
    expect(lines.pop()).toBe('')
    const messages = lines.map((line) => JSON.parse(line) as Message)
    expect(messages.map(({ subject }) => subject)).toEqual(['one', 'two', 'three'])
    for (const message of messages) expect(message).toEqual(await app.client.get(message.id))
  })

  test('of single messages holds those, of the mailbox, that are named; at most 200', async () => {
    await added
    const messages = (await app.client.list({ mailbox })).messages
    const ids = messages.filter(({ subject }) => subject !== 'two').map(({ id }) => id)
    const subjects = async (query: Record<string, string>) =>
      (await take({ format: 'ndjson', ...query })).text
        .split('\n')
        .flatMap((line) => (line ? [(JSON.parse(line) as Message).subject] : []))
    expect(await subjects({ ids: ids.join() })).toEqual(['one', 'three'])
    expect(await subjects({ ids: ids.join(), q: 'subject:three' })).toEqual(['three'])
    expect(await subjects({ ids: ids.join(), mailbox: 'elsewhere' })).toEqual([])
    expect(await subjects({ ids: 'nobody' })).toEqual([])
    const many = Array.from({ length: 200 }, (_, at) => ids[at] ?? `unknown-${at}`)
    expect(await subjects({ ids: many.join() })).toEqual(['one', 'three'])
    expect(problemOf(await take({ format: 'zip', ids: [...many, 'more'].join() })).status).toBe(400)
    expect(problemOf(await take({ format: 'zip', ids: ',' })).status).toBe(400)
  })

  test('as zip is a file each, by mailbox, time, subject and id', async () => {
    await added
    const answer = await take({ format: 'zip', mailbox })
    expect(answer.headers).toMatchObject({ 'content-type': 'application/zip', 'cache-control': 'no-store' })
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="three \d{4}-\d\d-\d\d\.zip"/)
    const files = await unzip(answer)
    expect(files.map(([, octets]) => octets.toString())).toEqual(bodies)
    expect(files[0]?.[0]).toMatch(/^three\/\d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d one [0-9a-z]{20}\.eml$/)
  })

  test('as mbox begins each message with its reverse-path and time, and keeps line ends (RFC 4155)', async () => {
    await added
    const { text, headers } = await take({ format: 'mbox', mailbox, q: 'subject:two' })
    expect(headers['content-type']).toBe('application/mbox')
    expect(text).toMatch(/^From two@a\.test (Sun|Mon|Tue|Wed|Thu|Fri|Sat) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\n/)
    expect(text.slice(text.indexOf('\n') + 1)).toBe(`${bodies[1]}\n`)
  })

  test('as mbox quotes lines that look like the beginning of a message, and those that look quoted (mboxrd)', async () => {
    const lines = ['From here', '>From there', '>>From ', 'from x', ' From x', 'x From y', 'From', '>Fro', 'F', '> From x', '>']
    const { id } = await app.client.add(`From me\r\n${lines.join('\n')}`, { mailFrom: ' a\tb\n@x.test ', rcptTo: [] })
    const { text } = await take({ format: 'mbox', q: `id:${id}` })
    const [separator, ...rest] = text.split('\n')
    expect(separator).toMatch(/^From _a_b_@x\.test_ /)
    expect(rest).toEqual(['>From me\r', '>From here', '>>From there', '>>>From ', ...lines.slice(3), ''])
  })

  test.each(['', '   ', '\u2028'])('as mbox names MAILER-DAEMON or something for the reverse-path %j', async (mailFrom) => {
    const { id } = await app.client.add('Subject: x\r\n\r\n', { mailFrom })
    expect((await take({ format: 'mbox', q: `id:${id}` })).text).toMatch(/^From (MAILER-DAEMON|_+) [A-Z]/)
  })

  test('holds what the search finds, across mailboxes', async () => {
    await added
    const { text } = await take({ format: 'ndjson', q: 'subject:two OR subject:three' })
    expect(text.trim().split('\n')).toHaveLength(2)
  })

  test.each(['zip', 'mbox', 'ndjson'])('that finds nothing is an empty file: %s', async (format) => {
    const answer = await take({ format, mailbox: 'none such' })
    expect(answer.status).toBe(200)
    if (format === 'zip') expect(await unzip(answer)).toEqual([])
    else expect(answer.body).toHaveLength(0)
  })

  test.each<Record<string, string>>([
    {},
    { format: 'tar' },
    { format: 'zip', q: 'larger:x' },
    { format: 'mbox', tz: 'Nowhere' },
    { format: 'zip', limit: '1' },
  ])('refuses %j', async (query) => {
    expect(problemOf(await take(query))).toMatchObject({ status: 400, code: 'invalid' })
    expect((await send(`${app.url}/api/export?${new URLSearchParams(query)}`, { method: 'HEAD' })).status).toBe(400)
  })

  test('gives the names of its answer to HEAD', async () => {
    const answer = await send(`${app.url}/api/export?format=zip`, { method: 'HEAD' })
    expect([answer.status, answer.headers['content-type'], answer.body.length]).toEqual([200, 'application/zip', 0])
  })

  test('ends when the client goes away, and the server goes on', async () => {
    const mailbox = 'large'
    for (let count = 0; count < 4; count++) await app.client.add(new Uint8Array(8 * 1024 ** 2).fill(0x61), { mailbox })
    for (const format of ['zip', 'mbox', 'ndjson']) {
      const asked = request(`${app.url}/api/export?format=${format}&mailbox=${mailbox}`, { agent: false }).end()
      const [response] = (await once(asked, 'response')) as [IncomingMessage]
      await once(response, 'readable')
      const gone = new Promise((resolve) => response.on('error', resolve))
      asked.destroy()
      await gone
    }
    expect((await take({ format: 'zip', mailbox })).body.length).toBeGreaterThan(4 * 8 * 1024 ** 2)
    expect(app.log()).not.toMatch(/failed|error/i)
  })
})

describe('names in a zip', () => {
  test.each([
    ['../../etc/passwd', '_.._etc_passwd'],
    ['C:\\Windows\\system32', 'C__Windows_system32'],
    ['CON', '_CON'],
    ['nul.txt', '_nul.txt'],
    ['..hidden', 'hidden'],
    ['-rf ~', 'rf ~'],
    ['a\u202egnp.exe', 'agnp.exe'],
    ['Caf\u0065\u0301 世界 👩‍👩‍👧', 'Café 世界 👩‍👩‍👧'],
    ['dots. . .', 'dots'],
    ['...', 'no subject'],
  ])('of the subject %j hold %j', async (subject, name) => {
    const { id } = await app.client.send({ from: 'a@a.test', to: ['b@b.test'], subject })
    const [[path] = ['']] = await unzip(await take({ format: 'zip', q: `id:${id}` }))
    expect(path).toMatch(/^default\/\d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d /)
    expect(path.slice('default/0000-00-00 00.00.00 '.length)).toBe(`${name} ${id}.eml`)
  })

  test('lead nowhere, whatever subject and mailbox say', async () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc
        .array(fc.constantFrom('.', '/', '\\', ' ', '\0', '\n', 'CON', ':', '~', '-', 'é', '👩‍👩‍👧'), { maxLength: 40 })
        .map((pieces) => pieces.join('')),
    )
    await fc.assert(
      fc.asyncProperty(text, text, async (subject, mailbox) => {
        const { id } = await app.client.send({ from: 'a@a.test', to: ['b@b.test'], subject, mailbox })
        const [[path] = ['']] = await unzip(await take({ format: 'zip', q: `id:${id}` }))
        const names = path.split('/')
        expect(names).toHaveLength(2)
        for (const name of names) {
          expect(name).not.toMatch(/[\p{Cc}\\:*?"<>|\p{Bidi_Control}]|^[. ~-]|[. ]$|^(con|nul|aux|prn|com\d|lpt\d)(\.|$)/iu)
          expect(name).toBe(name.normalize('NFC'))
          expect(name.length).toBeGreaterThan(0)
          expect(Buffer.byteLength(name)).toBeLessThan(200)
        }
      }),
      { numRuns: 60 },
    )
  })
})
