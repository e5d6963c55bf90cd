/** Whose mail a login name opens, its folders, and what clients do there: the same for IMAP and POP3 (DESIGN §6). */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { MailAccount } from '../../server/mail/mail-account.ts'
import type { ViewEntry } from '../../server/store/store.ts'
import { type Accounts, openAccounts } from '../harness/mail-accounts.ts'

let mail: Accounts

beforeEach(async () => {
  mail = await openAccounts()
})

afterEach(() => mail[Symbol.asyncDispose]())

async function entriesOf(account: MailAccount, folder = 'INBOX'): Promise<ViewEntry[]> {
  const view = await account.open(folder, () => undefined)
  const entries = [...view.entries.values()]
  view.close()
  return entries
}

const seqsOf = async (account: MailAccount, folder?: string) => (await entriesOf(account, folder)).map(({ seq }) => seq)
const append = (account: MailAccount, folder: string, text = 'x') =>
  account.append(folder, { mailData: Buffer.from(`To: c@x.test\r\n\r\n${text}`) })

async function mailboxOf(seq: number): Promise<string | undefined> {
  return (await mail.store.get(seq))?.mailbox
}

async function octetsOf(seq: number): Promise<string> {
  const message = await mail.store.get(seq)
  if (!message) throw new Error('gone')
  let text = ''
  for await (const piece of mail.messages.octets(message, 0, message.sizeOctets)) text += Buffer.from(piece).toString()
  return text
}

describe('the login name chooses', () => {
  beforeEach(async () => {
    await mail.deliver(['Ann@x.test', 'b@x.test'], { mailbox: 'shop' })
    await mail.deliver('b@x.test', { mailbox: 'ann@x.test' })
    await mail.deliver('ann@x.test', { mailbox: 'other' })
    await mail.ingest.settled()
    await mail.messages.moveNamed([3], 'other/Archive')
    await mail.deliver('joann@x.test', { mailbox: 'shop' })
  })

  test('a mailbox: what is in it', async () => {
    expect(await seqsOf(mail.open('shop'))).toEqual([1, 5])
    expect(await seqsOf(mail.open(' shop '))).toEqual([1, 5])
  })

  test('an address: what names it in any mailbox but a folder, and the mailbox of exactly that name', async () => {
    expect(await seqsOf(mail.open('ann@x.test'))).toEqual([1, 2])
    expect(await seqsOf(mail.open('b@x.test'))).toEqual([1, 2])
  })

  test('`all`: everything but folders', async () => {
    expect(await seqsOf(mail.open('all'))).toEqual([1, 2, 5])
  })

  test('a name that nothing came for: an empty INBOX, which fills', async () => {
    const view = await mail.open('new@x.test').open('INBOX', () => undefined)
    expect(view.entries.size).toBe(0)
    await mail.deliver('new@x.test')
    await view.settled()
    expect(view.entries.size).toBe(1)
  })

  test('an address that no mailbox could be named as: what names it all the same', async () => {
    await mail.deliver('a/b%c@x.test')
    const account = mail.open('a/b%c@x.test')
    expect(await seqsOf(account)).toEqual([6])
    await append(account, 'INBOX')
    expect(await mailboxOf(7)).toBe('a_b_c@x.test')
    expect(await seqsOf(account)).toEqual([6, 7])
    expect(await seqsOf(mail.open('a_b_c@x.test'))).toEqual([7])
  })

  test('another account sees nothing of its folders', async () => {
    await mail.open('shop').create('Sent')
    expect((await mail.open('sho').folders()).map(({ name }) => name)).toEqual(['INBOX'])
    expect((await mail.open('shop/Sent').folders()).map(({ name }) => name)).toEqual(['INBOX'])
    expect(await mail.open('other').has('Archive')).toBe(true)
    await expect(mail.open('all').open('Archive', () => undefined)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('what a client puts', () => {
  test.each([
    ['shop', 'shop'],
    ['ann@x.test', 'ann@x.test'],
    ['all', 'default'],
  ])('into INBOX of %s is in mailbox %s: by APPEND, COPY and MOVE', async (login, expected) => {
    const account = mail.open(login)
    await account.create('Sent')
    const appended = await append(account, 'INBOX')
    await append(account, 'Sent')
    const sent = await entriesOf(account, 'Sent')
    const copies = await account.copy(sent, 'INBOX')
    const moved = await account.move(sent, 'INBOX')
    const inbox = await entriesOf(account)
    expect(inbox.map(({ uid }) => uid)).toEqual([appended, copies.get(2), moved.get(2)])
    for (const { seq } of inbox) expect(await mailboxOf(seq)).toBe(expected)
    expect(await entriesOf(account, 'Sent')).toEqual([])
  })

  test('APPEND keeps octets, flags, tags and date, and makes a message of origin `append`', async () => {
    const account = mail.open('shop')
    await account.create('Drafts')
    const receivedAt = Date.parse('2001-02-03T04:05:06Z')
    const given = { mailData: Buffer.from('Subject: d\n\nbare'), flags: { draft: true, seen: true }, tags: ['red'], receivedAt }
    const uid = await account.append('Drafts', given)
    expect(await entriesOf(account, 'Drafts')).toMatchObject([{ uid, draft: true, seen: true, isTagged: true, receivedAt }])
    expect(await mail.store.get(1)).toMatchObject({ origin: 'append', tags: ['red'], mailbox: 'shop/Drafts' })
    expect(await octetsOf(1)).toBe('Subject: d\n\nbare')
  })

  test('COPY makes a message that shares octets and has its own flags from then on', async () => {
    await mail.deliver('a@x.test', { mailbox: 'shop', text: 'once' })
    const account = mail.open('shop')
    await account.create('Archive')
    const [original] = await entriesOf(account)
    if (!original) throw new Error('nothing came')
    await account.mark([original], { pinned: true, addTags: ['red'] })
    const uids = await account.copy(await entriesOf(account), 'Archive')
    const [copy] = await entriesOf(account, 'Archive')
    expect(copy).toMatchObject({ uid: uids.get(1), pinned: true, isTagged: true, receivedAt: original.receivedAt })
    expect((await mail.store.get(2))?.mailDataId).toBe((await mail.store.get(1))?.mailDataId)
    expect(await mail.store.get(2)).toMatchObject({ origin: 'copy', tags: ['red'] })
    await account.expunge([original])
    expect(await octetsOf(2)).toContain('once')
  })

  test('a copy has the tags of its original, not those that its X-Tags field would give it again', async () => {
    const account = mail.open('shop')
    await account.create('Archive')
    await account.append('INBOX', { mailData: Buffer.from('X-Tags: red, blue\r\n\r\nx') })
    await account.mark(await entriesOf(account), { removeTags: ['red'] })
    await account.copy(await entriesOf(account), 'Archive')
    expect((await mail.store.get(2))?.tags).toEqual(['blue'])
  })

  test('COPY leaves out what is gone, and undoes itself when it fails (RFC 9051 §6.4.7)', async () => {
    await mail[Symbol.asyncDispose]()
    mail = await openAccounts({ policy: { all: {}, mailboxes: [{ mailboxPattern: '*/Full', limits: { messages: 2 } }] } })
    const account = mail.open('shop')
    await account.create('Full')
    for (let i = 0; i < 3; i++) await append(account, 'INBOX')
    const [gone, ...entries] = await entriesOf(account)
    if (!gone) throw new Error('nothing came')
    await account.expunge([gone])
    expect((await account.copy([gone, ...entries], 'Full')).size).toBe(2)
    await account.mark(await entriesOf(account, 'Full'), { pinned: true })
    await expect(account.copy(entries, 'Full')).rejects.toMatchObject({ code: 'insufficient_storage' })
    expect(await entriesOf(account, 'Full')).toHaveLength(2)
  })

  test('what somebody else has moved meanwhile, or moved away and back, is not meant: it is seen under another UID', async () => {
    for (let i = 0; i < 3; i++) await mail.deliver('a@x.test', { mailbox: 'shop' })
    const account = mail.open('shop')
    await account.create('Archive')
    await account.create('Elsewhere')
    await account.mark(await entriesOf(account), { deleted: true })
    const known = await entriesOf(account)
    await mail.messages.moveNamed([1, 2], 'shop/Elsewhere')
    await mail.messages.moveNamed([2], 'shop')
    expect((await account.move(known, 'Archive')).size).toBe(1)
    expect(await account.mark(known, { seen: true })).toEqual([])
    expect(await account.expunge(known)).toBe(0)
    expect(await entriesOf(account)).toMatchObject([{ seq: 2, seen: false }])
    expect(await seqsOf(account, 'Archive')).toEqual([3])
    expect(await seqsOf(account, 'Elsewhere')).toEqual([1])
  })

  test('of hundreds, each is meant under its own UID', async () => {
    const account = mail.open('shop')
    await account.create('Archive')
    await Promise.all(Array.from({ length: 450 }, () => mail.deliver('a@x.test', { mailbox: 'shop' })))
    const known = await entriesOf(account)
    await mail.messages.moveNamed([1, 250, 450], 'shop/Archive')
    expect(await account.expunge(known)).toBe(447)
    expect(await seqsOf(account, 'Archive')).toEqual([1, 250, 450])
  })

  test('EXPUNGE leaves what is marked as deleted no more when its turn comes', async () => {
    await mail.deliver('a@x.test', { mailbox: 'shop' })
    const account = mail.open('shop')
    await account.mark(await entriesOf(account), { deleted: true })
    const known = await entriesOf(account)
    await account.mark(known, { deleted: false })
    expect(await account.expunge(known, { deleted: true })).toBe(0)
    expect(await seqsOf(account)).toEqual([1])
  })

  test('MOVE keeps id and seq, and tells where the message is', async () => {
    const id = await mail.deliver('a@x.test', { mailbox: 'shop' })
    const account = mail.open('shop')
    await account.create('Archive')
    const moved = await account.move(await entriesOf(account), 'Archive')
    expect(await mail.store.get(1)).toMatchObject({ id, seq: 1, mailbox: 'shop/Archive' })
    expect(await entriesOf(account, 'Archive')).toMatchObject([{ uid: moved.get(1) }])
    expect(mail.told).toContainEqual(expect.objectContaining({ type: 'message.changed', id, mailbox: 'shop/Archive' }))
  })

  test('a thousand are copied and moved in few commits, in order', async () => {
    const account = mail.open('shop')
    await account.create('Archive')
    await Promise.all(Array.from({ length: 1000 }, () => mail.deliver('a@x.test', { mailbox: 'shop' })))
    const entries = await entriesOf(account)
    const copied = [...(await account.copy(entries, 'Archive')).values()]
    expect(copied).toHaveLength(1000)
    expect(copied.toSorted((a, b) => a - b)).toEqual(copied)
    const moved = [...(await account.move(entries, 'Archive')).values()]
    expect(moved).toHaveLength(1000)
    expect(await account.status('Archive')).toMatchObject({ total: 2000, unseen: 2000 })
    expect(await entriesOf(account)).toEqual([])
  })

  test('into a mailbox that is none is refused: the client may make it', async () => {
    const account = mail.open('shop')
    await append(account, 'INBOX')
    const entries = await entriesOf(account)
    for (const put of [() => append(account, 'Nope'), () => account.copy(entries, 'Nope'), () => account.move(entries, 'Nope')])
      await expect(put()).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('folders', () => {
  test('lie beside INBOX, which is always there', async () => {
    const account = mail.open('shop')
    await account.create('Sent', 'sent')
    await account.create('Archive/2026')
    expect(await account.folders()).toEqual([
      { name: 'INBOX', exists: true, subscribed: true, specialUse: '' },
      { name: 'Archive/2026', exists: true, subscribed: false, specialUse: '' },
      { name: 'Sent', exists: true, subscribed: false, specialUse: 'sent' },
    ])
    expect((await mail.messages.mailboxes()).map(({ name }) => name)).toEqual(['shop/Archive/2026', 'shop/Sent'])
    expect(mail.told).toContainEqual(expect.objectContaining({ type: 'mailbox.changed', name: 'shop/Sent', total: 0 }))
  })

  test('a name that cannot be one is refused', async () => {
    const account = mail.open('shop')
    const names = ['', '/', 'a//b', 'a/', '/a', 'a%', '*', 'a\u0000b', 'a\nb', 'inbox', ' a', 'e\u0301']
    for (const folder of [...names, `${'a/'.repeat(16)}a`, 'é'.repeat(126)])
      await expect(account.create(folder), folder).rejects.toMatchObject({ code: 'invalid' })
  })

  test('a name may be odd', async () => {
    const account = mail.open('shop')
    for (const folder of [
      'Entwürfe',
      '下書き',
      'a b',
      "'; drop table mailbox",
      'a.b\\c',
      '#news',
      '&-',
      '"quoted"',
      'INBOX/Sub',
    ]) {
      await account.create(folder)
      await append(account, folder)
      expect(await entriesOf(account, folder), folder).toHaveLength(1)
      await expect(account.create(folder)).rejects.toMatchObject({ code: 'conflict' })
    }
  })

  test('INBOX can be unsubscribed, before anything has come for it', async () => {
    const account = mail.open('all')
    await account.subscribe('INBOX', false)
    expect(await account.folders()).toMatchObject([{ name: 'INBOX', subscribed: false }])
    await account.subscribe('INBOX', true)
    expect(await account.folders()).toMatchObject([{ name: 'INBOX', subscribed: true }])
    expect(await mail.messages.mailboxes()).toEqual([])
  })

  test('a subscription stays when its mailbox goes, and can be ended then (RFC 9051 §6.3.7)', async () => {
    const account = mail.open('shop')
    await expect(account.subscribe('Sent', true)).rejects.toMatchObject({ code: 'not_found' })
    await account.create('Sent')
    await account.subscribe('Sent', true)
    await account.remove('Sent')
    expect(await account.folders()).toMatchObject([{}, { name: 'Sent', exists: false, subscribed: true }])
    expect(await account.has('Sent')).toBe(false)
    await account.subscribe('Sent', false)
    expect(await account.folders()).toHaveLength(1)
  })

  test('removing one takes its messages, and no folder below it', async () => {
    const account = mail.open('shop')
    for (const folder of ['A', 'A/B']) {
      await account.create(folder)
      await append(account, folder)
    }
    await account.remove('A')
    expect((await account.folders()).map(({ name }) => name)).toEqual(['INBOX', 'A/B'])
    expect(await mail.store.get(1)).toBeUndefined()
    expect(await seqsOf(account, 'A/B')).toEqual([2])
    await expect(account.remove('INBOX')).rejects.toMatchObject({ code: 'conflict' })
    expect(mail.told.at(-1)).toMatchObject({ type: 'gap' })
  })

  test('renaming one takes those below it along, or does nothing', async () => {
    const account = mail.open('shop')
    for (const folder of ['A', 'A/B', 'C/B']) await account.create(folder)
    await append(account, 'A/B')
    await expect(account.rename('A', 'C')).rejects.toMatchObject({ code: 'conflict' })
    expect(await account.has('A')).toBe(true)
    const { uidValidity, mailboxId } = await account.status('A/B')
    await account.rename('A', 'D')
    expect((await account.folders()).map(({ name }) => name)).toEqual(['INBOX', 'C/B', 'D', 'D/B'])
    expect(await account.status('D/B')).toMatchObject({ total: 1, uidValidity, mailboxId })
    expect(await mailboxOf(1)).toBe('shop/D/B')
    await expect(account.rename('A', 'E')).rejects.toMatchObject({ code: 'not_found' })
  })

  test('renaming INBOX moves what is in it, and it stays (RFC 9051 §6.3.6)', async () => {
    await mail.deliver('ann@x.test', { mailbox: 'shop' })
    const account = mail.open('ann@x.test')
    await account.rename('INBOX', 'Old')
    expect(await seqsOf(account)).toEqual([])
    expect(await seqsOf(account, 'Old')).toEqual([1])
    await mail.deliver('ann@x.test', { mailbox: 'shop' })
    expect(await seqsOf(account)).toEqual([3])
  })

  test('each has a MAILBOXID of its own, also those that have nothing (RFC 8474 §4)', async () => {
    const account = mail.open('shop')
    await account.create('A')
    const ids = [
      await account.status('INBOX'),
      await account.status('A'),
      await mail.open('other').status('INBOX'),
      await mail.open('all').status('INBOX'),
    ].map(({ mailboxId }) => mailboxId)
    expect(new Set(ids).size).toBe(4)
    for (const id of ids) expect(id).toMatch(/^[\w-]{1,255}$/)
  })

  test('a status counts what is there, and what comes next has a higher uid', async () => {
    const account = mail.open('shop')
    await append(account, 'INBOX', 'seven..')
    const [entry] = await entriesOf(account)
    if (!entry) throw new Error('nothing came')
    await account.mark([entry], { seen: true, deleted: true })
    const status = await account.status('INBOX')
    expect(status).toMatchObject({ total: 1, unseen: 0, deleted: 1, sizeOctets: entry.sizeOctets, lastUid: 1 })
    expect(status.lastModseq).toBeGreaterThan(entry.modseq)
    expect(await append(account, 'INBOX')).toBe(2)
    expect(await account.uidValidity('INBOX')).toBe(status.uidValidity)
  })
})

describe('marks', () => {
  test('are of the message, for everyone who sees it', async () => {
    await mail.deliver('ann@x.test', { mailbox: 'shop' })
    const [ann, shop] = [mail.open('ann@x.test'), mail.open('shop')]
    await ann.mark(await entriesOf(ann), { answered: true, deleted: true, tags: ['red'] })
    expect(await entriesOf(shop)).toMatchObject([{ answered: true, deleted: true, isTagged: true }])
    expect(await shop.tagsOf([1])).toEqual(new Map([[1, ['red']]]))
    await shop.expunge(await entriesOf(shop))
    expect(await seqsOf(ann)).toEqual([])
  })

  test('what has changed since is refused (RFC 7162 §3.1.3)', async () => {
    const account = mail.open('shop')
    await append(account, 'INBOX')
    await append(account, 'INBOX')
    const entries = await entriesOf(account)
    const unchangedSince = (await account.status('INBOX')).lastModseq
    await account.mark(entries.slice(0, 1), { seen: true })
    expect(await account.mark(entries, { pinned: true, unchangedSince })).toEqual([1])
    expect((await entriesOf(account)).map(({ pinned }) => pinned)).toEqual([false, true])
  })

  test('ids are told by seq, of those that are there', async () => {
    const account = mail.open('shop')
    const id = await mail.deliver('a@x.test', { mailbox: 'shop' })
    await entriesOf(account)
    expect(await account.idsOf([1, 2])).toEqual(new Map([[1, id]]))
    expect(await account.read(1)).toMatchObject({ id })
    expect(await account.read(2)).toBeUndefined()
  })
})
