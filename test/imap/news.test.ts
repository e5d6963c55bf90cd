import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RunningApp } from '../harness/app.ts'
import { append, mail, openFilled, send, startImap } from './imap-app.ts'
import { openMailbox } from './raw-imap.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startImap()
})
afterAll(() => app[Symbol.asyncDispose]())

describe('what is gone is not told while numbers are in use (RFC 9051 §7.5.1)', () => {
  test('FETCH, STORE and SEARCH keep every number; NOOP tells', async () => {
    await using imap = await openFilled(app, { user: 'gone', messages: 3 })
    await using other = await openFilled(app, { user: 'gone' })
    await other.ok('STORE 1 +FLAGS.SILENT (\\Deleted)')
    await other.ok('EXPUNGE')
    expect(await imap.ok('FETCH 3 BODY.PEEK[HEADER.FIELDS (SUBJECT)]')).toContain('Subject: Mail 3')
    expect(await imap.ok('SEARCH SUBJECT "Mail 3"')).toBe('* SEARCH 3')
    expect(await imap.ok('STORE 3 +FLAGS (\\Seen)')).toBe('* 3 FETCH (FLAGS (\\Seen))')
    expect((await imap.say('FETCH 1 FLAGS')).tagged).toMatch(/^NO \[EXPUNGEISSUED\] /)
    expect((await imap.say('FETCH 1:3 BODY.PEEK[TEXT]')).untagged).toHaveLength(2)
    expect((await imap.say('STORE 1 +FLAGS (\\Seen)')).tagged).toMatch(/^NO \[EXPUNGEISSUED\] /)
    expect(await imap.ok('NOOP')).toBe('* 1 EXPUNGE')
    expect(await imap.ok('FETCH 2 BODY.PEEK[HEADER.FIELDS (SUBJECT)]')).toContain('Subject: Mail 3')
  })

  test('what comes meanwhile is told, behind what is gone', async () => {
    await using imap = await openFilled(app, { user: 'gone-come', messages: 2 })
    await using other = await openFilled(app, { user: 'gone-come' })
    await other.ok('STORE 1 +FLAGS.SILENT (\\Deleted)')
    await other.ok('EXPUNGE')
    await append(other, 'INBOX', mail('Mail 3'))
    expect((await imap.say('SEARCH SUBJECT "Mail 3"')).untagged).toEqual(['* 3 EXISTS', '* 0 RECENT', '* SEARCH 3'])
    expect(await imap.ok('NOOP')).toBe('* 1 EXPUNGE')
    expect(await imap.ok('FETCH 2 BODY.PEEK[HEADER.FIELDS (SUBJECT)]')).toContain('Subject: Mail 3')
  })

  test('UID FETCH may tell (RFC 9051 §7.5.1)', async () => {
    await using imap = await openFilled(app, { user: 'gone-uid', messages: 2 })
    await using other = await openFilled(app, { user: 'gone-uid' })
    await other.ok('STORE 1 +FLAGS.SILENT (\\Deleted)')
    await other.ok('EXPUNGE')
    const lines = (await imap.ok('UID FETCH 1:* FLAGS')).split('\n')
    expect(lines[0]).toMatch(/^\* 2 FETCH \(UID \d+ FLAGS \(\)\)$/)
    expect(lines[1]).toBe('* 1 EXPUNGE')
  })

  test('COPY of what is gone copies nothing (RFC 9051 §6.4.7)', async () => {
    await using imap = await openFilled(app, { user: 'gone-copy', messages: 2 })
    await using other = await openFilled(app, { user: 'gone-copy' })
    await other.ok('CREATE Box')
    await other.ok('STORE 1 +FLAGS.SILENT (\\Deleted)')
    await other.ok('EXPUNGE')
    expect((await imap.say('COPY 1:2 Box')).tagged).toMatch(/^NO \[EXPUNGEISSUED\] /)
    expect(await imap.ok('STATUS Box (MESSAGES)')).toContain('MESSAGES 0')
  })

  test('what came and went between two commands is not told of', async () => {
    await using imap = await openFilled(app, { user: 'came-went', messages: 1 })
    await using other = await openFilled(app, { user: 'came-went' })
    await append(other, 'INBOX', mail('Short'))
    await other.ok('STORE 2 +FLAGS.SILENT (\\Deleted)')
    await other.ok('EXPUNGE')
    expect(await imap.ok('NOOP')).toBe('')
    await append(other, 'INBOX', mail('Stays'))
    expect(await imap.ok('NOOP')).toBe('* 2 EXISTS\n* 0 RECENT')
  })
})

describe('IDLE (RFC 9051 §6.3.13)', () => {
  test('tells of what comes, changes and goes, as it happens', async () => {
    await using imap = await openFilled(app, { user: 'idle@x.test' })
    imap.write('a IDLE\r\n')
    expect(await imap.response()).toMatch(/^\+ /)
    const id = await send(app, 'idle@x.test', 'First')
    expect(await imap.response()).toBe('* 1 EXISTS')
    expect(await imap.response()).toBe('* 1 RECENT')
    await app.client.patch({ select: { ids: [id] }, set: { pinned: true } })
    expect(await imap.response()).toMatch(/^\* 1 FETCH \(UID \d+ FLAGS \(\\Flagged \\Recent\)\)$/)
    await app.client.delete({ ids: [id] })
    expect(await imap.response()).toBe('* 1 EXPUNGE')
    imap.write('done\r\nb NOOP\r\n')
    expect(await imap.response()).toMatch(/^a OK /)
    expect(await imap.response()).toMatch(/^b OK /)
  })

  test('what came before it is told at once', async () => {
    await using imap = await openFilled(app, { user: 'idle2@x.test' })
    await send(app, 'idle2@x.test', 'First')
    imap.write('a IDLE\r\n')
    expect(await imap.response()).toBe('* 1 EXISTS')
    expect(await imap.response()).toBe('* 1 RECENT')
    expect(await imap.response()).toMatch(/^\+ /)
  })

  test('without a mailbox it waits', async () => {
    await using imap = await openMailbox(app.imap, { mailbox: '' })
    imap.write('a IDLE\r\nDONE\r\n')
    expect(await imap.response()).toMatch(/^\+ /)
    expect(await imap.response()).toMatch(/^a OK /)
  })

  test('anything but DONE ends it with BAD', async () => {
    await using imap = await openFilled(app, { user: 'idle-bad' })
    imap.write('a IDLE\r\nb NOOP\r\n')
    expect(await imap.response()).toMatch(/^\+ /)
    expect(await imap.response()).toMatch(/^a BAD /)
  })
})

describe('mod-sequences (CONDSTORE, RFC 7162)', () => {
  const modseqOf = (text: string) => Number(/MODSEQ \(?(\d+)/.exec(text)?.[1])

  test.for([
    'SELECT INBOX (CONDSTORE)',
    'STATUS INBOX (HIGHESTMODSEQ)',
    'ENABLE CONDSTORE',
    'FETCH 1 MODSEQ',
    'SEARCH MODSEQ 1',
    'FETCH 1 FLAGS (CHANGEDSINCE 1)',
  ])('%s switches them on: changes are told with theirs (§3.1)', async (command) => {
    const user = `condstore-${command.length}`
    await using imap = await openFilled(app, { user, messages: 1 })
    await using other = await openFilled(app, { user })
    await other.ok('STORE 1 +FLAGS (\\Seen)')
    expect(await imap.ok('NOOP')).not.toContain('MODSEQ')
    // §3.1: the first of them tells the highest; SELECT does in any case.
    expect((await imap.ok(command)).match(/^\* OK \[HIGHESTMODSEQ \d+\]/gm)).toHaveLength(1)
    expect(await imap.ok(command.replace('SELECT INBOX (CONDSTORE)', 'NOOP'))).not.toContain('* OK')
    await other.ok('STORE 1 +FLAGS (\\Flagged)')
    expect(await imap.ok('NOOP')).toMatch(/^\* 1 FETCH \(UID \d+ FLAGS \(\\Flagged \\Seen\) MODSEQ \(\d+\)\)$/)
  })

  test('FETCH (CHANGEDSINCE) tells what has changed since, and its mod-sequence (§3.1.4.1)', async () => {
    await using imap = await openFilled(app, { user: 'changed-since', messages: 3 })
    const since = Number(/HIGHESTMODSEQ (\d+)/.exec(await imap.ok('STATUS INBOX (HIGHESTMODSEQ)'))?.[1])
    await imap.ok('STORE 2 +FLAGS.SILENT (\\Seen)')
    const text = await imap.ok(`FETCH 1:* FLAGS (CHANGEDSINCE ${since})`)
    expect(text).toMatch(/^\* 2 FETCH \(FLAGS \(\\Seen\) MODSEQ \(\d+\)\)$/)
    expect(modseqOf(text)).toBeGreaterThan(since)
    expect(await imap.ok(`UID FETCH 1:* (FLAGS) (CHANGEDSINCE ${modseqOf(text)})`)).toBe('')
  })

  test('STORE (UNCHANGEDSINCE) leaves what others have changed, and says which (§3.1.3)', async () => {
    await using imap = await openFilled(app, { user: 'unchanged-since', messages: 3 })
    const since = Number(/HIGHESTMODSEQ (\d+)/.exec(await imap.ok('STATUS INBOX (HIGHESTMODSEQ)'))?.[1])
    await using other = await openFilled(app, { user: 'unchanged-since' })
    await other.ok('STORE 2 +FLAGS (\\Flagged)')
    const { untagged, tagged } = await imap.say(`STORE 1:3 (UNCHANGEDSINCE ${since}) +FLAGS.SILENT (\\Seen)`)
    expect(tagged).toMatch(/^OK \[MODIFIED 2\] /)
    expect(untagged).toContainEqual(expect.stringMatching(/^\* 2 FETCH \(UID \d+ FLAGS \(\\Flagged\) MODSEQ \(\d+\)\)$/))
    expect(untagged.filter((line) => /^\* [13] FETCH \(MODSEQ \(\d+\)\)$/.test(line))).toHaveLength(2)
    expect(await imap.ok('FETCH 1:3 FLAGS')).toBe(
      '* 1 FETCH (FLAGS (\\Seen))\n* 2 FETCH (FLAGS (\\Flagged))\n* 3 FETCH (FLAGS (\\Seen))',
    )
    const uid = (await imap.ok('UID SEARCH 2')).match(/\d+/)?.[0]
    expect((await imap.say(`UID STORE ${uid} (UNCHANGEDSINCE 1) FLAGS ()`)).tagged).toMatch(
      new RegExp(`^OK \\[MODIFIED ${uid}\\] `),
    )
  })

  test('SEARCH MODSEQ tells the highest of what it finds (§3.1.5)', async () => {
    await using imap = await openFilled(app, { user: 'search-modseq', messages: 2 })
    await imap.ok('STORE 2 +FLAGS (\\Seen)')
    const modseq = modseqOf(await imap.ok('FETCH 2 MODSEQ'))
    expect(await imap.ok(`SEARCH MODSEQ ${modseq}`)).toBe(`* SEARCH 2 (MODSEQ ${modseq})`)
  })

  test.for([
    'FETCH 1 FLAGS (CHANGEDSINCE x)',
    'FETCH 1 FLAGS (CHANGEDSINCE)',
    'STORE 1 (UNCHANGEDSINCE x) FLAGS ()',
    'FETCH 1 FLAGS (CHANGEDSINCE 1 VANISHED)',
  ])('%s is BAD', async (line) => {
    await using imap = await openFilled(app, { user: `bad-modseq-${line.length}`, messages: 1 })
    expect((await imap.say(line)).tagged).toMatch(/^BAD /)
  })
})
