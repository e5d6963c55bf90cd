import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { SETTING_NAMES, variableOf } from '../../server/config/settings.ts'
import type { ServerInfo } from '../../shared/model/server-info.ts'
import { runProgram, startApp } from '../harness/app.ts'
import { send } from '../harness/http.ts'
import { deliver, openSmtp } from '../harness/smtp.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

const FREE = ['--smtp', '127.0.0.1:0', '--http', '127.0.0.1:0', '--database', ':memory:']
const version = (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version
const hasIpv6 = Object.values(networkInterfaces())
  .flat()
  .some((address) => address?.address === '::1')

/** Runs to its end. */
async function finish(args: readonly string[], env: Record<string, string> = {}) {
  const program = runProgram(args, { env })
  const code = await program.exitCode
  return { code, stdout: program.stdout(), stderr: program.log() }
}

describe('the ready line', () => {
  test('is said once, when every listener accepts, and is all that is ever on stdout', async () => {
    const program = runProgram([...FREE, '--log-level', 'debug'])
    const line = await program.firstLine
    const [, smtpPort, url = ''] = /^mailmitt ready smtp=127\.0\.0\.1:(\d+) http=(http:\/\/127\.0\.0\.1:\d+)$/.exec(line) ?? []
    await using smtp = await openSmtp({ host: '127.0.0.1', port: Number(smtpPort) })
    await deliver(smtp, 'Subject: x\r\n\r\nx\r\n')
    expect((await send(`${url}/api/messages`)).status).toBe(200)
    await send(`${url}/api/nothing`)
    program.process.kill('SIGTERM')
    expect([await program.exitCode, program.stdout()]).toEqual([0, line])
  })

  test('names each port for mail clients, those of TLS too, and info tells the same', async () => {
    const names = ['smtps', 'imap', 'imaps', 'pop3', 'pop3s']
    const program = runProgram([...FREE, '--tls', ...names.flatMap((name) => [`--${name}`, '127.0.0.1:0'])])
    const said = new Map((await program.firstLine).split(' ').map((pair) => pair.split('=') as [string, string]))
    expect([...said.keys()]).toEqual(['mailmitt', 'ready', 'smtp', 'http', ...names])
    const { listeners } = (await (await fetch(`${said.get('http')}/api/info`)).json()) as ServerInfo
    expect(listeners.map(({ protocol, security, port }) => [protocol, security, port])).toEqual(
      [
        ['smtp', 'starttls'],
        ['smtps', 'tls'],
        ['imap', 'starttls'],
        ['imaps', 'tls'],
        ['pop3', 'starttls'],
        ['pop3s', 'tls'],
        ['http', 'none'],
      ].map(([name = '', security]) => [name, security, Number(/\d+$/.exec(said.get(name) ?? '')?.[0])]),
    )
    program.process.kill('SIGTERM')
    expect(await program.exitCode).toBe(0)
  })

  test('names no port that is off, with TLS neither', async () => {
    await using app = await startApp({ flags: ['--tls', '--imap', '127.0.0.1:0', '--imaps', 'off', '--pop3', 'off'] })
    const { listeners } = await app.client.info()
    expect(listeners.map(({ protocol }) => protocol)).toEqual(['smtp', 'smtps', 'imap', 'http'])
  })

  test.runIf(hasIpv6)('says 127.0.0.1 for localhost, which listens on ::1 too, also on a port it found itself', async () => {
    const program = runProgram(['--smtp', 'localhost:0', '--http', 'LocalHost:0', '--database', ':memory:'])
    const [, smtpPort, httpPort] =
      /^mailmitt ready smtp=127\.0\.0\.1:(\d+) http=http:\/\/127\.0\.0\.1:(\d+)$/.exec(await program.firstLine) ?? []
    for (const host of ['127.0.0.1', '::1']) {
      await using smtp = await openSmtp({ host, port: Number(smtpPort) })
      expect(smtp.greeting).toMatch(/^220 /)
      expect((await send(`http://${host === '::1' ? '[::1]' : host}:${httpPort}/api/info`)).status).toBe(200)
    }
    program.process.kill('SIGTERM')
    expect(await program.exitCode).toBe(0)
  })

  test.runIf(hasIpv6)('of a literal address is that address alone', async () => {
    const program = runProgram(['--smtp', '[::1]:0', '--http', '127.0.0.1:0', '--database', ':memory:'])
    const [, smtpPort, httpPort] =
      /^mailmitt ready smtp=\[::1\]:(\d+) http=http:\/\/127\.0\.0\.1:(\d+)$/.exec(await program.firstLine) ?? []
    for (const [host, port] of [
      ['127.0.0.1', smtpPort],
      ['::1', httpPort],
    ] as const) {
      const refused = connect({ host, port: Number(port) })
      expect(await once(refused, 'error')).toMatchObject([{ code: 'ECONNREFUSED' }])
    }
    program.process.kill('SIGTERM')
    expect(await program.exitCode).toBe(0)
  })
})

describe('what it cannot have ends it with 1 and one sentence, and it holds nothing then:', () => {
  test.each([
    ['smtp', ''],
    ['http', ''],
    ['imap', ', or do without by --imap off'],
    ['pop3', ', or do without by --pop3 off'],
  ])('a port of %s that is in use', async (which, orNone) => {
    await using folder = await temporaryFolder()
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const database = ['--database', folder.path('mail.db')]
    const { code, stdout, stderr } = await finish([...FREE, ...database, `--${which}`, `127.0.0.1:${port}`])
    expect([code, stdout, stderr]).toEqual([
      1,
      '',
      `mailmitt: 127.0.0.1:${port} is in use by another program, perhaps another Mailmitt; stop it or choose another with --${which} host:port (port 0 takes a free one)${orNone}\n`,
    ])
    other.close()
    const after = runProgram([...FREE, ...database, `--${which}`, `127.0.0.1:${port}`])
    expect(await after.firstLine).toContain(`127.0.0.1:${port}`)
    after.process.kill('SIGTERM')
    expect(await after.exitCode).toBe(0)
  })

  test.runIf(hasIpv6)('a port of localhost that is in use on ::1 only', async () => {
    const other = createServer().listen(0, '::1')
    await once(other, 'listening')
    const { port } = other.address() as { port: number }
    const { code, stderr } = await finish([...FREE, '--smtp', `localhost:${port}`])
    expect([code, stderr]).toEqual([1, expect.stringMatching(new RegExp(`^mailmitt: \\[::1\\]:${port} is in use .*\n$`))])
    other.close()
  })

  test.each([
    [
      'an address of another machine',
      '192.0.2.1:0',
      /^mailmitt: 192\.0\.2\.1 is not an address of this machine; choose another with --http host:port.*\n$/,
    ],
    [
      'a host nobody knows',
      'no-such-host.invalid:0',
      /^mailmitt: .*no-such-host\.invalid.*; choose another with --http host:port.*\n$/,
    ],
  ])('%s', async (_name, http, sentence) => {
    const { code, stdout, stderr } = await finish([...FREE, '--http', http])
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(sentence)
  })

  test('a database that another one holds, which is named', async () => {
    await using folder = await temporaryFolder()
    const database = folder.path('mail.db')
    await using app = await startApp({ database })
    const { code, stdout, stderr } = await finish([...FREE, '--database', database])
    expect([code, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(
      new RegExp(
        `^mailmitt: ${database} is in use by process ${app.process.pid} on .+ \\(since .+\\); stop it, or choose another file with --database\n$`,
      ),
    )
    expect((await send(`${app.url}/api/health/ready`)).status).toBe(200)
  })

  test('a database whose holder was killed is free at once', async () => {
    await using folder = await temporaryFolder()
    const database = folder.path('mail.db')
    const app = await startApp({ database })
    await app.kill()
    await using again = await startApp({ database })
    expect((await again.client.info()).persistent).toBe(true)
  })

  test('a database that is none', async () => {
    await using folder = await temporaryFolder()
    writeFileSync(folder.path('notes.txt'), 'notes\n'.repeat(1000))
    const { code, stdout, stderr } = await finish([...FREE, '--database', folder.path('notes.txt')])
    expect([code, stdout, stderr.split('\n').length]).toEqual([1, '', 2])
    expect(stderr).toMatch(/^mailmitt: Cannot open the database .*; choose another file with --database\n$/)
  })
})

describe('settings', () => {
  test('unknown and bad ones of every source are all told at once, exit 2', async () => {
    await using folder = await temporaryFolder()
    writeFileSync(
      folder.path('mailmitt.json'),
      JSON.stringify({ smpt: 'x', 'max-recipients': null, 'log-level': 'loud', http: '127.0.0.1:0' }),
    )
    const { code, stdout, stderr } = await finish(
      [
        '--config',
        folder.path('mailmitt.json'),
        '--smtp',
        'nowhere',
        '--databse',
        'x',
        '--max-message-size=0',
        'stray',
        '--http',
      ],
      {
        MAILMITT_IDLE_TIMEOUT: 'soon',
        MAILMITT_ALLOWED_HOST: 'x',
      },
    )
    expect([code, stdout]).toEqual([2, ''])
    for (const part of [
      '--smtp: "nowhere"',
      '--databse: no such setting; did you mean database?',
      '--max-message-size: "0"',
      'stray: no such command',
      '--http: needs a value',
      'MAILMITT_IDLE_TIMEOUT: "soon"',
      'MAILMITT_ALLOWED_HOST: no such setting; did you mean allowed-hosts?',
      '"smpt": no such setting; did you mean smtp?',
      '"max-recipients": must be text, a number, true or false',
      '"log-level": "loud"',
      'mailmitt --help',
    ])
      expect(stderr).toContain(part)
  })

  test.each([
    ['a command that is none', ['sreve']],
    ['a flag without a value', ['--smtp']],
    ['a short flag', ['-x']],
    ['a config file that is not there', ['--config', '/nowhere/mailmitt.json']],
  ])('%s is exit 2', async (_name, args) => {
    const { code, stdout, stderr } = await finish(args)
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/^mailmitt: cannot start with these settings\n(?: {2}.+\n)+See mailmitt --help\n$/)
  })

  test('a config file that is no JSON, or no object, is exit 2', async () => {
    await using folder = await temporaryFolder()
    for (const content of ['{"smtp": ', '["smtp"]', '"smtp"', 'null']) {
      writeFileSync(folder.path('mailmitt.json'), content)
      const { code, stderr } = await finish(['--config', folder.path('mailmitt.json')])
      expect([content, code]).toEqual([content, 2])
      expect(stderr).toContain(folder.path('mailmitt.json'))
    }
  })

  test('flag beats variable beats file beats default', async () => {
    await using folder = await temporaryFolder()
    writeFileSync(
      folder.path('mailmitt.json'),
      JSON.stringify({ 'max-recipients': 11, 'max-connections': 12, 'max-message-size': '13k' }),
    )
    await using app = await startApp({
      flags: ['--max-recipients', '31'],
      env: { MAILMITT_CONFIG: folder.path('mailmitt.json'), MAILMITT_MAX_RECIPIENTS: '21', MAILMITT_MAX_CONNECTIONS: '22' },
    })
    expect((await app.client.info()).limits).toMatchObject({ recipients: 31, connections: 22, messageOctets: 13 * 1024 })
  })

  test('variables of the client and of container engines are none of ours', async () => {
    await using app = await startApp({
      env: {
        MAILMITT_URL: 'http://elsewhere',
        MAILMITT_TOKEN: 'secret',
        MAILMITT_PORT: 'tcp://10.0.0.1:1025',
        MAILMITT_PORT_1025_TCP_ADDR: '10.0.0.1',
        MAILMITT_SERVICE_HOST: '10.0.0.1',
        MAILMITT_SERVICE_PORT_SMTP: '1025',
        MAILMITT_WEB_SERVICE_HOST: '10.0.0.1',
      },
    })
    expect((await app.client.info()).listeners).toHaveLength(2)
  })
})

test('--help lists every setting with its variable’s rule and default, on stdout', async () => {
  for (const flag of ['--help', '-h']) {
    const { code, stdout, stderr } = await finish([flag])
    expect([code, stderr]).toEqual([0, ''])
    for (const name of SETTING_NAMES) expect(stdout).toContain(`  --${name} `)
    for (const part of ['--config path', 'MAILMITT_SMTP', 'mailmitt health', 'localhost:1025', version])
      expect(stdout).toContain(part)
    expect(SETTING_NAMES.map(variableOf)).toContain('MAILMITT_MAX_MESSAGE_SIZE')
  }
})

test('--version is the version of the package', async () => {
  for (const flag of ['--version', '-v']) expect(await finish([flag])).toEqual({ code: 0, stdout: version, stderr: '' })
})

describe.runIf(process.platform === 'linux')('the built program sets what can only be set at the start', () => {
  const commandLineOf = (pid: number | undefined) => readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0')
  const built = fileURLToPath(new URL('../../dist/server/mailmitt.js', import.meta.url))

  async function start(nodeArguments: string[]) {
    const child = spawn(process.execPath, [...nodeArguments, built, ...FREE], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    const commandLine = commandLineOf(child.pid)
    child.kill('SIGTERM')
    const [code] = (await once(child, 'exit')) as [number]
    return { line: String(line), commandLine, code }
  }

  test('in its own place: the process that was started is the one that answers and stops', async () => {
    const { line, commandLine, code } = await start([])
    expect(line).toMatch(/^mailmitt ready /)
    expect(commandLine).toContain('--max-semi-space-size=2')
    expect(code).toBe(0)
  })

  test('unless somebody has set it', async () => {
    const { commandLine, code } = await start(['--max-semi-space-size=8'])
    expect(commandLine.filter((argument) => argument.includes('semi-space'))).toEqual(['--max-semi-space-size=8'])
    expect(code).toBe(0)
  })
})
