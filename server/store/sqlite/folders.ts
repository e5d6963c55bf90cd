/** Mailboxes as mail clients keep them, and the numbers by which they know what is in them and what has changed. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../errors.ts'
import type { Folder, FolderChange } from '../store.ts'
import type { Prepare } from './reads.ts'

/** Names of rows in `setting`. */
const MODSEQ = 'modseq'
const LAST_MOVED = 'last_moved_uid'

const READY_UP_TO = `coalesce((select min(seq) - 1 from message where state = 'received'),
  (select seq from sqlite_sequence where name = 'message'), 0)`

export function createFolderWrites(db: Database) {
  const setNumber = db.prepare<[string, string]>(
    'insert into setting values (?, ?) on conflict (name) do update set value = excluded.value',
  )
  const nextOf = db
    .prepare<[string], number>(
      `insert into setting values (?, '2') on conflict (name) do update set value = cast(value as integer) + 1
       returning cast(value as integer)`,
    )
    .pluck()
  const getNumber = db.prepare<[string], number>('select cast(value as integer) from setting where name = ?').pluck()
  const bumpSequence = db.prepare(`update sqlite_sequence set seq = seq + 1 where name = 'message'`)
  const getSequence = db.prepare<[], number>(`select seq from sqlite_sequence where name = 'message'`).pluck()
  const insert = db.prepare('insert into mailbox (name) values (?) on conflict do nothing')
  const change = db.prepare(
    `update mailbox set subscribed = coalesce(:subscribed, subscribed), special_use = coalesce(:specialUse, special_use)
     where name = :name`,
  )
  const rename = db.prepare<[string, string]>('update or ignore mailbox set name = ? where name = ?')
  const hasMessages = db
    .prepare<[string], number>('select exists (select 1 from message join mailbox using (mailbox_id) where name = ?)')
    .pluck()
  const remove = db.prepare('delete from mailbox where name = ?')

  /** Of the counter that also numbers arrivals: no later arrival has it. */
  function movedUid(): number {
    bumpSequence.run()
    const uid = getSequence.get() ?? 1
    setNumber.run(LAST_MOVED, String(uid))
    return uid
  }

  return {
    movedUid,
    nextModseq: (): number => nextOf.get(MODSEQ) ?? 2,

    /** What has come before a message moved, and is visible only after that, comes behind it: a client has looked there already. */
    arrivalUid: (seq: number): number => (seq > (getNumber.get(LAST_MOVED) ?? 0) ? seq : movedUid()),

    putFolder({ name, subscribed, specialUse }: FolderChange): void {
      insert.run(name)
      change.run({ name, subscribed: subscribed === undefined ? null : Number(subscribed), specialUse: specialUse ?? null })
    },

    renameFolder(name: string, newName: string): void {
      if (rename.run(newName, name).changes === 0) throw new AppError('conflict', `There is a mailbox ${newName} already`)
    },

    removeFolder(name: string): void {
      if (hasMessages.get(name) === 1) throw new AppError('conflict', `There are messages in ${name}`)
      remove.run(name)
    },
  }
}

export function createFolderReads(prepared: Prepare) {
  return {
    folders(): Folder[] {
      return prepared<[], { name: string; subscribed: number; special_use: string }>(
        'select name, subscribed, special_use from mailbox order by name',
      )
        .all()
        .map(({ name, subscribed, special_use }) => ({ name, subscribed: subscribed === 1, specialUse: special_use }))
    },

    /** Up to this `seq` nothing becomes visible any more. */
    readyUpTo: (): number => prepared<[], number>(`select ${READY_UP_TO}`).pluck().get() ?? 0,
  }
}

/** What any message that is not visible yet will be numbered above, and the change committed last. */
export function readNumbers(prepared: Prepare): { lastUid: number; lastModseq: number } {
  return (
    prepared<[{ moved: string; modseq: string }], { lastUid: number; lastModseq: number }>(
      `select max(coalesce((select cast(value as integer) from setting where name = :moved), 0),
         ${READY_UP_TO}) as lastUid,
         coalesce((select cast(value as integer) from setting where name = :modseq), 1) as lastModseq`,
    ).get({ moved: LAST_MOVED, modseq: MODSEQ }) ?? { lastUid: 0, lastModseq: 1 }
  )
}
