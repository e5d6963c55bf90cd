import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCommandLine } from '../../server/config/flags.ts'
import { ConfigError, loadConfig, type Sources } from '../../server/config/load.ts'
import { SETTING_NAMES, SETTINGS, variableOf } from '../../server/config/settings.ts'

function load({
  flags = {},
  env = {},
  file,
}: {
  flags?: Record<string, string>
  env?: Record<string, string>
  file?: unknown
} = {}) {
  const sources: Sources = {
    flags: new Map(Object.entries(flags)),
    env,
    defaultDatabase: '/data/mail.db',
    ...(file !== undefined && { file: { path: 'mailmitt.json', values: file } }),
  }
  return loadConfig(sources)
}

function problemsOf(sources: Parameters<typeof load>[0]): readonly string[] {
  try {
    load(sources)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems
    throw error
  }
  return []
}

test('without a setting everything has the default that its help names', () => {
  expect(load()).toEqual({
    smtp: { host: 'localhost', port: 1025 },
    tls: false,
    smtps: { host: 'localhost', port: 1465 },
    imap: { host: 'localhost', port: 1143 },
    imaps: { host: 'localhost', port: 1993 },
    pop3: { host: 'localhost', port: 1110 },
    pop3s: { host: 'localhost', port: 1995 },
    'pop3-delete': false,
    https: false,
    'tls-names': [],
    'tls-cert': undefined,
    'tls-key': undefined,
    'tls-profile': 'valid',
    'smtp-auth': 'optional',
    'smtp-auth-tls-only': false,
    'smtp-users': undefined,
    http: { host: 'localhost', port: 8025 },
    database: '/data/mail.db',
    'allowed-hosts': [],
    'cors-origin': [],
    users: undefined,
    user: undefined,
    tokens: undefined,
    'trusted-proxies': [],
    'proxy-user-header': undefined,
    'base-path': '/',
    hostname: 'localhost',
    'max-message-size': 50 * 1024 ** 2,
    'max-recipients': 1000,
    'max-connections': 500,
    'max-connections-per-address': 250,
    'max-http-connections': 12_000,
    'max-sessions': 10_000,
    'max-session-age': 30 * 86_400_000,
    'idle-timeout': 300_000,
    'log-level': 'info',
    'max-storage': 2 * 1024 ** 3,
    'max-messages': undefined,
    'max-age': undefined,
    'mailbox-limits': [],
    'mailbox-rules': [],
    'tags-field': 'allow',
    durability: 'kill',
    journal: 'auto',
  })
})

test('flag beats variable beats file beats default, for each setting alone', () => {
  const source = fc.option(fc.integer({ min: 1, max: 99_999 }).map(String), { nil: undefined })
  fc.assert(
    fc.property(source, source, source, (flag, variable, inFile) => {
      const config = load({
        flags: { ...(flag && { 'max-recipients': flag }) },
        env: { ...(variable && { MAILMITT_MAX_RECIPIENTS: variable }) },
        file: { ...(inFile && { 'max-recipients': inFile }) },
      })
      expect(config['max-recipients']).toBe(Number(flag ?? variable ?? inFile ?? 1000))
      expect(config['max-connections']).toBe(500)
    }),
  )
})

test('the file takes numbers, and lists where there may be several', () => {
  expect(load({ file: { 'max-message-size': 2048, 'allowed-hosts': ['a.test', 'b.test'], smtp: 2525 } })).toMatchObject({
    'max-message-size': 2048,
    'allowed-hosts': ['a.test', 'b.test'],
    smtp: { host: 'localhost', port: 2525 },
  })
})

describe('every fault is told at once, by its own name:', () => {
  test('bad values, of each source', () => {
    expect(
      problemsOf({ flags: { smtp: 'x' }, env: { MAILMITT_HTTP: 'y' }, file: { hostname: ' ', 'max-recipients': 'z' } }),
    ).toEqual([
      expect.stringMatching(/^--smtp: "x" is not host:port/),
      expect.stringMatching(/^MAILMITT_HTTP: "y" is not host:port/),
      'mailmitt.json: "hostname": is empty',
      expect.stringMatching(/^mailmitt\.json: "max-recipients": "z" is not a whole number/),
    ])
  })

  test.each([
    [{ flags: { smpt: 'x' } }, '--smpt: no such setting; did you mean smtp?'],
    [{ flags: { 'allowed-host': 'x' } }, '--allowed-host: no such setting; did you mean allowed-hosts?'],
    [{ flags: { nonsense: 'x' } }, '--nonsense: no such setting'],
    [{ flags: { '': 'x' } }, '--: no such setting'],
    [{ flags: { constructor: 'x' } }, '--constructor: no such setting'],
    [{ env: { MAILMITT_LOG_LEVL: 'x' } }, 'MAILMITT_LOG_LEVL: no such setting; did you mean log-level?'],
    [{ env: { MAILMITT_smtp: '1' } }, 'MAILMITT_smtp: no such setting; did you mean smtp?'],
    [{ env: { MAILMITT_: 'x' } }, 'MAILMITT_: no such setting'],
    [{ file: { toString: 'x' } }, 'mailmitt.json: "toString": no such setting'],
    [{ file: { smtp: null } }, 'mailmitt.json: "smtp": must be text, a number, true or false'],
    [{ file: { smtp: { port: 1 } } }, 'mailmitt.json: "smtp": must be text, a number, true or false'],
    [{ file: [] }, 'mailmitt.json: must hold one JSON object, for example {"smtp": "127.0.0.1:1025"}'],
    [{ file: null }, 'mailmitt.json: must hold one JSON object, for example {"smtp": "127.0.0.1:1025"}'],
  ])('%j', (sources, problem) => {
    expect(problemsOf(sources)).toEqual([problem])
  })
})

describe('what makes no sense together is told, by the name it was given with:', () => {
  test.each([
    [{ flags: { tls: 'on', 'tls-cert': 'a.pem' } }, '--tls-cert: needs tls-key, the private key of that certificate'],
    [
      { flags: { tls: 'on' }, env: { MAILMITT_TLS_KEY: 'a.pem' } },
      'MAILMITT_TLS_KEY: needs tls-cert, the certificate of that key',
    ],
    [{ flags: { 'tls-cert': 'a', 'tls-key': 'b' } }, '--tls-cert: is of no use without tls or https'],
    [
      { flags: { tls: 'on', 'tls-cert': 'a', 'tls-key': 'b' }, file: { 'tls-profile': 'expired' } },
      'mailmitt.json: "tls-profile": is for certificates made here, not with tls-cert',
    ],
    [{ flags: { https: 'on', 'tls-profile': 'expired' } }, '--tls-profile: is of no use without tls'],
    [{ flags: { 'smtp-auth-tls-only': 'on' } }, '--smtp-auth-tls-only: lets nobody sign in without tls'],
    [{ flags: { 'smtp-auth': 'off', 'smtp-users': 'a' } }, '--smtp-users: is of no use with smtp-auth off'],
  ])('%j', (sources, problem) => {
    expect(problemsOf(sources)).toEqual([problem])
  })
})

test('true and false in the file are on and off', () => {
  expect(load({ file: { tls: true, https: false } })).toMatchObject({ tls: true, https: false })
})

test('the names of a certificate are host names and addresses', () => {
  expect(load({ flags: { 'tls-names': 'Mail.test, *.dev.test,192.0.2.1 ,::1' } })['tls-names']).toEqual([
    ...['mail.test', '*.dev.test', '192.0.2.1', '::1'],
  ])
  for (const bad of ['a b', 'http://a.test', '[::1]', 'fe80::1%eth0', 'a:1'])
    expect(problemsOf({ flags: { 'tls-names': bad } })).toHaveLength(1)
})

test('a problem is one line that no terminal obeys, whatever was written', () => {
  expect(problemsOf({ flags: { 'idle-timeout': '1\r\n  --smtp: is fine\x1b[2J' }, env: { 'MAILMITT_A\nB': '' } })).toEqual([
    'MAILMITT_A\\x0aB: no such setting',
    '--idle-timeout: "1\\x0d\\x0a  --smtp: is fine\\x1b[2J" is not a duration of at most 24d; write for example 30s, 5m or 2h',
  ])
})

test('variables that are no settings of ours are not looked at', () => {
  const names = [
    'MAILMITT_URL',
    'MAILMITT_TOKEN',
    'MAILMITT_CONFIG',
    'MAILMITT_PORT',
    'MAILMITT_PORT_1025_TCP',
    'MAILMITT_NAME',
    'MAILMITT_ENV_NODE_VERSION',
    'MAILMITT_SERVICE_HOST',
    'MAILMITT_SERVICE_PORT_HTTP',
    'MAILMITT_WEB_SERVICE_PORT',
    'PATH',
    'mailmitt_smtp',
    'MY_MAILMITT_SMTP',
  ]
  expect(problemsOf({ env: Object.fromEntries(names.map((name) => [name, 'tcp://10.0.0.1:1'])) })).toEqual([])
})

test('no setting has a name that the client or a container engine uses', () => {
  const variables = SETTING_NAMES.map(variableOf)
  expect(new Set(variables).size).toBe(SETTING_NAMES.length)
  expect(variables.filter((name) => /^MAILMITT_(URL|TOKEN|CONFIG|NAME|ENV_.*|PORT.*|.*SERVICE_.*)$/.test(name))).toEqual([])
})

test('every default is a value that its own setting takes', () => {
  for (const name of SETTING_NAMES)
    if (name !== 'database') expect(() => SETTINGS[name].parse(SETTINGS[name].fallback)).not.toThrow()
})

describe('the command line', () => {
  test.each([
    [[], { command: 'serve', flags: {} }],
    [['serve'], { command: 'serve', flags: {} }],
    [['--tls'], { command: 'serve', flags: { tls: 'on' } }],
    [['--tls', '--https=off'], { command: 'serve', flags: { tls: 'on', https: 'off' } }],
    [['--tls', 'off', 'serve'], { command: 'serve', flags: { tls: 'off' } }],
    [['--tls', 'serve'], { command: 'serve', flags: { tls: 'on' } }],
    [['--smtp', '1', 'health'], { command: 'health', flags: { smtp: '1' } }],
    [['--smtp=1', '--smtp', '2'], { command: 'serve', flags: { smtp: '2' } }],
    [['--database=a=b'], { command: 'serve', flags: { database: 'a=b' } }],
    [['--hostname='], { command: 'serve', flags: { hostname: '' } }],
    [['--database', '-'], { command: 'serve', flags: { database: '-' } }],
  ])('%j', (args, { command, flags }) => {
    const parsed = parseCommandLine(args)
    expect([parsed.command, Object.fromEntries(parsed.flags), parsed.problems, parsed.help, parsed.version]).toEqual([
      command,
      flags,
      [],
      false,
      false,
    ])
  })

  test('has flags without a value, flags that may be given more than once, and words behind --', () => {
    const { command, words, flags, values, problems } = parseCommandLine([
      '--json',
      'delete',
      'a',
      '--to',
      'x',
      '--to=y',
      '--',
      '-b',
    ])
    expect([command, words, Object.fromEntries(flags), values.get('to'), problems]).toEqual([
      ...['delete', ['a', '-b'], { json: '', to: 'y' }, ['x', 'y'], []],
    ])
  })

  test.each([
    [['list', '--json=1'], '--json: takes no value'],
    [['--smtp'], '--smtp: needs a value'],
    [['serve', 'health'], 'health: not understood; settings are written --name value'],
    [['-p', '1'], '-p: not understood; settings are written --name value'],
  ])('%j has a fault', (args, problem) => {
    expect(parseCommandLine(args).problems).toEqual([problem])
  })

  test('asks for help or version wherever it says so', () => {
    for (const flag of ['--help', '-h']) expect(parseCommandLine(['serve', '--smtp', '1', flag]).help).toBe(true)
    for (const flag of ['--version', '-v']) expect(parseCommandLine([flag]).version).toBe(true)
  })
})
