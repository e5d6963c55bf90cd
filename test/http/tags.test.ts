/** Tags and the rules that give them, as clients of the API see them. */
import fc from 'fast-check'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { MAX_TAG_CHARACTERS, MAX_TAGS_PER_MESSAGE } from '../../shared/model/limits.ts'
import type { TagRuleDraft } from '../../shared/model/tag.ts'
import { startApp } from '../harness/app.ts'
import { problemOf, sendJson } from '../harness/http.ts'
import { mail } from '../harness/mail.ts'
import { openStream } from '../harness/stream.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'

const app = await startApp()
const { client } = app
afterAll(() => app[Symbol.asyncDispose]())
afterEach(async () => {
  for (const { id } of await client.tagRules()) await client.removeTagRule(id)
  await client.delete({ all: true })
})

const add = async (fields: Record<string, string> = {}, body?: string) =>
  (await client.add(mail({ From: 'ci@x.test', To: 'ann@x.test', Subject: 'Build', ...fields }, body))).id
const tagsOf = async (id: string) => (await client.get(id)).tags
const idsOf = async (q: string) => (await client.list({ q })).messages.map(({ id }) => id)

describe('tags by hand', () => {
  test('are added and removed, found by search, counted, and know who gave them', async () => {
    const [one, two] = [await add(), await add()]
    const change = { select: { ids: [one, two] }, addTags: ['release', ' smoke  test '] }
    expect(await client.patch(change)).toEqual({ changed: 2 })
    expect(await client.patch(change)).toEqual({ changed: 0 })
    expect(await client.get(one)).toMatchObject({
      tags: ['release', 'smoke test'],
      tagReasons: [
        { tag: 'release', origin: 'client', because: '' },
        { tag: 'smoke test', origin: 'client', because: '' },
      ],
    })
    expect(await idsOf('tag:"smoke test"')).toEqual([two, one])
    await client.patch({ select: { ids: [one] }, set: { seen: true }, removeTags: ['release', 'unknown'] })
    expect(await idsOf('tag:rel*')).toEqual([two])
    expect(await idsOf('is:tagged -tag:release')).toEqual([one])
    expect(await client.tags()).toEqual([
      { name: 'release', total: 1, unseen: 1 },
      { name: 'smoke test', total: 2, unseen: 1 },
    ])
    await client.patch({ select: { all: true }, removeTags: ['release', 'smoke test'] })
    expect(await idsOf('is:tagged')).toEqual([])
    expect(await client.tags()).toEqual([])
  })

  test('are one tag in any spelling, as it was first written', async () => {
    const [one, two] = [await add(), await add()]
    await client.patch({ select: { ids: [one] }, addTags: ['Über'] })
    await client.patch({ select: { ids: [two] }, addTags: ['uber'] })
    expect(await client.tags()).toEqual([{ name: 'Über', total: 2, unseen: 2 }])
    expect(await idsOf('tag:UBER')).toEqual([two, one])
    expect(await client.patch({ select: { q: 'tag:über' }, removeTags: ['ÜBER'] })).toEqual({ changed: 2 })
  })

  test('do not end in *, which would mean more in a search, and of nothing but control characters or accents are none', async () => {
    const id = await add()
    await client.patch({ select: { ids: [id] }, addTags: ['rel**', '\u0001\u0002', '*', '\u0301', 'a*b'] })
    expect(await tagsOf(id)).toEqual(['a*b', 'rel'])
    expect((await client.addTagRule({ q: 'from:ci', tag: ' smoke *' })).tag).toBe('smoke')
  })

  test('are counted by mailbox', async () => {
    const { id } = await client.add(mail({}), { mailbox: 'ci' })
    await client.patch({ select: { ids: [id, await add()] }, addTags: ['x'] })
    expect(await client.tags({ mailbox: 'ci' })).toEqual([{ name: 'x', total: 1, unseen: 1 }])
    expect(await client.tags({ mailbox: 'none' })).toEqual([])
  })

  test('are at most so many and so long; what is too much changes nothing', async () => {
    const id = await add()
    const patch = (addTags: string[]) => sendJson(`${app.url}/api/messages`, 'PATCH', { select: { ids: [id] }, addTags })
    const many = (from: number, count: number) => Array.from({ length: count }, (_, i) => `t${from + i}`)
    expect((await patch(many(0, MAX_TAGS_PER_MESSAGE))).status).toBe(200)
    const refused = await patch(['one more'])
    expect(refused.status).toBe(409)
    expect(problemOf(refused).detail).toMatch(/50 tags at the most; remove some/)
    expect(await tagsOf(id)).toHaveLength(MAX_TAGS_PER_MESSAGE)
    for (const bad of [['x'.repeat(MAX_TAG_CHARACTERS + 1)], [''], ['  '], many(0, MAX_TAGS_PER_MESSAGE + 1)])
      expect((await patch(bad)).status).toBe(400)
    for (const body of [{ select: { all: true } }, { select: { all: true }, addTags: [] }, { select: { all: true }, set: {} }])
      expect((await sendJson(`${app.url}/api/messages`, 'PATCH', body)).status).toBe(400)
  })

  test('go with their messages', async () => {
    const id = await add()
    await client.patch({ select: { ids: [id] }, addTags: ['x'] })
    await client.delete({ ids: [id] })
    expect(await client.tags()).toEqual([])
  })

  test('are told of on the stream, and messages come into a search for them and leave it', async () => {
    await using all = await openStream(app.url)
    await using tagged = await openStream(app.url, { q: 'tag:wanted' })
    await using untagged = await openStream(app.url, { q: '-is:tagged' })
    const id = await add()
    await client.patch({ select: { ids: [id] }, addTags: ['other'] })
    await client.patch({ select: { ids: [id] }, addTags: ['wanted'] })
    const came = await tagged.next('message.added')
    expect(came.message).toMatchObject({ id, tags: ['other', 'wanted'] })
    await client.patch({ select: { ids: [id] }, set: { seen: true }, removeTags: ['wanted'] })
    expect(await tagged.next('message.left')).toMatchObject({ id })
    const [first, second, third] = all.of('message.changed')
    expect(first).toMatchObject({ id, tags: ['other'], tagsBefore: [] })
    expect(second).toMatchObject({ id, tags: ['other', 'wanted'], tagsBefore: ['other'] })
    expect(third ?? (await all.next('message.changed', ({ seen }) => seen === true))).toMatchObject({
      seen: true,
      tags: ['other'],
    })
    expect(untagged.of('message.added').map(({ message }) => message.id)).toEqual([id])
    expect(untagged.of('message.left').map((event) => event.id)).toEqual([id])
  })

  test('what of a change is none is not told', async () => {
    const [id] = [await add()]
    await client.patch({ select: { ids: [id] }, set: { pinned: true } })
    await using stream = await openStream(app.url)
    await client.patch({ select: { ids: [id] }, set: { pinned: true, seen: true } })
    const { seq: _seq, ...event } = await stream.next('message.changed')
    expect(event).toEqual({ type: 'message.changed', id, seen: true })
  })
})

describe('the X-Tags field', () => {
  test('tags the mail, in any case and encoding', async () => {
    const id = await add({ 'x-tags': 'release, smoke test,, =?utf-8?q?=C3=BCber?= ,release' })
    expect(await client.get(id)).toMatchObject({
      tags: ['release', 'smoke test', 'über'],
      tagReasons: [
        { origin: 'field', because: 'X-Tags' },
        { origin: 'field', because: 'X-Tags' },
        { origin: 'field', because: 'X-Tags' },
      ],
    })
  })

  test('of hostile length and content costs nothing but its own tags', async () => {
    const names = Array.from({ length: 5000 }, (_, i) => `${'y'.repeat(150)}${i}\t\u0001`).join(',')
    const id = await add({ 'X-Tags': `a\u202eb, "quoted", <script>,${names}` })
    const tags = await tagsOf(id)
    expect(tags.length).toBeLessThanOrEqual(MAX_TAGS_PER_MESSAGE)
    expect(tags).toEqual(expect.arrayContaining(['"quoted"', '<script>', 'y'.repeat(MAX_TAG_CHARACTERS)]))
  })

  test('that names a million tags is read as far as there is room, and the mail is parsed', async () => {
    const names = Array.from({ length: 1_000_000 }, (_, i) => `t${i}`).join(',')
    const { tags, findings } = await client.get(await add({ 'X-Tags': names }))
    expect(tags).toHaveLength(MAX_TAGS_PER_MESSAGE)
    expect(findings.filter(({ rule }) => rule.startsWith('parser-'))).toEqual([])
  })

  test('is ignored where that is set, and stays in the mail', async () => {
    await using other = await startApp({ flags: ['--tags-field', 'ignore'] })
    const { id } = await other.client.add(mail({ 'X-Tags': 'release' }))
    expect(await other.client.get(id)).toMatchObject({
      tags: [],
      headers: expect.arrayContaining([expect.objectContaining({ name: 'X-Tags', value: 'release' })]),
    })
  })
})

describe('a tag rule', () => {
  test('tags what its search finds as it comes in, in the commit that makes it ready', async () => {
    await client.addTagRule({ q: 'from:ci@x.test -subject:skip', tag: 'ci' })
    await using stream = await openStream(app.url, { q: 'tag:ci' })
    const id = await add()
    await add({ Subject: 'skip this' })
    await add({ From: 'ann@x.test' })
    const last = await add({ Subject: 'last' })
    expect(await idsOf('tag:ci')).toEqual([last, id])
    expect((await stream.next('message.added')).message.tags).toEqual(['ci'])
    expect((await client.get(id)).tagReasons).toEqual([{ tag: 'ci', origin: 'rule', because: 'from:ci@x.test -subject:skip' }])
  })

  test('with a pattern makes tags of what its groups match', async () => {
    await client.addTagRule({
      q: 'subject:build',
      pattern: { of: 'subject', expression: '\\b(?<project>[A-Z]+)-(\\d+)' },
      tag: '$<project>/$2',
    })
    await client.addTagRule({ pattern: { of: 'header:x-release', expression: '^v(\\d+)' }, tag: 'v$1' })
    await client.addTagRule({ pattern: { of: 'text', expression: 'total of (\\d+) €' }, tag: '$1 €' })
    const id = await add({ Subject: 'Build SHOP-12 and shop-13', 'X-Release': 'v4.1' }, 'A total of 12 € was paid\r\n')
    expect(await tagsOf(id)).toEqual(['12 €', 'SHOP/12', 'shop/13', 'v4'].sort())
    const html = { 'Content-Type': 'text/html', 'MIME-Version': '1.0', Subject: 'Nothing' }
    expect(await tagsOf(await add(html, '<p>A total of <b>7</b> &#8364;'))).toEqual(['7 €'])
    expect(await tagsOf(await add({ Subject: 'SHOP-12' }))).toEqual([])
  })

  test('sees what rules before it have given, and those that are off give nothing', async () => {
    const off: TagRuleDraft = { q: 'from:ci', tag: 'off', enabled: false }
    await client.addTagRule({ q: 'from:ci', tag: 'first' })
    await client.addTagRule({ q: 'tag:first', tag: 'second' })
    const { id } = await client.addTagRule(off)
    expect(await tagsOf(await add())).toEqual(['first', 'second'])
    await client.changeTagRule(id, { ...off, enabled: true })
    expect(await tagsOf(await add())).toEqual(['first', 'off', 'second'])
  })

  test('that would match for ever is stopped, told as a finding, and costs neither the mail nor other rules', async () => {
    await client.addTagRule({ pattern: { of: 'text', expression: '(a+)+$' }, tag: 'slow' })
    await client.addTagRule({ q: 'from:ci', tag: 'quick' })
    const id = await add({}, `${'a'.repeat(60)}!\r\n`)
    expect(await client.get(id)).toMatchObject({
      tags: ['quick'],
      findings: expect.arrayContaining([
        expect.objectContaining({
          rule: 'tag-rule-stopped',
          detail: expect.stringContaining('text matches /(a+)+$/ took longer'),
        }),
      ]),
    })
    expect(await idsOf('has:finding tag:quick')).toEqual([id])
  })

  test('many slow ones together leave time to parse', async () => {
    for (let i = 0; i < 8; i++) await client.addTagRule({ pattern: { of: 'text', expression: `(a+)+${i}$` }, tag: 'slow' })
    const { findings, text } = await client.get(await add({}, `${'a'.repeat(60)}!\r\n`))
    expect(text).toContain('aaa')
    expect(findings.filter(({ rule }) => rule === 'tag-rule-stopped')).toHaveLength(8)
    expect(findings.some(({ rule }) => rule.startsWith('parser-'))).toBe(false)
  })

  test('is kept across restarts, and applies to what an earlier run had not parsed', async () => {
    await using folder = await temporaryFolder()
    const database = folder.path('mail.db')
    const first = await startApp({ database })
    await first.client.addTagRule({ q: 'subject:build', tag: 'kept' })
    await first.kill()
    await using second = await startApp({ database })
    expect(await second.client.tagRules()).toMatchObject([{ q: 'subject:build', tag: 'kept', enabled: true }])
    const { id } = await second.client.add(mail({ Subject: 'Build' }))
    expect((await second.client.get(id)).tags).toEqual(['kept'])
  })

  test('can be tried before it is saved: nothing changes', async () => {
    const build = await add({ Subject: 'Build SHOP-12' })
    await add({ Subject: 'Other' })
    expect(
      await client.tryTagRule({ q: 'from:ci', pattern: { of: 'subject', expression: '([A-Z]+)-\\d+' }, tag: '$1' }),
    ).toMatchObject({
      examined: 2,
      tagged: 1,
      stopped: 0,
      more: false,
      messages: [{ id: build, subject: 'Build SHOP-12', tags: ['SHOP'] }],
    })
    expect(await client.tryTagRule({ q: 'subject:other', tag: 'x' })).toMatchObject({ examined: 1, tagged: 1 })
    expect(await client.tryTagRule({ pattern: { of: 'text', expression: '(l+)+$|Hello' }, tag: 'x' })).toMatchObject({
      tagged: 2,
    })
    expect([await client.tags(), await client.tagRules()]).toEqual([[], []])
  })

  test('that takes too long says so when it is tried', async () => {
    await add({ Subject: `${'a'.repeat(60)}b` })
    await add({ Subject: 'a' })
    expect(await client.tryTagRule({ pattern: { of: 'subject', expression: '(a+)+$' }, tag: 'x' })).toMatchObject({
      examined: 2,
      tagged: 1,
      stopped: 1,
    })
  })

  test.for<[TagRuleDraft, RegExp]>([
    [{ tag: 'x' }, /`q`, `pattern` or both/],
    [{ q: 'is:purple', tag: 'x' }, /at character 1/],
    [{ q: 'after:2h', tag: 'x' }, /as it comes in/],
    [{ q: 'from:a (subject:b OR -on:today)', tag: 'x' }, /as it comes in/],
    [{ q: 'from:a', tag: '   ' }, /empty/],
    [{ pattern: { of: 'subject', expression: '(' }, tag: 'x' }, /pattern cannot be used/],
    [{ pattern: { of: 'subject', expression: 'a' }, tag: '$1' }, /names \$1/],
    [{ pattern: { of: 'subject', expression: '(?<a>b)' }, tag: '$<c>' }, /names \$<c>/],
    [{ pattern: { of: 'body', expression: 'a' }, tag: 'x' }, /takes subject, text or header/],
  ])('without meaning is refused, tried or saved: %j', async ([draft, reason]) => {
    for (const path of ['tag-rules', 'tag-rules/try']) {
      const answer = await sendJson(`${app.url}/api/${path}`, 'POST', draft)
      expect(answer.status).toBe(400)
      expect(JSON.stringify(problemOf(answer))).toMatch(reason)
    }
    expect(await client.tagRules()).toEqual([])
  })

  test.for<[TagRuleDraft, string]>([
    [{ q: 'is:purple', tag: 'x' }, '/body/q'],
    [{ q: 'from:a', tag: '   ' }, '/body/tag'],
    [{ pattern: { of: 'subject', expression: '(' }, tag: 'x' }, '/body/pattern/expression'],
    [{ pattern: { of: 'subject', expression: 'a' }, tag: '$1' }, '/body/tag'],
    [{ pattern: { of: 'header:', expression: 'a' }, tag: 'x' }, '/body/pattern/of'],
  ])('without meaning names the part at fault: %j', async ([draft, pointer]) => {
    const { errors = [] } = problemOf(await sendJson(`${app.url}/api/tag-rules/try`, 'POST', draft))
    expect(errors.map((fault) => fault.pointer)).toEqual([pointer])
  })

  test('that is not there cannot be changed or removed', async () => {
    await expect(client.changeTagRule('none', { q: 'a', tag: 'x' })).rejects.toThrow(/no tag rule none/)
    await expect(client.removeTagRule('none')).rejects.toThrow(/no tag rule none/)
  })
})

test('any name comes back as a tag that its own search finds (property)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), async (name) => {
      fc.pre(name.trim() !== '')
      const id = await add()
      const answer = await sendJson(`${app.url}/api/messages`, 'PATCH', { select: { ids: [id] }, addTags: [name] })
      fc.pre(answer.status === 200)
      const [tag = ''] = await tagsOf(id)
      fc.pre(tag !== '')
      expect(await idsOf(`tag:"${tag.replace(/["\\]/g, '\\$&')}"`)).toContain(id)
    }),
    { numRuns: 60 },
  )
})
