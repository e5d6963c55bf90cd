import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunningApp } from '../harness/app.ts'
import { startImap } from './imap-app.ts'
import { openImap, openMailbox } from './raw-imap.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startImap()
})
afterAll(() => app[Symbol.asyncDispose]())

test('the greeting says what can be done (RFC 9051 §7.1)', async () => {
  await using imap = await openImap(app.imap)
  expect(imap.greeting).toMatch(/^\* OK \[CAPABILITY IMAP4rev1 IMAP4rev2 [^\]]*AUTH=PLAIN[^\]]*\] /)
})

describe('CAPABILITY (RFC 9051 §6.1.1)', () => {
  test('names how to sign in, and what there is afterwards only then', async () => {
    await using imap = await openImap(app.imap)
    const before = await imap.ok('CAPABILITY')
    expect(before).toMatch(/^\* CAPABILITY IMAP4rev1 IMAP4rev2 SASL-IR LITERAL\+ ID ENABLE AUTH=PLAIN AUTH=LOGIN AUTH=XOAUTH2$/)
    expect(before).not.toContain('STARTTLS')
    const { tagged } = await imap.say('LOGIN ann pw')
    const [, code = ''] = /^OK \[(CAPABILITY [^\]]+)\]/.exec(tagged) ?? []
    expect(await imap.ok('CAPABILITY')).toBe(`* ${code}`)
    expect(code).not.toContain('AUTH=')
    const names = ['IDLE', 'NAMESPACE', 'CHILDREN', 'UNSELECT', 'UIDPLUS', 'MOVE', 'ESEARCH', 'SEARCHRES', 'BINARY', 'CONDSTORE']
    const more = [
      'LIST-EXTENDED',
      'LIST-STATUS',
      'SPECIAL-USE',
      'CREATE-SPECIAL-USE',
      'STATUS=SIZE',
      'OBJECTID',
      'APPENDLIMIT=52428800',
    ]
    expect(code.split(' ')).toEqual(expect.arrayContaining([...names, ...more]))
  })
})

test('NOOP does nothing, in any state (RFC 9051 §6.1.2)', async () => {
  await using imap = await openImap(app.imap)
  expect((await imap.say('NOOP')).tagged).toMatch(/^OK /)
  await imap.ok('LOGIN ann pw')
  expect((await imap.say('noop')).tagged).toMatch(/^OK /)
})

test('LOGOUT says BYE, then OK, then closes; what is pipelined behind it is not run (RFC 9051 §6.1.3)', async () => {
  await using imap = await openImap(app.imap)
  imap.write('a LOGOUT\r\nb NOOP\r\n')
  expect(await imap.response()).toMatch(/^\* BYE /)
  expect(await imap.response()).toMatch(/^a OK /)
  await expect(imap.response()).rejects.toThrow('the server closed the connection; unread: ""')
})

test.for(['ID NIL', 'ID ("name" "test" "version" NIL)', 'ID ()'])(
  '%s is answered with who this is (RFC 2971 §3.1)',
  async (line) => {
    await using imap = await openImap(app.imap)
    expect(await imap.ok(line)).toMatch(/^\* ID \("name" "Mailmitt" "version" "\d+\.\d+\.\d+[^"]*"\)$/)
  },
)

describe('what makes no sense is BAD, with the tag where there is one, and the session goes on (RFC 9051 §7.1.3)', () => {
  test.for([
    ['x WIZ', 'x BAD '],
    ['x', 'x BAD '],
    ['x ', 'x BAD '],
    ['* NOOP', '* BAD '],
    ['+ NOOP', '* BAD '],
    ['', '* BAD '],
    ['x NOOP now', 'x BAD '],
    ['x LOGIN ann', 'x BAD '],
    ['x LOGIN ann pw more', 'x BAD '],
    ['x LOGIN (ann) pw', 'x BAD '],
    ['x LOGIN "ann pw', 'x BAD '],
    ['x LOGIN {4294967296}', 'x BAD '],
    ['x UID NOOP', 'x BAD '],
    ['x UID', 'x BAD '],
    ['x LOGIN a\0b pw', 'x BAD '],
    ['ä NOOP', '* BAD '],
  ] as const)('%j', async ([line, start]) => {
    await using imap = await openImap(app.imap)
    imap.write(`${line}\r\n`)
    expect((await imap.response()).startsWith(start)).toBe(true)
    expect((await imap.say('NOOP')).tagged).toMatch(/^OK /)
  })

  test.for([
    ['SELECT INBOX', 'not authenticated'],
    ['LIST "" *', 'not authenticated'],
    ['IDLE', 'not authenticated'],
    ['FETCH 1 FLAGS', 'authenticated'],
    ['EXPUNGE', 'authenticated'],
    ['CLOSE', 'authenticated'],
    ['LOGIN ann pw', 'authenticated'],
    ['AUTHENTICATE PLAIN', 'authenticated'],
    ['STARTTLS', 'authenticated'],
  ])('%s in the %s state (RFC 9051 §3)', async ([line, state]) => {
    await using imap = state === 'authenticated' ? await openMailbox(app.imap, { mailbox: '' }) : await openImap(app.imap)
    expect((await imap.say(line ?? '')).tagged).toBe(
      `BAD ${line?.split(' ')[0]} is for another state; this is the ${state} state`,
    )
  })
})

describe('literals (RFC 9051 §4.3)', () => {
  test('are asked for where the client waits', async () => {
    await using imap = await openImap(app.imap)
    imap.write('a LOGIN {3}\r\n')
    expect(await imap.response()).toMatch(/^\+ /)
    imap.write('ann {2}\r\n')
    expect(await imap.response()).toMatch(/^\+ /)
    imap.write('pw\r\n')
    expect(await imap.response()).toMatch(/^a OK /)
  })

  test('are taken where it does not (LITERAL+, RFC 7888 §3)', async () => {
    await using imap = await openImap(app.imap)
    imap.write('a LOGIN {3+}\r\nann {2+}\r\npw\r\nb NOOP\r\n')
    expect(await imap.response()).toMatch(/^a OK /)
    expect(await imap.response()).toMatch(/^b OK /)
  })

  test('may hold line ends, and what looks like another literal', async () => {
    await using imap = await openImap(app.imap)
    imap.write('a LOGIN {9+}\r\na b\r\n{3}x {2+}\r\npw\r\nb LIST "" %\r\n')
    expect(await imap.response()).toMatch(/^a OK /)
    expect(await imap.response()).toBe('* LIST (\\HasNoChildren) "/" INBOX')
  })

  test('what looks like one within quotes is text', async () => {
    await using imap = await openImap(app.imap)
    expect((await imap.say('LOGIN "{3}" "{4}"')).tagged).toMatch(/^OK .*You read the mail of \{3\}\.$/)
  })

  test('one that is too long is refused before it is sent, and read past when it comes unasked', async () => {
    await using imap = await openImap(app.imap)
    imap.write('a LOGIN {65537}\r\n')
    expect(await imap.response()).toMatch(/^a BAD .* 65536 octets/)
    imap.write(`b LOGIN {65537+}\r\n${'x'.repeat(65_537)} pw\r\nc NOOP\r\n`)
    expect(await imap.response()).toMatch(/^b BAD .* 65536 octets/)
    expect(await imap.response()).toMatch(/^c OK /)
  })

  test('what would take too long to read past ends the session', async () => {
    await using imap = await openImap(app.imap)
    imap.write('a LOGIN {99999999999+}\r\n')
    expect(await imap.response()).toMatch(/^\* BYE /)
    await imap.closed
  })
})

describe('limits (RFC 7162 §4)', () => {
  test('a line of 64 KiB is read, a longer one ends the session: its end might have announced a literal', async () => {
    await using imap = await openMailbox(app.imap, { user: 'limits' })
    const set = (octets: number) => `x UID FETCH ${'1,'.repeat(40_000)}`.slice(0, octets - 7).replace(/,?$/, '1 FLAGS')
    imap.write(`${set(65_536)}\r\n`)
    expect(await imap.response()).toMatch(/^x OK /)
    imap.write(`${'x'.repeat(65_537)}\r\nb NOOP\r\n`)
    expect(await imap.response()).toMatch(/^\* BYE .* 65536 octets/)
    await imap.closed
  })

  test('a hundred commands without sense in a row end it', async () => {
    await using imap = await openMailbox(app.imap)
    for (let i = 0; i < 99; i++) expect((await imap.say('WIZ')).tagged).toMatch(/^BAD /)
    await imap.ok('NOOP')
    for (let i = 0; i < 100; i++) expect((await imap.say('WIZ')).tagged).toMatch(/^BAD /)
    expect(await imap.response()).toMatch(/^\* BYE 100 /)
    await imap.closed
  })

  test('so do a hundred without signing in', async () => {
    await using imap = await openImap(app.imap)
    for (let i = 0; i < 100; i++) await imap.ok('NOOP')
    expect(await imap.response()).toMatch(/^\* BYE 100 /)
  })
})

test('a request of HTTP is sent away, and what it carries is not run (DESIGN §8)', async () => {
  await using imap = await openImap(app.imap)
  imap.write('POST / HTTP/1.1\r\nHost: x\r\n\r\na LOGIN ann pw\r\nb DELETE Sent\r\n')
  expect(await imap.response()).toMatch(/^\* BYE /)
  await expect(imap.response()).rejects.toThrow('the server closed the connection')
})

test('commands that are sent all at once are answered one after another (RFC 9051 §5.5)', async () => {
  await using imap = await openImap(app.imap)
  imap.write('a LOGIN ann pw\r\nb SELECT INBOX\r\nc NOOP\r\nd UNSELECT\r\ne NOOP\r\n')
  const tags: string[] = []
  while (tags.at(-1) !== 'e') tags.push((await imap.response()).split(' ')[0] ?? '')
  expect(tags.filter((tag) => tag !== '*')).toEqual(['a', 'b', 'c', 'd', 'e'])
})

test('when Mailmitt stops, a client hears BYE (RFC 9051 §7.1.5)', async () => {
  await using stopping = await startImap()
  await using imap = await openImap(stopping.imap)
  await using idling = await openMailbox(stopping.imap)
  idling.write('a IDLE\r\n')
  expect(await idling.response()).toMatch(/^\+ /)
  stopping.process.kill('SIGTERM')
  expect(await imap.response()).toMatch(/^\* BYE /)
  expect(await idling.response()).toMatch(/^\* BYE /)
})
