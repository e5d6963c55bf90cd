import { randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { openSqliteStore } from '../../server/store/sqlite/sqlite-store.ts'
import { temporaryFolder } from '../harness/temporary-folder.ts'
import { append } from './contract.ts'

test('mail is worked from the journal into the file while more comes, long before the journal is full', async () => {
  await using folder = await temporaryFolder()
  const path = folder.path('mail.db')
  const store = await openSqliteStore({ database: path, durability: 'kill', journal: 'auto' })
  for (let i = 0; i < 20; i++) await append(store, `m${i}`, { octets: randomBytes(1_000_000) })
  await expect.poll(() => statSync(path).size).toBeGreaterThan(15_000_000)
  expect((await store.pending(0, 100)).length).toBe(20)
  await store.close()
  expect(() => statSync(`${path}-wal`)).toThrow('ENOENT')
})
