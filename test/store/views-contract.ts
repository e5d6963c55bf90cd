/** What every store promises to mail clients (server/store/store.ts): numbers that only grow, flags, folders, copies and moves. */
import { describe, expect, test } from 'vitest'
import type { MailView, RemovedPortion, Store, ViewEntry } from '../../server/store/store.ts'
import { append, parsed, readMailData, type StoreUnderTest, whole } from './contract.ts'

const ALL: MailView = { type: 'all' }
const mailbox = (name: string): MailView => ({ type: 'mailbox', name })
const address = (name: string): MailView => ({ type: 'address', address: name, mailbox: name })

async function addReady(store: Store, id: string, more?: Parameters<typeof append>[2]): Promise<number> {
  const seq = await append(store, id, more)
  await store.makeReady([{ seq, message: parsed(id) }])
  return seq
}

async function uids(store: Store, view: MailView): Promise<number[]> {
  return (await store.view(view)).entries.map(({ uid }) => uid)
}

async function removed(store: Store, seq: number): Promise<RemovedPortion> {
  for await (const portion of store.remove({ seqs: [seq], upTo: seq })) return portion
  throw new Error('nothing was removed')
}

async function entryOf(store: Store, seq: number): Promise<ViewEntry | undefined> {
  return (await store.view(ALL, { seqs: [seq] })).entries[0]
}

export function describeViews(open: () => Promise<StoreUnderTest>): void {
  describe('what mail clients see', () => {
    test('uid is the place of arrival; modseq grows with each change, of any message', async () => {
      await using under = await open()
      const { store } = under
      const [one, two] = [await addReady(store, 'a'), await addReady(store, 'b')]
      const before = await store.view(ALL)
      expect(before.entries.map(({ uid }) => uid)).toEqual([one, two])
      expect(before.lastUid).toBe(two)
      await whole(store.mark({ ids: ['a'], upTo: two }, { answered: true }))
      const after = await store.view(ALL)
      expect(after.entries[0]).toMatchObject({ answered: true, seen: false, modseq: after.lastModseq })
      expect(after.lastModseq).toBeGreaterThan(before.lastModseq)
      expect(after.entries[1]).toEqual(before.entries[1])
    })

    test('a flag that is set already is no change', async () => {
      await using under = await open()
      const { store } = under
      await addReady(store, 'a')
      await whole(store.mark({ ids: ['a'], upTo: 9 }, { deleted: true, tags: ['red'] }))
      const before = await store.view(ALL)
      expect(await whole(store.mark({ ids: ['a'], upTo: 9 }, { deleted: true, tags: ['red'] }))).toMatchObject({ ids: [] })
      expect(await store.view(ALL)).toEqual(before)
    })

    test('of many that are marked at once, each keeps the flags that are not named, and those that change have one modseq', async () => {
      await using under = await open()
      const { store } = under
      for (const [id, name] of [
        ['a', 'shop'],
        ['b', 'shop'],
        ['c', 'news'],
        ['d', 'news'],
      ] as const)
        await addReady(store, id, { mailbox: name })
      await whole(store.mark({ ids: ['b'], upTo: 9 }, { seen: true, draft: true }))
      await whole(store.mark({ ids: ['c'], upTo: 9 }, { pinned: true, answered: true }))
      const before = await store.view(ALL)
      const { seqs, mailboxes } = await whole(store.mark({ upTo: 9 }, { answered: true, seen: true }))
      const { entries, lastModseq } = await store.view(ALL)
      expect(entries.map(({ seen, pinned, answered, draft }) => ({ seen, pinned, answered, draft }))).toEqual([
        { seen: true, pinned: false, answered: true, draft: false },
        { seen: true, pinned: false, answered: true, draft: true },
        { seen: true, pinned: true, answered: true, draft: false },
        { seen: true, pinned: false, answered: true, draft: false },
      ])
      expect(seqs).toEqual([1, 2, 3, 4])
      expect(entries.map(({ modseq }) => modseq)).toEqual([lastModseq, lastModseq, lastModseq, lastModseq])
      expect(lastModseq).toBeGreaterThan(before.lastModseq)
      expect(mailboxes.map(({ name, unseen, pinned }) => [name, unseen, pinned]).sort()).toEqual([
        ['news', 0, 1],
        ['shop', 0, 0],
      ])
    })

    test('tags take the place of those it had', async () => {
      await using under = await open()
      const { store } = under
      const seq = await addReady(store, 'a')
      await whole(store.mark({ ids: ['a'], upTo: 9 }, { addTags: ['red', 'blue'] }))
      await whole(store.mark({ ids: ['a'], upTo: 9 }, { tags: ['blue', 'green'] }))
      expect(await store.tagsOf([seq])).toEqual(new Map([[seq, ['blue', 'green']]]))
      expect(await entryOf(store, seq)).toMatchObject({ isTagged: true })
      await whole(store.mark({ ids: ['a'], upTo: 9 }, { tags: [] }))
      expect(await entryOf(store, seq)).toMatchObject({ isTagged: false })
    })

    test('ids are told of those that are there', async () => {
      await using under = await open()
      const { store } = under
      const [one, two] = [await addReady(store, 'a'), await addReady(store, 'b')]
      await whole(store.remove({ ids: ['a'], upTo: two }))
      expect(await store.idsOf([two, one, two + 1])).toEqual(new Map([[two, 'b']]))
      expect(await store.idsOf([])).toEqual(new Map())
    })

    test('what has changed since is left as it is, and named', async () => {
      await using under = await open()
      const { store } = under
      const [one, two] = [await addReady(store, 'a'), await addReady(store, 'b')]
      const { lastModseq } = await store.view(ALL)
      await whole(store.mark({ ids: ['a'], upTo: two }, { seen: true }))
      const refused: number[] = []
      for await (const portion of store.mark({ seqs: [one, two], upTo: two }, { pinned: true, unchangedSince: lastModseq }))
        refused.push(...portion.refused)
      expect(refused).toEqual([one])
      expect((await store.view(ALL)).entries.map(({ pinned }) => pinned)).toEqual([false, true])
    })

    test('a message that moves gets a higher uid than all, keeps seq and id, and counts where it is', async () => {
      await using under = await open()
      const { store } = under
      const [one, two] = [await addReady(store, 'a', { mailbox: 'shop' }), await addReady(store, 'b', { mailbox: 'shop' })]
      const { mailboxes } = await whole(store.move({ ids: ['a'], upTo: two }, 'shop/Archive'))
      expect(mailboxes.map(({ name, total, unseen }) => [name, total, unseen]).sort()).toEqual([
        ['shop', 1, 1],
        ['shop/Archive', 1, 1],
      ])
      expect(await uids(store, mailbox('shop'))).toEqual([two])
      const moved = await store.view(mailbox('shop/Archive'))
      expect(moved.entries).toMatchObject([{ seq: one, uid: two + 1 }])
      expect(moved.lastUid).toBe(two + 1)
      expect(await store.get('a')).toMatchObject({ seq: one, mailbox: 'shop/Archive' })
      expect(await addReady(store, 'c')).toBe(two + 2)
    })

    test('what becomes visible after a message moved has a higher uid than it, whenever it came', async () => {
      await using under = await open()
      const { store } = under
      await addReady(store, 'a', { mailbox: 'shop' })
      const late = await append(store, 'late', { mailbox: 'shop/Archive' })
      await whole(store.move({ ids: ['a'], upTo: late }, 'shop/Archive'))
      const { entries, lastUid } = await store.view(mailbox('shop/Archive'))
      expect(entries).toMatchObject([{ uid: lastUid }])
      await store.makeReady([{ seq: late, message: parsed('late') }])
      const both = await store.view(mailbox('shop/Archive'))
      expect(both.entries.map(({ seq }) => seq)).toEqual([1, late])
      expect(both.entries[1]?.uid).toBeGreaterThan(lastUid)
    })

    test('messages are told in the order of uid, whatever order they came in', async () => {
      await using under = await open()
      const { store } = under
      for (const id of ['a', 'b', 'c', 'd']) await addReady(store, id, { mailbox: 'shop' })
      await whole(store.mark({ ids: ['b'], upTo: 9 }, { pinned: true, tags: ['red'] }))
      for (const id of ['b', 'd', 'a']) await whole(store.move({ ids: [id], upTo: 9 }, 'shop/Archive'))
      const { count, entries, firstUnseen } = await store.view(mailbox('shop/Archive'))
      expect({ count, firstUnseen }).toEqual({ count: 3, firstUnseen: 0 })
      expect(entries).toMatchObject([
        { seq: 2, uid: 5, seen: false, pinned: true, isTagged: true },
        { seq: 4, uid: 6, seen: false, pinned: false, isTagged: false },
        { seq: 1, uid: 7, seen: false, pinned: false, isTagged: false },
      ])
      expect(await uids(store, mailbox('nobody'))).toEqual([])
    })

    test('until what came is visible, lastUid stays below it', async () => {
      await using under = await open()
      const { store } = under
      const one = await addReady(store, 'a')
      const two = await append(store, 'b')
      expect((await store.view(ALL)).lastUid).toBe(one)
      await store.makeReady([{ seq: two, message: parsed('b') }])
      expect((await store.view(ALL)).lastUid).toBe(two)
    })

    test('numbers stay over a restart, also when the newest messages are gone', async () => {
      await using under = await open()
      const { store } = under
      await addReady(store, 'a')
      const two = await addReady(store, 'b')
      await whole(store.move({ ids: ['b'], upTo: two }, 'x/Trash'))
      await whole(store.remove({ ids: ['b'], upTo: two }))
      const before = await store.view(ALL)
      expect(before.lastUid).toBe(two + 1)
      const again = await under.reopen()
      expect(await again.view(ALL)).toEqual(before)
      expect(await addReady(again, 'c')).toBe(two + 2)
    })

    test('an address sees what names it and the mailbox of that name; folders are seen nowhere else', async () => {
      await using under = await open()
      const { store } = under
      const named = await addReady(store, 'named', { mailbox: 'shop', forwardPaths: ['@relay.test:Ann@x.test', 'b@x.test'] })
      await addReady(store, 'longer', { mailbox: 'shop', forwardPaths: ['joann@x.test', 'ann@x.test.example', 'a%n@x.test'] })
      const own = await addReady(store, 'own', { mailbox: 'ann@x.test', forwardPaths: ['c@x.test'] })
      const filed = await addReady(store, 'filed', { mailbox: 'ann@x.test/Sent', forwardPaths: ['ann@x.test'] })
      expect(await uids(store, address('ann@x.test'))).toEqual([named, own])
      expect(await uids(store, address('a%n@x.test'))).toEqual([named + 1])
      expect(await uids(store, mailbox('ann@x.test/Sent'))).toEqual([filed])
      expect(await uids(store, ALL)).toEqual([named, named + 1, own])
      const only = await store.view(address('ann@x.test'), { seqs: [named, named + 1, filed] })
      expect(only.entries.map(({ seq }) => seq)).toEqual([named])
    })

    test('a copy shares the octets, which stay until the last of them goes', async () => {
      await using under = await open()
      const { store } = under
      const octets = Buffer.alloc(3000, 'x')
      const one = await addReady(store, 'a', { octets })
      const original = await store.get('a')
      if (!original) throw new Error('no original')
      const copy = await store.append({
        ...{ id: 'copy', mailbox: 'default/Archive', origin: 'copy', receivedAt: original.receivedAt, copyOf: one },
        ...{ envelope: original.envelope, parameters: original.parameters, session: original.session },
        mailData: { id: original.mailDataId, sizeOctets: original.sizeOctets, small: undefined },
        flags: { seen: true, draft: true },
        tags: ['red'],
      })
      await store.makeReady([{ seq: copy.seq, message: parsed('copy') }])
      expect((await store.view(mailbox('default/Archive'))).entries).toMatchObject([{ seen: true, draft: true, isTagged: true }])
      await whole(store.remove({ ids: ['a'], upTo: copy.seq }))
      expect(await readMailData(store, 'copy')).toEqual(octets)
      const again = await under.reopen()
      expect(await readMailData(again, 'copy')).toEqual(octets)
    })

    test('nothing is copied of what is gone', async () => {
      await using under = await open()
      const { store } = under
      const one = await addReady(store, 'a')
      const original = await store.get('a')
      if (!original) throw new Error('no original')
      await whole(store.remove({ ids: ['a'], upTo: one }))
      const copying = store.append({
        ...{ id: 'copy', mailbox: 'default', origin: 'copy', receivedAt: 0, copyOf: one, session: undefined },
        ...{ envelope: original.envelope, parameters: original.parameters },
        mailData: { id: original.mailDataId, sizeOctets: original.sizeOctets, small: undefined },
      })
      await expect(copying).rejects.toMatchObject({ code: 'not_found' })
    })

    test('folders are there without mail, can be renamed, and removed when empty', async () => {
      await using under = await open()
      const { store } = under
      expect(await store.putFolder({ name: 'shop/Drafts', specialUse: 'drafts' })).toMatchObject([
        { name: 'shop/Drafts', total: 0 },
      ])
      await store.putFolder({ name: 'shop/Drafts' })
      expect(await store.folders()).toEqual([{ name: 'shop/Drafts', exists: true, specialUse: 'drafts' }])
      const seq = await addReady(store, 'a', { mailbox: 'shop/Drafts' })
      expect(await store.renameFolder('shop/Drafts', 'shop/Old')).toMatchObject([
        { name: 'shop/Old', total: 1 },
        { name: 'shop/Drafts', total: 0 },
      ])
      expect(await uids(store, mailbox('shop/Old'))).toEqual([seq])
      await expect(store.removeFolder('shop/Old')).rejects.toMatchObject({ code: 'conflict' })
      await store.putFolder({ name: 'shop' })
      await expect(store.renameFolder('shop', 'shop/Old')).rejects.toMatchObject({ code: 'conflict' })
      await store.removeFolder('shop')
      expect((await store.folders()).map(({ name }) => name)).toEqual(['shop/Old'])
      const { mailboxOf } = await removed(store, seq)
      expect(mailboxOf).toEqual(['shop/Old'])
    })

    test('a subscription is to a name, and outlives the mailbox (RFC 9051 §6.3.7)', async () => {
      await using under = await open()
      const { store } = under
      await store.putFolder({ name: 'shop/Sent' })
      await store.setSubscribed('shop/Sent', true)
      await store.setSubscribed('shop', false)
      await store.removeFolder('shop/Sent')
      expect(await store.folders()).toEqual([
        { name: 'shop', exists: false, subscribed: false, specialUse: '' },
        { name: 'shop/Sent', exists: false, subscribed: true, specialUse: '' },
      ])
    })

    test('UIDVALIDITY is made with the database and survives a restart; a folder has a number of its own', async () => {
      await using under = await open()
      const { store } = under
      const { uidValidity, folderNumber } = await store.view(ALL)
      expect(uidValidity).toBeGreaterThan(1_700_000_000)
      expect(folderNumber).toBe(0)
      await store.putFolder({ name: 'shop/Sent' })
      const sent = await store.view(mailbox('shop/Sent'))
      expect(sent.uidValidity).toBeGreaterThan(uidValidity)
      const again = await under.reopen()
      expect(await again.view(ALL)).toMatchObject({ uidValidity })
      expect(await again.view(mailbox('shop'))).toMatchObject({ uidValidity, folderNumber: 0 })
      expect(await again.view(mailbox('shop/Sent'))).toEqual(sent)
    })

    test('a folder of a name that another had gets a higher UIDVALIDITY, made or renamed (RFC 9051 §2.3.1.1)', async () => {
      await using under = await open()
      const { store } = under
      const numbers = async (name: string) => (await store.view(mailbox(name))).uidValidity
      await store.putFolder({ name: 'x/Old' })
      await store.putFolder({ name: 'x/A' })
      const first = await numbers('x/A')
      await store.removeFolder('x/A')
      const second = await addReady(store, 'filed', { mailbox: 'x/A' }).then(() => numbers('x/A'))
      expect(second).toBeGreaterThan(first)
      await store.renameFolder('x/A', 'x/B')
      expect(await numbers('x/B')).toBe(second)
      await store.renameFolder('x/Old', 'x/A')
      expect(await numbers('x/A')).toBeGreaterThan(second)
    })

    test('a folder keeps its number when it is renamed, and no other has it (RFC 8474 §4)', async () => {
      await using under = await open()
      const { store } = under
      const numberOf = async (name: string) => (await store.view(mailbox(name))).folderNumber
      await store.putFolder({ name: 'x/A' })
      const number = await numberOf('x/A')
      await store.renameFolder('x/A', 'x/B')
      expect(await numberOf('x/B')).toBe(number)
      await store.removeFolder('x/B')
      await store.putFolder({ name: 'x/B' })
      expect(await numberOf('x/B')).toBeGreaterThan(number)
    })

    test('a status counts what its view has', async () => {
      await using under = await open()
      const { store } = under
      await addReady(store, 'a', { mailbox: 'shop', octets: Buffer.alloc(7), forwardPaths: ['ann@x.test'] })
      await addReady(store, 'b', { mailbox: 'shop', octets: Buffer.alloc(5) })
      await addReady(store, 'c', { mailbox: 'shop/Sent', forwardPaths: ['ann@x.test'] })
      await whole(store.mark({ ids: ['a'], upTo: 9 }, { seen: true, deleted: true }))
      const counts = { total: 2, unseen: 1, deleted: 1, sizeOctets: 12 }
      expect(await store.viewStatus(mailbox('shop'))).toMatchObject(counts)
      expect(await store.viewStatus(ALL)).toMatchObject(counts)
      const { entries, count, firstUnseen, ...numbers } = await store.view(address('ann@x.test'))
      expect([count, firstUnseen]).toEqual([1, undefined])
      expect(await store.viewStatus(address('ann@x.test'))).toEqual({
        ...{ total: 1, unseen: 0, deleted: 1, sizeOctets: 7 },
        ...numbers,
      })
      expect(await store.viewStatus(mailbox('none'))).toMatchObject({ total: 0, unseen: 0, deleted: 0, sizeOctets: 0 })
    })

    test('what came, changed or moved after a modseq is told beside those that are named', async () => {
      await using under = await open()
      const { store } = under
      const ids = ['a', 'b', 'c', 'd']
      for (const id of ids) await addReady(store, id, { mailbox: 'x' })
      const { lastModseq } = await store.view(mailbox('x'))
      await whole(store.mark({ ids: ['b'], upTo: 9 }, { draft: true }))
      await whole(store.move({ ids: ['c'], upTo: 9 }, 'y'))
      await addReady(store, 'e', { mailbox: 'x' })
      const { entries } = await store.view(mailbox('x'), { seqs: [1], changedSince: lastModseq })
      expect(entries.map(({ seq }) => seq)).toEqual([1, 2, 6])
      expect(await store.idsOf(entries.map(({ seq }) => seq))).toEqual(
        new Map([
          [1, 'a'],
          [2, 'b'],
          [6, 'e'],
        ]),
      )
    })
  })
}
