/** What a mail client looks into is kept true while everything changes (DESIGN §2, promises 2 and 8). */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { LiveView, ViewChange } from '../../server/mail/live-view.ts'
import type { MailView } from '../../server/store/store.ts'
import { type Accounts, openAccounts } from '../harness/mail-accounts.ts'

/** However busy the machine is. */
const soon = (check: () => void) => vi.waitFor(check, { timeout: 60_000 })

const ALL: MailView = { type: 'all' }
const mailbox = (name: string): MailView => ({ type: 'mailbox', name })

let mail: Accounts

beforeEach(async () => {
  mail = await openAccounts()
})

afterEach(() => mail[Symbol.asyncDispose]())

/** What a client would have that is told of each change and asks for nothing. */
async function openCopy(view: MailView) {
  const changes: ViewChange[] = []
  const onGone = vi.fn()
  const live = await mail.views.open(view, (change) => changes.push(change), onGone)
  return { live, changes, onGone }
}

const seqsIn = ({ entries }: LiveView) => [...entries.values()].map(({ seq }) => seq)

describe('a live view', () => {
  test('has what was acknowledged before it settled', async () => {
    const { live } = await openCopy(mailbox('shop'))
    await mail.deliver('ann@x.test', { mailbox: 'shop' })
    await mail.deliver('ann@x.test', { mailbox: 'other' })
    await live.settled()
    expect(seqsIn(live)).toEqual([1])
    expect(live.lastUid).toBe(2)
  })

  test('tells of arrivals, flags, moves and removals without being asked', async () => {
    const { live, changes } = await openCopy(mailbox('shop'))
    await mail.deliver('ann@x.test', { mailbox: 'shop' })
    await soon(() => expect(changes).toMatchObject([{ added: [{ uid: 1, seen: false }], changed: [], removed: [] }]))
    await mail.messages.markNamed([1], { seen: true })
    await soon(() => expect(changes[1]).toMatchObject({ added: [], changed: [{ uid: 1, seen: true }], removed: [] }))
    await mail.messages.moveNamed([1], 'shop/Archive')
    await soon(() => expect(changes[2]).toMatchObject({ added: [], changed: [], removed: [{ uid: 1 }] }))
    await mail.messages.moveNamed([1], 'shop')
    await soon(() => expect(changes[3]).toMatchObject({ added: [{ seq: 1, uid: 3 }], changed: [], removed: [] }))
    await mail.messages.removeNamed([1])
    await soon(() => expect(changes[4]).toMatchObject({ removed: [{ uid: 3 }] }))
    expect(live.entries.size).toBe(0)
  })

  test('a message that moves within it leaves and comes in again, under a higher uid', async () => {
    await mail.deliver('ann@x.test', { mailbox: 'shop' })
    const { live, changes } = await openCopy(ALL)
    await mail.messages.moveNamed([1], 'other')
    await live.settled()
    expect(changes).toMatchObject([{ removed: [{ seq: 1, uid: 1 }], added: [{ seq: 1, uid: 2 }], changed: [] }])
  })

  test('is one for all who look, until the last of them closes it', async () => {
    const one = await openCopy(ALL)
    const other = await openCopy(ALL)
    expect(one.live.entries).toBe(other.live.entries)
    one.live.close()
    await mail.deliver('ann@x.test')
    await other.live.settled()
    expect(one.changes).toEqual([])
    expect(other.changes).toHaveLength(1)
    await expect(one.live.settled()).rejects.toMatchObject({ code: 'unavailable' })
    other.live.close()
    const again = await openCopy(ALL)
    expect(seqsIn(again.live)).toEqual([1])
  })

  test('that was closed is there again at once, with all that has become of it since', async () => {
    for (let i = 0; i < 3; i++) await mail.deliver('ann@x.test', { mailbox: 'shop' })
    const first = await openCopy(mailbox('shop'))
    first.live.close()
    await mail.messages.removeNamed([1])
    await mail.messages.moveNamed([2], 'shop/Archive')
    await mail.messages.markNamed([3], { seen: true })
    await mail.deliver('ann@x.test', { mailbox: 'shop' })
    const again = await openCopy(mailbox('shop'))
    expect(again.live.entries).toBe(first.live.entries)
    expect(again.live.list).toEqual((await mail.store.view(mailbox('shop'))).entries)
    expect(again.changes).toEqual([])
  })

  test('that was closed is forgotten when there are many', async () => {
    const first = await openCopy(mailbox('shop'))
    first.live.close()
    for (let i = 0; i < 20; i++) (await openCopy(mailbox(`other-${i}`))).live.close()
    const again = await openCopy(mailbox('shop'))
    expect(again.live.entries).not.toBe(first.live.entries)
  })

  test('what retention takes leaves it', async () => {
    await mail[Symbol.asyncDispose]()
    mail = await openAccounts({ policy: { all: { messages: 2 }, mailboxes: [] } })
    await mail.deliver('ann@x.test')
    const { live, changes } = await openCopy(ALL)
    await mail.deliver('ann@x.test')
    await mail.deliver('ann@x.test')
    await soon(() => expect(changes.flatMap(({ removed }) => removed)).toMatchObject([{ uid: 1 }]))
    expect(seqsIn(live)).toEqual([2, 3])
  })

  test('of a folder that is renamed it ends, and one of that name that is made later is another', async () => {
    await mail.messages.putFolder({ name: 'shop/Sent' })
    const { live, changes, onGone } = await openCopy(mailbox('shop/Sent'))
    await mail.messages.renameFolder('shop/Sent', 'shop/Old')
    await soon(() => expect(onGone).toHaveBeenCalledOnce())
    await expect(live.settled()).rejects.toMatchObject({ code: 'not_found' })
    await mail.messages.putFolder({ name: 'shop/Sent' })
    await mail.messages.renameFolder('shop/Old', 'shop/Older')
    const next = await openCopy(mailbox('shop/Sent'))
    expect(next.live.uidValidity).toBeGreaterThan(live.uidValidity)
    expect(next.live.mailboxId).not.toBe(live.mailboxId)
    const renamed = await openCopy(mailbox('shop/Older'))
    expect(renamed.live).toMatchObject({ uidValidity: live.uidValidity, mailboxId: live.mailboxId })
    expect(changes).toEqual([])
    expect(onGone).toHaveBeenCalledOnce()
    live.close()
    await next.live.settled()
  })

  test('a folder made anew between two looks is another one too', async () => {
    await mail.messages.putFolder({ name: 'shop/Sent' })
    const { live, onGone } = await openCopy(mailbox('shop/Sent'))
    await mail.messages.removeFolder('shop/Sent')
    await mail.messages.putFolder({ name: 'shop/Sent' })
    await expect(live.settled()).rejects.toMatchObject({ code: 'not_found' })
    expect(onGone).toHaveBeenCalledOnce()
  })

  test('whatever happens at once, uids come in ascending order and nothing changes below the modseq that was told', async () => {
    const { live, changes } = await openCopy(ALL)
    const told = { uid: 0, modseq: live.lastModseq }
    const seen: string[] = []
    const check = () => {
      for (const { added, changed } of changes.splice(0)) {
        for (const { uid } of added) {
          if (uid <= told.uid) seen.push(`uid ${uid} after ${told.uid}`)
          told.uid = Math.max(told.uid, uid)
        }
        for (const { modseq } of [...added, ...changed])
          if (modseq <= told.modseq) seen.push(`modseq ${modseq} after ${told.modseq}`)
      }
      if (live.lastUid < told.uid) seen.push(`lastUid ${live.lastUid} below ${told.uid}`)
      told.modseq = live.lastModseq
    }
    const watching = await mail.views.open(ALL, check)
    const arrivals = Array.from({ length: 120 }, () => mail.deliver('ann@x.test'))
    const moves = Array.from({ length: 60 }, (_, i) => mail.messages.moveNamed([1 + (i % 20), 40 + i], `box-${i % 3}`))
    const marks = Array.from({ length: 60 }, (_, i) => mail.messages.markNamed([1 + i, 21 + (i % 7)], { seen: i % 2 === 0 }))
    const looks = Array.from({ length: 20 }, () => live.settled())
    await Promise.all([...arrivals, ...moves, ...marks, ...looks])
    await live.settled()
    check()
    expect(seen).toEqual([])
    const { entries, lastUid, lastModseq } = await mail.store.view(ALL)
    expect([...live.entries.values()].sort((a, b) => a.uid - b.uid)).toEqual(entries)
    expect(live).toMatchObject({ lastUid, lastModseq })
    expect(entries).toHaveLength(120)
    watching.close()
  })
})
