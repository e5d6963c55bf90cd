/** Mail clients that tests are written with. More of them are run by hand: test/interop. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runClient } from '../clients/run-client.ts'
import { type RunningApp, startApp } from '../harness/app.ts'
import { mail } from '../harness/mail.ts'
import { type TemporaryFolder, temporaryFolder } from '../harness/temporary-folder.ts'

const POPLIB = fileURLToPath(new URL('read-with-poplib.py', import.meta.url))
const FIRST = mail({ From: 'shop@a.test', To: 'ann@b.test', Subject: 'Your order' }, 'One\r\n.two\r\n..three\r\n')
const SECOND = mail({ From: 'shop@a.test', To: 'ann@b.test', Subject: 'Welcome' })
const KINDS = ['plain', 'stls', 'implicit'] as const

let app: RunningApp
let folder: TemporaryFolder
let authorityFile: string
beforeAll(async () => {
  folder = await temporaryFolder()
  app = await startApp({ flags: ['--pop3', '127.0.0.1:0', '--pop3-delete', '--tls'] })
  authorityFile = folder.path('ca.pem')
  writeFileSync(authorityFile, await (await fetch(`${app.url}/api/ca.pem`)).text())
}, 60_000)
afterAll(async () => {
  await app[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

const portOf = (kind: (typeof KINDS)[number]) => (kind === 'implicit' ? app.pop3s : app.pop3).port

/** @returns the ids of two mails in a mailbox */
async function deliverTwo(mailbox: string): Promise<[string, string]> {
  const [first, second] = [await app.client.add(FIRST, { mailbox }), await app.client.add(SECOND, { mailbox })]
  return [first.id, second.id]
}

test.each(KINDS)('Python’s poplib, %s: counts, reads, names and deletes', async (kind) => {
  const user = `poplib-${kind}`
  const [first, second] = await deliverTwo(user)
  const seen = JSON.parse(await runClient('python3', [POPLIB, 'localhost', String(portOf(kind)), kind, authorityFile, user]))
  expect(Buffer.from(seen.octets, 'base64').toString()).toBe(FIRST)
  expect(Buffer.from(seen.top, 'base64').toString()).toBe(FIRST.slice(0, FIRST.indexOf('.two')))
  expect(seen).toMatchObject({
    stat: [2, FIRST.length + SECOND.length],
    sizes: [`1 ${FIRST.length}`, `2 ${SECOND.length}`],
    names: [first, second],
  })
  const { messages } = await app.client.list({ mailbox: user })
  expect(messages).toMatchObject([{ id: first, seen: false }])
})

test.each(KINDS)('curl, %s: lists, fetches, deletes', async (kind) => {
  const user = `curl-${kind}`
  const [first] = await deliverTwo(user)
  const run = (path: string, ...more: string[]) => {
    const url = `${kind === 'implicit' ? 'pop3s' : 'pop3'}://localhost:${portOf(kind)}/${path}`
    const tls = kind === 'plain' ? [] : ['--ssl-reqd', '--cacert', authorityFile]
    return runClient('curl', ['--silent', '--show-error', '--user', `${user}:any`, ...tls, '--url', url, ...more])
  }
  expect(await run('')).toBe(`1 ${FIRST.length}\r\n2 ${SECOND.length}\r\n`)
  expect(await run('1')).toBe(FIRST)
  expect(await run('', '--request', 'UIDL')).toContain(`1 ${first}\r\n`)
  await run('2', '--request', 'DELE', '--list-only')
  expect(await app.client.list({ mailbox: user })).toMatchObject({ total: 1 })
})
