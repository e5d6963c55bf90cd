/** Mail clients that tests are written with. More of them are run by hand: test/interop. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ImapFlow } from 'imapflow'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { runClient } from '../clients/run-client.ts'
import { type RunningApp, startApp } from '../harness/app.ts'
import { mail } from '../harness/mail.ts'
import { type TemporaryFolder, temporaryFolder } from '../harness/temporary-folder.ts'

const IMAPLIB = fileURLToPath(new URL('read-with-imaplib.py', import.meta.url))
const FIRST = mail({ From: 'shop@a.test', To: 'ann@b.test', Subject: 'Your order' }, 'One\r\n.two\r\ncaf\u00e9\r\n')
const SECOND = mail({ From: 'shop@a.test', To: 'ann@b.test', Subject: 'Welcome' })

let app: RunningApp
let folder: TemporaryFolder
let authority: string
let authorityFile: string
beforeAll(async () => {
  folder = await temporaryFolder()
  app = await startApp({ flags: ['--imap', '127.0.0.1:0', '--tls'] })
  authority = await (await fetch(`${app.url}/api/ca.pem`)).text()
  authorityFile = folder.path('ca.pem')
  writeFileSync(authorityFile, authority)
}, 60_000)
afterAll(async () => {
  await app[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

/** @returns the ids of two mails in a mailbox */
async function deliverTwo(mailbox: string): Promise<[string, string]> {
  const [first, second] = [await app.client.add(FIRST, { mailbox }), await app.client.add(SECOND, { mailbox })]
  return [first.id, second.id]
}

const KINDS = ['plain', 'starttls', 'implicit'] as const
const portOf = (kind: (typeof KINDS)[number]) => (kind === 'implicit' ? app.imaps : app.imap).port

test.each(KINDS)('Python’s imaplib, %s: reads, searches, marks, files, appends, expunges', async (kind) => {
  const user = `imaplib-${kind}`
  const [first, second] = await deliverTwo(user)
  const seen = JSON.parse(await runClient('python3', [IMAPLIB, 'localhost', String(portOf(kind)), kind, authorityFile, user]))
  expect(Buffer.from(seen.octets, 'base64').toString()).toBe(FIRST)
  expect(seen).toMatchObject({
    ...{
      inbox: ['2'],
      found: ['1'],
      before: ['1 (FLAGS (\\Recent))'],
      stored: ['1 (FLAGS (\\Flagged \\Recent seen-by-python))'],
    },
    ...{ created: 'OK', copied: 'OK', appended: 'OK', archive: ['Archive (MESSAGES 2 UNSEEN 1)'], expunged: ['2'] },
    folders: ['(\\HasNoChildren) "/" Archive', '(\\HasNoChildren) "/" INBOX'],
  })
  expect(seen.left[0]).toMatch(/^\d+$/)
  expect(await app.client.get(first)).toMatchObject({ seen: false, pinned: true, tags: ['seen-by-python'] })
  await expect(app.client.get(second)).rejects.toThrow(/not found|no message/i)
  const { messages } = await app.client.list({ mailbox: `${user}/Archive` })
  expect(messages.map(({ subject }) => subject)).toEqual(['appended', 'Your order'])
})

describe('imapflow', () => {
  test.each(KINDS)('%s: reads, searches, marks, appends and moves', async (kind) => {
    const user = `imapflow-${kind}`
    const [first] = await deliverTwo(user)
    const imap = new ImapFlow({
      ...{ host: 'localhost', port: portOf(kind), secure: kind === 'implicit', doSTARTTLS: kind === 'starttls', logger: false },
      ...{ auth: { user, pass: 'any' }, tls: { ca: authority } },
    })
    await imap.connect()
    try {
      await imap.mailboxCreate('Archive')
      const opened = await imap.mailboxOpen('INBOX')
      expect(opened).toMatchObject({ exists: 2, readOnly: false })
      const message = await imap.fetchOne('1', {
        envelope: true,
        bodyStructure: true,
        flags: true,
        source: true,
        internalDate: true,
      })
      expect(message).toMatchObject({
        envelope: { subject: 'Your order', from: [{ address: 'shop@a.test' }] },
        bodyStructure: { type: 'text/plain' },
        source: Buffer.from(FIRST),
      })
      expect(await imap.search({ subject: 'order', seen: false })).toEqual([1])
      await imap.messageFlagsAdd('1', ['\\Seen', '\\Answered'])
      expect(await app.client.get(first)).toMatchObject({ seen: true })
      expect(await imap.append('INBOX', Buffer.from(SECOND), ['\\Draft'])).toMatchObject({ seq: 3 })
      expect(await imap.messageMove('1', 'Archive')).toMatchObject({
        uidMap: new Map([[expect.any(Number), expect.any(Number)]]),
      })
      expect(await app.client.get(first)).toMatchObject({ mailbox: `${user}/Archive` })
      expect(await imap.status('Archive', { messages: true, unseen: true })).toMatchObject({ messages: 1, unseen: 0 })
    } finally {
      await imap.logout()
    }
  })

  test('hears of a new mail, of a mark set in the web and of a deletion, while it idles', async () => {
    const user = 'imapflow-idle'
    const [first, second] = await deliverTwo(user)
    const imap = new ImapFlow({ ...app.imap, secure: false, doSTARTTLS: false, logger: false, auth: { user, pass: 'any' } })
    await imap.connect()
    try {
      await imap.mailboxOpen('INBOX')
      const next = <T>(event: 'exists' | 'flags' | 'expunge') => new Promise<T>((resolve) => imap.once(event, resolve))
      const idle = imap.idle()
      const arrived = next<{ count: number }>('exists')
      await app.client.add(SECOND, { mailbox: user })
      expect(await arrived).toMatchObject({ count: 3 })
      const marked = next<{ seq: number; flags: Set<string> }>('flags')
      await app.client.patch({ select: { ids: [first] }, set: { pinned: true } })
      expect(await marked).toMatchObject({ seq: 1, flags: new Set(['\\Flagged']) })
      const gone = next<{ seq: number }>('expunge')
      await app.client.delete({ ids: [second] })
      expect(await gone).toMatchObject({ seq: 2 })
      await imap.noop()
      await idle
    } finally {
      await imap.logout()
    }
  })
})

describe('curl', () => {
  const run = (kind: (typeof KINDS)[number], user: string, path: string, ...more: string[]) => {
    const url = `${kind === 'implicit' ? 'imaps' : 'imap'}://localhost:${portOf(kind)}/${path}`
    const tls = kind === 'plain' ? [] : ['--ssl-reqd', '--cacert', authorityFile]
    return runClient('curl', ['--silent', '--show-error', '--user', `${user}:any`, ...tls, '--url', url, ...more])
  }

  test.each(KINDS)('%s: fetches by number and UID, searches, lists, uploads', async (kind) => {
    const user = `curl-${kind}`
    await deliverTwo(user)
    expect(await run(kind, user, 'INBOX;MAILINDEX=1')).toBe(FIRST)
    const uid = /(\d+)\s*$/.exec(await run(kind, user, 'INBOX', '--request', 'UID SEARCH SUBJECT Welcome'))?.[1]
    expect(await run(kind, user, `INBOX;UID=${uid}`)).toBe(SECOND)
    expect(await run(kind, user, `INBOX;UID=${uid};SECTION=TEXT`)).toBe('Hello\r\n')
    expect(await run(kind, user, '')).toMatch(/^\* LIST \(.*\) "\/" INBOX\r?$/m)
    const file = folder.path(`${user}.eml`)
    writeFileSync(file, SECOND)
    await run(kind, user, 'INBOX', '--upload-file', file)
    expect(await app.client.list({ mailbox: user })).toMatchObject({ total: 3 })
  })
})
