/** `mailmitt export` and `mailmitt import`: what goes out of one comes into another, octet for octet. */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import type { Message } from '../../shared/model/message.ts'
import { runProgram, startApp } from '../harness/app.ts'
import { mail } from '../harness/mail.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import { zipOf } from '../harness/zip.ts'

const LIMIT = 100_000
const [source, target] = await Promise.all([startApp(), startApp({ flags: ['--max-message-size', String(LIMIT)] })])
const folder = await temporaryFolder()
afterAll(async () => {
  await Promise.all([source, target, folder].map((resource) => resource[Symbol.asyncDispose]()))
})
/** A user of the system that owns nothing. */
const NOBODY = 65_534
const SEPARATOR = 'From a@x.test Thu Jan  1 00:00:00 1970\n'

async function run(args: readonly string[], env: Record<string, string> = {}) {
  const program = runProgram(args, { env: { TMPDIR: folder.path(), ...env } })
  return { code: await program.exitCode, stdout: program.stdout(), stderr: program.log() }
}

let boxes = 0
const newMailbox = () => `box ${++boxes}`

/** Into a mailbox of its own; what is there then, the oldest first. */
async function importInto(mailbox: string, paths: readonly string[]) {
  const { code, stderr } = await run(['import', '--url', target.url, '--mailbox', mailbox, ...paths])
  const { messages } = await target.client.list({ mailbox, limit: 500 })
  const octets = await Promise.all(messages.reverse().map(async ({ id }) => Buffer.from(await target.client.raw(id))))
  return { code, stderr, messages, octets, texts: octets.map(String) }
}

async function put(files: Record<string, string | Uint8Array>): Promise<string> {
  const root = folder.path(`files ${++boxes}`)
  for (const [name, content] of Object.entries(files)) {
    await mkdir(`${root}/${name}`.replace(/\/[^/]*$/, ''), { recursive: true })
    await writeFile(`${root}/${name}`, content)
  }
  return root
}

const octets = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 500 }),
  fc
    .array(fc.constantFrom('From ', '>', '\n', '\r\n', '\r', '\n>From ', 'Subject: x', SEPARATOR), {
      minLength: 1,
      maxLength: 30,
    })
    .map((pieces) => new Uint8Array(Buffer.from(pieces.join('')))),
)

test.each(['mbox', 'zip'])(
  'what is exported as %s and imported elsewhere has the same octets, in the same order',
  async (format) => {
    await fc.assert(
      fc.asyncProperty(fc.array(octets, { minLength: 1, maxLength: 40 }), async (messages) => {
        const mailbox = newMailbox()
        for (const message of messages) await source.client.add(new Uint8Array(message), { mailbox })
        const file = folder.path(`${mailbox}.${format}`)
        expect(await run(['export', '--url', source.url, '--mailbox', mailbox, file])).toMatchObject({
          ...{ code: 0, stdout: '', stderr: expect.stringMatching(/^mailmitt: wrote [\d.]+ (octets|KiB) to /) },
        })
        const imported = await importInto(mailbox, [file])
        expect([imported.code, imported.stderr]).toEqual([0, `mailmitt: ${messages.length} added\n`])
        expect(imported.octets.map((each) => each.toString('hex'))).toEqual(
          messages.map((each) => Buffer.from(each).toString('hex')),
        )
        for (const { origin } of imported.messages) expect(origin).toBe('import')
      }),
      { numRuns: 3 },
    )
  },
)

describe('mailmitt export', () => {
  const mailbox = newMailbox()
  const added = (async () => {
    for (const subject of ['one', 'two']) await source.client.add(mail({ Subject: subject }), { mailbox })
  })()

  test('writes to stdout, what the search finds, from where MAILMITT_URL says', async () => {
    await added
    const args = ['export', '--mailbox', mailbox, '--q', 'subject:two', '--format', 'ndjson']
    const { code, stdout, stderr } = await run(args, { MAILMITT_URL: source.url })
    expect(code, stderr).toBe(0)
    expect((JSON.parse(stdout) as Message).subject).toBe('two')
  })

  test('takes the format from the name of the file', async () => {
    await added
    const file = folder.path('mail.NDJSON')
    expect((await run(['export', '--url', source.url, '--mailbox', mailbox, file])).code).toBe(0)
    expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(2)
  })

  test.each<[string, string[], number, RegExp]>([
    ['a format it does not know', ['--format', 'tar'], 2, /zip, mbox, ndjson/],
    ['a search that has no meaning', ['--url', source.url, '--q', 'larger:x'], 2, /larger/],
    ['a flag of another command', ['--smtp', '1'], 2, /--smtp: export has no such flag/],
    ['two files', ['a', 'b'], 2, /b: export takes one file/],
    ['an address that is none', ['--url', 'mail'], 2, /no address/],
    ['an address where nobody is', ['--url', 'http://127.0.0.1:9'], 1, /127\.0\.0\.1:9\/ does not answer/],
    ['a file that cannot be written', ['--url', source.url, '/nowhere/mail.zip'], 1, /ENOENT/],
  ])('fails with %s', async (_name, args, code, reason) => {
    expect(await run(['export', ...args])).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(reason) })
  })
})

describe('mailmitt import', () => {
  test('takes folders of mails, mbox files and archives by name, and passes over what is none', async () => {
    const path = await put({
      ...{ 'b/2.EML': 'Subject: 2\r\n\r\n', 'a/1.eml': 'Subject: 1\r\n\r\n', 'notes.txt': 'no mail' },
      'c.mbox': `${SEPARATOR}Subject: 3\n\n\n${SEPARATOR}Subject: 4\n\n`,
      'd.zip': zipOf({
        'x/5.eml': 'Subject: 5\r\n\r\n',
        'x/': '',
        'y.txt': 'none',
        '__MACOSX/x/._5.eml': 'none',
        'z.mbox': `${SEPARATOR}Subject: 6`,
      }),
    })
    const { code, stderr, texts } = await importInto(newMailbox(), [path])
    expect(stderr).toBe('mailmitt: 6 added\n')
    expect(code).toBe(0)
    expect(texts.map((text) => text.trim())).toEqual([
      'Subject: 1',
      'Subject: 2',
      'Subject: 3',
      'Subject: 4',
      'Subject: 5',
      'Subject: 6',
    ])
  })

  test('takes a Maildir in the order of delivery, without what is not delivered yet', async () => {
    const path = await put({
      ...{ 'cur/1700000002.M1.host:2,S': 'b', 'new/1700000001.M2.host': 'a', 'new/1700000010.M3.host': 'd', 'cur/.hidden': 'no' },
      ...{
        'tmp/1700000000.x': 'no',
        '.Sent/cur/1700000003.M4.host:2,': 'e',
        '.Sent/new/1700000004.M5.host': 'f',
        'dovecot.index': 'no',
      },
      ...{ 'cur/1700000005.M6.host:2,': 'c' },
    })
    expect((await importInto(newMailbox(), [path])).texts).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
  })

  test('knows by its content what a file is that has another name', async () => {
    const path = await put({
      mbox: `${SEPARATOR}a\n`,
      archive: zipOf({ 'x.eml': 'b' }),
      mail: 'From: c',
      'x.eml': `${SEPARATOR}d`,
    })
    const paths = ['mbox', 'archive', 'mail', 'x.eml'].map((name) => `${path}/${name}`)
    expect((await importInto(newMailbox(), paths)).texts).toEqual(['a', 'b', 'From: c', `${SEPARATOR}d`])
  })

  test('names each file that fails with its reason, and goes on with the others', async () => {
    const large = 'x'.repeat(LIMIT + 1)
    const path = await put({
      ...{ '1.eml': '', '2.eml': large, '3.eml': 'good', '4.zip': 'PK but no archive', '5.mbox': 'no mbox' },
      ...{
        '6.zip': zipOf({ 'large.eml': large, 'good.eml': 'good too' }),
        '7.mbox': `${SEPARATOR}${large}\n${SEPARATOR}good as well\n`,
      },
    })
    const { code, stderr, texts } = await importInto(newMailbox(), [`${path}/none.eml`, path, await put({ 'x.txt': '' })])
    expect(code).toBe(1)
    expect(texts).toEqual(['good', 'good too', 'good as well'])
    const lines = stderr.replaceAll(path, '').split('\n')
    expect(lines).toEqual([
      expect.stringMatching(/none\.eml: ENOENT/),
      expect.stringMatching(/1\.eml: There is no mail/),
      expect.stringMatching(/2\.eml: it is larger than the 100000 octets/),
      expect.stringMatching(/4\.zip: .+/),
      expect.stringMatching(/5\.mbox: it is no mbox file/),
      expect.stringMatching(/6\.zip: large\.eml: it is larger/),
      expect.stringMatching(/7\.mbox: message 1: it is larger/),
      expect.stringMatching(/files \d+: there is no mail in it$/),
      'mailmitt: 3 added, 8 failed',
      '',
    ])
  })

  test('opens no name out of an archive, and shows none that a terminal obeys', async () => {
    const names = [
      '../../../../tmp/up.eml',
      '/etc/root.eml',
      'C:\\x\\y.eml',
      'a\\..\\b.eml',
      '\u001b]0;title\u0007.eml',
      'nul\0.eml',
      '\u202egnp.eml',
    ]
    const files = Object.fromEntries(names.map((name) => [name, 'x']))
    const { code, texts } = await importInto(newMailbox(), [`${await put({ 'x.zip': zipOf(files) })}/x.zip`])
    expect([code, texts]).toEqual([0, names.map(() => 'x')])
    const empty = Object.fromEntries(names.map((name) => [name, '']))
    const failed = await importInto(newMailbox(), [`${await put({ 'x.zip': zipOf(empty) })}/x.zip`])
    expect(failed.stderr.split('\n')).toHaveLength(names.length + 2)
    expect(failed.stderr.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u)
  })

  test('gives up an archive that more comes out of than could be meant, and goes on with the next file', async () => {
    const bomb = Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`${index}.eml`, 'x'.repeat(LIMIT)]))
    const packed = zipOf(bomb)
    expect(packed.length * 200).toBeLessThan(400 * LIMIT)
    const path = await put({
      '1.zip': packed,
      '2.zip': zipOf({ 'x.mbox': `${SEPARATOR}${'y'.repeat(100 * LIMIT)}`, 'z.eml': 'not reached' }),
      '3.eml': 'good',
    })
    const { code, stderr, texts } = await importInto(newMailbox(), [path])
    expect([code, texts.at(-1)]).toEqual([1, 'good'])
    const lines = stderr.trimEnd().split('\n')
    expect(lines).toEqual([
      expect.stringMatching(/1\.zip: \d+\.eml: more than 200 times its size comes out of it/),
      expect.stringMatching(/x\.mbox: more than 200 times/),
      `mailmitt: ${texts.length} added, 2 failed`,
    ])
    // One for each whole file of what 200 times its size allows.
    expect(texts.length).toBeLessThan((packed.length * 200) / LIMIT + 2)
  })

  test('goes on beside a folder that cannot be read', async () => {
    const path = await put({ 'a/x.eml': 'no', 'b/x.eml': 'good' })
    await chmod(folder.path(), 0o755)
    await chmod(`${path}/a`, 0)
    const uid = process.getuid?.() === 0 ? NOBODY : undefined
    const program = runProgram(['import', '--url', target.url, path], { uid })
    expect([await program.exitCode, program.log().replaceAll(path, '')]).toEqual([
      1,
      expect.stringMatching(/^mailmitt: \/a: EACCES.+\nmailmitt: 1 added, 1 failed\n$/),
    ])
  })

  test('stops where the next mail would be answered the same, and says so', async () => {
    await using full = await startApp({ flags: ['--max-storage', '10k'] })
    const { id } = await full.client.add('x'.repeat(9000))
    await full.client.patch({ select: { ids: [id] }, set: { pinned: true } })
    const path = await put({ '1.eml': 'y'.repeat(2000), '2.eml': 'y'.repeat(2000) })
    const { code, stderr } = await run(['import', '--url', full.url, path])
    expect(code).toBe(1)
    expect(stderr).toMatch(/^mailmitt: .+1\.eml: .+ nothing behind it was tried\nmailmitt: 0 added, 1 failed\n$/)
  })

  test('gives up when nobody answers', async () => {
    const path = await put({ '1.eml': 'a', '2.eml': 'b' })
    const { code, stderr } = await run(['import', '--url', 'http://127.0.0.1:9', path])
    expect(code).toBe(1)
    expect(stderr).toMatch(/^mailmitt: http:\/\/127\.0\.0\.1:9\/ does not answer: .+\nmailmitt: 0 added, 1 failed\n$/)
  })

  test.each<[string[], RegExp]>([
    [[], /name at least one file/],
    [['--q', 'x', 'y'], /--q: import has no such flag; it has --mailbox, --url/],
  ])('does not understand %j', async (args, reason) => {
    expect(await run(['import', ...args])).toMatchObject({ code: 2, stderr: expect.stringMatching(reason) })
  })
})
