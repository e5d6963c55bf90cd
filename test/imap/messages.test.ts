import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunningApp } from '../harness/app.ts'
import { append, mail, openFilled, send, startImap } from './imap-app.ts'
import { openMailbox } from './raw-imap.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startImap()
})
afterAll(() => app[Symbol.asyncDispose]())

describe('APPEND (RFC 9051 §6.3.12)', () => {
  test('keeps octets, flags, keywords and date, and says where (APPENDUID, RFC 4315 §3)', async () => {
    await using imap = await openFilled(app, { user: 'append' })
    const mailData = 'Subject: =?x?=\r\n\r\nbare \n line, \x00\x01 and no end'
    const { untagged, tagged } = await imap.sayWithLiteral(
      'APPEND INBOX (\\Seen \\Draft $label) " 5-Nov-2025 10:20:30 +0130"',
      mailData,
    )
    expect(tagged).toMatch(/^OK \[APPENDUID \d+ \d+\] /)
    expect(untagged).toEqual(['* 1 EXISTS', '* 1 RECENT'])
    const [, uid] = /APPENDUID \d+ (\d+)/.exec(tagged) ?? []
    const text = await imap.ok(`UID FETCH ${uid} (FLAGS INTERNALDATE BODY.PEEK[])`)
    expect(text).toContain('FLAGS (\\Seen \\Draft \\Recent $label)')
    expect(text).toContain('INTERNALDATE " 5-Nov-2025 08:50:30 +0000"')
    expect(text).toContain(`BODY[] {${mailData.length}}\r\n${mailData}`)
  })

  test.for(['{%+}', '~{%}', '~{%+}'])('with %s (RFC 7888, RFC 3516)', async (marker) => {
    await using imap = await openFilled(app, { user: `append-${Buffer.from(marker).toString('hex')}` })
    const mailData = mail('x')
    imap.write(`a APPEND INBOX ${marker.replace('%', String(mailData.length))}\r\n`)
    if (!marker.includes('+')) expect(await imap.response()).toMatch(/^\+ /)
    imap.write(`${mailData}\r\n`)
    expect(await imap.response()).toBe('* 1 EXISTS')
    expect(await imap.response()).toBe('* 1 RECENT')
    expect(await imap.response()).toMatch(/^a OK \[APPENDUID /)
  })

  test('a mailbox whose name is a literal too', async () => {
    await using imap = await openFilled(app, { user: 'append-literal' })
    const mailData = mail('x')
    imap.write(`a APPEND {5+}\r\nINBOX (\\Seen) {${mailData.length}+}\r\n${mailData}\r\n`)
    expect(await imap.response()).toBe('* 1 EXISTS')
    expect(await imap.response()).toBe('* 1 RECENT')
    expect(await imap.response()).toMatch(/^a OK /)
  })

  test('to what is not there is NO [TRYCREATE], before it is sent', async () => {
    await using imap = await openFilled(app, { user: 'append-nowhere' })
    expect((await imap.sayWithLiteral('APPEND Sent', mail('x'))).tagged).toMatch(/^NO \[TRYCREATE\] /)
  })

  test('what is too large is NO [TOOBIG], before it is sent or past what was sent unasked (RFC 7889 §4)', async () => {
    await using small = await startImap(['--max-message-size', '1k'])
    await using imap = await openMailbox(small.imap)
    expect((await imap.sayWithLiteral('APPEND INBOX', 'x'.repeat(1025))).tagged).toMatch(/^NO \[TOOBIG\] .* 1024 octets/)
    imap.write(`a APPEND INBOX {200000+}\r\n${'a NOOP\r\n'.repeat(25_000)}\r\nb NOOP\r\n`)
    expect(await imap.response()).toMatch(/^a NO \[TOOBIG\] /)
    expect(await imap.response()).toMatch(/^b OK /)
    expect(await imap.ok('CAPABILITY')).toContain('APPENDLIMIT=1024')
  })

  test.for([
    ['APPEND INBOX', /^BAD /],
    ['APPEND INBOX "text"', /^BAD /],
    ['APPEND INBOX (\\Wiz) {1+}', /^BAD /],
    ['APPEND INBOX "31-Feb-2026 00:00:00 +0000" {1+}', /^BAD /],
    ['APPEND INBOX "2026-01-01" {1+}', /^BAD /],
    ['APPEND INBOX {0+}', /^NO /],
  ] as const)('%s', async ([line, answer]) => {
    await using imap = await openFilled(app, { user: 'append-bad' })
    imap.write(`a ${line}\r\n${line.endsWith('{1+}') ? 'x\r\n' : line.endsWith('{0+}') ? '\r\n' : ''}b NOOP\r\n`)
    expect((await imap.response()).slice(2)).toMatch(answer)
    expect(await imap.response()).toMatch(/^b OK /)
  })

  test('a second message behind the first is refused, and neither is kept (MULTIAPPEND is not offered)', async () => {
    await using imap = await openFilled(app, { user: 'append-twice' })
    imap.write('a APPEND INBOX {1+}\r\nx (\\Seen)\r\nb NOOP\r\n')
    expect(await imap.response()).toMatch(/^a BAD /)
    expect(await imap.response()).toMatch(/^b OK /)
    expect(await imap.ok('SEARCH ALL')).toBe('* SEARCH')
  })

  test('a client that leaves in the middle leaves nothing', async () => {
    {
      await using imap = await openFilled(app, { user: 'append-left' })
      imap.write('a APPEND INBOX {100000}\r\n')
      await imap.response()
      imap.write('x'.repeat(50_000))
    }
    await using imap = await openFilled(app, { user: 'append-left' })
    expect(await imap.ok('SEARCH ALL')).toBe('* SEARCH')
  })
})

describe('STORE (RFC 9051 §6.4.6)', () => {
  test('replaces, adds and takes away, and tells', async () => {
    await using imap = await openFilled(app, { user: 'store', messages: 2 })
    expect(await imap.ok('STORE 1 FLAGS (\\Seen \\Draft)')).toBe('* 1 FETCH (FLAGS (\\Seen \\Draft))')
    expect(await imap.ok('STORE 1 +FLAGS (\\Flagged)')).toBe('* 1 FETCH (FLAGS (\\Flagged \\Seen \\Draft))')
    expect(await imap.ok('STORE 1 -FLAGS \\Seen \\Draft')).toBe('* 1 FETCH (FLAGS (\\Flagged))')
    expect(await imap.ok('STORE 1:2 FLAGS ()')).toBe('* 1 FETCH (FLAGS ())\n* 2 FETCH (FLAGS ())')
    const [uid] = (await imap.ok('UID SEARCH 2')).match(/\d+/g) ?? []
    expect(await imap.ok(`UID STORE ${uid} +FLAGS (\\Answered)`)).toBe(`* 2 FETCH (UID ${uid} FLAGS (\\Answered))`)
  })

  test('silently, tells nobody but the others', async () => {
    await using imap = await openFilled(app, { user: 'silent', messages: 1 })
    await using other = await openFilled(app, { user: 'silent' })
    expect(await imap.ok('STORE 1 +FLAGS.SILENT (\\Seen)')).toBe('')
    expect(await imap.ok('NOOP')).toBe('')
    expect(await other.ok('NOOP')).toMatch(/^\* 1 FETCH \(UID \d+ FLAGS \(\\Seen\)\)$/)
  })

  test('keywords are tags, with `_` where a keyword may not have what a tag has (RFC 9051 §2.3.2)', async () => {
    await using imap = await openFilled(app, { user: 'keywords', messages: 1 })
    const { messages } = await app.client.list({ mailbox: 'keywords' })
    const [id = ''] = messages.map((message) => message.id)
    await app.client.patch({ select: { ids: [id] }, addTags: ['zu prüfen'] })
    expect(await imap.ok('FETCH 1 FLAGS')).toMatch(/FLAGS \(zu_pr_fen\)\)$/m)
    await imap.ok('STORE 1 +FLAGS ($Forwarded Zu_Pr_Fen)')
    expect((await app.client.get(id)).tags).toEqual(['$Forwarded', 'zu prüfen'])
    await imap.ok('STORE 1 -FLAGS (zu_pr_fen)')
    expect((await app.client.get(id)).tags).toEqual(['$Forwarded'])
    expect(await imap.ok('SEARCH KEYWORD $forwarded')).toBe('* SEARCH 1')
  })

  test('\\Flagged is pinned, \\Seen is seen, here and there', async () => {
    await using imap = await openFilled(app, { user: 'flags', messages: 1 })
    const [message] = (await app.client.list({ mailbox: 'flags' })).messages
    await imap.ok('STORE 1 +FLAGS (\\Flagged \\Seen)')
    expect(await app.client.get(message?.id ?? '')).toMatchObject({ pinned: true, seen: true })
    await app.client.patch({ select: { ids: [message?.id ?? ''] }, set: { seen: false } })
    expect(await imap.ok('NOOP')).toMatch(/^\* 1 FETCH \(UID \d+ FLAGS \(\\Flagged\)\)$/)
  })

  test.for([
    'STORE 1 FLAGS',
    'STORE 1 WIZ (\\Seen)',
    'STORE 1 +FLAGS (\\Wiz)',
    'STORE 1 +FLAGS ("x")',
    'STORE 2 +FLAGS (\\Seen)',
    'STORE 0 +FLAGS ()',
    'STORE x +FLAGS ()',
    'STORE 1 (WIZ 1) +FLAGS ()',
  ])('%s is BAD', async (line) => {
    await using imap = await openFilled(app, { user: `bad-store-${line.length}`, messages: 1 })
    expect((await imap.say(line)).tagged).toMatch(/^BAD /)
  })
})

describe('COPY and MOVE (RFC 9051 §6.4.7, §6.4.8)', () => {
  test('COPY makes others, with their flags, and says which (COPYUID, RFC 4315 §3)', async () => {
    await using imap = await openFilled(app, { user: 'copy', messages: 3 })
    await imap.ok('CREATE Box')
    await imap.ok('STORE 3 +FLAGS (\\Seen $x)')
    const uids = (await imap.ok('UID SEARCH ALL')).slice('* SEARCH '.length).split(' ')
    const { tagged } = await imap.say('COPY 1,3 Box')
    expect(tagged).toMatch(new RegExp(`^OK \\[COPYUID \\d+ ${uids[0]},${uids[2]} \\d+:\\d+\\] `))
    await imap.ok('SELECT Box')
    expect(await imap.ok('FETCH 1:2 FLAGS')).toBe('* 1 FETCH (FLAGS (\\Recent))\n* 2 FETCH (FLAGS (\\Seen \\Recent $x))')
  })

  test('MOVE tells where first, then what is gone (RFC 6851 §4.3)', async () => {
    await using imap = await openFilled(app, { user: 'move', messages: 3 })
    await imap.ok('CREATE Box')
    const ids = (await app.client.list({ mailbox: 'move' })).messages.map(({ id }) => id).sort()
    const { untagged, tagged } = await imap.say('MOVE 1,3 Box')
    expect(untagged[0]).toMatch(/^\* OK \[COPYUID \d+ \d+,\d+ \d+:\d+\] /)
    expect(untagged.slice(1)).toEqual(['* 3 EXPUNGE', '* 1 EXPUNGE'])
    expect(tagged).toMatch(/^OK /)
    const moved = (await app.client.list({ mailbox: 'move/Box' })).messages.map(({ id }) => id).sort()
    expect(ids).toEqual(expect.arrayContaining(moved))
    expect(moved).toHaveLength(2)
  })

  test('to what is not there is NO [TRYCREATE], and nothing has gone', async () => {
    await using imap = await openFilled(app, { user: 'copy-nowhere', messages: 1 })
    for (const line of ['COPY 1 Box', 'MOVE 1 Box', 'UID COPY 1:* Box', 'UID MOVE 1:* Box'])
      expect((await imap.say(line)).tagged).toMatch(/^NO \[TRYCREATE\] /)
    expect(await imap.ok('SEARCH ALL')).toBe('* SEARCH 1')
  })

  test('UIDs that are not there are passed over (RFC 9051 §6.4.9)', async () => {
    await using imap = await openFilled(app, { user: 'copy-uid', messages: 1 })
    await imap.ok('CREATE Box')
    expect((await imap.say('UID COPY 4000000000 Box')).tagged).toBe('OK Copied')
    expect((await imap.say('UID MOVE 4000000000 Box')).tagged).toBe('OK Moved')
    expect((await imap.say('COPY 2 Box')).tagged).toMatch(/^BAD /)
  })
})

describe('EXPUNGE, UID EXPUNGE, CLOSE and UNSELECT (RFC 9051 §6.4.1 to §6.4.3)', () => {
  test('EXPUNGE removes what is marked, for everyone', async () => {
    await using imap = await openFilled(app, { user: 'expunge', messages: 4 })
    await imap.ok('STORE 1:2,4 +FLAGS.SILENT (\\Deleted)')
    expect(await imap.ok('EXPUNGE')).toBe('* 4 EXPUNGE\n* 2 EXPUNGE\n* 1 EXPUNGE')
    expect((await app.client.list({ mailbox: 'expunge' })).messages.map(({ subject }) => subject)).toEqual(['Mail 3'])
  })

  test('UID EXPUNGE only of those named (RFC 4315 §2.1)', async () => {
    await using imap = await openFilled(app, { user: 'uid-expunge', messages: 3 })
    await imap.ok('STORE 1:2 +FLAGS.SILENT (\\Deleted)')
    const [, second, third] = (await imap.ok('UID SEARCH ALL')).match(/\d+/g) ?? []
    expect(await imap.ok(`UID EXPUNGE ${second}:${third}`)).toBe('* 2 EXPUNGE')
    for (const line of ['UID EXPUNGE', 'EXPUNGE 1']) expect((await imap.say(line)).tagged).toMatch(/^BAD /)
  })

  test('CLOSE removes them without a word, UNSELECT does not', async () => {
    await using imap = await openFilled(app, { user: 'close', messages: 2 })
    await imap.ok('STORE 1 +FLAGS (\\Deleted)')
    expect(await imap.ok('UNSELECT')).toBe('')
    expect(await imap.ok('STATUS INBOX (MESSAGES)')).toContain('MESSAGES 2')
    await imap.ok('SELECT INBOX')
    expect(await imap.ok('CLOSE')).toBe('')
    expect(await imap.ok('STATUS INBOX (MESSAGES)')).toContain('MESSAGES 1')
    expect((await imap.say('CLOSE')).tagged).toMatch(/^BAD /)
  })
})

describe('FETCH (RFC 9051 §6.4.5)', () => {
  test('of a body marks it as seen and says so; of PEEK it does not', async () => {
    await using imap = await openFilled(app, { user: 'fetch', messages: 2 })
    expect(await imap.ok('FETCH 1 BODY.PEEK[TEXT]')).toBe('* 1 FETCH (BODY[TEXT] {7}\r\nHello\r\n)')
    expect(await imap.ok('FETCH 1 (FLAGS BODY[TEXT])')).toBe('* 1 FETCH (FLAGS (\\Seen) BODY[TEXT] {7}\r\nHello\r\n)')
    expect(await imap.ok('FETCH 2 RFC822.TEXT')).toBe('* 2 FETCH (RFC822.TEXT {7}\r\nHello\r\n FLAGS (\\Seen))')
    expect(await imap.ok('NOOP')).toBe('')
  })

  test('UID FETCH tells UIDs, and passes over those that are not there (RFC 9051 §6.4.9)', async () => {
    await using imap = await openFilled(app, { user: 'uid-fetch', messages: 3 })
    const uids = (await imap.ok('UID SEARCH ALL')).match(/\d+/g) ?? []
    const all = uids.map((uid, i) => `* ${i + 1} FETCH (UID ${uid} FLAGS ())`)
    expect(await imap.ok('UID FETCH 1:* FLAGS')).toBe(all.join('\n'))
    expect(await imap.ok('UID FETCH 1:* (FLAGS UID)')).toBe(
      uids.map((uid, i) => `* ${i + 1} FETCH (FLAGS () UID ${uid})`).join('\n'),
    )
    // The last one, whatever its number (RFC 9051 §9: seq-range).
    expect(await imap.ok('UID FETCH 4000000000:* FLAGS')).toBe(all.at(-1))
    expect(await imap.ok('UID FETCH 4000000000 FLAGS')).toBe('')
  })

  test.for([
    'FETCH 1 ()',
    'FETCH 1',
    'FETCH 1 WIZ',
    'FETCH 2 FLAGS',
    'FETCH 0 FLAGS',
    'FETCH 1: FLAGS',
    'FETCH $x FLAGS',
    'FETCH 1 BODY[',
    'FETCH 1 FLAGS (WIZ)',
  ])('%s is BAD', async (line) => {
    await using imap = await openFilled(app, { user: `bad-fetch-${line.length}`, messages: 1 })
    expect((await imap.say(line)).tagged).toMatch(/^BAD /)
  })

  test('a mail of 8 MB comes whole', async () => {
    await using imap = await openFilled(app, { user: 'large' })
    const mailData = mail('Large', 'A line of some length that is told again and again\r\n'.repeat(160_000))
    await append(imap, 'INBOX', mailData)
    const text = await imap.ok('FETCH 1 (UID BODY.PEEK[])')
    expect(text.length).toBeGreaterThan(mailData.length)
    expect(text.includes(mailData)).toBe(true)
  })
})

describe('SEARCH (RFC 9051 §6.4.4)', () => {
  test('finds what was acknowledged right before (DESIGN §2, promise 2)', async () => {
    await using imap = await openFilled(app, { user: 'search@x.test' })
    for (let i = 1; i <= 5; i++) {
      await send(app, 'search@x.test', `Mail ${i}`)
      const { untagged } = await imap.say(`SEARCH SUBJECT "Mail ${i}"`)
      expect(untagged).toEqual([`* ${i} EXISTS`, `* ${i} RECENT`, `* SEARCH ${i}`])
    }
  })

  test('`$` is what was found (RFC 5182)', async () => {
    await using imap = await openFilled(app, { user: 'saved', messages: 3 })
    expect(await imap.ok('SEARCH RETURN (SAVE COUNT) 2:3')).toMatch(/COUNT 2$/)
    expect(await imap.ok('FETCH $ FLAGS')).toBe('* 2 FETCH (FLAGS ())\n* 3 FETCH (FLAGS ())')
    await imap.ok('STORE $ +FLAGS.SILENT (\\Deleted)')
    await imap.ok('CREATE Box')
    expect((await imap.say('UID COPY $ Box')).tagged).toMatch(/^OK \[COPYUID /)
    await imap.ok('EXPUNGE')
    expect(await imap.ok('FETCH $ FLAGS')).toBe('')
  })

  test('a search that should save and is refused leaves nothing saved; one that makes no sense, what was (RFC 9051 §6.4.4.1)', async () => {
    await using imap = await openFilled(app, { user: 'unsaved', messages: 3 })
    await imap.ok('SEARCH RETURN (SAVE) 2:3')
    expect((await imap.say('SEARCH RETURN (SAVE) BOGUS')).tagged).toMatch(/^BAD /)
    expect((await imap.say('SEARCH CHARSET KOI8-R SUBJECT x')).tagged).toMatch(/^NO /)
    expect(await imap.ok('SEARCH $')).toBe('* SEARCH 2 3')
    expect((await imap.say('SEARCH RETURN (SAVE) CHARSET KOI8-R SUBJECT x')).tagged).toMatch(/^NO \[BADCHARSET /)
    expect(await imap.ok('SEARCH $')).toBe('* SEARCH')
  })

  test('in a charset that is not known is NO [BADCHARSET] (RFC 9051 §7.1)', async () => {
    await using imap = await openFilled(app, { user: 'charset', messages: 1 })
    expect((await imap.say('SEARCH CHARSET KOI8-R SUBJECT x')).tagged).toMatch(/^NO \[BADCHARSET \(.*UTF-8.*\)\] /)
    expect(await imap.ok('SEARCH CHARSET UTF-8 SUBJECT mail')).toBe('* SEARCH 1')
  })
})
