/** What every store promises (server/store/store.ts), whatever database it keeps its promises with. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  CHUNK_OCTETS,
  type EndedSession,
  type MailDataHandle,
  type ParsedMessage,
  type Portion,
  packTranscript,
  type Store,
  type Tally,
  unpackTranscript,
} from '../../server/store/store.ts'
import { parseQuery } from '../../shared/search/parse.ts'
import type { Query } from '../../shared/search/query.ts'

export interface StoreUnderTest extends AsyncDisposable {
  store: Store
  /** Closes it and opens what it left behind. */
  reopen: () => Promise<Store>
}

async function writeMailData(store: Store, octets: Uint8Array, pieceOctets = octets.length || 1): Promise<MailDataHandle> {
  const writer = store.openMailData()
  for (let start = 0; start < octets.length; start += pieceOctets) await writer.write(octets.subarray(start, start + pieceOctets))
  return writer.finish()
}

export async function append(
  store: Store,
  id: string,
  {
    mailbox = 'default',
    octets = Buffer.from(`octets of ${id}`),
    forwardPaths = ['b@x.test', 'b@x.test'],
  }: { mailbox?: string; octets?: Uint8Array; forwardPaths?: string[] } = {},
): Promise<number> {
  const { seq } = await store.append({
    id,
    mailbox,
    origin: 'smtp',
    receivedAt: Date.parse('2026-01-01T00:00:00Z'),
    envelope: { reversePath: 'a@x.test', forwardPaths },
    parameters: { mail: [{ keyword: 'SIZE', value: '7' }], rcpt: [[], [{ keyword: 'NOTIFY' }]] },
    session: {
      id: 's',
      clientAddress: '127.0.0.1',
      heloName: 'client',
      tls: false,
      authenticatedAs: 'ci',
      startedAt: '2026-01-01T00:00:00.000Z',
    },
    mailData: await writeMailData(store, octets),
  })
  return seq
}

/** All portions of a change as one. */
export async function whole(portions: AsyncIterable<Portion>): Promise<Portion> {
  const ids: string[] = []
  const seqs: number[] = []
  const mailboxes = new Map<string, Portion['mailboxes'][number]>()
  for await (const portion of portions) {
    ids.push(...portion.ids)
    seqs.push(...portion.seqs)
    for (const counts of portion.mailboxes) mailboxes.set(counts.name, counts)
  }
  return { ids, seqs, mailboxes: [...mailboxes.values()] }
}

export function parsed(subject = '', more: Partial<ParsedMessage> = {}): ParsedMessage {
  return {
    ...{
      state: 'ready',
      from: [],
      to: [],
      cc: [],
      bcc: [],
      replyTo: [],
      subject,
      snippet: '',
      dateField: '',
      messageIdField: '',
      inReplyTo: '',
    },
    ...{ references: [], attachmentCount: 0, findings: [], hasText: false, hasHtml: false },
    ...{ features: [], tags: [], searchText: '', parts: [] },
    ...more,
  }
}

async function addReady(store: Store, id: string, options?: Parameters<typeof append>[2]): Promise<number> {
  const seq = await append(store, id, options)
  await store.makeReady([{ seq, message: parsed(id) }])
  return seq
}

function search(q: string): Query {
  return parseQuery(q, { now: 0, timeZone: 'UTC' }).query
}

/** By mailbox. */
async function countOf(store: Store, selection: Parameters<Store['count']>[0]): Promise<Record<string, Omit<Tally, 'mailbox'>>> {
  const counts: Record<string, Omit<Tally, 'mailbox'>> = {}
  for await (const tallies of store.count(selection))
    for (const { mailbox, total, unseen, pinned } of tallies) {
      const before = counts[mailbox] ?? { total: 0, unseen: 0, pinned: 0 }
      counts[mailbox] = { total: before.total + total, unseen: before.unseen + unseen, pinned: before.pinned + pinned }
    }
  return counts
}

export async function readMailData(store: Store, id: string, start = 0, end?: number): Promise<Buffer> {
  const message = await store.get(id)
  if (!message) throw new Error(`no ${id}`)
  const pieces: Uint8Array[] = []
  for await (const piece of store.readMailData(message.mailDataId, start, end ?? message.sizeOctets)) pieces.push(piece)
  expect(pieces.every(({ length }) => length > 0 && length <= CHUNK_OCTETS)).toBe(true)
  return Buffer.concat(pieces)
}

/** Ended `endedAt` milliseconds after 1970. */
function session(id: string, endedAt: number, more: Partial<EndedSession['summary']> = {}): EndedSession {
  return {
    summary: {
      ...{ id, protocol: 'smtp', clientAddress: '::1', heloName: 'client', tls: false, startedAt: new Date(0).toISOString() },
      ...{ endedAt: new Date(endedAt).toISOString(), outcome: 'empty', reason: '', messageCount: 0 },
      findings: { error: 0, warning: 0, info: 0 },
      ...more,
    },
    messageIds: [],
    transcript: packTranscript([{ offsetMs: 0, from: 'server', text: '220 hello' }]),
  }
}

const KEEP_ALL = { sessions: 1000, readSessions: 100, endedBefore: 0 }
const sessionIdsOf = async (store: Store) => (await store.sessions({ limit: 100 })).sessions.map(({ id }) => id)

async function readAll(octets: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _piece of octets);
}

const ALL = { upTo: Number.MAX_SAFE_INTEGER, offset: 0, limit: 500 }
const idsOf = async (store: Store, request: Partial<Parameters<Store['list']>[0]> = {}) =>
  (await store.list({ ...ALL, ...request })).messages.map(({ id }) => id)
const octetsOf = (size: number) => Buffer.from(Array.from({ length: size }, (_, i) => (i * 7 + (i >> 8)) % 251))

export function testStore(open: () => Promise<StoreUnderTest>): void {
  describe('append', () => {
    test('gives places that only grow, in the order of the calls', async () => {
      await using under = await open()
      const seqs = await Promise.all(Array.from({ length: 50 }, (_, i) => append(under.store, `m${i}`)))
      expect(seqs).toEqual([...seqs].sort((a, b) => a - b))
      expect(new Set(seqs).size).toBe(50)
    })

    test('never gives a place again, even when the newest message is gone', async () => {
      await using under = await open()
      const last = await addReady(under.store, 'gone')
      await whole(under.store.remove({ ids: ['gone'], upTo: last }))
      const store = await under.reopen()
      expect(store.lastSeq).toBe(last)
      expect(await append(store, 'next')).toBeGreaterThan(last)
    })

    test('keeps envelope, parameters and session as they were given', async () => {
      await using under = await open()
      await addReady(under.store, 'kept')
      expect(await (await under.reopen()).get('kept')).toMatchObject({
        id: 'kept',
        mailbox: 'default',
        origin: 'smtp',
        receivedAt: Date.parse('2026-01-01T00:00:00Z'),
        envelope: { reversePath: 'a@x.test', forwardPaths: ['b@x.test', 'b@x.test'] },
        parameters: { mail: [{ keyword: 'SIZE', value: '7' }], rcpt: [[], [{ keyword: 'NOTIFY' }]] },
        session: {
          id: 's',
          clientAddress: '127.0.0.1',
          heloName: 'client',
          tls: false,
          authenticatedAs: 'ci',
          startedAt: '2026-01-01T00:00:00.000Z',
        },
      })
    })

    test('that fails takes no other with it that is committed together', async () => {
      await using under = await open()
      const ids = ['a', 'b', 'twice', 'twice', 'c', 'twice', 'd']
      const outcomes = await Promise.allSettled(ids.map((id, i) => append(under.store, id, { mailbox: `mailbox ${i}` })))
      expect(outcomes.map(({ status }) => status)).toEqual([
        'fulfilled',
        'fulfilled',
        'fulfilled',
        'rejected',
        'fulfilled',
        'rejected',
        'fulfilled',
      ])
      const pending = await under.store.pending(0, 100)
      await under.store.makeReady(pending.map(({ seq }) => ({ seq, message: parsed() })))
      expect(await idsOf(under.store)).toEqual(['d', 'c', 'twice', 'b', 'a'])
      expect((await readMailData(under.store, 'twice')).toString()).toBe('octets of twice')
      expect((await under.store.mailboxes()).map(({ name }) => name)).toEqual([0, 1, 2, 4, 6].map((i) => `mailbox ${i}`))
    })
  })

  describe('makeReady', () => {
    test('makes visible, and nothing is before it', async () => {
      await using under = await open()
      const seq = await append(under.store, 'm')
      expect(await idsOf(under.store)).toEqual([])
      expect([await under.store.get('m'), await under.store.mailboxes()]).toEqual([
        undefined,
        [{ name: 'default', total: 0, unseen: 0, sizeOctets: 0, evicted: 0 }],
      ])
      expect(await whole(under.store.mark({ ids: ['m'], upTo: seq }, { seen: true }))).toMatchObject({ ids: [], mailboxes: [] })
      expect((await whole(under.store.remove({ ids: ['m'], upTo: seq }))).ids).toEqual([])
      const { seqs, mailboxes } = await under.store.makeReady([{ seq, message: parsed('now') }])
      expect(seqs).toEqual([seq])
      expect(mailboxes).toMatchObject([{ name: 'default', total: 1, unseen: 1, revision: expect.any(Number) }])
      expect(await idsOf(under.store)).toEqual(['m'])
    })

    test('keeps all that parsing found', async () => {
      await using under = await open()
      const seq = await append(under.store, 'm')
      const address = { displayName: 'Ünal', addrSpec: 'u@x.test' }
      const message = parsed('şubat', {
        state: 'broken',
        from: [address],
        to: [address, address],
        cc: [address],
        bcc: [address],
        replyTo: [address],
        snippet: 'snip',
        dateField: 'yesterday',
        messageIdField: 'id@x',
        inReplyTo: 'other@x',
        references: ['a@x', 'b@x'],
        attachmentCount: 3,
        code: 'aB-402913',
        findings: [{ rule: 'parser-failed', said: 's', where: { offset: 1, line: 2 } }],
        hasText: true,
        hasHtml: true,
        parts: ['', '1', '2', '10'].map((path) => ({
          path,
          contentType: 'text/plain',
          disposition: 'inline',
          filename: 'f',
          contentId: 'c',
          contentLocation: 'l',
          encoding: '7bit',
          charset: 'utf-8',
          charsetUsed: 'windows-1252',
          sizeOctets: 1,
          headerOffset: 2,
          bodyOffset: 3,
          bodyOctets: 4,
        })),
      })
      await under.store.makeReady([{ seq, message }])
      const { state: _state, features: _features, searchText: _searchText, ...expected } = message
      expect(await (await under.reopen()).get('m')).toMatchObject({
        ...expected,
        seen: false,
        pinned: false,
      })
    })

    test('does nothing for what is ready already, or not there', async () => {
      await using under = await open()
      const seq = await addReady(under.store, 'm')
      for (const again of [seq, seq + 100])
        expect(await under.store.makeReady([{ seq: again, message: parsed('again') }])).toEqual({
          seqs: [],
          tags: new Map(),
          mailboxes: [],
        })
      expect((await under.store.get('m'))?.subject).toBe('m')
      expect(await under.store.mailboxes()).toMatchObject([{ total: 1 }])
    })
  })

  test('what was appended and not made ready is pending after a restart, in order, in slices', async () => {
    await using under = await open()
    const seqs = await Promise.all(['a', 'b', 'c', 'd'].map((id) => append(under.store, id)))
    await under.store.makeReady([{ seq: seqs[1] ?? 0, message: parsed() }])
    const store = await under.reopen()
    const pending = await store.pending(0, 2)
    expect(pending.map(({ seq }) => seq)).toEqual([seqs[0], seqs[2]])
    expect(pending[0]).toMatchObject({
      sizeOctets: 'octets of a'.length,
      envelope: { reversePath: 'a@x.test', forwardPaths: ['b@x.test', 'b@x.test'] },
    })
    expect((await store.pending(pending[1]?.seq ?? 0, 2)).map(({ seq }) => seq)).toEqual([seqs[3]])
    expect(await idsOf(store)).toEqual(['b'])
  })

  describe('conditions', () => {
    test('are told apart, each message by its marks, also after thousands of others', async () => {
      await using under = await open()
      const { store } = under
      for (const id of ['fit-a', 'other-b']) await addReady(store, id, { mailbox: id.slice(-1) })
      const conditions = [
        { query: search('subject:fit') },
        { query: search('subject:fit'), mailbox: 'b' },
        { query: search('tag:x') },
        { query: search('is:seen OR mailbox:b') },
        { query: search('larger:99999999999999999999999') },
      ]
      const ask = async () => {
        const answers = await store.match({
          conditions,
          candidates: [
            { id: 'fit-a', marks: { tags: ['X'] }, marksBefore: { seen: true } },
            { id: 'gone' },
            { id: 'other-b' },
            { id: 'fit-a' },
          ],
        })
        return answers.map((answer) => answer && [answer.summary.id, answer.meets, answer.metBefore])
      }
      const expected = [['fit-a', [0, 2], [0, 3]], undefined, ['other-b', [3], []], ['fit-a', [0], []]]
      expect(await ask()).toEqual(expected)
      const many = Array.from({ length: 30_000 }, (_, i) => ({ query: search(`subject:other-b${i % 3 === 0 ? '' : i}`) }))
      const [answer] = await store.match({ conditions: many, candidates: [{ id: 'other-b' }] })
      expect(answer?.meets).toEqual(many.flatMap((_, i) => (i % 3 === 0 ? i : [])))
      expect(await ask()).toEqual(expected)
    })

    test('are found for many who ask at once, each in its range, mailbox and number', async () => {
      await using under = await open()
      const { store } = under
      for (const id of ['fit-1', 'other-2', 'fit-3', 'fit-4']) await addReady(store, id, { mailbox: id.slice(-1) })
      const [fit, all] = [
        { query: search('subject:fit'), after: 0, upTo: 4, most: 9 },
        { query: search('mailbox:2'), after: 0, upTo: 4, most: 9 },
      ]
      const found = await store.newest([
        ...[fit, { ...fit, after: 1 }, { ...fit, upTo: 3 }, { ...fit, most: 1 }, { ...fit, most: 0 }],
        ...[{ ...fit, mailbox: '3' }, { ...fit, mailbox: 'none' }, { ...fit, upTo: 0 }, { ...fit, upTo: 900 }, all],
      ])
      expect(found.map((some) => some.map(({ id }) => id.slice(-1)).join(''))).toEqual([
        '431',
        '43',
        '31',
        '4',
        '',
        '3',
        '',
        '',
        '431',
        '2',
      ])
      expect(await store.newest([])).toEqual([])
    })

    test('are looked for later than a place, the oldest or the newest first', async () => {
      await using under = await open()
      const { store } = under
      for (const id of ['fit-1', 'fit-2', 'fit-3', 'fit-4']) await addReady(store, id)
      const find = async (oldestFirst: boolean) => {
        const ids: string[] = []
        for await (const group of store.search({ query: search('subject:fit'), after: 1, upTo: 3, oldestFirst }))
          ids.push(...group.map(({ id }) => id))
        return ids
      }
      expect(await find(true)).toEqual(['fit-2', 'fit-3'])
      expect(await find(false)).toEqual(['fit-3', 'fit-2'])
    })
  })

  describe('list', () => {
    test('is newest first, from both ends, in windows, up to a place', async () => {
      await using under = await open()
      const seqs: number[] = []
      for (let i = 0; i < 6; i++) seqs.push(await addReady(under.store, `m${i}`, { mailbox: i % 2 ? 'odd' : 'even' }))
      const [, s1 = 0, , s3 = 0, s4 = 0] = seqs
      expect(await idsOf(under.store)).toEqual(['m5', 'm4', 'm3', 'm2', 'm1', 'm0'])
      expect(await idsOf(under.store, { mailbox: 'odd' })).toEqual(['m5', 'm3', 'm1'])
      expect(await idsOf(under.store, { before: s3 })).toEqual(['m2', 'm1', 'm0'])
      expect(await idsOf(under.store, { after: s1, limit: 2 })).toEqual(['m3', 'm2'])
      expect(await idsOf(under.store, { after: s1, upTo: s4 })).toEqual(['m4', 'm3', 'm2'])
      expect(await idsOf(under.store, { upTo: s3, offset: 1, limit: 2 })).toEqual(['m2', 'm1'])
      expect(await under.store.list({ ...ALL, limit: 6 })).toMatchObject({ more: false, total: 6, unseen: 6 })
      expect(await under.store.list({ ...ALL, limit: 5, mailbox: 'odd' })).toMatchObject({ more: false, total: 3, unseen: 3 })
      expect(await under.store.list({ ...ALL, limit: 5 })).toMatchObject({ more: true })
      expect(await under.store.list({ ...ALL, after: s1, limit: 3 })).toMatchObject({ more: true })
      expect(await under.store.list({ ...ALL, after: s1, limit: 4 })).toMatchObject({ more: false })
    })

    test('is ids, a mailbox, or both, and never what came later than `upTo`', async () => {
      await using under = await open()
      const { store } = under
      const a1 = await addReady(store, 'a1', { mailbox: 'a' })
      const b1 = await addReady(store, 'b1', { mailbox: 'b' })
      const a2 = await addReady(store, 'a2', { mailbox: 'a' })
      expect((await whole(store.mark({ ids: ['a1', 'b1', 'none'], upTo: a2 }, { seen: true }))).ids).toEqual(['a1', 'b1'])
      expect((await whole(store.mark({ ids: ['a1', 'b1'], mailbox: 'a', upTo: a2 }, { pinned: true }))).ids).toEqual(['a1'])
      expect((await whole(store.mark({ upTo: b1 }, { seen: false }))).ids).toEqual(['a1', 'b1'])
      expect((await whole(store.mark({ mailbox: 'a', upTo: a1 }, { seen: true }))).ids).toEqual(['a1'])
      expect((await whole(store.mark({ mailbox: 'none', upTo: a2 }, { seen: true }))).ids).toEqual([])
      expect((await whole(store.mark({ ids: [], upTo: a2 }, { seen: true }))).ids).toEqual([])
      expect(await whole(store.remove({ mailbox: 'a', upTo: a1 }))).toMatchObject({
        ids: ['a1'],
        mailboxes: [{ name: 'a', total: 1, unseen: 1 }],
      })
      expect(await whole(store.remove({ ids: ['a2', 'b1', 'none'], upTo: b1 }))).toMatchObject({
        ids: ['b1'],
        mailboxes: [{ name: 'b', total: 0, unseen: 0 }],
      })
      expect(await idsOf(store)).toEqual(['a2'])
    })

    test('is what a search finds, in a mailbox, and never what came later than `upTo`', async () => {
      await using under = await open()
      const { store } = under
      for (const id of ['fit-a', 'other-b', 'fit-b', 'fit-a2', 'fit-a3'])
        await addReady(store, id, { mailbox: id.charAt(id.indexOf('-') + 1) })
      const query = search('subject:fit')
      expect((await whole(store.mark({ query, mailbox: 'a', upTo: 4 }, { seen: true }))).ids.sort()).toEqual(['fit-a', 'fit-a2'])
      expect(await countOf(store, { query, upTo: 5 })).toEqual({
        a: { total: 3, unseen: 1, pinned: 0 },
        b: { total: 1, unseen: 1, pinned: 0 },
      })
      expect(await countOf(store, { query: search('is:seen'), upTo: 99 })).toEqual({ a: { total: 2, unseen: 0, pinned: 0 } })
      expect(await countOf(store, { mailbox: 'b', upTo: 2 })).toEqual({ b: { total: 1, unseen: 1, pinned: 0 } })
      expect(await countOf(store, { mailbox: 'none', upTo: 99 })).toEqual({})
      expect(await whole(store.remove({ query: search('is:seen'), mailbox: 'b', upTo: 99 }))).toMatchObject({
        ids: [],
        mailboxes: [],
      })
      const { ids, mailboxes } = await whole(store.remove({ query, upTo: 4 }))
      expect(ids.sort()).toEqual(['fit-a', 'fit-a2', 'fit-b'])
      expect(mailboxes.find(({ name }) => name === 'a')).toMatchObject({ total: 1, unseen: 1 })
      expect(await idsOf(store)).toEqual(['fit-a3', 'other-b'])
    })

    describe('of thousands', () => {
      const COUNT = 1234
      async function fill(store: Store): Promise<number[]> {
        const seqs = await Promise.all(
          Array.from({ length: COUNT }, (_, i) => append(store, `m${i}`, { octets: Buffer.from('x') })),
        )
        await store.makeReady(seqs.map((seq, i) => ({ seq, message: parsed(i % 2 === 0 ? 'even' : 'odd') })))
        return seqs
      }

      test('is counted, changed and removed whole, in portions that are not large', async () => {
        await using under = await open()
        const { store } = under
        const upTo = (await fill(store))[1200] ?? 0
        const query = search('subject:even')
        expect(await countOf(store, { query, upTo })).toEqual({ default: { total: 601, unseen: 601, pinned: 0 } })
        const sizes: number[] = []
        for await (const { ids } of store.mark({ query, upTo }, { seen: true })) sizes.push(ids.length)
        for await (const { ids } of store.mark({ upTo }, { seen: true })) sizes.push(ids.length)
        expect(sizes.reduce((sum, size) => sum + size)).toBe(1201)
        for await (const { ids } of store.remove({ query, upTo })) sizes.push(ids.length)
        for await (const { ids } of store.remove({ upTo })) sizes.push(ids.length)
        expect(sizes.reduce((sum, size) => sum + size)).toBe(2402)
        expect(Math.max(...sizes)).toBeLessThanOrEqual(500)
        expect(await store.mailboxes()).toMatchObject([{ total: 33, unseen: 33, sizeOctets: 33 }])
      })

      test('by their ids, each of them named twice', async () => {
        await using under = await open()
        await fill(under.store)
        const ids = Array.from({ length: 1001 }, (_, i) => `m${i}`)
        expect((await whole(under.store.mark({ ids: [...ids, ...ids], upTo: COUNT }, { pinned: true }))).ids).toHaveLength(1001)
        expect((await whole(under.store.remove({ ids: [...ids, ...ids], upTo: COUNT }))).ids.sort()).toEqual(ids.sort())
      })

      test('goes no further than its portions are asked for', async () => {
        await using under = await open()
        await fill(under.store)
        under.store.remove({ upTo: COUNT })
        expect(await under.store.mailboxes()).toMatchObject([{ total: COUNT }])
        let gone = 0
        for await (const { ids } of under.store.remove({ upTo: COUNT })) {
          gone = ids.length
          break
        }
        expect(gone).toBeGreaterThan(0)
        expect(await under.store.mailboxes()).toMatchObject([{ total: COUNT - gone }])
      })

      test('lets mail in between its portions, and leaves it alone', async () => {
        await using under = await open()
        await fill(under.store)
        let arrived = 0
        for await (const _ of under.store.remove({ query: search('subject:even'), upTo: COUNT }))
          await addReady(under.store, `even${arrived++}`)
        expect(arrived).toBeGreaterThan(1)
        expect(await under.store.mailboxes()).toMatchObject([{ total: COUNT / 2 + arrived }])
      })
    })
  })

  test('counts are told with revisions that grow with every change', async () => {
    await using under = await open()
    const revisions: number[] = []
    for (const id of ['a', 'b'])
      revisions.push(
        ...(await under.store.makeReady([{ seq: await append(under.store, id), message: parsed() }])).mailboxes.map(
          ({ revision }) => revision,
        ),
      )
    revisions.push(...(await whole(under.store.mark({ upTo: 99 }, { seen: true }))).mailboxes.map(({ revision }) => revision))
    revisions.push(...(await whole(under.store.remove({ upTo: 99 }))).mailboxes.map(({ revision }) => revision))
    expect(revisions).toHaveLength(4)
    expect(revisions).toEqual([...new Set(revisions)].sort((a, b) => a - b))
  })

  test('counts that are kept equal those that are counted, whatever is done', async () => {
    const id = fc.nat(30).map((n) => `m${n}`)
    const mailbox = fc.constantFrom('a', 'b', 'c')
    const ids = fc.option(fc.array(id, { minLength: 1, maxLength: 4 }), { nil: undefined, freq: 1 })
    const place = fc.oneof({ weight: 2, arbitrary: fc.constant(1000) }, fc.nat(40))
    const operation = fc.oneof(
      {
        weight: 12,
        arbitrary: fc.record({ kind: fc.constant('add' as const), id, mailbox, size: fc.nat(300), ready: fc.boolean() }),
      },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('ready' as const), count: fc.integer({ min: 1, max: 3 }) }) },
      {
        weight: 4,
        arbitrary: fc.record({
          kind: fc.constant('flag' as const),
          ids,
          mailbox: fc.option(mailbox, { nil: undefined }),
          upTo: place,
          seen: fc.option(fc.boolean(), { nil: undefined }),
          pinned: fc.option(fc.boolean(), { nil: undefined }),
        }),
      },
      {
        weight: 4,
        arbitrary: fc.record({
          kind: fc.constant('remove' as const),
          ids,
          mailbox: fc.option(mailbox, { nil: undefined }),
          upTo: place,
        }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const) }) },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 10, maxLength: 40, size: 'max' }), async (operations) => {
        await using under = await open()
        let { store } = under
        for (const step of operations) {
          if (step.kind === 'add') {
            const seq = await append(store, step.id, { mailbox: step.mailbox, octets: octetsOf(step.size) }).catch(
              () => undefined,
            ) // an id that is there already
            if (seq !== undefined && step.ready) await store.makeReady([{ seq, message: parsed() }])
          } else if (step.kind === 'ready') {
            await store.makeReady((await store.pending(0, step.count)).map(({ seq }) => ({ seq, message: parsed() })))
          } else if (step.kind === 'flag') await whole(store.mark(step, step))
          else if (step.kind === 'remove') await whole(store.remove(step))
          else store = await under.reopen()
        }
        const { messages, total, unseen } = await store.list(ALL)
        expect([total, unseen]).toEqual([messages.length, messages.filter(({ seen }) => !seen).length])
        for (const { name, ...kept } of await store.mailboxes()) {
          const own = messages.filter((message) => message.mailbox === name)
          expect(kept).toEqual({
            total: own.length,
            unseen: own.filter(({ seen }) => !seen).length,
            sizeOctets: own.reduce((sum, { sizeOctets }) => sum + sizeOctets, 0),
            evicted: 0,
            ...(own.length > 0 && { latestAt: '2026-01-01T00:00:00.000Z' }),
          })
        }
        for (const { name, pinned, pinnedOctets } of await store.mailboxCounts()) {
          const own = messages.filter((message) => message.mailbox === name && message.pinned)
          const octets = own.reduce((sum, { sizeOctets }) => sum + sizeOctets, 0)
          expect({ pinned, pinnedOctets }).toEqual({ pinned: own.length, pinnedOctets: octets })
        }
        for (const { id: kept, sizeOctets } of messages)
          expect((await readMailData(store, kept)).equals(octetsOf(sizeOctets))).toBe(true)
      }),
      { numRuns: 20 },
    )
  }, 240_000)

  describe('mail data', () => {
    test.each([0, 1, CHUNK_OCTETS - 1, CHUNK_OCTETS, CHUNK_OCTETS + 1, 2 * CHUNK_OCTETS, 2 * CHUNK_OCTETS + 12_345])(
      'of %i octets comes back as it was, written at once or in pieces',
      async (size) => {
        await using under = await open()
        const octets = octetsOf(size)
        for (const piece of [size || 1, 65_536, 1_000_003]) {
          const mailData = await writeMailData(under.store, octets, piece)
          expect([mailData.sizeOctets, mailData.small?.length]).toEqual([size, size <= CHUNK_OCTETS ? size : undefined])
          const { seq } = await under.store.append({
            id: `${piece}`,
            mailbox: 'm',
            origin: 'api',
            receivedAt: 0,
            envelope: { reversePath: '', forwardPaths: [] },
            parameters: { mail: [], rcpt: [] },
            mailData,
          })
          await under.store.makeReady([{ seq, message: parsed() }])
          expect((await readMailData(under.store, `${piece}`)).equals(octets)).toBe(true)
        }
      },
    )

    test('gives any range, also across chunks', async () => {
      await using under = await open()
      const octets = octetsOf(2 * CHUNK_OCTETS + 500)
      await addReady(under.store, 'm', { octets })
      const place = fc.oneof(fc.nat(octets.length), fc.integer({ min: CHUNK_OCTETS - 3, max: CHUNK_OCTETS + 3 }))
      await fc.assert(
        fc.asyncProperty(place, place, async (a, b) => {
          const [start, end] = a < b ? [a, b] : [b, a]
          expect((await readMailData(under.store, 'm', start, end)).equals(octets.subarray(start, end))).toBe(true)
        }),
        { numRuns: 40 },
      )
    })

    test('that is written at the same time does not mix', async () => {
      await using under = await open()
      const messages = Array.from({ length: 6 }, (_, i) => Buffer.alloc(CHUNK_OCTETS + 1000 * i, `message ${i} `))
      await Promise.all(messages.map((octets, i) => addReady(under.store, `m${i}`, { octets })))
      for (const [i, octets] of messages.entries()) expect((await readMailData(under.store, `m${i}`)).equals(octets)).toBe(true)
    })

    test('goes with its message', async () => {
      await using under = await open()
      await addReady(under.store, 'gone', { octets: octetsOf(CHUNK_OCTETS + 5) })
      await addReady(under.store, 'stays')
      const { mailDataId = 0 } = (await under.store.get('gone')) ?? {}
      await whole(under.store.remove({ ids: ['gone'], upTo: 99 }))
      await expect(readAll(under.store.readMailData(mailDataId, 0, 5))).rejects.toMatchObject({ code: 'not_found' })
      expect((await readMailData(under.store, 'stays')).toString()).toBe('octets of stays')
    })

    test('of an empty message is its own: removing that takes nothing of a later one', async () => {
      await using under = await open()
      await addReady(under.store, 'empty', { octets: Buffer.alloc(0) })
      const store = await under.reopen()
      await addReady(store, 'later')
      await whole(store.remove({ ids: ['empty'], upTo: 99 }))
      expect((await readMailData(store, 'later')).toString()).toBe('octets of later')
    })

    test.each([10, CHUNK_OCTETS + 10])('of %i octets that is abandoned leaves nothing', async (size) => {
      await using under = await open()
      const writer = under.store.openMailData()
      await writer.write(octetsOf(size))
      await writer.abandon()
      await addReady(under.store, 'm')
      expect((await readMailData(under.store, 'm')).toString()).toBe('octets of m')
      await expect(readAll(under.store.readMailData(1, 0, 5))).rejects.toMatchObject({ code: 'not_found' })
    })

    test('that nobody finished is gone when it is opened again, and its number is no one else’s', async () => {
      await using under = await open()
      const writer = under.store.openMailData()
      await writer.write(octetsOf(2 * CHUNK_OCTETS + 1))
      const store = await under.reopen()
      await expect(readAll(store.readMailData(1, 0, 5))).rejects.toMatchObject({ code: 'not_found' })
      await addReady(store, 'm')
      expect((await readMailData(store, 'm')).toString()).toBe('octets of m')
    })
  })

  describe('sessions', () => {
    test('are kept with all they have, whatever the length of their dialogue', async () => {
      await using under = await open()
      const lines = [
        { offsetMs: 0, from: 'server' as const, text: '220 hello' },
        { offsetMs: 12, from: 'client' as const, text: '12>EHLO {"ü": 1}' },
        { offsetMs: 13, from: 'note' as const, text: '' },
        { offsetMs: 14, from: 'server' as const, text: '250 taken', messageId: 'm' },
        {
          ...{ offsetMs: 15, from: 'client' as const, text: 'HLEP' },
          findings: [{ rule: 'r', severity: 'warning' as const, title: 't', detail: 'd\n' }],
        },
      ]
      const long = Array.from({ length: 1000 }, () => lines).flat()
      const whole = session('whole', 1000, {
        ...{ tls: true, authenticatedAs: 'ci', outcome: 'refused', reason: 'MAIL: 552', messageCount: 2 },
        findings: { error: 1, warning: 2, info: 3 },
      })
      const ended = [lines, long].map((dialogue, i) => ({
        ...whole,
        summary: { ...whole.summary, id: `s${i}` },
        messageIds: ['m', 'n'],
        transcript: packTranscript(dialogue),
      }))
      await under.store.addSessions(ended, KEEP_ALL)
      const store = await under.reopen()
      for (const each of ended) expect(await store.session(each.summary.id)).toEqual(each)
      expect(unpackTranscript((await store.session('s1'))?.transcript ?? '')).toEqual(long)
      expect(await store.session('other')).toBeUndefined()
    })

    test('are listed the last one first, in pages, by outcome, with counts', async () => {
      await using under = await open()
      const { store } = under
      await store.addSessions(
        ['empty', 'aborted', 'empty', 'refused', 'empty'].map((outcome, i) =>
          session(`s${i}`, 1000, { outcome: outcome as 'empty' | 'aborted' | 'refused' }),
        ),
        KEEP_ALL,
      )
      const first = await store.sessions({ limit: 2 })
      expect(first).toMatchObject({ more: true, counts: { accepted: 0, refused: 1, aborted: 1, empty: 3 }, expired: 0 })
      expect(first.sessions.map(({ id }) => id)).toEqual(['s4', 's3'])
      const rest = await store.sessions({ limit: 3, before: first.sessions.at(-1)?.sessionSeq })
      expect([rest.more, ...rest.sessions.map(({ id }) => id)]).toEqual([false, 's2', 's1', 's0'])
      const empty = await store.sessions({ limit: 3, outcome: 'empty' })
      expect([empty.more, ...empty.sessions.map(({ id }) => id)]).toEqual([false, 's4', 's2', 's0'])
      await store.addSessions([session('s5', 1000, { protocol: 'imap' })], KEEP_ALL)
      for (const [protocol, ids] of [
        ['imap', ['s5']],
        ['smtp', ['s4', 's2', 's0']],
      ] as const)
        expect((await store.sessions({ limit: 9, outcome: 'empty', protocol })).sessions.map(({ id }) => id)).toEqual(ids)
    })

    test('beyond the limits go, the oldest first, and are counted', async () => {
      await using under = await open()
      const { store } = under
      const add = (ids: readonly number[], limits: Parameters<Store['addSessions']>[1]) =>
        store.addSessions(
          ids.map((i) => session(`s${i}`, i)),
          limits,
        )
      await add([1, 2, 3, 4], KEEP_ALL)
      await add([5, 6], { sessions: 5, readSessions: 100, endedBefore: 0 })
      expect(await sessionIdsOf(store)).toEqual(['s6', 's5', 's4', 's3', 's2'])
      await add([7], { sessions: 100, readSessions: 100, endedBefore: 4 })
      expect(await sessionIdsOf(store)).toEqual(['s7', 's6', 's5', 's4'])
      expect(await store.expireSessions({ sessions: 100, readSessions: 100, endedBefore: 6 })).toEqual({ oldestEndedAt: 6 })
      expect(await store.sessions({ limit: 100 })).toMatchObject({ counts: { empty: 2 }, expired: 5 })
      expect(await store.expireSessions({ sessions: 100, readSessions: 100, endedBefore: 8 })).toEqual({
        oldestEndedAt: undefined,
      })
      expect(await store.sessions({ limit: 100 })).toMatchObject({ sessions: [], counts: { empty: 0 }, expired: 7 })
    })

    test('that only read go beyond a limit of their own, the oldest first', async () => {
      await using under = await open()
      const { store } = under
      const outcomes = ['read', 'empty', 'read', 'read', 'empty'] as const
      const ended = outcomes.map((outcome, i) => session(`s${i}`, i, { outcome, protocol: 'imap' }))
      await store.addSessions(ended, { sessions: 100, readSessions: 2, endedBefore: 0 })
      expect(await sessionIdsOf(store)).toEqual(['s4', 's3', 's2', 's1'])
      expect(await store.sessions({ limit: 100 })).toMatchObject({ counts: { read: 2, empty: 2 }, expired: 1 })
    })

    test('of thousands those beyond the limits go whole', async () => {
      await using under = await open()
      const { store } = under
      const many = Array.from({ length: 2500 }, (_, i) => session(`s${i}`, i))
      await store.addSessions(many, { sessions: 10_000, readSessions: 100, endedBefore: 0 })
      expect(await store.expireSessions({ sessions: 3, readSessions: 100, endedBefore: 0 })).toEqual({ oldestEndedAt: 2497 })
      expect(await sessionIdsOf(store)).toEqual(['s2499', 's2498', 's2497'])
    })

    test('are found by their message before it is ready', async () => {
      await using under = await open()
      await append(under.store, 'unready', { mailbox: 'ci' })
      expect(await under.store.originOf('unready')).toEqual({ mailbox: 'ci', sessionId: 's' })
      expect(await under.store.originOf('other')).toBeUndefined()
    })
  })

  test('the name of the database is its own, and stays', async () => {
    await using one = await open()
    await using other = await open()
    expect(one.store.databaseId).not.toBe(other.store.databaseId)
    const { databaseId } = one.store
    expect((await one.reopen()).databaseId).toBe(databaseId)
  })

  test('what is asked after the end is refused, not lost', async () => {
    await using under = await open()
    const { store } = under
    await under.reopen()
    await expect(store.mailboxes()).rejects.toMatchObject({ code: 'unavailable' })
    await expect(append(store, 'late')).rejects.toMatchObject({ code: 'unavailable' })
  })
}
