/** `mailmitt sendmail` where programs expect /usr/sbin/sendmail. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { hostname } from 'node:os'
import { Readable } from 'node:stream'
import { text as readText } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { createTransport } from 'nodemailer'
import { afterAll, describe, expect, test } from 'vitest'
import { readMailInput, untilDot } from '../../server/cli/sendmail/mail-input.ts'
import { readAddresses, recipientsOfHeader, withoutBlindRecipients } from '../../server/cli/sendmail/recipients.ts'
import { parseSendmailOptions } from '../../server/config/sendmail-options.ts'
import type { Message } from '../../shared/model/message.ts'
import { runProgram, type StartOptions, startApp } from '../harness/app.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

const app = await startApp({ flags: ['--max-message-size', '6MiB', '--max-recipients', '3'] })
const folder = await temporaryFolder()
afterAll(async () => {
  await Promise.all([app[Symbol.asyncDispose](), folder[Symbol.asyncDispose]()])
})

const SMTP = `${app.smtp.host}:${app.smtp.port}`
const program = fileURLToPath(new URL('../../server/main.ts', import.meta.url))
/** Fields that sendmail would add. */
const WHOLE = 'From: app@a.test\nDate: Mon, 4 May 2026 13:07:00 +0000\nMessage-ID: <1@a.test>\n'
const WHOLE_OCTETS = WHOLE.replaceAll('\n', '\r\n')

async function sendmail(args: readonly string[], stdin: string | Uint8Array, env: StartOptions['env'] = { MAILMITT_SMTP: SMTP }) {
  const run = runProgram(['sendmail', ...args], { stdin, env: { TMPDIR: folder.path(), ...env } })
  return { code: await run.exitCode, stdout: run.stdout(), stderr: run.log() }
}

/** @returns the message that came of it, with its octets */
async function delivered(args: readonly string[], stdin: string | Uint8Array): Promise<Message & { octets: string }> {
  const after = await app.client.cursor()
  expect(await sendmail(args, stdin)).toEqual({ code: 0, stdout: '', stderr: '' })
  return arrived(after)
}

async function arrived(after: string): Promise<Message & { octets: string }> {
  const { messages } = await app.client.list({ after })
  expect(messages).toHaveLength(1)
  const message = await app.client.get(messages[0]?.id ?? '')
  return { ...message, octets: Buffer.from(await app.client.raw(message.id)).toString('latin1') }
}

describe('the mail', () => {
  test('is kept as it was written, with CRLF, when nothing is missing', async () => {
    const { octets, envelope, session } = await delivered(
      ['-i', '-f', 'b@a.test', 'ann@x.test'],
      `${WHOLE}To: Ann\n\n.\n..\n\u00e9\r\nend`,
    )
    expect(Buffer.from(octets, 'latin1').toString()).toBe(`${WHOLE_OCTETS}To: Ann\r\n\r\n.\r\n..\r\n\u00e9\r\nend\r\n`)
    expect(envelope).toMatchObject({ reversePath: 'b@a.test', forwardPaths: ['ann@x.test'] })
    expect(session?.heloName).toBe(hostname())
  })

  test('gets the fields that sendmail gives, behind its own', async () => {
    const { octets, envelope } = await delivered(['-F', 'Zoë "Z"', 'root'], 'Subject: x\n\nbody\n')
    expect(octets).toMatch(
      /^Subject: x\r\nFrom: =\?UTF-8\?Q\?[^ ]+\?= <[^@>]+@[^>]+>\r\nDate: \w{3}, \d\d \w{3} \d{4} [\d:]{8} \+0000\r\nMessage-ID: <\w{20}@[^>]+>\r\n\r\nbody\r\n$/,
    )
    expect(envelope.forwardPaths).toEqual([`root@${hostname()}`])
    expect(envelope.reversePath).toMatch(`@${hostname()}`)
  })

  test('that has no header section has it all as body', async () => {
    const { octets } = await delivered(['-F', 'A "B"', '-fcron@x.test', 'ann@x.test'], 'job done: 3 files\nnot a: field\n')
    expect(octets).toMatch(/^From: "A \\"B\\"" <cron@x\.test>\r\n[\s\S]+\r\n\r\njob done: 3 files\r\nnot a: field\r\n$/)
  })

  test('ends at a line with a dot, but not with -i or -oi', async () => {
    const text = `${WHOLE}\none\n.\ntwo\n`
    expect((await delivered(['ann@x.test'], text)).octets).toBe(`${WHOLE_OCTETS}\r\none\r\n`)
    for (const flag of ['-i', '-oi', '-ti'])
      expect((await delivered([flag, 'ann@x.test'], text)).octets).toMatch(/\r\n\.\r\ntwo\r\n$/)
  })

  test('may be large, and its end may be missing', async () => {
    const line = `${'x'.repeat(76)}\n`
    const { sizeOctets } = await delivered(['-i', 'ann@x.test'], `${WHOLE}\n${line.repeat(70_000)}`)
    expect(sizeOctets).toBe(WHOLE_OCTETS.length + 2 + 78 * 70_000)
    expect((await delivered(['-t'], `${WHOLE}To: ann@x.test`)).octets).toBe(`${WHOLE_OCTETS}To: ann@x.test\r\n\r\n`)
  })
})

describe('-t', () => {
  test('takes To, Cc and Bcc besides the words, each once, and takes the Bcc field out', async () => {
    const { octets, envelope, bcc } = await delivered(
      ['-t', 'Ann <ann@x.test>'],
      `To: "Carter, Ann" <ann@x.test>,\n bob@x.test\nBCC: eve@x.test,\n\tbob@x.test\n${WHOLE}\nbody\n`,
    )
    expect(envelope.forwardPaths).toEqual(['ann@x.test', 'bob@x.test', 'eve@x.test'])
    expect(bcc).toEqual([{ displayName: '', addrSpec: 'eve@x.test' }])
    expect(octets).toBe(`To: "Carter, Ann" <ann@x.test>,\r\n bob@x.test\r\n${WHOLE_OCTETS}\r\nbody\r\n`)
  })

  test('takes the recipients of a mail that is sent again from its Resent fields (RFC 5322 §3.6.6)', () => {
    const fields = ['To: ann@x.test\n', 'Resent-To: bob@x.test\n', 'Resent-Bcc: g: eve@x.test, root;\n']
    expect(recipientsOfHeader(fields, 'host')).toEqual(['bob@x.test', 'eve@x.test', 'root@host'])
    expect(withoutBlindRecipients(fields)).toEqual(fields.slice(0, 2))
  })

  test('is what leaves a Bcc field alone when it is absent', async () => {
    expect((await delivered(['ann@x.test'], `${WHOLE}Bcc: eve@x.test\n\n`)).octets).toContain('Bcc: eve@x.test\r\n')
  })
})

test('-bs speaks SMTP on stdin and stdout', async () => {
  const after = await app.client.cursor()
  const dialogue = `EHLO x.test\r\nMAIL FROM:<a@x.test>\r\nRCPT TO:<b@x.test>\r\nDATA\r\n${WHOLE_OCTETS}\r\nhi\r\n.\r\nQUIT\r\n`
  const { code, stdout, stderr } = await sendmail(['-bs'], dialogue)
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout.split('\n').map((line) => line.slice(0, 3))).toEqual(expect.arrayContaining(['220', '354', '221']))
  expect((await arrived(after)).octets).toBe(`${WHOLE_OCTETS}\r\nhi\r\n`)
})

describe('finds where SMTP listens', () => {
  test.each<[string, string[], StartOptions['env']]>([
    ['from --smtp', ['--smtp', SMTP], { MAILMITT_SMTP: '127.0.0.1:9' }],
    ['from the address of the API', [], { MAILMITT_URL: app.url }],
    ['from --url, which goes before the variables', [`--url=${app.url}`], { MAILMITT_SMTP: '127.0.0.1:9' }],
  ])('%s', async (_name, args, env) => {
    expect(await sendmail([...args, 'ann@x.test'], WHOLE, env)).toMatchObject({ code: 0, stderr: '' })
  })

  test('of the one that runs here', async () => {
    await using here = await startApp({ env: { TMPDIR: folder.path() } })
    expect(await sendmail(['ann@x.test'], WHOLE, {})).toMatchObject({ code: 0, stderr: '' })
    expect((await here.client.list()).total).toBe(1)
  })
})

describe('the exit code, of sysexits.h, is', () => {
  test.each<[number, string, string[], string, RegExp, StartOptions['env']?]>([
    [64, 'for an option that is none', ['-Z'], '', /-Z is no option/],
    [64, 'for a mode that needs a queue', ['-bp'], '', /-bp/],
    [64, 'for no recipient', [], WHOLE, /name a recipient/],
    [64, 'for no recipient in the mail', ['-t'], WHOLE, /names no recipient/],
    [65, 'for an address that no line of SMTP can carry', ['"a<b"@x.test'], WHOLE, /Invalid recipient/],
    [67, 'for a recipient that is refused', ['ok@x.test', '@'], WHOLE, /recipient|RCPT|path/i],
    [69, 'for a mail that is refused', ['ann@x.test'], `${WHOLE}\n${'x'.repeat(7 * 2 ** 20)}`, /552|maximum size/],
    [69, 'for more recipients than are taken', ['a@x.test', 'b@x.test', 'c@x.test', 'd@x.test'], WHOLE, /452|recipient/i],
    [69, 'when nobody answers', ['ann@x.test'], WHOLE, /no SMTP at 127\.0\.0\.1 port 9/, { MAILMITT_SMTP: '127.0.0.1:9' }],
    [69, 'when nobody runs here', ['ann@x.test'], WHOLE, /does not answer/, { MAILMITT_URL: 'http://127.0.0.1:9' }],
  ])('%s %s', async (code, _name, args, stdin, reason, env) => {
    expect(await sendmail(args, stdin, env)).toEqual({ code, stdout: '', stderr: expect.stringMatching(reason) })
  })

  test('69 when the server goes away in the middle of the dialogue', async () => {
    const server = createServer((socket) => {
      socket.write('220 x\r\n')
      socket.once('data', () => socket.destroy())
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as { port: number }
    expect((await sendmail(['ann@x.test'], WHOLE, { MAILMITT_SMTP: `127.0.0.1:${port}` })).code).toBe(69)
    server.close()
  })
})

test('a link called sendmail is sendmail, for what runs /usr/sbin/sendmail', async () => {
  const link = folder.path('sendmail')
  await symlink(program, link)
  const after = await app.client.cursor()
  // As the mail library of Ruby on Rails does, from a shell.
  const child = spawn('sh', ['-c', '"$0" "$1" -i -f from@a.test -- ann@x.test', process.execPath, link], {
    env: { PATH: process.env.PATH ?? '', MAILMITT_SMTP: SMTP },
    stdio: ['pipe', 'inherit', 'inherit'],
  })
  child.stdin.end(`${WHOLE}\nhi\n`)
  expect(await once(child, 'close')).toEqual([0, null])
  expect((await arrived(after)).envelope).toMatchObject({ reversePath: 'from@a.test', forwardPaths: ['ann@x.test'] })
})

test('Python hands a mail over as to sendmail', async () => {
  const after = await app.client.cursor()
  const script = `
import subprocess, sys
from email.message import EmailMessage
m = EmailMessage()
m['From'], m['To'], m['Bcc'], m['Subject'] = 'app@a.test', 'Zoë <zoe@x.test>', 'eve@x.test', 'Grüße'
m.set_content('Hallo\\n.\\nZoë\\n')
sys.exit(subprocess.run(sys.argv[1:] + ['sendmail', '-t', '-oi'], input=bytes(m)).returncode)`
  const child = spawn('python3', ['-c', script, process.execPath, program], {
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', MAILMITT_SMTP: SMTP },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  expect(await once(child, 'close')).toEqual([0, null])
  expect(await arrived(after)).toMatchObject({
    ...{ subject: 'Grüße', text: 'Hallo\n.\nZoë\n', bcc: [{ addrSpec: 'eve@x.test' }] },
    envelope: { forwardPaths: ['zoe@x.test', 'eve@x.test'] },
  })
})

test('Nodemailer hands a mail over as to sendmail', async () => {
  const wrapper = folder.path('sendmail.sh')
  await writeFile(wrapper, `#!/bin/sh\nexec '${process.execPath}' '${program}' sendmail --smtp ${SMTP} "$@"\n`, { mode: 0o755 })
  const after = await app.client.cursor()
  await createTransport({ sendmail: true, path: wrapper }).sendMail({
    ...{ from: 'app@a.test', to: 'zoë@x.test', bcc: 'eve@x.test', subject: 'Hi', text: '.\nend' },
  })
  expect(await arrived(after)).toMatchObject({
    ...{ subject: 'Hi', text: '.\nend\n' },
    envelope: { reversePath: 'app@a.test', forwardPaths: ['zoë@x.test', 'eve@x.test'] },
  })
})

describe('the options', () => {
  test.each([
    [['-ti'], { takesRecipientsOfHeader: true, ignoresDots: true }],
    [['-o', 'i', '-oem', '-odb', '-N', 'never', '-R', 'full', '-q30m', '-d0.1', '-v'], { ignoresDots: true, recipients: [] }],
    [['-fa@x', '-r', 'b@x', '-FAnn B'], { reversePath: 'b@x', fullName: 'Ann B' }],
    [['-f', ''], { reversePath: '' }],
    [['-bm', '-B8BITMIME', 'a@x', '-i', '--', '-t'], { recipients: ['a@x', '-t'], takesRecipientsOfHeader: false }],
    [['-b', 's', '--smtp=h:1', '--url', 'u'], { speaksSmtp: true, smtp: 'h:1', url: 'u' }],
  ])('%j are read as getopt does', (args, expected) => {
    expect(parseSendmailOptions(args)).toMatchObject(expected)
  })

  test.each([['-f'], ['-tZ'], ['-bd'], ['--smtp'], ['--from=x']])('%s is a fault', (arg) => {
    expect(parseSendmailOptions([arg])).toEqual(expect.any(String))
  })
})

describe('what reads the mail', () => {
  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom('To: a@x.test', 'Bcc:b@x', ' c', '\n', '\r\n', '.', '\n.\n', '\n\n', ':', 'From x', '\r'),
      fc.string(),
    ),
    { maxLength: 30 },
  )
  async function* pour(texts: readonly string[]) {
    for (const text of texts) yield Buffer.from(text)
  }
  const collect = (stream: AsyncIterable<Uint8Array>) => readText(Readable.from(stream, { objectMode: false }))

  test('ends at the first line that is a dot, however it comes in pieces', async () => {
    await fc.assert(
      fc.asyncProperty(pieces, async (texts) => {
        const text = texts.join('')
        const dot = /(^|\n)\.\r?(?:\n|$)/.exec(text)
        expect(await collect(untilDot(pour(texts)))).toBe(dot ? text.slice(0, dot.index + (dot[1] ?? '').length) : text)
      }),
    )
  })

  test('loses nothing, and takes for fields what are such, however it comes in pieces', async () => {
    await fc.assert(
      fc.asyncProperty(pieces, async (texts) => {
        const { fields, body } = await readMailInput(pour(texts))
        const section = Buffer.from(fields.join(''), 'latin1').toString()
        const strip = (text: string) => text.replace(/^From [^\n]*(\n|$)/, '').replaceAll(/[\r\n]/g, '')
        expect(strip(section) + strip(`\n${await collect(body)}`)).toBe(strip(texts.join('')))
        for (const field of fields) expect(field).toMatch(/^[!-9;-~]+[ \t]*:(?:[^\n]*\n[ \t])*[^\n]*\n$/)
        recipientsOfHeader(fields, 'host')
      }),
    )
  })

  test('reads a header section without end in time', async () => {
    async function* endless() {
      for (let i = 0; i < 200; i++) yield Buffer.alloc(65_536, 'x')
    }
    const { body, isCut } = await readMailInput(endless())
    expect([isCut, (await collect(body)).length]).toEqual([true, 200 * 65_536])
  })

  test('reads any options and addresses without a fault', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string(),
            fc.string().map((text) => `-${text}`),
          ),
        ),
        fc.string(),
        (args, text) => {
          parseSendmailOptions(args)
          for (const address of readAddresses(text, 'host')) expect(address).toContain('@')
        },
      ),
    )
  })
})
