/** `mailmitt list`, `show`, `raw`, `delete`, `send` and `sessions`, as a shell and a person at a terminal have them. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ListedMessage, Message } from '../../shared/model/message.ts'
import type { ListedSession, Session } from '../../shared/model/session.ts'
import { runProgram, type StartOptions, startApp } from '../harness/app.ts'
import { mail } from '../harness/mail.ts'
import { deliver, openSmtp } from '../harness/smtp.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

const app = await startApp()
const folder = await temporaryFolder()
afterAll(async () => {
  await Promise.all([app[Symbol.asyncDispose](), folder[Symbol.asyncDispose]()])
})

const HOSTILE = '\u001b]0;title\u0007\u202egnp\u009b31m'
const CONTROLS = /(?!\n)[\p{Cc}\p{Bidi_Control}]/u
const OCTETS = Buffer.from('Subject: latin\r\nContent-Type: text/plain\r\n\r\n\u00e9\0\u001b[31m bare\nend', 'latin1')

/** On the app of this file, unless `--url` says otherwise. */
async function run(args: readonly string[], how: Pick<StartOptions, 'env' | 'stdin' | 'within'> = {}) {
  const program = runProgram(args, { ...how, env: { TMPDIR: folder.path(), MAILMITT_URL: app.url, TZ: 'UTC', ...how.env } })
  return { code: await program.exitCode, stdout: program.stdout(), stderr: program.log() }
}

/** With a terminal for stdout and stderr. */
const ON_TERMINAL = ['python3', '-c', 'import os,pty,sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))']

const ids: string[] = []
beforeAll(async () => {
  const { client } = app
  const mails = [
    mail({ From: 'Ann <ann@a.test>', To: 'bob@b.test', Subject: 'First' }, 'Your code is 482915.\r\n'),
    mail({ From: `"${HOSTILE}" <h@a.test>`, To: 'bob@b.test', Subject: `x${HOSTILE}y` }, `text ${HOSTILE}\r\nnext\r\n`),
    OCTETS,
  ]
  for (const each of mails)
    ids.push((await client.add(each, { mailbox: 'read', mailFrom: 'app@a.test', rcptTo: ['bob@b.test'] })).id)
})

describe('mailmitt list', () => {
  test('has a line for each message, the newest first', async () => {
    const { code, stdout, stderr } = await run(['list', '--mailbox', 'read'])
    expect([code, stderr]).toEqual([0, ''])
    const lines = stdout.split('\n')
    expect(lines.map((line) => line.split(' ')[0])).toEqual(ids.toReversed())
    expect(lines[2]).toMatch(/^\w{20} {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}ann@a\.test +bob@b\.test +First$/)
    expect(stdout).not.toMatch(CONTROLS)
  })

  test('is JSON for programs, an object on each line, also beyond a page of the server', async () => {
    for (let i = 0; i < 210; i++) await app.client.add(mail({ Subject: `n${i}` }), { mailbox: 'many' })
    const { code, stdout } = await run(['list', '--json', '--mailbox', 'many', '--limit', 'all', '--fields', 'text'])
    expect(code).toBe(0)
    const messages = stdout.split('\n').map((line) => JSON.parse(line) as ListedMessage)
    expect(messages.map(({ subject }) => subject)).toEqual(Array.from({ length: 210 }, (_, i) => `n${209 - i}`))
    expect(messages[0]?.text).toContain('Hello')
    expect((await run(['list', '--json', '--mailbox', 'many', '--limit', '205'])).stdout.split('\n')).toHaveLength(205)
  })

  test('has the times of the zone that is asked for', async () => {
    const [utc = '', kolkata = ''] = await Promise.all(
      ['UTC', 'Asia/Kolkata'].map(
        async (zone) => /\d{4}-\S+ \S+/.exec((await run(['list', '--limit', '1', '--tz', zone])).stdout)?.[0],
      ),
    )
    expect(Date.parse(`${kolkata}Z`) - Date.parse(`${utc}Z`)).toBe(5.5 * 3_600_000)
  })

  test('ends with 1 when nothing matches, and says so', async () => {
    expect(await run(['list', '--q', 'subject:nowhere'])).toEqual({
      ...{ code: 1, stdout: '', stderr: 'mailmitt: no message matches subject:nowhere\n' },
    })
  })
})

describe('mailmitt show', () => {
  test('tells of one message what there is', async () => {
    const { code, stdout } = await run(['show', ids[0] ?? ''])
    expect(code).toBe(0)
    for (const line of ['From:       Ann <ann@a.test>', 'Code:       482915', 'Envelope:   <app@a.test> to <bob@b.test>'])
      expect(stdout.split('\n')).toContain(line)
    expect(stdout).toMatch(/\n\nYour code is 482915\.$/)
  })

  test('shows nothing that a terminal obeys, and the lines of the text', async () => {
    const { stdout } = await run(['show', ids[1] ?? ''])
    expect(stdout).not.toMatch(CONTROLS)
    expect(stdout).toMatch(/text .*gnp.*\nnext$/)
  })

  test('is the whole message as JSON, the newest that a search finds, with nothing to obey in it', async () => {
    const { stdout } = await run(['show', '--json', '--q', 'from:h@a.test', '--mailbox', 'read'])
    expect(stdout).not.toMatch(CONTROLS)
    expect(JSON.parse(stdout)).toEqual(await app.client.get(ids[1] ?? ''))
    expect((JSON.parse(stdout) as Message).text).toContain('\u001b')
  })

  test.each([
    ['an id that is not there', ['show', 'nothing'], 1, /nothing/],
    ['a search that finds none', ['show', '--q', 'subject:nowhere'], 1, /no message|nothing/i],
    ['an id and a search', ['show', 'x', '--q', 'y'], 2, /not both/],
    ['two ids', ['show', 'a', 'b'], 2, /b: show takes one id/],
    ['a search that has no meaning', ['list', '--q', 'larger:x'], 2, /larger/],
    ['a limit that is none', ['list', '--limit', '0'], 2, /--limit takes/],
    ['a zone that is none', ['list', '--tz', 'Nowhere'], 2, /--tz takes/],
    ['an outcome that is none', ['sessions', '--outcome', 'lost'], 2, /outcome/],
    ['a switch with a value', ['list', '--json=yes'], 2, /--json: takes no value/],
    ['a flag of another command', ['list', '--all'], 2, /--all: list has no such flag/],
    ['nobody there', ['list', '--url', 'http://127.0.0.1:9'], 1, /does not answer/],
    ['an address that is none', ['list', '--url', 'mail'], 2, /no address/],
  ] as const)('fails with %s', async (_name, args, code, reason) => {
    expect(await run(args)).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(reason) })
  })
})

describe('mailmitt raw', () => {
  test('writes every octet into a pipe', async () => {
    const program = runProgram(['raw', ids[2] ?? '', '--url', app.url])
    const pieces: Buffer[] = []
    program.process.stdout?.on('data', (piece: Buffer) => pieces.push(piece))
    expect([await program.exitCode, program.log()]).toEqual([0, ''])
    expect(Buffer.concat(pieces).equals(OCTETS)).toBe(true)
  })

  test('leaves out on a terminal what it would obey', async () => {
    const { code, stdout } = await run(['raw', ids[2] ?? ''], { within: ON_TERMINAL })
    expect([code, stdout]).toEqual([0, expect.stringContaining('Subject: latin')])
    expect(stdout.replaceAll('\r', '')).not.toMatch(CONTROLS)
  })
})

describe('colour', () => {
  const COLOURED = '\u001b['
  test('is for terminals, and for nobody who says NO_COLOR', async () => {
    const env = { TERM: 'xterm' }
    expect((await run(['list'], { env, within: ON_TERMINAL })).stdout).toContain(COLOURED)
    expect((await run(['list'], { env: { ...env, NO_COLOR: '1' }, within: ON_TERMINAL })).stdout).not.toContain(COLOURED)
    expect((await run(['list'], { env: { ...env, FORCE_COLOR: '1' } })).stdout).not.toContain(COLOURED)
  })
})

describe('mailmitt delete', () => {
  const add = async (mailbox: string) => (await app.client.add(mail({ Subject: 'gone' }), { mailbox })).id

  test('takes away what is named by id, and says when one is not there', async () => {
    const [one, two] = [await add('del'), await add('del')]
    expect(await run(['delete', one, two])).toMatchObject({ code: 0, stdout: '2 deleted' })
    expect(await run(['delete', one, await add('del')])).toEqual({
      ...{ code: 1, stdout: '1 deleted', stderr: 'mailmitt: 1 of the ids is not there\n' },
    })
  })

  test('takes more ids than one call of the API', async () => {
    const many = await Promise.all(Array.from({ length: 201 }, () => add('del many')))
    expect(await run(['delete', '--json', ...many])).toMatchObject({ code: 0, stdout: '{"removed":201}' })
  })

  test('takes what a search finds, or all of a mailbox', async () => {
    for (const mailbox of ['del one', 'del one', 'del two']) await add(mailbox)
    expect((await run(['delete', '--q', 'subject:gone', '--mailbox', 'del one'])).stdout).toBe('2 deleted')
    expect((await run(['delete', '--all', '--mailbox', 'del two'])).stdout).toBe('1 deleted')
    expect(await run(['delete', '--all', '--mailbox', 'del two'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/nothing to delete/),
    })
  })

  test.each([[[]], [['--mailbox', 'read']], [['x', '--all']], [['--all', '--q', 'x']]])(
    'does nothing when told %j',
    async (args) => {
      expect(await run(['delete', ...args])).toMatchObject({ code: 2, stdout: '' })
      expect((await app.client.list({ mailbox: 'read' })).total).toBe(3)
    },
  )
})

describe('mailmitt send', () => {
  test('composes what the flags say, and prints the id', async () => {
    const file = folder.path('terms ü.txt')
    await writeFile(file, 'Terms')
    const { code, stdout } = await run(
      [
        ...['send', '--from', 'App <app@a.test>', '--to', 'Ann <ann@x.test>', '--to=bob@x.test', '--bcc', 'eve@x.test'],
        ...[
          '--subject',
          'Grüße',
          '--html',
          '-',
          '--text',
          'plain',
          '--header',
          'X-Tags: hello',
          '--attach',
          file,
          '--mailbox',
          'sent',
        ],
      ],
      { stdin: '<p>Hallo</p>' },
    )
    expect(code).toBe(0)
    expect(await app.client.get(stdout)).toMatchObject({
      ...{ mailbox: 'sent', subject: 'Grüße', text: expect.stringMatching(/^plain/), html: '<p>Hallo</p>', tags: ['hello'] },
      envelope: { reversePath: 'app@a.test', forwardPaths: ['ann@x.test', 'bob@x.test', 'eve@x.test'] },
      attachments: [{ filename: 'terms ü.txt', contentType: 'text/plain', sizeOctets: 5 }],
    })
  })

  test.each([
    ['no sender', ['--to', 'a@x.test'], 2, /--from/],
    ['no recipient', ['--from', 'a@x.test'], 2, /--to/],
    ['a header that is none', ['--from', 'a@x.test', '--to', 'a@x.test', '--header', 'x'], 2, /--header/],
    ['a file that is not there', ['--from', 'a@x.test', '--to', 'a@x.test', '--attach', '/nowhere'], 1, /ENOENT/],
  ] as const)('fails with %s', async (_name, args, code, reason) => {
    expect(await run(['send', ...args])).toMatchObject({ code, stdout: '', stderr: expect.stringMatching(reason) })
  })
})

describe('mailmitt sessions', () => {
  test('lists them with outcome and reason, and tells the dialogue of one', async () => {
    {
      await using smtp = await openSmtp(app.smtp)
      await deliver(smtp, mail({ Subject: 'over SMTP' }))
      await smtp.say('QUIT')
    }
    {
      await using smtp = await openSmtp(app.smtp)
      await smtp.say('EHLO refused.test')
      await smtp.say('MAIL FROM:nobody')
      await smtp.say('QUIT')
    }
    const { code, stdout } = await run(['sessions', '--outcome', 'refused'])
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^\w+ {2}.+127\.0\.0\.1 +smtp +refused\.test +refused +0 messages {2}.+$/),
    ])
    const json = (await run(['sessions', '--json'])).stdout.split('\n').map((line) => JSON.parse(line) as ListedSession)
    expect(json.map(({ outcome }) => outcome)).toEqual(['refused', 'accepted'])
    const [id = ''] = stdout.split(' ')
    expect((await run(['sessions', id])).stdout).toMatch(/ms {2}S: 220 .+\n.+C: EHLO refused\.test\n[\s\S]+C: MAIL FROM:nobody/)
    const session = JSON.parse((await run(['sessions', '--json', id])).stdout) as Session
    expect(session.reason).toBe(json[0]?.reason)
    expect(await run(['sessions', '--outcome', 'aborted'])).toMatchObject({
      code: 1,
      stderr: 'mailmitt: no session ended aborted\n',
    })
  })
})

test.each(['export', 'list --json --limit all', 'raw'])('%s ends quietly when its reader has seen enough', async (command) => {
  const subject = 'x'.repeat(900)
  if (command === 'export') for (let i = 0; i < 300; i++) await app.client.add(mail({ Subject: subject }), { mailbox: 'pipe' })
  if (command === 'raw')
    await app.client.add(mail({ Subject: 'large' }, `${'y'.repeat(70)}\r\n`.repeat(30_000)), { mailbox: 'pipe' })
  const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url))
  const script = `set -o pipefail; "$0" "$1" ${command} --mailbox pipe --url "$2" | head -c 10 > /dev/null`
  const shell = spawn('bash', ['-c', script, process.execPath, main, app.url], { stdio: ['ignore', 'ignore', 'pipe'] })
  let stderr = ''
  shell.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  expect([...(await once(shell, 'close')), stderr]).toEqual([0, null, ''])
})

describe('help', () => {
  test.each([
    [['help', 'list'], /^mailmitt list \[flags\]: messages[\s\S]+--limit count\|all[\s\S]+Examples/],
    [['show', '--help'], /^mailmitt show \[id\] \[flags\]/],
    [['help', 'sendmail'], /^mailmitt sendmail [\s\S]+-t +recipients[\s\S]+64 /],
    [['sendmail', '--help'], /^mailmitt sendmail /],
    [['help'], /mailmitt sessions \[id\]/],
    [['help', 'serve'], /--smtp host:port/],
  ])('%j', async (args, text) => {
    expect(await run(args)).toEqual({ code: 0, stdout: expect.stringMatching(text), stderr: '' })
  })

  test('knows what there is not', async () => {
    expect(await run(['help', 'sned'])).toMatchObject({ code: 2, stderr: expect.stringMatching(/sned: no such command/) })
  })
})
