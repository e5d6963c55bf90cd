/** What everyone waits for is found by an index: none of it may grow with the number of messages. */
import { createRequire } from 'node:module'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createReads, type Reads } from '../../server/store/sqlite/reads.ts'
import { openSqliteStore } from '../../server/store/sqlite/sqlite-store.ts'
import { createWrites, type Writes } from '../../server/store/sqlite/writes.ts'
import type { MailView } from '../../server/store/store.ts'
import { type TemporaryFolder, temporaryFolder } from '../harness/temporary-folder.ts'
import { append, parsed } from './contract.ts'

const SqliteDatabase = createRequire(import.meta.url)('better-sqlite3') as typeof import('better-sqlite3')

let folder: TemporaryFolder
let db: InstanceType<typeof SqliteDatabase>
let executed: string[] = []

beforeAll(async () => {
  folder = await temporaryFolder()
  const store = await openSqliteStore({ database: folder.path('mail.db'), durability: 'kill', journal: 'auto' })
  const seq = await append(store, 'first')
  await store.makeReady([{ seq, message: parsed('first') }])
  await store.close()
  db = new SqliteDatabase(folder.path('mail.db'), { verbose: (sql) => executed.push(String(sql)) })
})

afterAll(async () => {
  db.close()
  await folder[Symbol.asyncDispose]()
})

function planOf(sql: string): string[] {
  return db
    .prepare<[], { detail: string }>(`explain query plan ${sql}`)
    .all()
    .map(({ detail }) => detail)
}

/** Steps that read every row of a table that grows, or sort what they found. */
function slowSteps(statements: readonly string[]): string[] {
  return statements.flatMap((sql) =>
    planOf(sql)
      .filter((step) => /^SCAN (message|message_content|part|mail_data)\b(?! USING )|TEMP B-TREE/.test(step))
      .map((step) => `${step} in ${sql}`),
  )
}

/** The statements, with their values, that SQLite runs meanwhile. */
function statementsOf(run: () => unknown): string[] {
  executed = []
  run()
  return executed.filter((sql) => /^\s*(select|update|delete)/i.test(sql))
}

const ALL = { upTo: 1_000_000, offset: 0, limit: 50, withContent: true }
const EVERY = { upTo: 1_000_000 }

describe('reading', () => {
  const reads: [what: string, read: (reads: Reads) => unknown][] = [
    ['the first page', (from) => from.list(ALL)],
    ['a page by cursor', (from) => from.list({ ...ALL, before: 500_000 })],
    ['what came after a cursor', (from) => from.list({ ...ALL, after: 0 })],
    ['a page by offset', (from) => from.list({ ...ALL, offset: 50_000 })],
    ['the first page of a mailbox', (from) => from.list({ ...ALL, mailbox: 'default' })],
    ['a page of a mailbox by cursor', (from) => from.list({ ...ALL, mailbox: 'default', before: 500_000 })],
    ['what came to a mailbox after a cursor', (from) => from.list({ ...ALL, mailbox: 'default', after: 0 })],
    ['a page of a mailbox by offset', (from) => from.list({ ...ALL, mailbox: 'default', offset: 50_000 })],
    ['a message', (from) => from.get('first')],
    ['its octets', (from) => from.mailDataChunk(1, 0)],
    ['the mailboxes', (from) => from.mailboxes()],
    ['their counts', (from) => from.mailboxCounts()],
    ['sessions', (from) => from.sessions({ limit: 50 })],
    ['sessions of an outcome by cursor', (from) => from.sessions({ limit: 50, outcome: 'refused', before: 500_000 })],
    ['a session', (from) => from.session('no such')],
    ['the session of a message', (from) => from.originOf('first')],
    ['what waits for the parser', (from) => from.pending(0, 100)],
  ]
  test.each(reads)('%s', (_, read) => {
    const statements = statementsOf(() => read(createReads(db)))
    expect(statements).not.toEqual([])
    expect(slowSteps(statements)).toEqual([])
  })

  test.each<MailView>([
    { type: 'all' },
    { type: 'mailbox', name: 'default' },
    { type: 'address', address: 'b@x.test', mailbox: 'b@x.test' },
  ])('what has changed in a view: $type', (view) => {
    const statements = statementsOf(() => createReads(db).packedView({ view, only: { seqs: [1], changedSince: 1 } }))
    const plan = statements.flatMap(planOf)
    expect(plan).toContainEqual(expect.stringContaining('message_by_modseq (modseq>?)'))
    expect(plan).toContainEqual(
      expect.stringMatching(/^SEARCH message USING (INTEGER PRIMARY KEY|INDEX message_by_mailbox) .*(rowid|seq)=/),
    )
    expect(plan.filter((step) => /^SCAN message\b/.test(step))).toEqual([])
  })

  test('what has changed in a view is sought from that change on: of two bounds SQLite takes the first', () => {
    const only = { seqs: [], changedSince: 777 }
    const [view = ''] = statementsOf(() => createReads(db).packedView({ view: { type: 'all' }, only }))
    const steps = db.prepare<[], { opcode: string; p2: number; p3: number }>(`explain ${view}`).all()
    const seek = steps.find(({ opcode }) => opcode === 'SeekGT')
    const [bound] = steps.filter(({ opcode, p2 }) => ['Integer', 'Real'].includes(opcode) && p2 === seek?.p3)
    // What is given comes as a real number; the condition of the index is a whole one.
    expect(bound?.opcode).toBe('Real')
  })

  test('a cursor is one bound of the index: what lies between it and the newest message is not passed over', () => {
    const [page = ''] = statementsOf(() => createReads(db).list({ ...ALL, before: 500_000 }))
    expect(page.match(/seq <=? /g)).toHaveLength(1)
  })

  test.each([
    [{ ...ALL, offset: 50_000 }, 'message_facts (seq<?)'],
    [{ ...ALL, offset: 50_000, mailbox: 'default' }, 'message_by_mailbox (mailbox_id=? AND seq<?)'],
  ])('an offset is counted in an index of messages that are shown', (request, index) => {
    const [page = ''] = statementsOf(() => createReads(db).list(request))
    expect(planOf(page)).toContainEqual(expect.stringContaining(index))
  })
})

describe('changing', () => {
  const changes: [what: string, change: (writes: Writes) => unknown][] = [
    ['marks everything', (on) => on.mark(EVERY, { seen: true })],
    ['marks a mailbox', (on) => on.mark({ ...EVERY, mailbox: 'default' }, { seen: false })],
    ['evicts the oldest', (on) => on.evict({ upTo: 9, messages: 1 })],
    ['evicts the oldest of a mailbox', (on) => on.evict({ mailbox: 'default', upTo: 9, messages: 1 })],
    ['drops what no transaction finished', (on) => on.dropUnfinished()],
    ['removes a mailbox', (on) => on.remove({ ...EVERY, mailbox: 'no such' })],
    ['removes everything', (on) => on.remove(EVERY)],
  ]
  test.each(changes)('%s', (_, change) => {
    const statements = statementsOf(() => change(createWrites(db)))
    expect(statements).not.toEqual([])
    expect(slowSteps(statements)).toEqual([])
  })
})

test('a slow step is seen', () => {
  expect(slowSteps(['select * from message order by subject'])).toHaveLength(2)
})
