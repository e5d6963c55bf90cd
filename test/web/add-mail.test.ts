/** Files that were dropped, on their way into a running Mailmitt: in portions, each added or told of. */
import { afterAll, expect, test } from 'vitest'
import { createClient } from '../../shared/client/client.ts'
import { addMail, sortFiles, toPortions } from '../../web/features/import/add-mail.ts'
import { startApp } from '../harness/app.ts'

const app = await startApp()
afterAll(() => app[Symbol.asyncDispose]())
/** As a page of this server: a browser says by itself where it is from. */
const client = createClient({ baseUrl: app.url, fetch: (input, init) => fetch(input, { ...init, headers: { origin: app.url } }) })

const taken = (path: string, content = 'Subject: x\r\n\r\n', inFolder = false) => ({
  ...{ path, inFolder },
  file: new File([content], path.replace(/^.*\//, '')),
})
const mailsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ path: `${index}.eml`, file: new File([`Subject: ${index}\r\n\r\n`], 'x.eml') }))
const reasons = (failed: { path: string; reason: string }[]) =>
  Object.fromEntries(failed.map(({ path, reason }) => [path, reason]))

test('files that are no mail are told of when they were chosen, and passed over in folders', () => {
  const message = new File(['x'], 'message', { type: 'message/rfc822' })
  const { mails, failed } = sortFiles(
    [
      ...[taken('a.eml'), taken('B.EML'), taken('notes.txt'), taken('folder/notes.txt', 'x', true)],
      ...[taken('folder/c.eml', 'x', true), taken('folder/empty.eml', '', true), taken('large.eml', 'x'.repeat(1001))],
      ...[
        { path: 'gone.eml', file: undefined, inFolder: false },
        { path: 'message', file: message, inFolder: false },
      ],
    ],
    1000,
  )
  expect(mails.map(({ path }) => path)).toEqual(['a.eml', 'B.EML', 'folder/c.eml', 'message'])
  expect(reasons(failed)).toEqual({
    'notes.txt': expect.stringContaining('Not an .eml file'),
    'folder/empty.eml': 'It is empty.',
    'large.eml': expect.stringContaining('Larger than the 1 kB'),
    'gone.eml': expect.stringContaining('cannot be read'),
  })
})

test('a portion holds fifty files or four mebibytes, and what is larger goes alone', () => {
  const sized = (...sizes: number[]) => sizes.map((size, index) => ({ path: `${index}`, file: { size } as File }))
  const portions = (sizes: number[]) => [...toPortions(sized(...sizes))].map((portion) => portion.map(({ file }) => file.size))
  const MIB = 1024 ** 2
  expect(portions([])).toEqual([])
  expect(portions([1, 9 * MIB, 1, 3 * MIB, MIB, 1])).toEqual([[1], [9 * MIB], [1, 3 * MIB], [MIB, 1]])
  expect(portions(Array.from({ length: 120 }, () => 1)).map(({ length }) => length)).toEqual([50, 50, 20])
})

test('all are added, in their order and with their octets', async () => {
  const progress: number[] = []
  const signal = new AbortController().signal
  const result = await addMail(mailsOf(120), { client, mailbox: 'whole', signal, onProgress: (done) => progress.push(done) })
  expect(result).toEqual({ added: 120, failed: [], stopped: false })
  expect(progress).toEqual([50, 100, 120])
  const { messages } = await app.client.list({ mailbox: 'whole', limit: 500 })
  expect(messages.map(({ subject, origin }) => [subject, origin])).toEqual(
    Array.from({ length: 120 }, (_, index) => [`${119 - index}`, 'import']),
  )
})

test('when it is stopped, what was sent is counted and the rest stays away', async () => {
  const stopping = new AbortController()
  const result = await addMail(mailsOf(120), {
    ...{ client, mailbox: 'stopped', signal: stopping.signal },
    onProgress: () => stopping.abort(),
  })
  expect(result).toEqual({ added: 50, failed: [], stopped: true })
  expect((await app.client.list({ mailbox: 'stopped' })).total).toBe(50)
})

test('where the server does not answer, nothing more is tried and every file is told of', async () => {
  await using other = await startApp()
  const its = createClient({
    baseUrl: other.url,
    fetch: (input, init) => fetch(input, { ...init, headers: { origin: other.url } }),
  })
  const result = await addMail(mailsOf(120), {
    ...{ client: its, mailbox: undefined, signal: new AbortController().signal },
    onProgress: () => other.process.kill('SIGKILL'),
  })
  expect(result.added).toBe(50)
  expect(result.failed.map(({ path }) => path)).toEqual(Array.from({ length: 70 }, (_, index) => `${index + 50}.eml`))
  for (const { reason } of result.failed) expect(reason).toMatch(/^Mailmitt does not answer: /)
})
