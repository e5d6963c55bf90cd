/** What SEARCH finds (RFC 9051 §6.4.4), in a real store. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { emailId } from '../../server/imap/email-id.ts'
import { runSearch } from '../../server/imap/search/run-search.ts'
import { savedUids, searchAnswer } from '../../server/imap/search/search-answer.ts'
import { readCommand, type SearchedMail, type SearchedStore, searchedStore } from './search-store.ts'

/** Is recent. */
const NONE = () => false

const MAILS: readonly SearchedMail[] = [
  {
    lines: [
      'From: "Lee, Ann" <ann@shop.test>',
      'To: Bob <bob@home.test>, carol@home.test',
      'Cc: =?utf-8?q?J=C3=BCrgen?= <j@home.test>, Old =?utf-8?q?Fri=C3=ABnds?=: Eve <eve@home.test>, f@home.test;',
      'Bcc: blind@home.test',
      'Subject: =?utf-8?B?R3LDvMOfZSBhdXMgS8O2bG4=?=',
      'Date: Mon, 2 Mar 2026 00:30:00 +0200',
      'X-Campaign: Spring sale,',
      ' second half',
      'Message-ID: <one@shop.test>',
      '',
      'Your code is 482913.',
    ],
    receivedAt: '2026-03-01T22:30:00Z',
    flags: { seen: true },
    tags: ['release 1'],
  },
  {
    lines: [
      'From: noreply@shop.test',
      'To: ann@home.test',
      'Subject: Receipt',
      'Date: 28 Feb 2026 23:59:59 -0800',
      'MIME-Version: 1.0',
      'Content-Type: text/html; charset=utf-8',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      '<p style=3D"color:red">Total: 42 =E2=82=AC, tha=',
      'nk <b>you</b></p>',
    ],
    receivedAt: '2026-03-02T08:00:00Z',
    flags: { pinned: true, answered: true },
  },
  {
    lines: [
      'From: Dave <dave@home.test>',
      'Subject: Report',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'See the files.',
      '--b',
      'Content-Type: text/csv; charset=iso-8859-1; name=numbers.csv',
      'Content-Disposition: attachment; filename=numbers.csv',
      'Content-Description: =?utf-8?Q?s=C3=BCm?= of',
      ' all',
      'Content-ID: <figures@shop.test>',
      'Content-Transfer-Encoding: base64',
      '',
      Buffer.from('city;sum\nMünchen;17\n', 'latin1').toString('base64'),
      '--b',
      'Content-Type: message/rfc822',
      '',
      'Subject: the forwarded one',
      'From: erin@else.test',
      '',
      'Words from elsewhere',
      '--b',
      'Content-Type: application/octet-stream; name=blob.bin',
      '',
      'notext',
      '--b--',
    ],
    receivedAt: '2026-03-03T23:59:59.999Z',
    flags: { draft: true, deleted: true },
    tags: ['$Forwarded', 'naïve'],
  },
  { lines: ['X-Empty:', '', 'nothing is said here'], receivedAt: '2026-03-04T00:00:00Z' },
]

let mail: SearchedStore
beforeAll(async () => {
  mail = await searchedStore(MAILS)
})
afterAll(() => mail[Symbol.asyncDispose]())

describe('SEARCH finds by', () => {
  test.each([
    ['ALL', [1, 2, 3, 4]],
    ['SEEN', [1]],
    ['UNSEEN', [2, 3, 4]],
    ['FLAGGED ANSWERED', [2]],
    ['UNFLAGGED UNANSWERED UNDRAFT UNDELETED', [1, 4]],
    ['OR DRAFT SEEN', [1, 3]],
    ['NOT (SEEN)', [2, 3, 4]],
    ['RECENT', []],
    ['NEW', []],
    ['OLD', [1, 2, 3, 4]],
  ])('flags: %s', async (command, found) => expect(await mail.search(command)).toEqual(found))

  test.each([
    ['KEYWORD $forwarded', [3]],
    ['KEYWORD release_1', [1]],
    ['KEYWORD na_ve', [3]],
    ['KEYWORD naive', []],
    ['UNKEYWORD $Forwarded', [1, 2, 4]],
  ])('keywords, which are tags: %s', async (command, found) => expect(await mail.search(command)).toEqual(found))

  test.each([
    ['2:3', [2, 3]],
    ['*', [4]],
    ['3:*,1', [1, 3, 4]],
    ['9', []],
    ['NOT 1:2', [3, 4]],
    ['UID 2', [2]],
    ['UID 4:*', [4]],
    ['UID 100:*', [4]],
    ['UID 100:200', []],
  ])('numbers: %s', async (command, found) => expect(await mail.search(command)).toEqual(found))

  test('size, without those of just that size', async () => {
    const [first = 0] = mail.messages.map(({ sizeOctets }) => sizeOctets)
    const sized = (fits: (octets: number) => boolean) => mail.messages.flatMap((each, i) => (fits(each.sizeOctets) ? i + 1 : []))
    expect(await mail.search(`LARGER ${first}`)).toEqual(sized((octets) => octets > first))
    expect(await mail.search(`SMALLER ${first}`)).toEqual(sized((octets) => octets < first))
    expect(await mail.search('LARGER 0 SMALLER 40')).toEqual([4])
  })

  test.each([
    ['BEFORE 2-Mar-2026', [1]],
    ['ON 2-Mar-2026', [2]],
    ['SINCE 3-Mar-2026', [3, 4]],
    ['ON 3-Mar-2026', [3]],
    ['NOT SINCE 3-Mar-2026', [1, 2]],
  ])('INTERNALDATE, whatever the time of the day: %s', async (command, found) =>
    expect(await mail.search(command)).toEqual(found),
  )

  test.each([
    ['SENTON 2-Mar-2026', [1]],
    ['SENTON 28-Feb-2026', [2]],
    ['SENTBEFORE 1-Mar-2026', [2]],
    ['SENTSINCE 1-Mar-2026', [1]],
    ['NOT SENTSINCE 1-Mar-2026', [2, 3, 4]],
  ])('the Date field, whatever its time and zone: %s', async (command, found) =>
    expect(await mail.search(command)).toEqual(found),
  )

  test.each([
    ['SUBJECT "grüße aus köln"', [1]],
    ['SUBJECT rece', [2]],
    ['SUBJECT ""', [1, 2, 3]],
    ['FROM ann', [1]],
    ['FROM "lee, a"', [1]],
    ['FROM <ann@shop', [1]],
    ['FROM shop.test', [1, 2]],
    ['TO home.test', [1, 2]],
    ['TO carol@', [1]],
    ['TO hidden@envelope.test', []],
    ['CC jürgen', [1]],
    ['CC "old friënds"', [1]],
    ['CC old', [1]],
    ['CC eve', [1]],
    ['TO old', []],
    ['BCC blind@home', [1]],
    ['BCC hidden', []],
    ['HEADER x-campaign "SALE, second"', [1]],
    ['HEADER X-Campaign ""', [1]],
    ['HEADER X-Empty ""', [4]],
    ['HEADER Message-ID one@', [1]],
    ['HEADER "no name" ""', []],
    ['HEADER Date "Mar 2026"', [1]],
  ])('what fields say, decoded: %s', async (command, found) => expect(await mail.search(command)).toEqual(found))

  test.each([
    ['BODY 482913', [1]],
    ['BODY grüße', []],
    ['BODY "42 €, thank you"', [2]],
    ['BODY color:red', []],
    ['BODY münchen', [3]],
    ['BODY "from elsewhere"', [3]],
    ['BODY "the forwarded one"', []],
    ['TEXT "the forwarded one"', [3]],
    ['TEXT erin@else', [3]],
    ['BODY notext', []],
    ['BODY files', [3]],
    ['BODY ""', [1, 2, 3, 4]],
    ['BODY e', [1, 3, 4]],
    ['TEXT köln', [1]],
    ['TEXT x-campaign', [1]],
    ['TEXT "subject: rec"', [2]],
    ['TEXT 17', [3]],
    ['TEXT numbers.csv', [3]],
    ['TEXT hidden@envelope.test', []],
    ['TEXT "content-id: <figures@"', [3]],
    ['BODY figures@shop', []],
    ['TEXT "süm of all"', [3]],
    ['BODY "süm of all"', []],
    ['HEADER Content-ID ""', []],
    ['NOT TEXT home.test', [4]],
  ])('text, decoded, also where it is attached: %s', async (command, found) => expect(await mail.search(command)).toEqual(found))

  test('the id and the age of a message (RFC 8474 §6, RFC 5032)', async () => {
    const second = await mail.store.get('m2')
    expect(await mail.search(`EMAILID ${second && emailId(second)}`)).toEqual([2])
    expect(await mail.search('EMAILID m2')).toEqual([])
    expect(await mail.search('THREADID t')).toEqual([])
    expect(await mail.search('OLDER 4294967295')).toEqual([])
    expect(await mail.search('YOUNGER 4294967295')).toEqual([1, 2, 3, 4])
  })

  test('MODSEQ, what has changed since (RFC 7162 §3.1.5)', async () => {
    const last = Math.max(...mail.messages.map(({ modseq }) => modseq))
    expect(await mail.search(`MODSEQ ${last}`)).toEqual(mail.messages.flatMap(({ modseq }, i) => (modseq === last ? i + 1 : [])))
    expect(await mail.search('MODSEQ 0')).toEqual([1, 2, 3, 4])
  })

  test('`$`, what was saved (RFC 5182), and what is \\Recent here', async () => {
    const { messages, source } = mail
    const uids = new Set([messages[0]?.uid ?? 0, messages[2]?.uid ?? 0])
    const run = (command: string) =>
      runSearch({ program: readCommand(command), messages, saved: uids, isRecent: (uid) => uids.has(uid), source })
    expect(await run('$')).toEqual([0, 2])
    expect(await run('UID $ SEEN')).toEqual([0])
    expect(await run('NEW')).toEqual([2])
    expect(await run('OLD')).toEqual([1, 3])
  })
})

test('keys together find what each finds: AND, OR and NOT are those of sets', async () => {
  const leaves = [
    'SEEN',
    'DELETED',
    '2:3',
    'LARGER 200',
    'SENTON 2-Mar-2026',
    'SUBJECT re',
    'FROM shop',
    'BODY e',
    'TEXT home',
    'KEYWORD $Forwarded',
  ]
  const finds = new Map<string, Set<number>>()
  for (const leaf of leaves) finds.set(leaf, new Set(await mail.search(leaf)))
  const everything = [1, 2, 3, 4]
  type Tree = string | { type: 'AND' | 'OR' | 'NOT'; of: Tree[] }
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom(...leaves),
      fc.record({ type: fc.constantFrom('AND' as const, 'OR' as const), of: fc.tuple(tie('tree'), tie('tree')) }),
      fc.record({ type: fc.constant('NOT' as const), of: fc.tuple(tie('tree')) }),
    ),
  }))
  const write = (node: Tree): string => {
    if (typeof node === 'string') return node
    const inner = node.of.map((each) => `(${write(each)})`).join(' ')
    return node.type === 'AND' ? inner : `${node.type} ${inner}`
  }
  const fits = (node: Tree, number: number): boolean => {
    if (typeof node === 'string') return finds.get(node)?.has(number) ?? false
    if (node.type === 'NOT') return !node.of.some((each) => fits(each, number))
    return node.type === 'AND' ? node.of.every((each) => fits(each, number)) : node.of.some((each) => fits(each, number))
  }
  await fc.assert(
    fc.asyncProperty(tree, async (node) => {
      expect(await mail.search(write(node))).toEqual(everything.filter((number) => fits(node, number)))
      expect(await mail.search(`NOT NOT (${write(node)})`)).toEqual(await mail.search(write(node)))
    }),
    { numRuns: 60 },
  )
})

test('in an empty mailbox nothing is found, and nothing is asked', async () => {
  const program = readCommand('OR 1:* (UID * BODY x)')
  expect(await runSearch({ program, messages: [], saved: new Set(), isRecent: NONE, source: mail.source })).toEqual([])
})

describe('the answer', () => {
  const answer = async (command: string, more: { isUid?: boolean; isRev2?: boolean } = {}) => {
    const { messages, source } = mail
    const program = readCommand(command)
    const found = await runSearch({ program, messages, saved: new Set(), isRecent: NONE, source })
    const search = { program, found, messages }
    return {
      lines: searchAnswer({ ...search, isUid: false, isRev2: false, commandTag: 'a1', ...more }),
      saved: savedUids(search),
    }
  }

  test('is SEARCH with all numbers, also when there are none (RFC 3501 §7.2.5)', async () => {
    expect((await answer('UNSEEN')).lines).toEqual(['* SEARCH 2 3 4'])
    expect((await answer('SEEN UNSEEN')).lines).toEqual(['* SEARCH'])
  })

  test('is ESEARCH once IMAP4rev2 is enabled (RFC 9051 §6.4.4)', async () => {
    expect((await answer('UNSEEN', { isRev2: true })).lines).toEqual(['* ESEARCH (TAG "a1") ALL 2:4'])
    expect((await answer('UNSEEN', { isRev2: true, isUid: true })).lines).toEqual(['* ESEARCH (TAG "a1") UID ALL 2:4'])
    expect((await answer('SEEN UNSEEN', { isRev2: true })).lines).toEqual(['* ESEARCH (TAG "a1")'])
  })

  test('has what RETURN asks for, in its order (RFC 4731 §3.1)', async () => {
    expect((await answer('RETURN (COUNT MAX MIN) UNSEEN')).lines).toEqual(['* ESEARCH (TAG "a1") MIN 2 MAX 4 COUNT 3'])
    expect((await answer('RETURN () NOT 3')).lines).toEqual(['* ESEARCH (TAG "a1") ALL 1:2,4'])
    expect((await answer('RETURN (MIN COUNT) SEEN UNSEEN')).lines).toEqual(['* ESEARCH (TAG "a1") COUNT 0'])
  })

  test('SAVE alone is answered by nothing; with MIN or MAX, only those are saved (RFC 9051 §6.4.4.1)', async () => {
    const uids = mail.messages.map(({ uid }) => uid)
    expect(await answer('RETURN (SAVE) UNSEEN')).toEqual({ lines: [], saved: new Set(uids.slice(1)) })
    expect((await answer('RETURN (SAVE MIN MAX) UNSEEN')).saved).toEqual(new Set([uids[1], uids[3]]))
    expect((await answer('RETURN (SAVE MIN) SEEN UNSEEN')).saved).toEqual(new Set())
    expect((await answer('RETURN (SAVE MIN COUNT) UNSEEN')).saved).toEqual(new Set(uids.slice(1)))
    expect((await answer('UNSEEN')).saved).toBeUndefined()
  })

  test('ends in the highest mod-sequence of what it names, when one was asked for (RFC 7162 §3.1.5, §3.1.10)', async () => {
    const modseqs = mail.messages.map(({ modseq }) => modseq)
    const highest = Math.max(...modseqs)
    expect((await answer('MODSEQ 1')).lines).toEqual([`* SEARCH 1 2 3 4 (MODSEQ ${highest})`])
    expect((await answer('MODSEQ 999999999999')).lines).toEqual(['* SEARCH'])
    expect((await answer('RETURN (ALL) MODSEQ 1')).lines).toEqual([`* ESEARCH (TAG "a1") ALL 1:4 MODSEQ ${highest}`])
    expect((await answer('RETURN (MIN) MODSEQ 1')).lines).toEqual([`* ESEARCH (TAG "a1") MIN 1 MODSEQ ${modseqs[0]}`])
  })
})

test('a key that only the store can tell is asked of what the others leave open', async () => {
  const asked: (readonly number[])[] = []
  const { messages, source } = mail
  const find: typeof source.find = (question, seqs) => {
    asked.push(seqs)
    return source.find(question, seqs)
  }
  await runSearch({ program: readCommand('UNSEEN UID 3:4 BODY e'), messages, saved: new Set(), isRecent: NONE, source: { find } })
  await runSearch({ program: readCommand('OR ALL BODY e'), messages, saved: new Set(), isRecent: NONE, source: { find } })
  expect(asked).toEqual([[3, 4]])
})

test('of a text that is attached, the first MiB is looked at', async () => {
  const long = `first ${'x'.repeat(1024 * 1024 - 12)} edge behind`
  const fields = ['Subject: log', 'Content-Type: text/x-log', 'Content-Disposition: attachment; filename=a.log']
  await using log = await searchedStore([{ lines: [...fields, '', long] }])
  expect(await log.search('BODY first')).toEqual([1])
  expect(await log.search('BODY edge')).toEqual([1])
  expect(await log.search('BODY behind')).toEqual([])
})

test('what takes too long is ended, and says so', async () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => void vi.useRealTimers())
  async function* find() {
    for (;;) {
      vi.advanceTimersByTime(1000)
      yield []
    }
  }
  const { messages } = mail
  await expect(
    runSearch({ program: readCommand('BODY e'), messages, saved: new Set(), isRecent: NONE, source: { find } }),
  ).rejects.toMatchObject({
    status: 'NO',
    code: 'LIMIT',
  })
})
