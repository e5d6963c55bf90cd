/** Facets through the real API: each count is what a search for its clause finds. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Facets } from '../../shared/model/facet.ts'
import { parseQuery } from '../../shared/search/parse.ts'
import { printQuery } from '../../shared/search/print.ts'
import { type RunningApp, startApp } from '../harness/app.ts'
import { attachment, mail, multipart } from '../harness/mail.ts'

const SEED = Number(process.env.SEED ?? 20_261_123)
const MESSAGES = 60

const sender = fc.constantFrom(
  'Ann <ann@x.test>',
  'ANN <Ann@X.TEST>',
  'joann@x.test',
  '"a \\"b\\"|c"@x.test',
  'Ünal <ünal@x.test>',
  'Ann <ann@x.test>, bob@y.test',
  'nobody',
  '',
)
const message = fc.record({
  From: sender,
  mailbox: fc.constantFrom('default', 'ci', 'two words', 'has:colon', 'say "hi"', '-x'),
  Subject: fc.constantFrom('Welcome', 'code', 'Welcome code'),
  kind: fc.constantFrom('text', 'html', 'file', 'calendar'),
  seen: fc.boolean(),
  pinned: fc.boolean(),
  tags: fc.subarray(['release', 'smoke test', 'say "hi"', 'Über', 'a', 'b', 'c']),
})

function compose({ From, Subject, kind }: { From: string; Subject: string; kind: string }): string {
  const fields = { Subject, ...(From !== '' && { From }) }
  if (kind === 'html') return mail({ ...fields, 'Content-Type': 'text/html' }, '<p>Hello</p>\r\n')
  if (kind === 'calendar') return mail({ ...fields, 'Content-Type': 'text/calendar' }, 'BEGIN:VCALENDAR\r\n')
  if (kind === 'file') return multipart([attachment('application/pdf', 'x', { filename: 'x.pdf' })], { fields })
  return mail({ ...fields, 'List-Unsubscribe': '<https://x.test/u>' })
}

const readQuery = (text: string) => parseQuery(text, { now: Date.now(), timeZone: 'UTC' }).query

async function expectTrue(app: RunningApp, facets: Facets, scope: { q?: string | undefined; mailbox?: string | undefined }) {
  for (const { field, values } of facets.facets)
    for (const { clause, count } of values) {
      const q = printQuery({ type: 'and', of: [readQuery(scope.q ?? ''), readQuery(clause)] })
      expect([field, clause, (await app.client.list({ ...scope, q, limit: 1 })).total]).toEqual([field, clause, count])
    }
}

describe('of mail of any kind', () => {
  let app: RunningApp
  beforeAll(async () => {
    app = await startApp()
    for (const { mailbox, seen, pinned, tags, ...more } of fc.sample(message, { seed: SEED, numRuns: MESSAGES })) {
      const { id } = await app.client.add(compose(more), { mailbox, mailFrom: 'a@x.test', rcptTo: ['b@y.test'] })
      await app.client.patch({ select: { ids: [id] }, set: { seen, pinned }, addTags: tags })
    }
  })
  afterAll(() => app[Symbol.asyncDispose]())

  test(`each count is what a search for its clause finds, seed ${SEED} (property)`, async () => {
    const q = fc.option(
      fc.constantFrom(
        'welcome',
        'is:unseen',
        'code OR is:pinned',
        '-from:ann',
        'has:html',
        'on:today -has:attachment',
        'is:tagged -tag:release',
        '""',
        'zed',
      ),
      { nil: undefined },
    )
    const mailbox = fc.option(fc.constantFrom('default', 'two words', 'nowhere'), { nil: undefined })
    await fc.assert(
      fc.asyncProperty(q, mailbox, async (q, mailbox) => {
        const scope = { q, mailbox }
        const facets = await app.client.facets(scope)
        expect(facets.total).toBe((await app.client.list({ ...scope, limit: 1 })).total)
        expect(facets.isAtLeast).toBeUndefined()
        await expectTrue(app, facets, scope)
      }),
      { seed: SEED, numRuns: 25 },
    )
  })

  test('the most frequent senders and mailboxes, one of each spelling, and no mailboxes of one', async () => {
    const valuesOf = ({ facets }: Facets, field: string) => facets.find((facet) => facet.field === field)?.values ?? []
    const facets = await app.client.facets()
    const senders = valuesOf(facets, 'from')
    expect(senders.length).toBeGreaterThan(3)
    expect(senders.map(({ value }) => value.toLowerCase())).toEqual([...new Set(senders.map(({ value }) => value.toLowerCase()))])
    expect(senders.map(({ count }) => count)).toEqual(senders.map(({ count }) => count).toSorted((a, b) => b - a))
    expect(senders.map(({ value }) => value)).not.toContain('nobody')
    expect(valuesOf(facets, 'mailbox')).toHaveLength(5)
    expect(valuesOf(await app.client.facets({ mailbox: 'ci' }), 'mailbox')).toEqual([])
    expect(valuesOf(facets, 'tag')).toHaveLength(5)
    expect(valuesOf(await app.client.facets({ q: '-is:tagged' }), 'tag')).toEqual([])
  })

  test('a search that has no meaning is refused, and so is a zone that there is not', async () => {
    await expect(app.client.facets({ q: 'is:purple' })).rejects.toMatchObject({ code: 'invalid' })
    await expect(app.client.facets({ tz: 'Moon' })).rejects.toMatchObject({ code: 'invalid' })
  })
})

describe('of more than is looked at message by message', () => {
  const COUNT = 1300
  let app: RunningApp
  beforeAll(async () => {
    app = await startApp()
    for (let at = 0; at < COUNT; at += 100)
      await Promise.all(
        Array.from({ length: 100 }, (_, i) =>
          app.client.add(mail({ From: `s${i % 3}@x.test`, Subject: `Report ${at + i}` }), { mailbox: i % 2 ? 'ci' : 'default' }),
        ),
      )
    await app.client.patch({ select: { q: '"Report 7"' }, set: { seen: true } })
  })
  afterAll(() => app[Symbol.asyncDispose]())

  test('columns are counted to the end, senders among the newest', async () => {
    const { facets, total, isAtLeast } = await app.client.facets({ q: 'is:unseen' })
    expect({ total, isAtLeast }).toEqual({ total: (await app.client.list({ q: 'is:unseen' })).total })
    expect(facets.filter((facet) => facet.isAtLeast).map(({ field }) => field)).toEqual(['from'])
    await expectTrue(app, { total, facets: facets.filter((facet) => !facet.isAtLeast) }, { q: 'is:unseen' })
    expect(facets[0]?.values.reduce((sum, { count }) => sum + count, 0)).toBe(1000)
  })

  test('texts are counted among the newest, and the answer says so', async () => {
    const { facets, total, isAtLeast } = await app.client.facets({ q: 'report' })
    expect({ total, isAtLeast }).toEqual({ total: 1000, isAtLeast: true })
    expect(facets.map((facet) => facet.isAtLeast)).toEqual(facets.map(() => true))
    expect(facets.find(({ field }) => field === 'mailbox')?.values.map(({ count }) => count)).toEqual([500, 500])
  })

  test('few that match are counted to the end, whatever is asked', async () => {
    const { facets, isAtLeast } = await app.client.facets({ q: '"report 7"' })
    expect([isAtLeast, ...facets.map((facet) => facet.isAtLeast)]).toEqual([undefined, ...facets.map(() => undefined)])
  })
})
