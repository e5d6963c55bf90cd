import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Criteria, printCriteria } from '../../shared/client/criteria.ts'
import { parseQuery } from '../../shared/search/parse.ts'
import type { Query } from '../../shared/search/query.ts'
import { startApp } from '../harness/app.ts'

const parse = (text: string) => parseQuery(text, { now: Date.parse('2026-11-23T10:30:00Z'), timeZone: 'UTC' })

describe('prints', () => {
  test.for<[Criteria, string]>([
    [{}, ''],
    [{ to: 'ann@x.test' }, '(to:ann@x.test OR rcpt:ann@x.test)'],
    [{ from: 'shop', subject: 'Your code' }, 'from:shop subject:"Your code"'],
    [{ text: 'say "hi"' }, 'body:"say \\"hi\\""'],
    [{ tag: ['ci', 'two words'], has: 'code' }, 'tag:ci tag:"two words" has:code'],
    [{ header: { 'X-Campaign': 'spring sale', 'List-Id': true } }, 'header:"X-Campaign=spring sale" header:List-Id'],
    [{ replyTo: 'a', mailFrom: 'b', messageId: '<1@x.test>' }, 'reply-to:a mail-from:b message-id:<1@x.test>'],
    [{ larger: 500, smaller: '2MB', is: ['unseen', 'pinned'] }, 'larger:500 smaller:2MB is:unseen is:pinned'],
    [{ subject: '-not', text: 'OR' }, 'subject:"-not" body:"OR"'],
  ])('%j as %s', ([criteria, printed]) => {
    expect(printCriteria(criteria)).toBe(printed)
  })
})

test.for<[unknown, RegExp]>([
  [{ to: undefined }, /“to” has no value: undefined/],
  [{ subject: null }, /“subject” has no value: null/],
  [{ tag: ['a', undefined] }, /“tag” has no value/],
  [{ tag: [] }, /“tag” has no value: \[\]/],
  [{ header: {} }, /“header” has no value: {}/],
  [{ subjet: 'Welcome' }, /no criterion “subjet”; there are to, header, from/],
  [{ header: { 'X-A': undefined } }, /“header” has no value/],
  [{ toString: 'x' }, /no criterion “toString”/],
])('refuses %j, which could pass as anything', ([criteria, says]) => {
  expect(() => printCriteria(criteria as Criteria)).toThrow(says)
})

/** Values of fields, groups dissolved. */
function termsOf(query: Query): [string, string][] {
  if (query.type === 'all') return []
  if (query.type === 'term') return [[query.field, query.value]]
  return (query.type === 'not' ? [query.of] : query.of).flatMap(termsOf)
}

test('any value is read as it was given', () => {
  const value = fc.string({
    unit: fc.oneof(fc.constantFrom(...' "\\()|-!:=*\n@'), fc.string({ minLength: 1, maxLength: 1 })),
    minLength: 1,
  })
  fc.assert(
    fc.property(value, value, value, value, (subject, text, from, spring) => {
      const { query, issues } = parse(printCriteria({ to: from, subject, text: [text, subject], header: { 'x-a': spring } }))
      expect(issues).toEqual([])
      expect(termsOf(query)).toEqual([
        ['to', from],
        ['rcpt', from],
        ['subject', subject],
        ['body', text],
        ['body', subject],
        ['header', `x-a=${spring}`],
      ])
    }),
  )
})

test('criteria made of what a mail holds find that mail, and nothing without it', async () => {
  await using app = await startApp()
  const { client } = app
  const word = fc.string({ unit: fc.constantFrom(...'aZ9ıİßé東ば🎉"\\()|-!:=*%_\'&.'), minLength: 1, maxLength: 12 })
  const words = fc.array(word, { minLength: 1, maxLength: 4 }).map((all) => all.join(' '))
  const sent = fc.record({ subject: words, text: words, name: words, filename: word, tag: word, header: words })
  await fc.assert(
    fc.asyncProperty(sent, async ({ subject, text, name, filename, tag, header }) => {
      const { id } = await client.send({
        from: { displayName: name, addrSpec: 'ann@a.test' },
        to: ['bob@b.test'],
        bcc: ['eve@e.test'],
        subject,
        text,
        headers: [{ name: 'X-Note', value: header }],
        attachments: [{ filename: `${filename}.bin`, content: '' }],
      })
      await client.patch({ select: { ids: [id] }, addTags: [tag] })
      const mail = await client.get(id)
      const whole: Criteria = {
        id,
        from: mail.from.map(({ displayName, addrSpec }) => displayName || addrSpec),
        to: ['bob@b.test', 'eve@e.test'],
        bcc: 'eve@e.test',
        subject: mail.subject,
        text: mail.text.trim(),
        filename: mail.attachments.map((each) => each.filename),
        header: { 'X-Note': mail.header('x-note')?.trim() || true },
        // Of a name such as `*` nothing is left.
        ...(mail.tags.length > 0 && { tag: mail.tags }),
        has: ['attachment', 'text'],
        is: 'unseen',
        origin: 'api',
      }
      for (const criteria of [whole, ...Object.entries(whole).map(([key, value]): Criteria => ({ id, [key]: value }))])
        expect((await client.search(criteria)).total, printCriteria(criteria)).toBe(1)
      for (const criteria of [
        { to: 'eve@x.test' },
        { subject: `${mail.subject}x` },
        { text: `${mail.text.trim()}x` },
        { tag: `${tag}x` },
      ])
        expect((await client.search({ id, ...criteria })).total, printCriteria(criteria)).toBe(0)
    }),
    { numRuns: 40 },
  )
})
