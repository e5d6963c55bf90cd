/** What those who follow events or wait hear of a message that a mail client moves (API.md §4). */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createEventFilter, type FollowedScope } from '../../server/mail/event-filter.ts'
import { createHolds } from '../../server/mail/holds.ts'
import { readSearch } from '../../server/mail/search.ts'
import { createStandingConditions } from '../../server/mail/standing-conditions.ts'
import { startWatch } from '../../server/mail/watch.ts'
import type { Condition } from '../../server/store/store.ts'
import { type Accounts, openAccounts } from '../harness/mail-accounts.ts'

let mail: Accounts
let id: string

beforeEach(async () => {
  mail = await openAccounts()
  id = await mail.deliver('ann@x.test', { mailbox: 'shop', text: 'hello' })
  await mail.ingest.settled()
})

afterEach(() => mail[Symbol.asyncDispose]())

/** Of all that was told so far, what comes to who follows this. */
async function heard(scope: FollowedScope) {
  return (await createEventFilter(mail.store, scope)?.(mail.told)) ?? []
}

describe('a message that moves', () => {
  test('is told with where it was and is', async () => {
    await mail.messages.moveNamed([1], 'shop/Archive')
    expect(mail.told).toContainEqual(
      expect.objectContaining({ type: 'message.changed', id, mailbox: 'shop/Archive', mailboxBefore: 'shop' }),
    )
    expect(mail.told.filter(({ type }) => type === 'mailbox.changed').slice(-2)).toMatchObject([
      { name: 'shop/Archive', total: 1, unseen: 1 },
      { name: 'shop', total: 0, unseen: 0 },
    ])
  })

  test('leaves for who follows its old mailbox, and nobody is told where it went', async () => {
    mail.told.length = 0
    await mail.messages.moveNamed([1], 'other')
    const events = await heard({ mailbox: 'shop', isConfined: true })
    expect(events).toMatchObject([
      { type: 'message.left', id },
      { type: 'mailbox.changed', name: 'shop', total: 0 },
    ])
    expect(JSON.stringify(events)).not.toContain('other')
  })

  test('comes in for who follows its new mailbox', async () => {
    mail.told.length = 0
    await mail.messages.moveNamed([1], 'other')
    expect(await heard({ mailbox: 'other' })).toMatchObject([
      { type: 'message.added', message: { id, mailbox: 'other', subject: 'hello' } },
      { type: 'mailbox.changed', name: 'other', total: 1 },
    ])
    expect(await heard({ q: 'mailbox:other' })).toContainEqual(expect.objectContaining({ type: 'message.added' }))
    expect(await heard({ q: 'mailbox:shop' })).toContainEqual(expect.objectContaining({ type: 'message.left', id }))
  })

  test('comes in once, also when its arrival was not told yet', async () => {
    await mail.messages.moveNamed([1], 'other')
    const added = (await heard({ mailbox: 'other' })).filter(({ type }) => type === 'message.added')
    expect(added).toHaveLength(1)
  })

  test('stays for a search that finds it in both', async () => {
    mail.told.length = 0
    await mail.messages.moveNamed([1], 'other')
    expect((await heard({ q: 'subject:hello' }))[0]).toMatchObject({ type: 'message.changed', id, mailbox: 'other' })
  })

  test('to where it is already is no change for them', async () => {
    mail.told.length = 0
    await mail.messages.moveNamed([1], 'shop')
    expect(mail.told.filter(({ type }) => type === 'message.changed')).toEqual([])
  })

  test('more than a thousand at once are a gap', async () => {
    await Promise.all(Array.from({ length: 1001 }, () => mail.deliver('ann@x.test', { mailbox: 'shop' })))
    await mail.ingest.settled()
    const seqs = (await mail.store.view({ type: 'mailbox', name: 'shop' })).entries.map(({ seq }) => seq)
    await mail.messages.moveNamed(seqs, 'other')
    expect(mail.told).toContainEqual(expect.objectContaining({ type: 'gap' }))
    expect(mail.told.filter(({ type }) => type === 'message.changed').length).toBeLessThan(1001)
  })
})

describe('who waits', () => {
  async function watchFor(scope: FollowedScope) {
    const holds = createHolds()
    const standing = createStandingConditions({ store: mail.store, holds, events: mail.events })
    const condition: Condition = { query: readSearch(scope) ?? { type: 'all' }, mailbox: scope.mailbox }
    const watch = startWatch({ store: mail.store, ingest: mail.ingest, holds, standing }, { condition, after: 0, enough: 10 })
    await watch.look()
    return { watch, standing, [Symbol.dispose]: () => [watch.stop(), holds.close()] }
  }

  test('for something in a mailbox meets what is moved there', async () => {
    using waiting = await watchFor({ mailbox: 'other' })
    expect(waiting.watch.found()).toEqual([])
    await mail.messages.moveNamed([1], 'other')
    await waiting.standing.settled()
    expect(waiting.watch.found()).toMatchObject([{ id, mailbox: 'other' }])
  })

  test('meets no longer what is moved away', async () => {
    using waiting = await watchFor({ mailbox: 'shop' })
    expect(waiting.watch.found()).toMatchObject([{ id }])
    await mail.messages.moveNamed([1], 'other')
    await waiting.standing.settled()
    expect(waiting.watch.found()).toEqual([])
  })
})
