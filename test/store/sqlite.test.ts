import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { openSqliteStore } from '../../server/store/sqlite/sqlite-store.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import { append, parsed, readMailData, type StoreUnderTest, testStore, whole } from './contract.ts'
import { describeViews } from './views-contract.ts'

const SqliteDatabase = createRequire(import.meta.url)('better-sqlite3') as typeof import('better-sqlite3')

const openStore = (database: string) => openSqliteStore({ database, durability: 'kill', journal: 'auto' })

describe('in a file', () => {
  const open = async (): Promise<StoreUnderTest> => {
    const folder = await temporaryFolder()
    let store = await openStore(folder.path('mail.db'))
    return {
      store,
      async reopen() {
        await store.close()
        store = await openStore(folder.path('mail.db'))
        return store
      },
      async [Symbol.asyncDispose]() {
        await store.close()
        await folder[Symbol.asyncDispose]()
      },
    }
  }
  testStore(open)
  describeViews(open)
})

const refusal = (path: string) =>
  openStore(path).then(
    () => undefined,
    (error: unknown) => error as Error & { code: string },
  )
const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex')

describe('a file that cannot be used is refused in one sentence that says what to do:', () => {
  test('one that a newer version made', async () => {
    await using folder = await temporaryFolder()
    const path = folder.path('mail.db')
    await (await openStore(path)).close()
    const db = new SqliteDatabase(path)
    db.pragma('user_version = 99')
    db.close()
    const error = await refusal(path)
    expect(error?.code).toBe('conflict')
    expect(error?.message).toMatch(
      /was made by a newer Mailmitt \(its format is 99, this program knows \d+\); update Mailmitt or choose another file with --database$/,
    )
  })

  test('the database of another program, which stays as it is, with nothing beside it', async () => {
    await using folder = await temporaryFolder()
    const path = folder.path('theirs.db')
    const db = new SqliteDatabase(path)
    db.exec('create table theirs (x); insert into theirs values (1)')
    db.close()
    const before = digest(path)
    expect(await refusal(path)).toMatchObject({
      code: 'conflict',
      message: `${path} is a database of another program; choose another file with --database`,
    })
    expect(digest(path)).toBe(before)
    expect(readdirSync(folder.path())).toEqual(['theirs.db'])
  })

  test('a file that is no database, which stays as it is too', async () => {
    await using folder = await temporaryFolder()
    const path = folder.path('notes.txt')
    writeFileSync(path, 'these are notes, and no database at all\n'.repeat(200))
    const before = digest(path)
    expect(await refusal(path)).toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(
        /^Cannot open the database .*notes\.txt: file is not a database.*; choose another file with --database$/,
      ),
    })
    expect(digest(path)).toBe(before)
    expect(readdirSync(folder.path())).toEqual(['notes.txt'])
  })

  test('one that another process holds, which is named', async () => {
    await using folder = await temporaryFolder()
    const path = folder.path('mail.db')
    const store = await openStore(path)
    try {
      expect(await refusal(path)).toMatchObject({
        code: 'conflict',
        message: expect.stringMatching(
          new RegExp(
            `^${path} is in use by process ${process.pid} on .+ \\(since 2\\d{3}-.+Z\\); stop it, or choose another file with --database$`,
          ),
        ),
      })
      await append(store, 'goes on')
    } finally {
      await store.close()
    }
    await (await openStore(path)).close()
  })

  test('a folder', async () => {
    await using folder = await temporaryFolder()
    mkdirSync(folder.path('mail.db'))
    expect(await refusal(folder.path('mail.db'))).toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('choose another file with --database'),
    })
    expect(readdirSync(folder.path())).toEqual(['mail.db'])
  })

  test('one whose folder cannot be made', async () => {
    await using folder = await temporaryFolder()
    writeFileSync(folder.path('file'), '')
    expect(await refusal(folder.path('file', 'below', 'mail.db'))).toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/^Cannot make the folder .*choose another file with --database$/),
    })
  })
})

test('the folder of the database is made, and an empty file is taken', async () => {
  await using folder = await temporaryFolder()
  await (await openStore(folder.path('new', 'folder', 'mail.db'))).close()
  expect(existsSync(folder.path('new', 'folder', 'mail.db'))).toBe(true)
  writeFileSync(folder.path('empty.db'), '')
  await (await openStore(folder.path('empty.db'))).close()
})

test('a database says whose it is and which format it has, and opening it again changes neither', async () => {
  await using folder = await temporaryFolder()
  const path = folder.path('mail.db')
  for (let run = 0; run < 2; run++) {
    await (await openStore(path)).close()
    const db = new SqliteDatabase(path, { readonly: true })
    const facts = ['application_id', 'user_version', 'auto_vacuum', 'integrity_check'].map((pragma) =>
      db.pragma(pragma, { simple: true }),
    )
    db.close()
    const migrations = readdirSync(new URL('../../server/store/sqlite/migrations/', import.meta.url)).length
    expect(facts).toEqual([0x4d_6d_69_74, migrations, 2, 'ok'])
  }
})

test('a database without sessions, as it was before there were any, gets them and keeps its mail', async () => {
  await using folder = await temporaryFolder()
  const path = folder.path('mail.db')
  const db = new SqliteDatabase(path)
  const before = ['001-messages.sql', '003-retention.sql']
  for (const name of before)
    db.exec(readFileSync(new URL(`../../server/store/sqlite/migrations/${name}`, import.meta.url), 'utf8'))
  db.exec(`insert into mailbox (name) values ('kept')`)
  db.pragma(`application_id = ${0x4d_6d_69_74}`)
  db.pragma(`user_version = ${before.length}`)
  db.close()
  const store = await openStore(path)
  expect((await store.mailboxes()).map(({ name }) => name)).toEqual(['kept'])
  expect(await store.sessions({ limit: 1 })).toMatchObject({ sessions: [], expired: 0 })
  await store.close()
})

test('removing messages gives their space back', async () => {
  await using folder = await temporaryFolder()
  const path = folder.path('mail.db')
  const noise = Buffer.from(Array.from({ length: 1024 ** 2 }, (_, i) => Math.imul(i, 2_654_435_761) >>> 24))
  const octets = Buffer.concat(Array.from({ length: 4 }, () => noise)).map(
    (octet, i) => octet ^ (Math.imul(i ^ 0x9e37, 40_503) >>> 7),
  )
  let store = await openStore(path)
  for (let i = 0; i < 6; i++) await store.makeReady([{ seq: await append(store, `m${i}`, { octets }), message: parsed() }])
  await store.close()
  const full = statSync(path).size
  expect(full).toBeGreaterThan(6 * 1024 ** 2)
  store = await openStore(path)
  await whole(store.remove({ upTo: store.lastSeq }))
  await store.close() // at once: the next process goes on with it
  store = await openStore(path)
  await append(store, 'later') // it goes on between requests, a slice at a time
  await expect.poll(() => statSync(path).size, { timeout: 15_000 }).toBeLessThan(full / 4)
  await store.close()
})

describe(':memory:', () => {
  const places = ['/dev/shm', tmpdir()].filter((place) => existsSync(place))
  const foldersOf = (pid: number) =>
    places.flatMap((place) =>
      readdirSync(place)
        .filter((name) => name.startsWith(`mailmitt-memory-${pid}-`))
        .map((name) => join(place, name)),
    )

  test('is private, says that it does not stay, and leaves nothing behind', async () => {
    const [one, other] = await Promise.all([openStore(':memory:'), openStore(':memory:')])
    expect([one.persistent, foldersOf(process.pid).length]).toEqual([false, 2])
    await one.makeReady([{ seq: await append(one, 'mine'), message: parsed() }])
    expect((await readMailData(one, 'mine')).toString()).toBe('octets of mine')
    expect(await other.get('mine')).toBeUndefined()
    await Promise.all([one.close(), other.close()])
    expect(foldersOf(process.pid)).toEqual([])
  })

  test('of a process that was killed goes at the next start, that of a living one does not', async () => {
    const living = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] })
    await once(living, 'spawn')
    const dead = Number(execFileSync(process.execPath, ['-p', 'process.pid']))
    const [place = tmpdir()] = places
    const folders = [living.pid, dead].map((pid) => join(place, `mailmitt-memory-${pid}-test`))
    for (const folder of folders) {
      mkdirSync(folder)
      writeFileSync(join(folder, 'mailmitt.db'), '')
    }
    await (await openStore(':memory:')).close()
    expect(folders.map((folder) => existsSync(folder))).toEqual([true, false])
    living.stdin.end()
    await once(living, 'close')
    await (await openStore(':memory:')).close()
    expect(folders.map((folder) => existsSync(folder))).toEqual([false, false])
  })
})
