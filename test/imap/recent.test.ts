/** `\\Recent`: what no session was told of before this one (RFC 3501 §2.3.2). */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTold, followRecent } from '../../server/imap/recent.ts'
import type { RunningApp } from '../harness/app.ts'
import { append, mail, openFilled, send, startImap } from './imap-app.ts'
import { openMailbox } from './raw-imap.ts'

let app: RunningApp
beforeAll(async () => {
  app = await startImap()
})
afterAll(() => app[Symbol.asyncDispose]())

test('who selects first sees it, for as long as the mailbox is selected; who comes later does not', async () => {
  await send(app, 'first@x.test', 'First')
  await using first = await openMailbox(app.imap, { user: 'first@x.test', mailbox: '' })
  await using second = await openMailbox(app.imap, { user: 'first@x.test', mailbox: '' })
  expect(await first.ok('SELECT INBOX')).toContain('\n* 1 RECENT\n')
  expect(await second.ok('SELECT INBOX')).toContain('\n* 0 RECENT\n')
  expect(await first.ok('STORE 1 +FLAGS (\\Seen)')).toBe('* 1 FETCH (FLAGS (\\Seen \\Recent))')
  expect(await first.ok('FETCH 1 FLAGS')).toBe('* 1 FETCH (FLAGS (\\Seen \\Recent))')
  expect(await second.ok('FETCH 1 FLAGS')).toContain('* 1 FETCH (FLAGS (\\Seen))')
  expect(await first.ok('SELECT INBOX')).toContain('\n* 0 RECENT\n')
  expect(await first.ok('FETCH 1 FLAGS')).toBe('* 1 FETCH (FLAGS (\\Seen))')
})

test('EXAMINE sees it, and takes it from nobody (RFC 3501 §6.3.2)', async () => {
  await send(app, 'examine@x.test', 'First')
  await using imap = await openMailbox(app.imap, { user: 'examine@x.test', mailbox: '' })
  expect(await imap.ok('EXAMINE INBOX')).toContain('\n* 1 RECENT\n')
  await send(app, 'examine@x.test', 'Second')
  expect(await imap.ok('NOOP')).toBe('* 2 EXISTS\n* 2 RECENT')
  expect(await imap.ok('FETCH 1:2 FLAGS')).toBe('* 1 FETCH (FLAGS (\\Recent))\n* 2 FETCH (FLAGS (\\Recent))')
  expect(await imap.ok('SELECT INBOX')).toContain('\n* 2 RECENT\n')
})

test('of two that have it selected one is told that it is recent', async () => {
  await using imap = await openFilled(app, { user: 'two@x.test' })
  await using other = await openFilled(app, { user: 'two@x.test' })
  await send(app, 'two@x.test', 'First')
  expect(await other.ok('NOOP')).toBe('* 1 EXISTS\n* 1 RECENT')
  expect(await imap.ok('NOOP')).toBe('* 1 EXISTS\n* 0 RECENT')
  await send(app, 'two@x.test', 'Second')
  expect(await imap.ok('NOOP')).toBe('* 2 EXISTS\n* 1 RECENT')
  expect(await other.ok('NOOP')).toBe('* 2 EXISTS\n* 1 RECENT')
  expect(await imap.ok('FETCH 1:2 FLAGS')).toBe('* 1 FETCH (FLAGS ())\n* 2 FETCH (FLAGS (\\Recent))')
  expect(await other.ok('FETCH 1:2 FLAGS')).toBe('* 1 FETCH (FLAGS (\\Recent))\n* 2 FETCH (FLAGS ())')
})

test('STATUS counts what nobody was told of, and takes nothing (RFC 3501 §6.3.10)', async () => {
  const recentIn = async (name: string) => /RECENT (\d+)/.exec(await imap.ok(`STATUS ${name} (RECENT)`))?.[1]
  await using imap = await openFilled(app, { user: 'status', mailbox: '' })
  await imap.ok('CREATE Box')
  expect(await recentIn('Box')).toBe('0')
  for (let i = 0; i < 3; i++) await append(imap, 'Box', mail('x'))
  expect([await recentIn('Box'), await recentIn('Box')]).toEqual(['3', '3'])
  await imap.ok('SELECT Box')
  await imap.ok('UNSELECT')
  expect(await recentIn('Box')).toBe('0')
  for (let i = 0; i < 2; i++) await append(imap, 'Box', mail('x'))
  expect(await recentIn('Box')).toBe('2')
})

test('SEARCH finds it: RECENT, NEW and OLD (RFC 3501 §6.4.4)', async () => {
  await using imap = await openFilled(app, { user: 'search', messages: 1 })
  for (let i = 2; i <= 3; i++) await append(imap, 'INBOX', mail(`Mail ${i}`))
  await imap.ok('STORE 2 +FLAGS (\\Seen)')
  expect(await imap.ok('SEARCH RECENT')).toBe('* SEARCH 2 3')
  expect(await imap.ok('SEARCH NEW')).toBe('* SEARCH 3')
  expect(await imap.ok('SEARCH OLD')).toBe('* SEARCH 1')
})

test('what is expunged is counted no more', async () => {
  await using imap = await openFilled(app, { user: 'expunged' })
  for (let i = 1; i <= 3; i++) await append(imap, 'INBOX', mail(`Mail ${i}`))
  await imap.ok('STORE 2 +FLAGS (\\Deleted)')
  await imap.ok('EXPUNGE')
  await append(imap, 'INBOX', mail('Mail 4'))
  expect(await imap.ok('FETCH 3 FLAGS')).toBe('* 3 FETCH (FLAGS (\\Recent))')
  expect((await imap.sayWithLiteral('APPEND INBOX', mail('Mail 5'))).untagged).toEqual(['* 4 EXISTS', '* 4 RECENT'])
})

test('IMAP4rev2 knows nothing of it (RFC 9051 Appendix E, 12)', async () => {
  await send(app, 'rev2@x.test', 'First')
  await using imap = await openMailbox(app.imap, { user: 'rev2@x.test', mailbox: '' })
  await imap.ok('ENABLE IMAP4rev2')
  expect(await imap.ok('SELECT INBOX')).not.toContain('RECENT')
  expect(await imap.ok('FETCH 1 FLAGS')).toBe('* 1 FETCH (FLAGS ())')
  await send(app, 'rev2@x.test', 'Second')
  expect(await imap.ok('NOOP')).toBe('* 2 EXISTS')
})

test('a mailbox that is not remembered among 10,000 others has all of it recent', () => {
  const told = createTold()
  const open = (mailboxId: string) => {
    const recent = followRecent(told, { mailboxId, lastUid: 7 }, false)
    recent.take()
    return recent.has(7)
  }
  expect([open('a'), open('a')]).toEqual([true, false])
  for (let i = 0; i < 9_999; i++) open(`other ${i}`)
  expect(open('a')).toBe(false)
  for (let i = 0; i < 10_000; i++) open(`more ${i}`)
  expect(open('a')).toBe(true)
})
