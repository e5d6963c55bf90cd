/** Everything that changes the database. Each function is one request; the worker runs many of them in one transaction. */
import type { Database } from 'better-sqlite3'
import { AppError } from '../../errors.ts'
import {
  type EvictAnswer,
  type EvictRequest,
  FLAGS,
  type Flags,
  type FolderChange,
  type MadeReady,
  type MailboxCounts,
  type MarkChange,
  type MarkPortion,
  type MarkRequest,
  type MovePortion,
  type NewMessage,
  type ParsedMessage,
  type RemovedPortion,
  type Selection,
} from '../store.ts'
import { createFolderWrites } from './folders.ts'
import { type CountsRow, type EnvelopeRow, fromNewMessage, fromParsed, fromPart, toCounts, toEnvelope } from './rows.ts'
import { createSearchIndex } from './search-index.ts'
import { createSessionWrites } from './sessions.ts'
import { createTagWrites } from './tags.ts'
import { compress } from './zstd.ts'

/** What one request changes or removes at the most, so that mail gets its turn in between. */
export const CHANGE_AT_ONCE = 200
const REMOVE_OCTETS_AT_ONCE = 16 * 1024 ** 2
/** Stands for all mailboxes together. */
const EVERY_MAILBOX = 0

export type Writes = ReturnType<typeof createWrites>

const TARGET_COLUMNS = `seq, id, mailbox_id, mail_data_id, size_octets, ${FLAGS.join(', ')}, modseq, is_shared`

/** The messages that one request is about. */
export interface TargetRequest extends Pick<Selection, 'ids' | 'seqs' | 'uids' | 'deleted' | 'mailbox' | 'upTo'> {
  /** Only later than this `seq`. */
  after?: number | undefined
}

export function createWrites(db: Database) {
  const insertChunk = db.prepare('insert into mail_data (mail_data_id, ordinal, zstd, octets) values (?, ?, ?, ?)')
  const deleteMailData = db.prepare('delete from mail_data where mail_data_id = ?')
  const isStillShared = db
    .prepare<[number], number>('select exists (select 1 from message where mail_data_id = ? and is_shared = 1)')
    .pluck()
  const share = db.prepare<[number, number]>('update message set is_shared = 1 where seq = ? and mail_data_id = ?')
  const updateMailbox = db.prepare('update message set mailbox_id = :mailboxId, uid = :uid, modseq = :modseq where seq = :seq')
  const findMailbox = db.prepare<[string], number>('select mailbox_id from mailbox where name = ?').pluck()
  const insertMessage =
    db.prepare(`insert into message (id, mailbox_id, origin, received_at, reverse_path, forward_paths, parameters,
      session_id, session_started_at, client_address, helo_name, tls, authenticated_as, mail_data_id, size_octets,
      seen, pinned, answered, draft, deleted, is_shared)
    values (:id, :mailbox_id, :origin, :received_at, :reverse_path, :forward_paths, :parameters,
      :session_id, :session_started_at, :client_address, :helo_name, :tls, :authenticated_as, :mail_data_id, :size_octets,
      :seen, :pinned, :answered, :draft, :deleted, :is_shared)`)
  const updateParsed = db.prepare<
    [object],
    EnvelopeRow & { mailbox_id: number; size_octets: number; seen: number; pinned: number; is_tagged: number }
  >(`update message set state = :state, from_addresses = :from_addresses, to_addresses = :to_addresses,
      cc_addresses = :cc_addresses, bcc_addresses = :bcc_addresses, reply_to_addresses = :reply_to_addresses, subject = :subject,
      snippet = :snippet, date_field = :date_field, message_id_field = :message_id_field, in_reply_to = :in_reply_to,
      references_ids = :references_ids, attachment_count = :attachment_count, code = :code, has_text = :has_text, has_html = :has_html,
      findings = :findings, features = :features, uid = case uid when 0 then :uid else uid end, modseq = :modseq
    where seq = :seq and state = 'received'
    returning mailbox_id, size_octets, seen, pinned, reverse_path, forward_paths,
      exists (select 1 from message_tag where message_tag.seq = message.seq) as is_tagged`)
  const insertPart =
    db.prepare(`insert into part (seq, ordinal, path, content_type, disposition, filename, content_id, content_location, encoding, charset, charset_used,
      size_octets, header_offset, body_offset, body_octets)
    values (:seq, :ordinal, :path, :content_type, :disposition, :filename, :content_id, :content_location, :encoding, :charset, :charset_used,
      :size_octets, :header_offset, :body_offset, :body_octets)`)
  const updateCounts =
    db.prepare(`update mailbox set total = total + :total, unseen = unseen + :unseen, size_octets = size_octets + :octets,
      pinned_total = pinned_total + :pinned, pinned_octets = pinned_octets + :pinnedOctets, evicted = evicted + :evicted
    where mailbox_id = :mailboxId`)
  const selectCounts = db.prepare<[number], CountsRow>('select * from mailbox where mailbox_id = ?')
  const selectMailboxName = db.prepare<[number], string>('select name from mailbox where mailbox_id = ?').pluck()
  const selectAllCounts = db.prepare<[], Pick<CountsRow, 'total' | 'size_octets'>>(
    'select coalesce(sum(total), 0) as total, coalesce(sum(size_octets), 0) as size_octets from mailbox',
  )
  const updateFlags = db.prepare(
    `update message set ${FLAGS.map((flag) => `${flag} = coalesce(:${flag}, ${flag})`).join(', ')}, modseq = :modseq
     where seq in (select value from json_each(:seqs))`,
  )
  const { nextModseq, arrivalUid, movedUid, mailboxIdOf, setSubscribed, ...folders } = createFolderWrites(db)
  const searchIndex = createSearchIndex(db)
  const { tagArrived, retag, ...tagRules } = createTagWrites(db)
  const deleteMessage = db.prepare('delete from message where seq = ?')
  const prepareOldest = (inMailbox: string) =>
    db.prepare<[{ mailboxId: number; after: number; upTo: number }], Target & { received_at: number }>(
      `select ${TARGET_COLUMNS}, received_at from message
       where seq > :after and seq <= :upTo ${inMailbox} and pinned = 0 and state <> 'received' order by seq limit ${CHANGE_AT_ONCE + 1}`,
    )
  const selectOldest = prepareOldest('')
  const selectOldestOfMailbox = prepareOldest('and mailbox_id = :mailboxId')
  const selectNewest = db.prepare<[], number>('select max(seq) from message').pluck()
  /**
   * By mailbox: up to this `seq` nothing may be evicted, so that the pinned messages that gather at the old end are not
   * passed over again each time.
   */
  const nothingUpTo = new Map<number, number>()

  interface Target {
    seq: number
    id: string
    mailbox_id: number
    mail_data_id: number
    size_octets: number
    seen: number
    pinned: number
    answered: number
    draft: number
    deleted: number
    modseq: number
    is_shared: number
  }

  /** Of the ready messages that are asked for, the first in order of arrival. */
  function selectTargets({ ids, seqs, uids, deleted, mailbox, upTo, after }: TargetRequest, limit: number): Target[] {
    const named = ids ?? seqs
    const conditions = [
      `state <> 'received' and seq <= :upTo`,
      named && `${ids ? 'id' : 'seq'} in (select value from json_each(:named))`,
      // No two messages ever have one: it need not be paired with its own.
      uids && 'uid in (select value from json_each(:uids))',
      deleted && 'deleted = 1',
      mailbox !== undefined && 'mailbox_id = (select mailbox_id from mailbox where name = :mailbox)',
      after !== undefined && 'seq > :after',
    ]
    const values = {
      ...{ upTo, limit },
      ...(named && { named: JSON.stringify(named) }),
      ...(uids && { uids: JSON.stringify(uids) }),
      ...(mailbox !== undefined && { mailbox }),
      ...(after !== undefined && { after }),
    }
    return db
      .prepare<[object], Target>(
        `select ${TARGET_COLUMNS} from message
         where ${conditions.filter(Boolean).join(' and ')} order by seq limit :limit`,
      )
      .all(values)
  }

  let revision = 0
  function countsOf(mailboxIds: ReadonlySet<number>): MailboxCounts[] {
    revision++
    return [...mailboxIds].flatMap((mailboxId) => {
      const row = selectCounts.get(mailboxId)
      return row ? toCounts(row, revision) : []
    })
  }

  /** Of a name that is no mailbox's any more. */
  const countsOfNone = (name: string): MailboxCounts => ({
    ...{ name, revision: ++revision, total: 0, unseen: 0, sizeOctets: 0, pinned: 0, pinnedOctets: 0, evicted: 0 },
  })

  /** Forgotten when a folder is renamed or removed, and after a rollback, which takes back one that is new. */
  const names = new Map<number, string>()
  function nameOf(mailboxId: number): string {
    const name = names.get(mailboxId) ?? selectMailboxName.get(mailboxId) ?? ''
    names.set(mailboxId, name)
    return name
  }

  function recount(
    mailboxId: number,
    change: Partial<Record<'total' | 'unseen' | 'octets' | 'pinned' | 'pinnedOctets' | 'evicted', number>>,
  ) {
    updateCounts.run({ mailboxId, total: 0, unseen: 0, octets: 0, pinned: 0, pinnedOctets: 0, evicted: 0, ...change })
  }

  /** All of them by one statement, and each mailbox by one: many messages are marked at once. */
  function setFlags(targets: readonly Target[], flags: Flags): void {
    const values = Object.fromEntries(FLAGS.map((flag) => [flag, flags[flag] === undefined ? null : Number(flags[flag])]))
    updateFlags.run({ seqs: JSON.stringify(targets.map(({ seq }) => seq)), modseq: nextModseq(), ...values })
    for (const [mailboxId, some] of Map.groupBy(targets, ({ mailbox_id }) => mailbox_id)) {
      const change = { unseen: 0, pinned: 0, pinnedOctets: 0 }
      for (const { seq, seen, pinned, size_octets } of some) {
        const pinnedChange = Number(flags.pinned ?? pinned) - pinned
        change.unseen += seen - Number(flags.seen ?? seen)
        change.pinned += pinnedChange
        change.pinnedOctets += pinnedChange * size_octets
        if (pinnedChange < 0)
          for (const scope of [EVERY_MAILBOX, mailboxId]) nothingUpTo.set(scope, Math.min(nothingUpTo.get(scope) ?? 0, seq - 1))
      }
      if (change.unseen !== 0 || change.pinned !== 0) recount(mailboxId, change)
    }
  }

  /** Its parts and tags go by foreign key. */
  function removeMessage(target: Target, evicted: number): void {
    deleteMessage.run(target.seq)
    if (target.is_shared === 0 || isStillShared.get(target.mail_data_id) === 0) deleteMailData.run(target.mail_data_id)
    recount(target.mailbox_id, { ...shareOf(target, -1), evicted })
  }

  /** What it counts for in its mailbox. */
  function shareOf({ seen, pinned, size_octets }: Target, sign: 1 | -1) {
    return {
      total: sign,
      unseen: seen ? 0 : sign,
      octets: sign * size_octets,
      pinned: sign * pinned,
      pinnedOctets: sign * pinned * size_octets,
    }
  }

  /** As many from the start as one request may remove: at least one. */
  function slice<T extends Target>(targets: readonly T[]): T[] {
    let octets = 0
    const end = targets.findIndex(({ size_octets }, i) => {
      octets += size_octets
      return i === CHANGE_AT_ONCE || (i > 0 && octets > REMOVE_OCTETS_AT_ONCE)
    })
    return end < 0 ? [...targets] : targets.slice(0, end)
  }

  function writeChunk(mailDataId: number, ordinal: number, octets: Uint8Array): void {
    compress(octets, (zstd, kept) => insertChunk.run(mailDataId, ordinal, zstd, kept))
  }

  return {
    ...createSessionWrites(db),
    ...tagRules,
    setSubscribed,
    writeChunk,

    putFolder(folder: FolderChange): MailboxCounts[] {
      folders.putFolder(folder)
      return countsOf(new Set([mailboxIdOf(folder.name)]))
    },

    renameFolder(name: string, newName: string): MailboxCounts[] {
      folders.renameFolder(name, newName)
      names.clear()
      return [...countsOf(new Set([mailboxIdOf(newName)])), countsOfNone(name)]
    },

    removeFolder(name: string): MailboxCounts[] {
      folders.removeFolder(name)
      names.clear()
      return [countsOfNone(name)]
    },

    dropMailData(mailDataId: number): void {
      deleteMailData.run(mailDataId)
    },

    /** Mail data of transactions that never finished; for the start, when none is open. */
    dropUnfinished(): void {
      db.exec(
        'delete from mail_data where mail_data_id in (select mail_data_id from mail_data except select mail_data_id from message)',
      )
    },

    /** Writes what `dropMailData` takes away again: two commits, as a page that is written and freed in one need not reach the disk. */
    probe(mailDataId: number, octets: Uint8Array): void {
      deleteMailData.run(mailDataId)
      insertChunk.run(mailDataId, 0, 0, octets)
    },

    append(message: NewMessage): { seq: number; small: Uint8Array<ArrayBuffer> | undefined } {
      const { id, small } = message.mailData
      const { copyOf, tags = [] } = message
      if (copyOf !== undefined && share.run(copyOf, id).changes === 0)
        throw new AppError('not_found', 'The message to copy was deleted meanwhile')
      // Empty mail data has its row too: the highest id there is must never be given again.
      if (small) writeChunk(id, 0, small)
      const mailboxId = mailboxIdOf(message.mailbox)
      const seq = Number(insertMessage.run(fromNewMessage(message, mailboxId)).lastInsertRowid)
      if (tags.length > 0) retag(seq, tags, [])
      return { seq, small }
    },

    makeReady(parsed: { seq: number; message: ParsedMessage }[]): MadeReady {
      const seqs: number[] = []
      const tags = new Map<number, string[]>()
      const added = new Map<number, { total: number; unseen: number; octets: number; pinned: number; pinnedOctets: number }>()
      const modseq = parsed.length > 0 ? nextModseq() : 0
      for (const { seq, message } of parsed) {
        const row = updateParsed.get({ seq, uid: arrivalUid(seq), modseq, ...fromParsed(message) })
        if (!row) continue
        for (const [ordinal, part] of message.parts.entries()) insertPart.run({ seq, ordinal, ...fromPart(part) })
        searchIndex.add(seq, message, toEnvelope(row))
        if (message.tags.length > 0 || row.is_tagged === 1) tags.set(seq, tagArrived(seq, message.tags))
        const counts = added.get(row.mailbox_id) ?? { total: 0, unseen: 0, octets: 0, pinned: 0, pinnedOctets: 0 }
        added.set(row.mailbox_id, {
          total: counts.total + 1,
          unseen: counts.unseen + 1 - row.seen,
          octets: counts.octets + row.size_octets,
          pinned: counts.pinned + row.pinned,
          pinnedOctets: counts.pinnedOctets + row.pinned * row.size_octets,
        })
        seqs.push(seq)
      }
      searchIndex.close()
      for (const [mailboxId, change] of added) recount(mailboxId, change)
      return { seqs, tags, mailboxes: countsOf(new Set(added.keys())) }
    },

    /** Looks at some of them; call again while it answers `more`, for those after it. */
    mark(
      request: TargetRequest,
      { addTags = [], removeTags = [], tags, unchangedSince = Number.POSITIVE_INFINITY, ...flags }: MarkRequest,
    ): MarkPortion & { more: number | undefined } {
      const marked: Target[] = []
      const changes: MarkChange[] = []
      const refused: number[] = []
      const mailboxIds = new Set<number>()
      const retags = tags !== undefined || addTags.length + removeTags.length > 0
      const targets = selectTargets(request, CHANGE_AT_ONCE)
      for (const target of targets) {
        if (target.modseq > unchangedSince) {
          refused.push(target.seq)
          continue
        }
        const before = { seen: target.seen === 1, pinned: target.pinned === 1 }
        const changed = FLAGS.filter((flag) => flags[flag] !== undefined && Number(flags[flag]) !== target[flag])
        const retagged = retags ? retag(target.seq, tags ?? addTags, tags ? 'others' : removeTags) : undefined
        if (changed.length === 0 && !retagged) continue
        marked.push(target)
        const seenChanges = changed.includes('seen')
        const pinnedChanges = changed.includes('pinned')
        if (seenChanges || pinnedChanges) mailboxIds.add(target.mailbox_id)
        changes.push({
          now: {
            ...(seenChanges && { seen: flags.seen }),
            ...(pinnedChanges && { pinned: flags.pinned }),
            ...(retagged && { tags: retagged.tags }),
          },
          before: {
            ...(seenChanges && { seen: before.seen }),
            ...(pinnedChanges && { pinned: before.pinned }),
            ...(retagged && { tags: retagged.tagsBefore }),
          },
        })
      }
      if (marked.length > 0) setFlags(marked, flags)
      const more = targets.length === CHANGE_AT_ONCE ? targets.at(-1)?.seq : undefined
      return {
        ids: marked.map(({ id }) => id),
        seqs: marked.map(({ seq }) => seq),
        ...{ changes, refused, more },
        mailboxes: countsOf(mailboxIds),
      }
    },

    /** Moves some of them; call again while it answers `more`, for those after it. */
    move(request: TargetRequest, mailbox: string): MovePortion & { more: number | undefined } {
      const mailboxId = mailboxIdOf(mailbox)
      const targets = selectTargets(request, CHANGE_AT_ONCE)
      const moved = { ids: [] as string[], seqs: [] as number[], uids: [] as number[], mailboxOf: [] as string[] }
      const mailboxIds = new Set<number>([mailboxId])
      for (const target of targets) {
        const uid = movedUid()
        updateMailbox.run({ seq: target.seq, mailboxId, uid, modseq: nextModseq() })
        recount(target.mailbox_id, shareOf(target, -1))
        recount(mailboxId, shareOf(target, 1))
        mailboxIds.add(target.mailbox_id)
        if (target.pinned === 0) nothingUpTo.set(mailboxId, Math.min(nothingUpTo.get(mailboxId) ?? 0, target.seq - 1))
        moved.ids.push(target.id)
        moved.seqs.push(target.seq)
        moved.uids.push(uid)
        moved.mailboxOf.push(nameOf(target.mailbox_id))
      }
      const more = targets.length === CHANGE_AT_ONCE ? targets.at(-1)?.seq : undefined
      return { ...moved, more, mailboxes: countsOf(mailboxIds) }
    },

    /** Removes a slice; call again while it answers `more`. */
    remove(request: TargetRequest): RemovedPortion & { more: boolean } {
      const found = selectTargets(request, CHANGE_AT_ONCE + 1)
      const targets = slice(found)
      for (const target of targets) removeMessage(target, 0)
      searchIndex.dropEmptyBlocks(targets.map(({ seq }) => seq))
      const mailboxIds = new Set(targets.map(({ mailbox_id }) => mailbox_id))
      return {
        ids: targets.map(({ id }) => id),
        seqs: targets.map(({ seq }) => seq),
        mailboxOf: targets.map(({ mailbox_id }) => nameOf(mailbox_id)),
        more: targets.length < found.length,
        mailboxes: countsOf(mailboxIds),
      }
    },

    evict({
      mailbox,
      upTo,
      storageOctets = Infinity,
      messages = Infinity,
      receivedBefore = -Infinity,
    }: EvictRequest): EvictAnswer {
      const mailboxId = mailbox === undefined ? EVERY_MAILBOX : findMailbox.get(mailbox)
      const counts = { storage: 0, messages: 0, age: 0 }
      const newestSeq = selectNewest.get() ?? 0
      const seqs: number[] = []
      const answer: EvictAnswer = {
        ids: [],
        seqs,
        mailboxOf: [],
        counts,
        mailboxes: [],
        more: false,
        oldestAt: undefined,
        newestSeq,
      }
      if (mailboxId === undefined) return answer
      const kept = mailboxId === EVERY_MAILBOX ? selectAllCounts.get() : selectCounts.get(mailboxId)
      if (!kept) return answer
      const oldest = mailboxId === EVERY_MAILBOX ? selectOldest : selectOldestOfMailbox
      const found = oldest.all({ mailboxId, after: nothingUpTo.get(mailboxId) ?? 0, upTo })
      if (found[0]) nothingUpTo.set(mailboxId, found[0].seq - 1)

      const reasonFor = ({ received_at }: { received_at: number }) => {
        if (kept.size_octets > storageOctets) return 'storage'
        if (kept.total > messages) return 'messages'
        return received_at < receivedBefore ? 'age' : undefined
      }
      const mailboxIds = new Set<number>()
      for (const target of slice(found)) {
        const reason = reasonFor(target)
        if (!reason) break
        removeMessage(target, 1)
        kept.total--
        kept.size_octets -= target.size_octets
        counts[reason]++
        answer.ids.push(target.id)
        answer.mailboxOf.push(nameOf(target.mailbox_id))
        mailboxIds.add(target.mailbox_id)
        seqs.push(target.seq)
      }
      searchIndex.dropEmptyBlocks(seqs)
      // In order of arrival: when this one is not too old, no later one is.
      const next = found[answer.ids.length]
      return {
        ...answer,
        mailboxes: countsOf(mailboxIds),
        more: next !== undefined && reasonFor(next) !== undefined,
        oldestAt: next?.received_at,
      }
    },

    /** After a rollback: what was learned from what it undid is forgotten. */
    rolledBack(): void {
      nothingUpTo.clear()
      names.clear()
      searchIndex.forget()
    },
  }
}
