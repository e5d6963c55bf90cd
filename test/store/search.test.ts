/** Store and matcher give every query the same meaning (DESIGN §7), whatever the index says on the way. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSqliteStore } from '../../server/store/sqlite/sqlite-store.ts'
import type { GivenTag, NewestRequest, ParsedMessage, Store } from '../../server/store/store.ts'
import type { Address } from '../../shared/model/address.ts'
import { matches, type SearchedMessage } from '../../shared/search/match.ts'
import { parseQuery } from '../../shared/search/parse.ts'
import { NO_SEARCH_TEXT, packSearchText, unpackSearchText } from '../../shared/search/search-text.ts'
import { append, parsed, whole } from './contract.ts'

const SEED = Number(process.env.SEED ?? 20_261_123)
/** More than a block, and a rest. */
const MESSAGES = 600
const QUERIES = 150
const NOW = Date.parse('2026-11-23T10:00:00Z')
const EVERYTHING = { upTo: Number.MAX_SAFE_INTEGER, offset: 0, limit: MESSAGES }

const WORDS = [
  ...[
    'Welcome',
    'code',
    '100%',
    'a_b',
    'r&d',
    '東京',
    'タワー',
    'İSTANBUL',
    'istanbul',
    'ÜBER',
    'straße',
    'hi',
    'x',
    "o'neil",
    '"q"',
  ],
  ...[
    '482913',
    'well-known',
    'ばら',
    'Ёлка',
    '\\',
    '👩‍💻',
    'the',
    'quick',
    'brown',
    'fox',
    'AND',
    '(',
    'a@b.test',
    'ﬁle',
    '한국',
  ],
]
const HREFS = [
  'https://shop.test/Confirm?token=aZ3kQ9',
  'https://click.shop.test/ls/click?upn=u001.482913',
  'mailto:ann@x.test?subject=Über',
  '{{url}}',
]
const words = fc.array(fc.constantFrom(...WORDS), { maxLength: 6 }).map((all) => all.join(' '))
const addresses = fc.array(
  fc.record<Address>({
    displayName: fc.constantFrom('', 'Ann Önal', 'Bob', 'O"Brien'),
    addrSpec: fc.constantFrom('ann@x.test', 'joann@x.test', 'bob@y.test', ''),
  }),
  { maxLength: 2 },
)
const message = fc
  .record({
    subject: words,
    from: addresses,
    to: addresses,
    cc: addresses,
    bcc: addresses,
    replyTo: addresses,
    messageIdField: fc.constantFrom('', '1@x.test'),
    state: fc.constantFrom<ParsedMessage['state']>('ready', 'broken'),
    features: fc.subarray<ParsedMessage['features'][number]>(['attachment', 'html', 'calendar', 'finding']),
    tags: fc
      .subarray(['Release', 'release candidate', 'rel*', 'ÜBER'])
      .map((names) => names.map((name): GivenTag => ({ name, origin: 'rule', because: 'x' }))),
    searchText: fc
      .record({
        text: words,
        html: words,
        headers: fc.array(
          fc.tuple(fc.constantFrom('Subject', 'X-Tag', 'x-tag-2'), words).map(([name, value]) => `${name}:${value}`),
          { maxLength: 3 },
        ),
        filenames: fc.array(fc.constantFrom('report.pdf', 'Ünal.PNG'), { maxLength: 2 }),
        types: fc.subarray(['text/plain', 'image/png', 'text/html']),
        codes: fc.subarray(['482913', '771204', 'ABC-DEF', 'a7K-9x2']),
        partHeaders: fc.subarray(['Content-Type:image/png', 'Content-ID:<logo@x.test>']),
        links: fc.subarray(HREFS),
      })
      .map(packSearchText),
  })
  .map((each) => {
    const { codes, links } = unpackSearchText(each.searchText)
    const features = [...each.features]
    if (codes.length > 0) features.push('code')
    if (links.length > 0) features.push('link')
    return { ...each, features }
  })

const value = fc.oneof(
  fc.constantFrom(...WORDS),
  // Of any length, from the middle of a word.
  fc.tuple(fc.constantFrom(...WORDS), fc.nat(4), fc.nat(6)).map(([word, start, length]) => word.slice(start, start + length)),
)
const quoted = fc.array(value, { minLength: 1, maxLength: 3 }).map((all) => `"${all.join(' ').replace(/["\\]/g, '\\$&')}"`)
const term = fc.oneof(
  { weight: 3, arbitrary: quoted },
  fc
    .tuple(
      fc.constantFrom('from', 'to', 'cc', 'bcc', 'reply-to', 'rcpt', 'mail-from', 'addressed'),
      fc.constantFrom('ann@x.test', 'ann', 'x.test', 'ön', '"O\\"B"', 'b@x.test', 'zed'),
    )
    .map(([field, name]) => `${field}:${name}`),
  fc.tuple(fc.constantFrom('subject', 'body', 'filename'), quoted).map(([field, text]) => `${field}:${text}`),
  fc.constantFrom(
    'header:x-tag',
    'header:subject=code',
    'header:x-tag-2="quick brown"',
    'header:zed',
    'type:image',
    'type:text/',
    'filename:.png',
  ),
  fc.constantFrom(
    ...['code:482913', 'code:"771 204"', 'code:abcdef', 'code:A7K-9X2', 'code:4829', 'code:abc', 'has:code', 'has:link'],
    ...['link:{{', 'link:shop.test/confirm', 'link:/', 'link:=u001', 'link:uber', 'link:mailto:bob', 'link:welcome'],
  ),
  fc
    .tuple(fc.constantFrom(...HREFS), fc.nat(40), fc.integer({ min: 1, max: 20 }))
    .map(([href, start, length]) => `link:"${href.slice(start, start + length)}"`),
  fc.constantFrom(
    'is:seen',
    'is:unseen',
    'is:pinned',
    'is:broken',
    'is:tagged',
    'tag:release',
    'tag:rel*',
    'tag:"release cand*"',
    'tag:uber',
    'tag:none',
    'has:attachment',
    'has:calendar',
    'has:inline',
    'origin:smtp',
    'origin:api',
  ),
  fc.constantFrom(
    'message-id:1@x.test',
    'id:m7',
    'mailbox:default',
    'mailbox:ci',
    'session:s',
    'session:t',
    'larger:10',
    'smaller:2k',
  ),
  fc.constantFrom('after:2025-12-31', 'before:2026-01-02', 'on:2026-01-01', 'after:1d'),
)
const query = fc.letrec<{ all: string }>((tie) => ({
  all: fc.oneof(
    { depthSize: 'small' },
    term,
    tie('all').map((one) => `-(${one})`),
    fc.tuple(tie('all'), tie('all')).map(([one, other]) => `(${one} ${other})`),
    fc.tuple(tie('all'), tie('all')).map(([one, other]) => `(${one} OR ${other})`),
  ),
})).all

let store: Store
const searched = new Map<string, SearchedMessage>()

beforeAll(async () => {
  store = await openSqliteStore({ database: ':memory:', durability: 'none', journal: 'auto' })
  const batch: Parameters<Store['makeReady']>[0][number][] = []
  for (const [i, each] of fc.sample(message, { seed: SEED, numRuns: MESSAGES }).entries()) {
    const id = `m${i}`
    const mailbox = i % 3 === 0 ? 'ci' : 'default'
    const seq = await append(store, id, { mailbox, octets: Buffer.from('x'.repeat(i)) })
    const { searchText, tags, ...rest } = each
    batch.push({ seq, message: parsed(each.subject, each) })
    searched.set(id, {
      ...rest,
      ...{ id, mailbox, origin: 'smtp', sessionId: 's', receivedAt: Date.parse('2026-01-01T00:00:00Z') },
      ...{ reversePath: 'a@x.test', forwardPaths: ['b@x.test', 'b@x.test'] },
      ...{ sizeOctets: i, seen: i % 5 === 0, pinned: i % 7 === 0, broken: each.state === 'broken' },
      tags: tags.map(({ name }) => name),
      searchText: () => unpackSearchText(searchText),
    })
  }
  for (let start = 0; start < batch.length; start += 64) await store.makeReady(batch.slice(start, start + 64))
  const ids = [...searched.values()]
  const { upTo } = EVERYTHING
  await whole(store.mark({ upTo, ids: ids.filter(({ seen }) => seen).map(({ id }) => id) }, { seen: true }))
  await whole(store.mark({ upTo, ids: ids.filter(({ pinned }) => pinned).map(({ id }) => id) }, { pinned: true }))
})
afterAll(() => store.close())

const read = (text: string) => parseQuery(text, { now: NOW, timeZone: 'UTC' }).query
const expectedIds = (text: string) =>
  [...searched.values()]
    .filter((each) => matches(read(text), each))
    .map(({ id }) => id)
    .reverse()

test(`store and matcher find the same, ${QUERIES} queries over ${MESSAGES} messages, seed ${SEED} (property)`, async () => {
  let found = 0
  await fc.assert(
    fc.asyncProperty(query, async (text) => {
      const { messages } = await store.list({ ...EVERYTHING, query: read(text) })
      expect(messages.map(({ id }) => id)).toEqual(expectedIds(text))
      found += messages.length
    }),
    { seed: SEED, numRuns: QUERIES },
  )
  expect(found).toBeGreaterThan(MESSAGES)
})

test(`many searches at once find the newest that each would find alone, seed ${SEED} (property)`, async () => {
  const { upTo } = EVERYTHING
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          text: query,
          mailbox: fc.option(fc.constant('ci'), { nil: undefined }),
          most: fc.nat(20),
          after: fc.nat(MESSAGES),
        }),
        { maxLength: 12 },
      ),
      async (asked) => {
        const searches = asked.map(({ text, ...range }) => ({ ...range, query: read(text), upTo }))
        const found = await store.newest(searches)
        const alone = await Promise.all(searches.map((search) => newestOf(search)))
        expect(found.map((some) => some.map(({ seq }) => seq))).toEqual(alone)
      },
    ),
    { seed: SEED, numRuns: 40 },
  )
})

async function newestOf({ most, ...search }: NewestRequest): Promise<number[]> {
  const seqs: number[] = []
  for await (const group of store.search(search)) seqs.push(...group.map(({ seq }) => seq))
  return seqs.slice(0, most)
}

describe('a page of a search', () => {
  const TEXT = 'code OR quick'
  const page = (more: object) => store.list({ ...EVERYTHING, query: read(TEXT), limit: 10, ...more })

  test('goes on before the oldest one and after the newest one', async () => {
    const all = await page({ limit: MESSAGES })
    const first = await page({})
    expect(first.messages).toEqual(all.messages.slice(0, 10))
    expect(first).toMatchObject({ more: true, total: all.messages.length })
    const second = await page({ before: first.messages.at(-1)?.seq })
    expect(second.messages).toEqual(all.messages.slice(10, 20))
    expect(second.total).toBe(all.messages.length)
    const oldest = await page({ after: 0 })
    expect(oldest.messages).toEqual(all.messages.slice(-10))
    const third = await page({ offset: 20 })
    expect(third.messages).toEqual(all.messages.slice(20, 30))
    expect(await page({ before: all.messages.at(-1)?.seq })).toMatchObject({ messages: [], more: false })
  })

  test('counts what is unseen, and stays in its mailbox', async () => {
    const { messages, unseen } = await page({ limit: MESSAGES, mailbox: 'ci' })
    expect(new Set(messages.map(({ mailbox }) => mailbox))).toEqual(new Set(['ci']))
    expect(unseen).toBe(messages.filter(({ seen }) => !seen).length)
  })

  test('without text, `total` is exact', async () => {
    const query = read('is:seen larger:50')
    const { messages, total, totalIsAtLeast } = await store.list({ ...EVERYTHING, limit: 3, query })
    expect(messages).toHaveLength(3)
    expect(total).toBe(expectedIds('is:seen larger:50').length)
    expect(totalIsAtLeast).toBeUndefined()
  })
})

test.each(['is:seen', 'code OR quick', '-(code)', 'mailbox:ci larger:100', ''])(
  'all that %j finds, in either order, in groups',
  async (text) => {
    for (const oldestFirst of [false, true]) {
      const ids: string[] = []
      for await (const group of store.search({ ...EVERYTHING, query: read(text), oldestFirst })) {
        expect(group.length).toBeLessThanOrEqual(256)
        ids.push(...group.map(({ id }) => id))
      }
      expect(ids).toEqual(oldestFirst ? expectedIds(text).reverse() : expectedIds(text))
    }
  },
)

describe('what is removed', () => {
  test('is not found any more, and takes its part of the index with it', async () => {
    const own = await openSqliteStore({ database: ':memory:', durability: 'none', journal: 'auto' })
    try {
      const searchText = packSearchText({ ...NO_SEARCH_TEXT, text: 'needle' })
      const fill = async (from: number, to: number) => {
        const batch = []
        for (let i = from; i < to; i++) batch.push({ seq: await append(own, `m${i}`), message: parsed('', { searchText }) })
        await own.makeReady(batch)
      }
      const count = async () => (await own.list({ ...EVERYTHING, query: read('needle') })).total
      await fill(0, 300)
      await fill(300, 560)
      expect(await count()).toBe(560)
      const { upTo } = EVERYTHING
      await whole(own.remove({ upTo, ids: ['m0', 'm299', 'm559'] }))
      expect(await count()).toBe(557)
      await whole(own.remove({ upTo, ids: Array.from({ length: 300 }, (_, i) => `m${i}`) }))
      expect(await count()).toBe(259)
      await whole(own.remove({ upTo }))
      expect(await count()).toBe(0)
      await fill(600, 900)
      expect(await count()).toBe(300)
    } finally {
      await own.close()
    }
  })
})
