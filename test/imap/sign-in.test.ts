import { writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunningApp } from '../harness/app.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import { append, mail, startImap } from './imap-app.ts'
import { openImap } from './raw-imap.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startImap()
})
afterAll(() => app[Symbol.asyncDispose]())

const base64 = (text: string) => Buffer.from(text).toString('base64')

describe('LOGIN (RFC 9051 §6.2.3)', () => {
  test.for([
    ['ann pw', 'ann'],
    ['"ann" "p w"', 'ann'],
    ['ann@x.test ""', 'ann@x.test'],
    ['"Ann \\"B\\"" "\\\\"', 'Ann "B"'],
    ['nil nil', 'nil'],
    ['all x', 'all'],
  ])('%s', async ([credentials, name]) => {
    await using imap = await openImap(app.imap)
    expect((await imap.say(`LOGIN ${credentials}`)).tagged).toMatch(/^OK \[CAPABILITY .*\] /)
    expect((await imap.say('LOGIN ann pw')).tagged).toMatch(/^BAD /)
    expect(name).toBeDefined()
  })
})

describe('AUTHENTICATE (RFC 9051 §6.2.2)', () => {
  test('PLAIN, asked and at once (SASL-IR, RFC 4959)', async () => {
    await using asked = await openImap(app.imap)
    asked.write('a AUTHENTICATE PLAIN\r\n')
    expect(await asked.response()).toBe('+ ')
    asked.write(`${base64('\0ann\0pw')}\r\n`)
    expect(await asked.response()).toMatch(/^a OK \[CAPABILITY .*mail of ann$/)
    await using atOnce = await openImap(app.imap)
    expect((await atOnce.say(`authenticate plain ${base64('bob\0ann\0pw')}`)).tagged).toMatch(/^OK .*mail of bob$/)
  })

  test('LOGIN', async () => {
    await using imap = await openImap(app.imap)
    imap.write('a AUTHENTICATE LOGIN\r\n')
    expect(await imap.response()).toBe(`+ ${base64('Username:')}`)
    imap.write(`${base64('ann')}\r\n`)
    expect(await imap.response()).toBe(`+ ${base64('Password:')}`)
    imap.write(`${base64('pw')}\r\n`)
    expect(await imap.response()).toMatch(/^a OK /)
  })

  test('XOAUTH2', async () => {
    await using imap = await openImap(app.imap)
    const words = base64('user=ann\u0001auth=Bearer token\u0001\u0001')
    expect((await imap.say(`AUTHENTICATE XOAUTH2 ${words}`)).tagged).toMatch(/^OK .*mail of ann$/)
  })

  test('`*` gives up: BAD, and the session goes on', async () => {
    await using imap = await openImap(app.imap)
    imap.write('a AUTHENTICATE PLAIN\r\n')
    await imap.response()
    imap.write('*\r\n')
    expect(await imap.response()).toMatch(/^a BAD /)
    expect((await imap.say('LOGIN ann pw')).tagged).toMatch(/^OK /)
  })

  test.for([
    ['AUTHENTICATE WIZ', /^NO \[CANNOT\] /],
    ['AUTHENTICATE SCRAM_X', /^NO \[CANNOT\] /],
    ['AUTHENTICATE PLAIN !!!', /^BAD /],
    ['AUTHENTICATE PLAIN =', /^BAD /],
    [`AUTHENTICATE PLAIN ${base64('ann')}`, /^BAD /],
    ['AUTHENTICATE', /^BAD /],
  ] as const)('%s', async ([line, answer]) => {
    await using imap = await openImap(app.imap)
    expect((await imap.say(line)).tagged).toMatch(answer)
  })
})

test('secrets are in no transcript, and names are (DESIGN §4)', async () => {
  await using imap = await openImap(app.imap)
  await imap.say('LOGIN "secret1 secret2')
  imap.write('a LOGIN ann {7}\r\n')
  await imap.response()
  imap.write('secret3 extra-secret4\r\n')
  await imap.response()
  await imap.say(`AUTHENTICATE PLAIN ${base64('\0ann\0\0secret5')}`)
  imap.write('b AUTHENTICATE PLAIN\r\n')
  await imap.response()
  imap.write(`${base64('\0ann\0\0secret6')}\r\n`)
  await imap.response()
  await imap.ok('LOGIN "carol" secret7')
  const { running } = await app.client.sessions()
  const { id } = running.find(({ authenticatedAs }) => authenticatedAs === 'carol') ?? { id: '' }
  const text = (await app.client.session(id)).lines.map((line) => line.text).join('\n')
  expect(text).toContain('LOGIN "carol" (masked)')
  expect(text).toContain('AUTHENTICATE PLAIN (masked)')
  expect(text).toContain('[CAPABILITY')
  expect(text).not.toMatch(/secret|c2VjcmV0/)
})

describe('where access is asked for (--users, --tokens)', async () => {
  const folder = await temporaryFolder()
  const tokens = { reader: 'token-of-the-reader-0123456789ab', ci: 'token-of-ci-0123456789abcdefghijk' }
  await writeFile(
    folder.path('tokens.json'),
    JSON.stringify([
      { name: 'reader', token: tokens.reader, scopes: ['read'] },
      { name: 'ci', token: tokens.ci, scopes: ['read', 'send'], mailbox: 'ci1' },
    ]),
    { mode: 0o600 },
  )
  const closed = await startImap(['--user', 'ann:right password', '--tokens', folder.path('tokens.json')])
  afterAll(async () => {
    await closed[Symbol.asyncDispose]()
    await folder[Symbol.asyncDispose]()
  })

  test('wrong credentials are NO [AUTHENTICATIONFAILED] (RFC 5530 §3)', async () => {
    await using imap = await openImap(closed.imap)
    expect((await imap.say('LOGIN ann wrong')).tagged).toMatch(/^NO \[AUTHENTICATIONFAILED\] /)
    imap.write(`x AUTHENTICATE XOAUTH2 ${base64('user=ann\u0001auth=Bearer wrong\u0001\u0001')}\r\n`)
    expect(await imap.response()).toMatch(/^\+ [\w=]+$/)
    imap.write('\r\n')
    expect(await imap.response()).toMatch(/^x NO \[AUTHENTICATIONFAILED\] /)
    expect((await imap.say('SELECT INBOX')).tagged).toMatch(/^BAD /)
  })

  test('a user may do everything', async () => {
    await using imap = await openImap(closed.imap)
    expect((await imap.say('LOGIN ann "right password"')).tagged).toMatch(/^OK .*mail of ann$/)
    await append(imap, 'INBOX', mail('one'))
    expect((await imap.say('SELECT INBOX')).tagged).toMatch(/^OK \[READ-WRITE\] /)
  })

  test('who may only read changes nothing: READ-ONLY, NOPERM (RFC 5530 §3)', async () => {
    await using imap = await openImap(closed.imap)
    expect((await imap.say(`LOGIN ann ${tokens.reader}`)).tagged).toMatch(/^OK /)
    const { untagged, tagged } = await imap.say('SELECT INBOX')
    expect(tagged).toMatch(/^OK \[READ-ONLY\] /)
    expect(untagged.join('\n')).toContain('[PERMANENTFLAGS ()]')
    for (const line of [
      'CREATE Sent',
      'DELETE Sent',
      'RENAME INBOX x',
      'SUBSCRIBE INBOX',
      'UNSUBSCRIBE INBOX',
      'COPY 1:* Sent',
      'MOVE 1:* Sent',
    ])
      expect((await imap.say(line)).tagged).toMatch(/^NO \[NOPERM\] /)
    for (const line of ['STORE 1:* +FLAGS (\\Seen)', 'EXPUNGE', 'UID EXPUNGE 1:*'])
      expect((await imap.say(line)).tagged).toMatch(/^NO \[NOPERM\] /)
    expect((await imap.sayWithLiteral('APPEND INBOX', mail('two'))).tagged).toMatch(/^NO \[NOPERM\] /)
    expect(await imap.ok('FETCH 1:* (BODY[TEXT] FLAGS)')).not.toContain('\\Seen')
  })

  test('a token of one mailbox opens that one', async () => {
    await using imap = await openImap(closed.imap)
    expect((await imap.say(`LOGIN ann ${tokens.ci}`)).tagged).toMatch(/^NO \[AUTHORIZATIONFAILED\] /)
    expect((await imap.say(`LOGIN ci1 ${tokens.ci}`)).tagged).toMatch(/^OK .*mail of ci1$/)
    await append(imap, 'INBOX', mail('by the token'))
  })

  test('what is taken away ends the session (RFC 9051 §7.1.5)', async () => {
    await using imap = await openImap(closed.imap)
    await imap.ok(`LOGIN ci1 ${tokens.ci}`)
    await writeFile(folder.path('tokens.json'), JSON.stringify([{ name: 'reader', token: tokens.reader, scopes: ['read'] }]))
    expect(await imap.response()).toMatch(/^\* BYE /)
    await imap.closed
  })
})
