/** `GET /api/wait` (API.md §3), through the ports of the running program. */
import { once } from 'node:events'
import { request } from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import type { NoMatch, UnexpectedMatch, WaitAnswer } from '../../shared/model/wait.ts'
import { type RunningApp, startApp } from '../harness/app.ts'
import { type Answer, problemOf, send } from '../harness/http.ts'
import { mail } from '../harness/mail.ts'
import { deliver, openSmtp } from '../harness/smtp.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

const app = await startApp()
afterAll(() => app[Symbol.asyncDispose]())

interface Wanted {
  q?: string
  mailbox?: string
  since?: string
  count?: number
  timeout?: string
  quiet?: string
  extract?: string
}

const address = (wanted: Wanted, { url }: Pick<RunningApp, 'url'> = app) =>
  `${url}/api/wait?${new URLSearchParams(Object.entries(wanted).map(([name, value]) => [name, String(value)]))}`
const wait = (wanted: Wanted, at?: Pick<RunningApp, 'url'>) => send(address(wanted, at))
const answerOf = ({ status, text }: Answer): WaitAnswer => {
  if (status !== 200) throw new Error(text)
  return JSON.parse(text) as WaitAnswer
}
const noMatch = (answer: Answer) => problemOf(answer) as NoMatch
const subjects = (answer: Answer) => answerOf(answer).messages.map(({ subject }) => subject)
const add = async (subject: string, mailbox: string, { to = 'bob@b.test', body = 'Hello' } = {}) =>
  (await app.client.add(mail({ To: to, Subject: subject }, `${body}\r\n`), { mailbox })).id

/** Resolves when the program holds so many waits. */
async function held(waits: number, { client }: Pick<RunningApp, 'client'> = app): Promise<void> {
  while ((await client.info()).waits !== waits) await turn()
}

describe('what it answers', () => {
  test('a message that is there already', async () => {
    const id = await add('there', 'there')
    const { messages, cursor } = answerOf(await wait({ mailbox: 'there' }))
    expect(messages).toMatchObject([{ id, text: 'Hello\n', cursor }])
  })

  test('a message that comes, as soon as it comes', async () => {
    const waiting = wait({ mailbox: 'comes', q: 'subject:wanted' })
    await held(1)
    await add('other', 'comes')
    await add('wanted', 'elsewhere')
    const id = await add('Wanted', 'comes')
    expect(answerOf(await waiting).messages.map((message) => message.id)).toEqual([id])
    await held(0)
  })

  test('mail by SMTP that was acknowledged before the call', async () => {
    await using smtp = await openSmtp(app.smtp)
    const id = await deliver(smtp, mail({ Subject: 'by smtp' }))
    expect(answerOf(await wait({ q: `subject:"by smtp"`, timeout: '0' })).messages[0]?.id).toBe(id)
  })

  test('only what is later than since, and chained waits skip nothing', async () => {
    await add('stale', 'chain')
    const since = await app.client.cursor()
    for (const subject of ['one', 'two', 'three']) await add(subject, 'chain')
    const first = await wait({ mailbox: 'chain', since, count: 2 })
    expect(subjects(first)).toEqual(['one', 'two'])
    const second = await wait({ mailbox: 'chain', since: answerOf(first).cursor })
    expect(subjects(second)).toEqual(['three'])
  })

  test('as many as are asked for, together', async () => {
    const waiting = wait({ mailbox: 'many', count: 3 })
    await held(1)
    await Promise.all(['a', 'b', 'c'].map((subject) => add(subject, 'many')))
    expect(subjects(await waiting).sort()).toEqual(['a', 'b', 'c'])
  })

  test.for(['tag', 'flag', 'more changes than are told one by one'])('a message that changes into a match: %s', async (how) => {
    const mailbox = `changes ${how}`
    const ids = await Promise.all(Array.from({ length: how.startsWith('more') ? 1001 : 1 }, () => add('plain', mailbox)))
    const waiting = wait({ mailbox, q: how === 'flag' ? 'is:pinned' : 'tag:release' })
    await held(1)
    const change = how === 'flag' ? { set: { pinned: true } } : { addTags: ['Release'] }
    await app.client.patch({ select: { ids }, ...change })
    expect(ids).toContain(answerOf(await waiting).messages[0]?.id)
  })

  test('imported mail does not count, unless its origin is asked for', async () => {
    await app.client.add(mail({ Subject: 'old' }), { mailbox: 'import', origin: 'import' })
    expect(noMatch(await wait({ mailbox: 'import', timeout: '0' }))).toMatchObject({ arrived: 0, nearMisses: [] })
    expect(subjects(await wait({ mailbox: 'import', q: 'origin:import' }))).toEqual(['old'])
  })

  test('a message that is deleted before it is complete is none', async () => {
    const waiting = wait({ mailbox: 'deleted', count: 2 })
    await held(1)
    const id = await add('first', 'deleted')
    await app.client.delete({ ids: [id] })
    for (const subject of ['second', 'third']) await add(subject, 'deleted')
    expect(subjects(await waiting)).toEqual(['second', 'third'])
  })
})

describe('extract', () => {
  const body = 'Your code is 482913\r\n\r\nReset it: https://shop.test/reset?t=1\r\nhttps://shop.test/unsubscribe'

  test('adds the best code or link; mail without one keeps waiting', async () => {
    const waiting = wait({ mailbox: 'extract', extract: 'code' })
    await held(1)
    await add('nothing in it', 'extract')
    const id = await add('Your code', 'extract', { body })
    expect(answerOf(await waiting)).toMatchObject({ code: '482913', messages: [{ id }] })
    expect(answerOf(await wait({ mailbox: 'extract', extract: 'link' })).link).toBe('https://shop.test/reset?t=1')
  })

  test('is the value alone for a shell', async () => {
    await add('Your code', 'shell', { body })
    const shell = { headers: { accept: 'text/plain' } }
    const { status, headers, text } = await send(address({ mailbox: 'shell', extract: 'code' }), shell)
    expect([status, headers['content-type'], text]).toEqual([200, 'text/plain; charset=utf-8', '482913'])
    const refused = await send(address({ mailbox: 'shell', extract: 'code', q: 'subject:no', timeout: '0' }), shell)
    expect(problemOf(refused).code).toBe('no_match')
  })
})

describe('nothing may come', () => {
  test('200 when nothing has matched', async () => {
    await add('other', 'quiet')
    expect(answerOf(await wait({ mailbox: 'quiet', q: 'subject:wanted', count: 0, quiet: '20ms' }))).toMatchObject({
      messages: [],
    })
  })

  test('409 with the offender, there already or coming', async () => {
    const waiting = wait({ mailbox: 'loud', q: 'subject:loud', count: 0, quiet: '30s' })
    await held(1)
    const id = await add('too loud', 'loud')
    const offended = problemOf(await waiting) as UnexpectedMatch
    expect(offended).toMatchObject({
      ...{ status: 409, code: 'unexpected_match', query: 'subject:loud' },
      ...{ detail: `“too loud” (${id}) matches, and none was to come`, offender: { id, mailbox: 'loud', subject: 'too loud' } },
    })
    expect((await wait({ mailbox: 'loud', count: 0, quiet: '30s' })).status).toBe(409)
  })

  test('also after the count has come', async () => {
    const waiting = wait({ mailbox: 'once', quiet: '30s' })
    await held(1)
    await add('first', 'once')
    const id = await add('second', 'once')
    expect(problemOf(await waiting)).toMatchObject({ status: 409, offender: { id } })
    await add('only', 'just once')
    expect(subjects(await wait({ mailbox: 'just once', quiet: '20ms' }))).toEqual(['only'])
  })

  test('what was acknowledged before the time was over counts', async () => {
    const waiting = wait({ mailbox: 'late', count: 0, quiet: '300ms' })
    await held(1)
    await using smtp = await openSmtp(app.smtp)
    await deliver(smtp, mail({ 'X-Mailmitt-Mailbox': 'late' }))
    expect((await waiting).status).toBe(409)
  })
})

describe('no match in time', () => {
  test('tells near misses, the best first, with what they have', async () => {
    const waiting = wait({ mailbox: 'near', q: 'to:ann@x.test subject:Welcome', timeout: '400ms' })
    await held(1)
    const far = await add('Bye', 'near')
    const near = await add('Welcom Ann', 'near', { to: 'ann@x.test' })
    const answer = noMatch(await waiting)
    expect(answer.waitedMs).toBeGreaterThanOrEqual(400)
    expect(answer).toMatchObject({
      ...{ status: 404, code: 'no_match', query: 'to:ann@x.test subject:Welcome' },
      ...{ arrived: 2, matched: [], refused: [], before: [], evicted: 0 },
      detail:
        '2 messages arrived in mailbox near, none matched: `to:ann@x.test` matched, `subject:Welcome` did not ("Welcom Ann").',
      nearMisses: [
        {
          ...{ id: near, subject: 'Welcom Ann', mailbox: 'near', matched: ['to:ann@x.test'] },
          missed: [{ clause: 'subject:Welcome', actual: 'Welcom Ann' }],
        },
        {
          ...{ id: far, matched: [] },
          missed: [
            { clause: 'to:ann@x.test', actual: 'bob@b.test' },
            { clause: 'subject:Welcome', actual: 'Bye' },
          ],
        },
      ],
    })
  })

  test('looks at what came since the cursor, and names what came before', async () => {
    const before = await add('wanted', 'since')
    const since = await app.client.cursor()
    await add('other', 'since')
    expect(noMatch(await wait({ mailbox: 'since', q: 'subject:wanted', since, timeout: '0' }))).toMatchObject({
      ...{ arrived: 1, before: [before], nearMisses: [{ subject: 'other' }] },
      detail: expect.stringContaining('1 message that matches came before `since`.'),
    })
  })

  test('without a cursor, tells of what was there already, and then of what came', async () => {
    const asked = { mailbox: 'there before', q: 'to:ann@x.test subject:Welcome' }
    const near = await add('Welcom Ann', asked.mailbox, { to: 'ann@x.test' })
    const missed = '`to:ann@x.test` matched, `subject:Welcome` did not ("Welcom Ann").'
    expect(noMatch(await wait({ ...asked, timeout: '0' }))).toMatchObject({
      ...{ arrived: 0, nearMisses: [{ id: near, matched: ['to:ann@x.test'] }] },
      detail: `No message arrived in mailbox there before in 0 s besides the one that was there, which does not match: ${missed}`,
    })
    await add('Bye', asked.mailbox)
    const waiting = wait({ ...asked, timeout: '400ms' })
    await held(1)
    const far = await add('Bye again', asked.mailbox)
    expect(noMatch(await waiting)).toMatchObject({
      ...{ arrived: 1, nearMisses: [{ id: near }, { id: far }, { subject: 'Bye' }] },
      detail: `1 message arrived in mailbox there before besides the 2 that were there, none matched: ${missed}`,
    })
  })

  test('tells of mail that came into another mailbox', async () => {
    const since = await app.client.cursor()
    const id = await add('misplaced', 'b')
    expect(noMatch(await wait({ mailbox: 'a', q: 'subject:misplaced', since, timeout: '0' }))).toMatchObject({
      ...{ arrived: 0, nearMisses: [{ id, matched: ['subject:misplaced'], missed: [{ clause: 'mailbox:a', actual: 'b' }] }] },
      detail: 'No message arrived in mailbox a in 0 s: `subject:misplaced` matched, `mailbox:a` did not ("b").',
    })
  })

  test('has what there is for each kind of clause', async () => {
    await add('Odd', 'kinds', { body: 'Your code is 482913' })
    const since = await app.client.cursor()
    await add('Odd', 'kinds', { body: 'Your code is 771204' })
    const q =
      'code:482913 has:attachment -subject:odd larger:1m (tag:x OR is:seen) header:subject=even nonsense before:2020-01-01'
    const [miss] = noMatch(await wait({ mailbox: 'kinds', q, since, timeout: '0' })).nearMisses
    expect(miss?.missed.map(({ clause, actual }) => `${clause} → ${actual}`)).toEqual([
      ...[
        'code:482913 → 771204',
        'has:attachment → text, code',
        '-subject:odd → Odd',
        expect.stringMatching(/^larger:1m → \d+ octets$/),
      ],
      ...['tag:x OR is:seen → unseen', 'header:subject=even → Odd', 'nonsense → Odd Your code is 771204'],
      expect.stringMatching(/^before:2020-01-01 → 20/),
    ])
  })

  test('says how many of several there were', async () => {
    const id = await add('one of two', 'some')
    expect(noMatch(await wait({ mailbox: 'some', count: 2, timeout: '0' }))).toMatchObject({
      ...{ matched: [id], arrived: 0, detail: '1 of 2 messages matched in mailbox some in 0 s.' },
    })
  })

  test('tells of sessions that were refused', async () => {
    await using own = await startApp()
    await using smtp = await openSmtp(own.smtp)
    await smtp.say('EHLO client.test')
    await smtp.say('MAIL FROM:<a@x.test> SIZE=99999999999')
    const { refused, detail } = noMatch(await wait({ q: 'subject:x', timeout: '0' }, own))
    expect(refused).toHaveLength(1)
    expect(refused[0]?.reason).toMatch(/552/)
    expect(detail).toContain('SMTP refused mail: ')
  })

  test('tells of what retention removed', async () => {
    await using own = await startApp({ flags: ['--max-messages', '1'] })
    const waiting = wait({ q: 'subject:never', timeout: '1s' }, own)
    await held(1, own)
    for (let i = 0; i < 5; i++) await own.client.add(mail({ Subject: `mail ${i}` }))
    const { evicted, detail } = noMatch(await waiting)
    expect(evicted).toBeGreaterThan(0)
    expect(detail).toMatch(/Retention removed \d messages? meanwhile\.$/)
    // What came after the mark and was gone before anybody waited for it.
    const since = await own.client.cursor()
    expect(noMatch(await wait({ since, timeout: '0' }, own)).evicted).toBe(0)
    for (const subject of ['wanted', 'next']) await own.client.add(mail({ Subject: subject }))
    while ((await own.client.list()).messages.length > 1) await turn()
    expect(noMatch(await wait({ q: 'subject:wanted', since, timeout: '0' }, own)).evicted).toBeGreaterThan(0)
  })
})

test.for<[string, Wanted, string]>([
  ['a search without meaning', { q: 'is:purple' }, 'invalid'],
  ['no search at all in what is to be none', { count: 0 }, 'invalid'],
  ['more quiet than time', { quiet: '2s', timeout: '1s' }, 'invalid'],
  ['quiet after the longest time', { quiet: '1m', timeout: '4m' }, 'invalid'],
  ['something of nothing', { count: 0, quiet: '1s', extract: 'code' }, 'invalid'],
  ['too long a time', { timeout: '5m' }, 'invalid'],
  ['no time', { timeout: 'soon' }, 'invalid'],
  ['an empty time', { timeout: '' }, 'invalid'],
  ['a negative count', { count: -1 }, 'invalid'],
  ['no cursor', { since: 'now' }, 'invalid'],
  ['a cursor of another database', { since: 'abcdef-1' }, 'stale_cursor'],
])('%s is refused', async ([, wanted, code]) => {
  const answer = await wait(wanted)
  expect([answer.status, problemOf(answer).code]).toEqual([400, code])
})

test('a client that leaves frees its wait, and takes no other with it', async () => {
  const staying = wait({ mailbox: 'leave' })
  await held(1)
  const leaving = request(address({ mailbox: 'leave' })).end()
  leaving.on('error', () => leaving.destroy())
  await held(2)
  leaving.destroy()
  await held(1)
  await add('for who stayed', 'leave')
  expect(subjects(await staying)).toEqual(['for who stayed'])
})

test('a program that stops says so to those who wait, and its successor finds what came meanwhile', async () => {
  await using folder = await temporaryFolder()
  const database = folder.path('mail.db')
  const first = await startApp({ database })
  const since = await first.client.cursor()
  const waiting = wait({ q: 'subject:kept', count: 2, since }, first)
  await held(1, first)
  await first.client.add(mail({ Subject: 'kept one' }))
  const exit = once(first.process, 'close')
  first.process.kill('SIGTERM')
  const answer = await waiting
  expect([answer.status, answer.headers['retry-after'], problemOf(answer).code]).toEqual([503, '1', 'unavailable'])
  await exit
  await using second = await startApp({ database })
  const again = wait({ q: 'subject:kept', count: 2, since }, second)
  await held(1, second)
  await second.client.add(mail({ Subject: 'kept two' }))
  expect(subjects(await again)).toEqual(['kept one', 'kept two'])
})

test('500 tests at once: no false match, and none missed', async () => {
  const TESTS = 500
  const tests = Array.from({ length: TESTS }, (_, i) => ({ to: `user-${i}@stress.test`, code: `${100_000 + i * 7}` }))
  const reset = ({ to, code }: (typeof tests)[number], subject = 'Your code') =>
    mail({ To: to, Subject: subject }, `Your code is ${code}\r\n`)
  await using own = await startApp()
  const post = (mailData: string) => own.client.add(mailData)
  // What a run before has left: the same recipients, other codes.
  await inTurns(tests, ({ to }) => post(reset({ to, code: '999999' })))
  const since = await own.client.cursor()
  const waits = tests.map(({ to }, i) => {
    // Half of them are scoped by the exact address alone, half want the code of a certain mail.
    const q = i % 2 === 0 ? `to:${to}` : `rcpt:${to} subject:"your code"`
    return wait({ q, since, extract: 'code', timeout: '60s' }, own)
  })
  await held(TESTS, own)
  const shuffled = tests.toSorted((a, b) => (a.code.slice(-2) < b.code.slice(-2) ? -1 : 1))
  await inTurns(shuffled, async (each) => {
    await post(reset({ ...each, to: `x${each.to}` }))
    await post(mail({ To: each.to, Subject: 'No digits here' }))
    await post(reset(each))
    await post(reset({ ...each, code: '888888' }))
  })
  const got = (await Promise.all(waits)).map((answer) => answerOf(answer))
  expect(got.map(({ code }) => code)).toEqual(tests.map(({ code }) => code))
  expect(got.map(({ messages }) => messages[0]?.to[0]?.addrSpec)).toEqual(tests.map(({ to }) => to))
  // Chained, each finds its duplicate, and then no more.
  const chained = await Promise.all(
    tests.map(({ to }, i) => wait({ q: `to:${to}`, since: got[i]?.cursor ?? '', extract: 'code' }, own)),
  )
  expect(chained.map((answer) => answerOf(answer).code)).toEqual(tests.map(() => '888888'))
  await held(0, own)
}, 60_000)

test('retention takes no mail from those who wait for it, and goes on after them', async () => {
  await using own = await startApp({ flags: ['--max-messages', '1'] })
  const codes = Array.from({ length: 50 }, (_, i) => String(412_345 + 37 * i))
  const waits = codes.map((_, i) => wait({ q: `to:user-${i}@x.test`, extract: 'code', timeout: '15s' }, own))
  await held(codes.length, own)
  const mails = codes.flatMap((code, i) =>
    [`user-${i}@x.test`, `other-${i}@x.test`, 'a@x.test', 'b@x.test'].map((to) => ({ to, code })),
  )
  await using smtp = await openSmtp(own.smtp)
  await inTurns(mails, ({ to, code }) => own.client.add(mail({ To: to, Subject: 'Your code' }, `Your code is ${code}\r\n`)))
  await deliver(smtp, mail({ Subject: 'the last' }))
  expect((await Promise.all(waits)).map((answer) => answerOf(answer).code)).toEqual(codes)
  while ((await own.client.list()).total > 1) await turn()
  expect((await own.client.list()).messages.map(({ subject }) => subject)).toEqual(['the last'])
})

test('mail that comes while waits begin and end is found by each, whichever was first', async () => {
  const since = await app.client.cursor()
  const rounds = Array.from({ length: 200 }, (_, i) => `race-${i}`)
  await inTurns(rounds, async (mailbox) => {
    const [first, , second] = await Promise.all([
      wait({ mailbox, q: 'subject:one', since, timeout: '20s' }),
      add('one', mailbox).then(() => add('two', mailbox)),
      wait({ mailbox, count: 2, since, timeout: '20s' }),
    ])
    expect([subjects(first), subjects(second)]).toEqual([['one'], ['one', 'two']])
  })
})

async function inTurns<T>(all: readonly T[], run: (each: T) => Promise<unknown>): Promise<void> {
  const left = [...all]
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) await run(next)
    }),
  )
}
