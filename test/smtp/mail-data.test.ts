import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningApp, startApp } from '../harness/app.ts'
import { beginData, openSmtp, queuedId } from '../harness/smtp.ts'
import { deliver, fromWire, sendMailData, toWire } from './mail-data.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app[Symbol.asyncDispose]())

const raw = async (id: string) => Buffer.from(await app.client.raw(id))

describe('what comes after DATA is kept octet for octet (DESIGN §2, promise 3)', () => {
  const head = 'Subject: octets\r\n\r\n'
  test.for([
    ['an empty message', ''],
    ['nothing but an empty line', '\r\n'],
    ['a body without a header section', '\r\njust text\r\n'],
    ['no empty line', 'Subject: only this\r\n'],
    ['a dot as the first octet', '.\r\n'],
    ['two dots as the first octets', '..\r\n'],
    ['a dot as the last line', `${head}.\r\n`],
    ['dots at the start of lines', `${head}.a\r\n..b\r\n...\r\n`],
    ['a dot after a bare LF', `${head}x\n.y\r\n`],
    ['two dots after a bare LF', `${head}x\n..y\r\n`],
    ['two dots after a bare CR', `${head}x\r..y\r\n`],
    ['bare LF and bare CR', `${head}a\nb\rc\n\rd\r\r\n`],
    ['NUL and every other octet', `${head}${Array.from({ length: 256 }, (_, i) => String.fromCharCode(i)).join('')}\r\n`],
    ['8-bit octets that are no UTF-8', `${head}caf\xe9 \xff\xfe\r\n`],
    ['no trailing CRLF of its own is added, nor one taken', `${head}\r\n\r\n\r\n`],
  ])('%s', async ([, mailData = '']) => {
    const octets = Buffer.from(mailData, 'latin1')
    expect((await raw(await deliver(app, octets))).equals(octets)).toBe(true)
  })

  test('a line of 8 MB', async () => {
    const octets = Buffer.from(`${head}${'x'.repeat(8 * 1024 ** 2)}\r\n`)
    const id = await deliver(app, octets)
    expect((await raw(id)).equals(octets)).toBe(true)
    expect((await app.client.get(id)).text.length).toBe(8 * 1024 ** 2 + 1)
  })

  test('any octets in any pieces (property)', async () => {
    await using smtp = await openSmtp(app.smtp)
    const lines = fc.array(
      fc.oneof(fc.constantFrom('.', '..', '\r', '\n', '\r\n', '\r\n.', '\n.\n', '\0', 'é', 'x'), fc.string()),
    )
    await fc.assert(
      fc.asyncProperty(lines, fc.array(fc.nat(12)), async (pieces, cuts) => {
        const octets = Buffer.from(`${pieces.join('')}\r\n`)
        await beginData(smtp)
        const wire = toWire(octets)
        let start = 0
        for (const cut of cuts) {
          smtp.write(wire.subarray(start, start + cut))
          start += cut
        }
        smtp.write(wire.subarray(start))
        const id = queuedId(await smtp.reply())
        expect((await raw(id)).toString('latin1')).toBe(octets.toString('latin1'))
      }),
      { numRuns: 50 },
    )
  })
})

describe('only CRLF . CRLF ends mail data: what follows anything else is content, never a command (RFC 5321 §4.1.1.4)', () => {
  test.for([
    '\n.\n',
    '\r.\r',
    '\r\n.\n',
    '\n.\r\n',
    '\r\n.\r',
    '\r.\r\n',
    '\r\n\0.\r\n',
    '\r\n.\0\r\n',
    '\r\n..\r\n',
    '\r\n. \r\n',
  ])('%j', async (end) => {
    await using smtp = await openSmtp(app.smtp)
    await beginData(smtp)
    const wire = `Subject: one\r\n\r\nbody${end}MAIL FROM:<smuggled@x.test>\r\nRCPT TO:<victim@x.test>\r\nDATA\r\nSubject: two\r\n`
    smtp.write(`${wire}.\r\n`)
    const id = queuedId(await smtp.reply())
    expect((await raw(id)).toString('latin1')).toBe(fromWire(wire))
    // Nothing else was answered: the next reply is that to NOOP.
    expect(await smtp.say('NOOP')).toMatch(/^250 2\.0\.0 OK$/)
    expect((await app.client.get(id)).envelope.reversePath).toBe('sender@a.test')
  })
})

describe('a message of several MiB, in chunks in the store, comes back exactly', () => {
  const first = randomBytes(2_500_000)
  const second = randomBytes(1_300_001)
  const base64 = (octets: Buffer) => octets.toString('base64').replace(/.{76}/g, '$&\r\n')
  const mailData = Buffer.from(
    `Subject: big\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n${[first, second]
      .map((octets, i) =>
        `--b\r\nContent-Type: application/octet-stream; name=${i}.bin\r\nContent-Transfer-Encoding: base64\r\n\r\n`.concat(
          base64(octets),
        ),
      )
      .join('\r\n')}\r\n--b--\r\n`,
  )
  let id: string
  beforeAll(async () => {
    id = await deliver(app, mailData)
  })

  test('as a whole', async () => {
    expect(mailData.length).toBeGreaterThan(4 * 1024 ** 2)
    expect((await raw(id)).equals(mailData)).toBe(true)
    expect((await app.client.get(id)).sizeOctets).toBe(mailData.length)
  })

  test.for([
    ['bytes=0-0', 0, 1],
    [`bytes=${1024 ** 2 - 5}-${1024 ** 2 + 4}`, 1024 ** 2 - 5, 1024 ** 2 + 5],
    [`bytes=${1024 ** 2}-${3 * 1024 ** 2 - 1}`, 1024 ** 2, 3 * 1024 ** 2],
    ['bytes=-7', mailData.length - 7, mailData.length],
    [`bytes=${mailData.length - 3}-`, mailData.length - 3, mailData.length],
  ] as const)('by Range %s (RFC 9110 §14.2)', async ([range, start, end]) => {
    const response = await fetch(app.client.urlOf(id, 'raw'), { headers: { range } })
    expect(response.status).toBe(206)
    expect(Buffer.from(await response.arrayBuffer()).equals(mailData.subarray(start, end))).toBe(true)
  })

  test('by part, decoded, with the size that was told', async () => {
    const { attachments, text } = await app.client.get(id)
    expect(text).toBe('hello')
    expect(attachments.map(({ path, filename, sizeOctets }) => [path, filename, sizeOctets])).toEqual([
      ['2', '0.bin', first.length],
      ['3', '1.bin', second.length],
    ])
    expect(Buffer.from(await app.client.part(id, '2')).equals(first)).toBe(true)
    expect(Buffer.from(await app.client.part(id, '3')).equals(second)).toBe(true)
  })
})

test('two messages in one session are two messages', async () => {
  await using smtp = await openSmtp(app.smtp)
  const first = await sendMailData(smtp, 'Subject: first\r\n\r\n')
  const second = await sendMailData(smtp, 'Subject: second\r\n\r\n')
  expect([(await app.client.get(first)).subject, (await app.client.get(second)).subject]).toEqual(['first', 'second'])
})

test('a client that leaves in the middle of DATA leaves nothing behind, and the server goes on (RFC 5321 §4.1.1.4)', async () => {
  await using own = await startApp()
  const refused = new Promise<void>((resolve) => {
    own.process.stderr?.on('data', () => own.log().includes('message refused: the client left') && resolve())
  })
  await using smtp = await openSmtp(own.smtp)
  await beginData(smtp)
  await new Promise((resolve) => smtp.socket.write(`Subject: half\r\n\r\n${'x'.repeat(3 * 1024 ** 2)}`, resolve))
  smtp.socket.destroy()
  await refused
  const id = await deliver(own, 'Subject: whole\r\n\r\n')
  expect((await own.client.list()).messages.map((message) => message.id)).toEqual([id])
  expect((await own.client.info()).counters).toMatchObject({ accepted: 1, refused: 0, aborted: 1 })
})

test('a client that says no end of data but closes its side leaves nothing behind either', async () => {
  const { total } = await app.client.list()
  await using smtp = await openSmtp(app.smtp)
  await beginData(smtp)
  smtp.socket.end('Subject: half\r\n\r\nno end')
  await smtp.closed
  expect((await app.client.list()).total).toBe(total)
})
