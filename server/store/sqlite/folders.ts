/** Mailboxes as mail clients keep them, and the numbers by which they know what is in them and what has changed. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../errors.ts'
import type { Folder, FolderChange } from '../store.ts'
import type { Prepare } from './reads.ts'

/** Names of rows in `setting`. */
const MODSEQ = 'modseq'
const LAST_MOVED = 'last_moved_uid'
/** Counts folders that were ever made, and those that were given a new UIDVALIDITY. */
const FOLDERS = 'folders'
/** The highest validity under which a name was known that it has lost. */
const LEFT_VALIDITY = 'left_validity'
export const UID_VALIDITY = 'uid_validity'

const READY_UP_TO = `coalesce((select min(seq) - 1 from message where state = 'received'),
  (select seq from sqlite_sequence where name = 'message'), 0)`
const numberOf = (name: string) => `(select cast(value as integer) from setting where name = '${name}')`

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
  const find = db.prepare<[string], { mailbox_id: number; validity: number }>(
    'select mailbox_id, validity from mailbox where name = ?',
  )
  const insert = db.prepare('insert into mailbox (name, folder_number, validity) values (?, ?, ?)')
  const setSpecialUse = db.prepare<[string, string]>('update mailbox set special_use = ? where name = ?')
  const setSubscribed = db.prepare<[string, number]>(
    'insert into subscription values (?, ?) on conflict (name) do update set subscribed = excluded.subscribed',
  )
  const rename = db.prepare<[string, number, string]>('update mailbox set name = ?, validity = ? where name = ?')
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

  /** A folder of a name that another had is told from that by a higher UIDVALIDITY (RFC 9051 §2.3.1.1). */
  function mailboxIdOf(name: string): number {
    const known = find.get(name)
    if (known) return known.mailbox_id
    const number = name.includes('/') ? (nextOf.get(FOLDERS) ?? 0) : 0
    return Number(insert.run(name, number, number).lastInsertRowid)
  }

  function nameLeft(name: string): void {
    const left = Math.max(getNumber.get(LEFT_VALIDITY) ?? 0, find.get(name)?.validity ?? 0)
    setNumber.run(LEFT_VALIDITY, String(left))
  }

  return {
    movedUid,
    mailboxIdOf,
    nextModseq: (): number => nextOf.get(MODSEQ) ?? 2,

    /** What has come before a message moved, and is visible only after that, comes behind it: a client has looked there already. */
    arrivalUid: (seq: number): number => (seq > (getNumber.get(LAST_MOVED) ?? 0) ? seq : movedUid()),

    putFolder({ name, specialUse }: FolderChange): void {
      mailboxIdOf(name)
      if (specialUse !== undefined) setSpecialUse.run(specialUse, name)
    },

    setSubscribed: (name: string, isSubscribed: boolean): void => void setSubscribed.run(name, Number(isSubscribed)),

    /** Keeps its UIDVALIDITY, unless the new name may have been known under a higher one. */
    renameFolder(name: string, newName: string): void {
      const folder = find.get(name)
      if (!folder) throw new AppError('not_found', `There is no mailbox ${name}`)
      if (find.get(newName)) throw new AppError('conflict', `There is a mailbox ${newName} already`)
      const { validity } = folder
      const isHigh = validity >= (getNumber.get(LEFT_VALIDITY) ?? 0)
      nameLeft(name)
      rename.run(newName, isHigh ? validity : (nextOf.get(FOLDERS) ?? 0), name)
    },

    removeFolder(name: string): void {
      if (hasMessages.get(name) === 1) throw new AppError('conflict', `There are messages in ${name}`)
      nameLeft(name)
      remove.run(name)
    },
  }
}

export function createFolderReads(prepared: Prepare) {
  return {
    folders(): Folder[] {
      return prepared<[], { name: string; special_use: string | null; subscribed: number | null }>(
        `select name, special_use, subscribed from mailbox full join subscription using (name) order by name`,
      )
        .all()
        .map(({ name, subscribed, special_use }) => ({
          ...{ name, exists: special_use !== null, specialUse: special_use ?? '' },
          ...(subscribed !== null && { subscribed: subscribed === 1 }),
        }))
    },
  }
}

/** What a mail client knows a mailbox by. */
export interface ViewNumbers {
  /** What any message that is not visible yet will be numbered above. */
  lastUid: number
  /** Of the change that was committed last. */
  lastModseq: number
  uidValidity: number
  folderNumber: number
}

/** @param mailbox whose UIDVALIDITY it is; absent for what is no mailbox of its own */
export function readNumbers(prepared: Prepare, mailbox: string | undefined): ViewNumbers {
  const folder = '(select folder_number, validity from mailbox where name = :mailbox)'
  return (
    prepared<[object], ViewNumbers>(
      `select max(coalesce(${numberOf(LAST_MOVED)}, 0), ${READY_UP_TO}) as lastUid, coalesce(${numberOf(MODSEQ)}, 1) as lastModseq,
         ${numberOf(UID_VALIDITY)} + coalesce((select validity from ${folder}), 0) as uidValidity,
         coalesce((select folder_number from ${folder}), 0) as folderNumber`,
    ).get({ mailbox: mailbox ?? null }) ?? { lastUid: 0, lastModseq: 1, uidValidity: 1, folderNumber: 0 }
  )
}
