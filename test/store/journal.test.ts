import { existsSync } from 'node:fs'
import SqliteDatabase from 'better-sqlite3'
import { expect, test, vi } from 'vitest'
import { findFileSystem, isNetworkFileSystem } from '../../server/store/sqlite/file-system.ts'
import { locateDatabase } from '../../server/store/sqlite/locate.ts'
import { startApp } from '../harness/app.ts'
import { temporaryDatabase } from '../harness/database.ts'
import { composeTestMail, sendMail } from '../harness/sending.ts'
import { queuedId } from '../harness/smtp.ts'

// Each starts the program several times.
vi.setConfig({ testTimeout: 60_000 })

const MOUNTS = `22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
41 27 0:45 / /data rw,relatime shared:7 master:1 - nfs4 server:/export rw,vers=4.2
42 41 254:1 / /data/local rw,relatime - xfs /dev/vdb rw
43 27 0:46 / /mnt/my\\040share rw,relatime - cifs //nas/share rw
44 27 0:47 / /mnt/c rw,relatime - 9p drvfs rw
45 27 0:48 / /over rw - fuse.sshfs me@host: rw
46 27 254:2 / /over rw - btrfs /dev/vdc rw
`

test.each([
  ['/home/me', 'ext4', '/'],
  ['/data', 'nfs4', '/data'],
  ['/data/mailmitt', 'nfs4', '/data'],
  ['/database', 'ext4', '/'],
  ['/data/local/x', 'xfs', '/data/local'],
  ['/mnt/my share/x', 'cifs', '/mnt/my share'],
  ['/mnt/c/Users', '9p', '/mnt/c'],
  ['/over/x', 'btrfs', '/over'],
])('%s lies on %s (proc(5), mountinfo)', (path, type, mountPoint) => {
  expect(findFileSystem(MOUNTS, path)).toEqual({ type, mountPoint })
})

test('network file systems are told from local ones', () => {
  for (const type of ['nfs', 'nfs4', 'cifs', 'smb3', '9p', 'fuse', 'fuse.sshfs', 'fuse.s3fs', 'ceph', 'virtiofs', 'vboxsf'])
    expect([type, isNetworkFileSystem(type)]).toEqual([type, true])
  for (const type of ['ext4', 'xfs', 'btrfs', 'tmpfs', 'overlay', 'zfs', 'fuseblk', 'fuse.fuse-overlayfs', 'apfs'])
    expect([type, isNetworkFileSystem(type)]).toEqual([type, false])
})

test('a rollback journal waits for the disk unless nothing is to be outlived: less would not even keep the file whole', async () => {
  const database = await temporaryDatabase()
  const committing = (durability: 'kill' | 'power-cut' | 'none', journal: 'wal' | 'rollback') =>
    Object.values(locateDatabase({ database, durability, journal }).committing).join(' ')
  expect((['kill', 'power-cut', 'none'] as const).map((durability) => committing(durability, 'wal'))).toEqual([
    'wal normal',
    'wal full',
    'wal off',
  ])
  expect((['kill', 'power-cut', 'none'] as const).map((durability) => committing(durability, 'rollback'))).toEqual([
    'truncate full',
    'truncate full',
    'truncate off',
  ])
})

test('with a rollback journal, as on a network file system, mail is taken, read at the same time, and outlives a kill', async () => {
  const database = await temporaryDatabase()
  const sent: string[] = []
  {
    // A file that was written with WAL before is taken over.
    await using app = await startApp({ database })
    sent.push(queuedId(await sendMail(app.smtp, composeTestMail())))
  }
  {
    await using app = await startApp({ database, flags: ['--journal', 'rollback'] })
    const send = async () => {
      for (let i = 0; i < 10; i++) sent.push(queuedId(await sendMail(app.smtp, composeTestMail({ octets: 20_000 }))))
    }
    const read = async () => {
      for (let i = 0; i < 20; i++) expect((await app.client.list()).total).toBeGreaterThan(0)
    }
    await Promise.all([send(), send(), send(), read(), read()])
    expect(existsSync(`${database}-wal`)).toBe(false)
    await app.kill()
  }
  const db = new SqliteDatabase(database, { readonly: true })
  expect(db.pragma('journal_mode', { simple: true })).not.toBe('wal')
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok')
  db.close()
  await using app = await startApp({ database })
  const { messages } = await app.client.list()
  expect(new Set(messages.map(({ id }) => id))).toEqual(new Set(sent))
})
